"""A csv file gives its table, and the titles and remarks around it, as a sheet of a workbook does."""

from __future__ import annotations

import csv
import io
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.csv_text import read_csv

COUNTIES = '附件2,,\n2018年一季度统计表,,\n序号,单位名称,报送条数\n1,富锦市,520\n2,汤原县,274\n,合计,"1,775"\n注：截至3月底,,\n'


def grid(document: ReadDocument, number: int = 1) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[number - 1].grid()]


def passages(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le")],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_titles_table_and_remark(codec: str, encoding: str, line_end: str) -> None:
    document = read_csv(COUNTIES.replace("\n", line_end).encode(codec))
    assert (document.media_type, document.encoding) == ("text/csv", encoding)
    assert passages(document) == ["附件2", "2018年一季度统计表", "注：截至3月底"]
    assert grid(document) == [
        *(["序号", "单位名称", "报送条数"], ["1", "富锦市", "520"], ["2", "汤原县", "274"], ["", "合计", "1,775"])
    ]
    (table,) = document.tables
    assert (table.after_passage, table.note) == (2, "from A3")
    assert [cell.is_header for cell in table.cells] == [True] * 3 + [False] * 9


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_the_delimiter_is_told_by_the_content(delimiter: str) -> None:
    text = "单位,报送,采发\n富锦市,520,219\n汤原县,274,207\n".replace(",", delimiter)
    assert grid(read_csv(text.encode())) == [
        ["单位", "报送", "采发"],
        ["富锦市", "520", "219"],
        ["汤原县", "274", "207"],
    ]


def test_a_comma_inside_fields_is_no_delimiter() -> None:
    text = "单位;报送;采发\n富锦市;1,143;219,5\n汤原县;274;207\n"
    assert grid(read_csv(text.encode()))[1] == ["富锦市", "1,143", "219,5"]


def test_quoted_fields() -> None:
    text = '单位,"报送\n条数",说明\n"富锦市",520,"""先进"", 一"\n汤原县,274,\n'
    assert grid(read_csv(text.encode())) == [
        ["单位", "报送\n条数", "说明"],
        ["富锦市", "520", '"先进", 一'],
        ["汤原县", "274", ""],
    ]


def test_a_quotation_mark_without_its_pair_swallows_nothing() -> None:
    document = read_csv('单位,报送,采发\n"富锦市,520,219\n汤原县,274,207\n'.encode())
    assert grid(document)[1:] == [['"富锦市', "520", "219"], ["汤原县", "274", "207"]]
    assert document.notes == ("quotation marks are not in pairs, and read as text",)


def test_values_are_verbatim() -> None:
    text = "单位,编号,比率\n富锦市, 007 ,96.690%\n汤原县,1E+20,=1+1\n"
    assert grid(read_csv(text.encode()))[1:] == [["富锦市", "007", "96.690%"], ["汤原县", "1E+20", "=1+1"]]


def test_rows_of_different_lengths() -> None:
    assert grid(read_csv(b"a,b,c\n1\n1,2,3,4\n")) == [
        ["a", "b", "c", ""],
        ["1", "", "", ""],
        ["1", "2", "3", "4"],
    ]


def test_two_tables_with_blank_rows_between() -> None:
    document = read_csv("表一,,\n单位,甲,乙\n富锦市,1,2\n\n,,\n表二,,\n单位,丙,丁\n汤原县,3,4\n".encode())
    assert passages(document) == ["表一", "表二"]
    assert [(t.after_passage, t.row_count, t.note) for t in document.tables] == [(1, 2, "from A2"), (2, 2, "from A7")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n" * 1_000_001, "too_large"),
        ("," * 5_000 + "1\n" + "2" + "," * 5_000 + "\n", "grid_too_large"),
        ('"' + "x" * 200_000, "too_large"),
        ((",1" * 1_000 + "\n") * 2_100, "too_large"),
    ],
)
def test_what_is_too_much(text: str, code: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadableDocumentError) as refused:
        read_csv(text.encode())
    assert refused.value.reason_code == code
    assert time.perf_counter() - started < 20


@given(
    st.lists(
        st.lists(st.sampled_from(["富锦市", "520", "1,143", '"', "a\nb", "", "x;y"]), min_size=3, max_size=3),
        min_size=2,
        max_size=8,
    )
)
def test_what_a_program_writes_is_read(rows: list[list[str]]) -> None:
    out = io.StringIO()
    table = [["单位", "报送", "采发"], *rows, ["合计", "1", "2"]]
    csv.writer(out).writerows(table)
    document = read_csv(out.getvalue().encode())
    blank_run = any(not any(a) and not any(b) for a, b in pairwise(rows))
    if any(rows[0]) and not blank_run:  # a line that stands alone above a blank one may be a title
        assert grid(document) == table


@given(st.text(alphabet=',;\t"\n\r富1 ', max_size=200))
def test_any_text(text: str) -> None:
    try:
        document = read_csv(text.encode())
    except UnreadableDocumentError:
        return
    read = "".join(p.text for p in document.passages) + "".join(c.text for t in document.tables for c in t.cells)
    assert read.count("富") == text.count("富")
    assert read.count("1") == text.count("1")
