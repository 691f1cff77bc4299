"""Tables and paragraphs redrawn: merged cells kept, long ones cut, nothing covered twice."""

from __future__ import annotations

import pytest

from orchestration.publication.receipt.drawing import draw_passage, draw_table
from orchestration.publication.receipt.model import DrawnTable, Mark
from orchestration.publication.receipt.names import parse_place, period_words, show
from tests.unit.publication.receipts import grid, review_table

LEFT = Mark(("left",))


def widths(table: DrawnTable) -> list[int]:
    """How many columns each row takes, merged cells from above included; all the same where a table is sound."""
    counts: list[int] = []
    reaching: list[tuple[int, int]] = []  # rows still to go, columns
    for line in (*table.head, *table.body):
        counts.append(sum(c.column_span for c in line) + sum(columns for _, columns in reaching))
        reaching += [(c.row_span, c.column_span) for c in line]
        reaching = [(rows - 1, columns) for rows, columns in reaching if rows > 1]
    return counts


def texts(table: DrawnTable) -> list[list[str]]:
    return [[one.text for one in line] for line in (*table.head, *table.body)]


def test_a_small_table_is_drawn_whole_with_its_headings() -> None:
    table = draw_table("表四", review_table(), {(3, 5): LEFT})
    assert texts(table) == [
        ["行政复议"],
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
        ["10", "1", "0", "0", "0"],
    ]
    assert (len(table.head), len(table.body)) == (2, 1)
    assert table.head[0][0].column_span == 5
    assert table.body[0][4].mark == LEFT
    assert not table.is_excerpt


def test_a_long_table_is_cut_to_headings_and_marked_rows() -> None:
    rows = [["单位", "报送"], *([f"第{n}局", str(n)] for n in range(1, 40)), ["合计", "1"]]
    table = draw_table("表一", grid(rows), {(41, 2): LEFT, (6, 2): LEFT})
    assert texts(table) == [
        ["单位", "报送"],
        ["……（略 4 行）"],
        ["第5局", "5"],
        ["……（略 34 行）"],
        ["合计", "1"],
    ]
    assert table.is_excerpt and set(widths(table)) == {2}


def test_a_label_over_cut_rows_keeps_its_place() -> None:
    cells = grid([["组", "单位", "报送"], *(["", f"第{n}局", str(n)] for n in range(1, 30))])
    cells = [c for c in cells if c["row"] == 1 or c["column"] > 1]
    cells.append({**cells[0], "row": 2, "column": 1, "row_span": 29, "text": "县区"})
    table = draw_table("表一", cells, {(5, 3): LEFT, (20, 3): LEFT})
    assert texts(table) == [
        ["组", "单位", "报送"],
        ["……（略 3 行）"],
        ["县区", "第4局", "4"],
        ["……（略 14 行）"],
        ["第19局", "19"],
    ]
    assert table.body[1][0].row_span == 3
    assert set(widths(table)) == {3}


def test_a_wide_table_is_cut_to_labels_and_marked_columns() -> None:
    rows = [["单位", *(f"第{n}项" for n in range(1, 40))], ["某局", *("1" for _ in range(1, 40))]]
    table = draw_table("表一", grid(rows), {(2, 20): LEFT})
    assert texts(table) == [["单位", "…", "第19项"], ["某局", "…", "1"]]
    assert table.body[0][1].is_gap


@pytest.mark.parametrize("cells", [[], grid([["1"]])])
def test_a_table_that_is_not_there_is_drawn_empty(cells: list[dict[str, object]]) -> None:
    assert draw_table("表一", cells, {(9, 9): LEFT}).caption == "表一"


def test_cells_that_overlap_are_drawn_once() -> None:
    cells = grid([["a", "b"], ["1", "2"]])
    cells[0]["column_span"] = 2
    assert set(widths(draw_table("表一", cells, {(2, 1): LEFT}))) == {2}


def test_a_paragraph_is_cut_to_its_sentences() -> None:
    text = "前面的话。全年受理21件，办结20件。后面的话。"
    passage = draw_passage("正文第 1 段", text, [(9, 12, LEFT), (15, 18, Mark(("right",)))])
    assert passage.pieces == (
        ("……", Mark()),
        ("全年受理", Mark()),
        ("21件", LEFT),
        ("，办结", Mark()),
        ("20件", Mark(("right",))),
        ("。……", Mark()),
    )


def test_overlapping_and_absurd_spans_of_a_paragraph_are_harmless() -> None:
    passage = draw_passage("正文", "共21件。", [(1, 3, LEFT), (2, 4, LEFT), (90, 95, LEFT)])
    assert "".join(text for text, _ in passage.pieces) == "共21件。"


def test_text_is_shown_on_one_line_without_invisible_characters() -> None:
    assert show("三\n、\n本\n年\n度") == "三、本年度"
    assert show("total \n number") == "total number"
    assert show("a\u202eb\x00c\u200b") == "abc"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2023", "2023年"),
        ("2018Q1", "2018年第一季度"),
        ("2018H2", "2018年下半年"),
        ("2021-08", "2021年8月"),
        ("2021-01/2021-08", "2021年1月至2021年8月"),
        ("", "期间未识别"),
    ],
)
def test_period_words(period: str, words: str) -> None:
    assert period_words(period) == words


def test_a_place_that_is_none_is_none() -> None:
    assert parse_place("d", "somewhere") is None
    assert parse_place("d", "") is None
