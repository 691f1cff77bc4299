"""Every format opens in a library that had no part in writing it, and shows what the truth says was printed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import lxml.html
import openpyxl
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from tests.unit.synthesis.conftest import Country


def documents(country: Country, file_format: str) -> list[tuple[dict[str, str], Path]]:
    found = [(row, country.out / row["path"]) for row in country.documents if row["format"] == file_format]
    assert len(found) > 20
    return found


def in_tables(country: Country, row: dict[str, str]) -> list[dict[str, Any]]:
    return [cell for cell in country.cells[row["path"]] if cell["method"] == "table"]


def shown(value: object) -> str:
    """A number of a workbook as Excel shows it."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "" if value is None else str(value)


def test_html(country: Country) -> None:
    charsets = {"word_export": "gb18030", "inline_styles": "gbk", "gb18030": "gb18030"}
    for row, path in documents(country, "html"):
        charset = charsets.get(row["layout_variant"].split("/")[-1], "utf-8")
        page = lxml.html.fromstring(path.read_bytes().decode(charset))
        tables = [
            table for table in page.iter("table") if table.find(".//table") is None and len(table.findall(".//tr")) > 1
        ]
        texts = [[" ".join(td.text_content().split()) for td in t.iter("td", "th")] for t in tables]
        for cell in in_tables(country, row):
            assert cell["value_raw"] in texts[cell["table"] - 1]
        assert sum(map(len, texts)) >= len(in_tables(country, row))
        content = page.text_content()
        assert all(c["value_raw"] in content for c in country.cells[row["path"]] if c["method"] == "prose")


def test_docx_shows_each_figure_in_its_place(country: Country) -> None:
    compared = 0
    for row, path in documents(country, "docx"):
        document = docx.Document(str(path))
        if row["layout_variant"].endswith("text_box"):
            with zipfile.ZipFile(path) as archive:
                xml = archive.read("word/document.xml").decode()
            assert xml.count("<w:txbxContent>") == 2 * len({c["table"] for c in in_tables(country, row)})
            continue
        grids = [[[cell.text for cell in line.cells] for line in table.rows] for table in document.tables]
        for cell in in_tables(country, row):
            assert grids[cell["table"] - 1][cell["row"] - 1][cell["column"] - 1] == cell["value_raw"], path
            compared += 1
    assert compared > 1000


def test_xlsx_and_the_values_kept_with_formulas(country: Country) -> None:
    formulas = 0
    for row, path in documents(country, "xlsx"):
        book = openpyxl.load_workbook(path, data_only=True)
        values = Counter(shown(value) for sheet in book for line in sheet.iter_rows(values_only=True) for value in line)
        wanted = Counter(cell["value_raw"] for cell in in_tables(country, row))
        del wanted[""]
        assert wanted <= values, path
        if row["layout_variant"] == "formulas" and row["form"] != "BULLETIN":
            raw = openpyxl.load_workbook(path)
            formulas += sum(str(c.value).startswith("=SUM(") for s in raw for line in s.iter_rows() for c in line)
    assert formulas > 20


@pytest.mark.parametrize("file_format", ["xls", "et"])
def test_old_workbooks(country: Country, file_format: str) -> None:
    for row, path in documents(country, file_format):
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        values = Counter(shown(value) for sheet in sheets for line in sheet for value in line)
        wanted = Counter(cell["value_raw"] for cell in in_tables(country, row))
        del wanted[""]
        assert wanted <= values, path


def test_pdf(country: Country) -> None:
    pages = Counter[int]()
    for row, path in documents(country, "pdf"):
        document = pypdfium2.PdfDocument(path)
        pages[len(document)] += 1
        text = "".join(page.get_textpage().get_text_range() for page in document)
        text = "".join(text.split()).replace("\ufffe", "")
        for cell in country.cells[row["path"]]:
            assert cell["value_raw"] in text, path
        assert row["organ"] in text
        document.close()
    assert set(pages) >= {1, 2, 3}


def test_csv_text_and_markdown(country: Country) -> None:
    for row, path in documents(country, "csv"):
        encoding = "gb18030" if row["layout_variant"].endswith("gb18030") else "utf-8-sig"
        fields = Counter(f for line in csv.reader(io.StringIO(path.read_bytes().decode(encoding))) for f in line)
        assert Counter(cell["value_raw"] for cell in in_tables(country, row) if cell["value_raw"]) <= fields
    for file_format in ("txt", "md"):
        for row, path in documents(country, file_format):
            text = path.read_text(encoding="utf-8")
            parts = Counter(part.strip() for line in text.splitlines() for part in line.replace("\t", "|").split("|"))
            assert Counter(c["value_raw"] for c in in_tables(country, row) if c["value_raw"]) <= parts
            assert all(c["value_raw"] in text for c in country.cells[row["path"]] if c["method"] == "prose")
