"""The consolidated form as a Word document: the form in the official layout, then its lists, then the signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell

from orchestration.publication.consolidated.model import (
    EXCLUSION_COLUMNS,
    GAP_COLUMNS,
    INTERVAL_COLUMNS,
    SIGNATURES,
    SOURCE_COLUMNS,
    ConsolidatedForm,
    plain,
)
from orchestration.publication.receipt.layout import Box
from orchestration.publication.receipt.names import show
from orchestration.publication.word_files import pack_document

_FONT = "宋体"
_AMOUNT_COLUMN = SOURCE_COLUMNS.index("计入数")


def render_document(form: ConsolidatedForm) -> bytes:
    """The document; the same form gives the same bytes."""
    document = docx.Document()
    _set_up(document)
    _write_paragraph(document, form.title, size=16, is_bold=True, is_centred=True)
    for remark in form.remarks:
        _write_paragraph(document, remark)
    places: dict[str, str] = {}  # name of a cell -> where it stands
    for number, (title, boxes) in enumerate(_tables(form.boxes), 1):
        _write_paragraph(document, title, size=12, is_bold=True)
        _write_form(document, boxes)
        top = min(box.row for box in boxes)
        for box in boxes:
            if box.key:
                row, column = box.row - top + 1, box.column + 1
                places[form.values[box.key].name] = f"本文件第{number}张表第{row}行第{column}列"
    for title, columns, lines, has_figures in (
        ("附一　与汇总报告的差额", GAP_COLUMNS, [line for line in form.gaps if line[-1] != "一致"], True),
        ("附二　未纳入汇总的机关和单元格", EXCLUSION_COLUMNS, form.exclusions, False),
        ("附三　未计部分应填补的范围", INTERVAL_COLUMNS, form.intervals, True),
        ("附四　各统计项的来源", SOURCE_COLUMNS, _source_lines(form), True),
    ):
        _write_paragraph(document, title, size=12, is_bold=True)
        if not lines:
            _write_paragraph(document, "没有。")
        else:
            _write_rows(document, [columns, *(_placed(line, places) if has_figures else line for line in lines)])
    for line in SIGNATURES:
        _write_paragraph(document, f"{line}：")
    return pack_document(document, form.title)


def _source_lines(form: ConsolidatedForm) -> list[tuple[str, ...]]:
    return [
        (*part.line[:_AMOUNT_COLUMN], plain(part.amount), *part.line[_AMOUNT_COLUMN:])
        for value in form.values.values()
        for part in value.parts
    ]


def _tables(boxes: Iterable[Box]) -> list[tuple[str, list[Box]]]:
    """Each section of the form with its boxes, its title apart from them."""
    tables: list[tuple[str, list[Box]]] = []
    for box in sorted(boxes, key=lambda box: (box.row, box.column)):
        if box.kind == "title":
            tables.append((box.text, []))
        else:
            tables[-1][1].append(box)
    return tables


def _write_form(document: Document, boxes: Sequence[Box]) -> None:
    """One table of the form, its headings and labels merged as prescribed."""
    top = min(box.row for box in boxes)
    rows = max(box.row + box.row_span for box in boxes) - top
    columns = max(box.column + box.column_span for box in boxes)
    table = document.add_table(rows, columns, "Table Grid")
    grid = [list(row.cells) for row in table.rows]
    for box in boxes:
        first = grid[box.row - top][box.column]
        last = grid[box.row - top + box.row_span - 1][box.column + box.column_span - 1]
        _write_cell(first.merge(last) if last is not first else first, box.text, is_centred=box.kind != "label")


def _placed(line: Sequence[str], places: Mapping[str, str]) -> Sequence[str]:
    """A line that names its cell by the place: beside a figure its label would read as one more cell of the form."""
    return (places[line[0]], *line[1:])


def _write_rows(document: Document, rows: Sequence[Sequence[str]]) -> None:
    """A table whose first row is its heading."""
    table = document.add_table(len(rows), len(rows[0]), "Table Grid")
    cells = table._cells  # the property makes them anew at each call
    for n, text in enumerate(text for row in rows for text in row):
        _write_cell(cells[n], text, is_centred=n < len(rows[0]))


def _write_cell(cell: _Cell, text: str, *, is_centred: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(show(text))
    run.font.size = Pt(9)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_paragraph(
    document: Document, text: str, *, size: int = 10, is_bold: bool = False, is_centred: bool = False
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(show(text))
    run.font.size, run.font.bold = Pt(size), is_bold
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_up(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
