"""Plain text gives its lines as passages, and the tables that were pasted into it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.domain.records import ReadDocument
from orchestration.readers import read_document

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"

COUNTIES = """附件2
2018年一季度县(市)区信息报送采用情况统计表
序号 |
单位名称 |
报送条数 |
采发条数 |
采发量排序 |
1 |
富锦市 |
520 |
219 |
1 |
2 |
汤原县
|
274 |
207 |
2 |
3 |
郊 区 |
78 |
58 |
7 |
|
合 计 |
1,775 |
1,020 |
|
佳木斯市人民政府办公室
"""


def read(text: str) -> ReadDocument:
    return read_document(text.encode(), "text/plain")


def rows(document: ReadDocument, number: int = 1) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[number - 1].grid()]


def test_lines_are_passages() -> None:
    document = read("\ufeff一、概述\r\n\r\n　　富锦市\xa0520 条　\r汤原县\t274\n \t \n")
    assert [(p.number, p.text) for p in document.passages] == [
        (1, "一、概述"),
        (2, "富锦市 520 条"),
        (3, "汤原县\t274"),
    ]
    assert (document.media_type, document.encoding, document.tables) == ("text/plain", "utf-8", ())


def test_a_cell_a_line() -> None:
    document = read(COUNTIES)
    assert rows(document) == [
        ["序号", "单位名称", "报送条数", "采发条数", "采发量排序"],
        ["1", "富锦市", "520", "219", "1"],
        ["2", "汤原县", "274", "207", "2"],
        ["3", "郊 区", "78", "58", "7"],
        ["", "合 计", "1,775", "1,020", ""],
    ]
    assert [p.text for p in document.passages] == [
        *("附件2", "2018年一季度县(市)区信息报送采用情况统计表", "佳木斯市人民政府办公室")
    ]
    (table,) = document.tables
    assert table.after_passage == 2
    assert [cell.is_header for cell in table.cells] == [True] * 5 + [False] * 20
    assert table.note == "one cell per line: 5 columns, found by the serial numbers"


def test_a_cell_a_line_survives_other_line_ends_and_blank_lines() -> None:
    expected = rows(read(COUNTIES))
    assert rows(read(COUNTIES.replace("\n", "\r\n"))) == expected
    assert rows(read(COUNTIES.replace("\n", "\n\n"))) == expected
    assert rows(read(COUNTIES.replace(" |", "|"))) == expected


def test_without_serial_numbers_figures_tell_the_columns() -> None:
    cells = ["单位", "报送", "采发", "富锦市", "520", "219", "汤原县", "274", "207", "合计", "1,775", "1,020"]
    document = read("\n".join(f"{cell} |" for cell in cells))
    assert rows(document) == [cells[i : i + 3] for i in range(0, 12, 3)]
    assert document.tables[0].note == "one cell per line: 3 columns, found by which cells are figures"


def test_a_missing_cell_is_bridged_by_the_serial_numbers() -> None:
    document = read(COUNTIES.replace("274 |\n", ""))
    assert rows(document)[1:4] == [
        ["1", "富锦市", "520", "219", "1"],
        ["2", "汤原县", "207", "2", None],
        ["3", "郊 区", "78", "58", "7"],
    ]
    assert rows(document)[4] == ["", "合 计", "1,775", "1,020", ""]
    assert document.tables[0].note.endswith("of another length: row 3")


def test_columns_that_cannot_be_found_are_one() -> None:
    document = read("\n".join(f"{cell} |" for cell in ["单位", "富锦市", "520", "汤原县", "274", "207", "合计"]))
    assert (document.tables[0].row_count, document.tables[0].column_count) == (7, 1)
    assert "could not be found" in document.tables[0].note


@pytest.mark.parametrize(
    "text",
    [
        "| 单位 | 报送 | 采发 |\n|---|:-:|--:|\n| 富锦市 | 520 | 219 |\n| 汤原县 | | 207 |",
        "单位 | 报送 | 采发\n--- | --- | ---\n富锦市 | 520 | 219\n汤原县 |  | 207",
        "单位|报送|采发|\n富锦市|520|219|\n汤原县||207|",
        "单位\t报送\t采发\n富锦市\t520\t219\n汤原县\t\t207",
    ],
)
def test_rows_between_pipes_or_tabs(text: str) -> None:
    document = read(f"统计表\n{text}\n完")
    assert rows(document) == [["单位", "报送", "采发"], ["富锦市", "520", "219"], ["汤原县", "", "207"]]
    assert [cell.is_header for cell in document.tables[0].cells] == [True] * 3 + [False] * 6
    assert [p.text for p in document.passages] == ["统计表", "完"]
    assert document.tables[0].after_passage == 1


def test_empty_cells_at_the_ends_of_tabbed_rows() -> None:
    assert rows(read("单位\t报送\t采发\n\t520\t219\n合计\t\t")) == [
        *(["单位", "报送", "采发"], ["", "520", "219"], ["合计", "", ""])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 新闻 | 公开",
        "字号：大 |",
        "网站地图 | 联系我们 | 关于\n版权所有",
        "首页 | 公开\n当前位置 | 首页 | 年报",
        "\t\t一、概述\n\t\t二、情况",
        "富锦市\t520\t219",
        "a\tb\nc\td",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert read(text).tables == ()


def test_tables_follow_each_other() -> None:
    document = read(COUNTIES + "单位\t报送\t采发\n富锦市\t520\t219\n表三\n| a | b |\n| 1 | 2 |\n")
    assert [(t.number, t.row_count, t.column_count, t.after_passage) for t in document.tables] == [
        *((1, 5, 5, 2), (2, 2, 3, 3), (3, 2, 2, 4))
    ]


@given(
    st.integers(2, 8),
    st.integers(3, 30),
    st.sampled_from(["富锦市", "汤原县", "市人社局", "郊 区"]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_the_shape_of_a_numbered_table_is_found(width: int, height: int, name: str, has_total: bool, seed: int) -> None:
    header = ["序号", "单位名称", *(f"第{'甲乙丙丁戊己'[i]}项" for i in range(width - 2))]
    table = [header]
    for i in range(1, height + 1):
        table.append([str(i), name, *(str((seed * i * k) % 997) for k in range(1, width - 1))][:width])
    if has_total:
        table.append(["", "合 计", *("1,775" for _ in range(width - 2))])
    document = read("统计表\n" + "\n".join(f"{cell} |" for row in table for cell in row) + "\n完")
    assert rows(document) == table


needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"{SEEDS} is not there: the five sample documents")


@needs_seeds
def test_the_three_tables_of_jiamusi() -> None:
    document = read_document((SEEDS / "000_1c934aedadcb0577.txt").read_bytes(), "text/plain")
    assert [(t.row_count, t.column_count) for t in document.tables] == [(51, 5), (12, 5), (46, 5)]
    for number, (first, second) in enumerate([("1,143", "790"), ("1,775", "1,020"), ("343", "332")], 1):
        grid = rows(document, number)
        assert grid[-1][2:4] == [first, second]
        for column, total in ((2, first), (3, second)):  # proved by arithmetic
            assert sum(int(row[column] or 0) for row in grid[1:-1]) == int(total.replace(",", ""))
    assert rows(document, 1)[49] == ["49", "市民宗局", "0", "0", "44"]
    titles = [document.passages[t.after_passage - 1].text for t in document.tables]
    assert [title[:8] for title in titles] == ["2018年一季度"] * 3


@needs_seeds
@pytest.mark.parametrize("number", ["001", "002", "003", "004"])
def test_the_other_four_have_no_tables(number: str) -> None:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    document = read_document(path.read_bytes(), "text/plain")
    assert document.tables == ()
    assert "".join("".join(p.text.split()) for p in document.passages) == "".join(path.read_text().split())
