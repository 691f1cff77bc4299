"""Tables and paragraphs that page breaks cut, and what belongs to the page instead of the text."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as FlowingTable
from reportlab.platypus.tables import TableStyle

from orchestration.readers.pdf import read_pdf
from tests.conftest import SHARED
from tests.unit.readers.test_pdf import (
    ALIGNED,
    FONT,
    GRID,
    Placed,
    draw_aligned,
    draw_grid,
    drawn,
    flowing,
    only_table,
    passages,
    placed,
    texts,
)

WIDTHS = [70.0, 120.0, 60.0, 60.0]


def pages(*draws: Callable[[Canvas], None]) -> bytes:
    """A PDF with a page for each."""

    def draw(canvas: Canvas) -> None:
        for number, page in enumerate(draws):
            if number:
                canvas.showPage()
                canvas.setFont(FONT, 10)
            page(canvas)

    return drawn(draw)


def grid_page(cells: list[Placed], rows: int, top: float, without: str = "") -> Callable[[Canvas], None]:
    """A page with a grid; ``without`` names the outer borders ("top", "bottom") that are not drawn."""

    def pen(canvas: Canvas, line: tuple[float, float, float, float]) -> None:
        x, y, u, v = line
        edges = {"top": top, "bottom": top - 24 * rows}
        if not any(name in without and y == v == edge for name, edge in edges.items()):
            canvas.line(x, y, u, v)

    return lambda canvas: draw_grid(canvas, cells, pen, left=80, top=top, widths=WIDTHS, heights=[24.0] * rows)


UPPER: list[Placed] = [
    (0, 0, 1, 2, "项目"),
    (0, 2, 1, 1, "企业"),
    (0, 3, 1, 1, "总计"),
    (1, 0, 2, 1, "结果"),
    (1, 1, 1, 1, "1.予以公开"),
    (1, 2, 1, 1, "10"),
    (1, 3, 1, 1, "11"),
    (2, 1, 1, 1, "2.其他法律"),
    (2, 2, 1, 1, "20"),
    (2, 3, 1, 1, "21"),
]


# --- tables over page breaks ---


@pytest.mark.parametrize("repeated", [0, 1])
def test_a_table_over_three_pages(repeated: int) -> None:
    rows = [["序号", "单位", "件数"], *([str(n), f"单位{n}", str(n * 7)] for n in range(1, 91))]
    table = only_table(flowing(FlowingTable(rows, style=TableStyle(GRID), repeatRows=repeated)))
    assert texts(table) == rows
    assert table.note == ("header repeated on page 2, 3 left out" if repeated else "")


def test_a_repeated_header_of_two_rows_with_merged_cells() -> None:
    head = [["项目", "申请人", ""], ["", "企业", "总计"]]
    rows = [[f"项{n}", str(n), str(2 * n)] for n in range(70)]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    table = only_table(flowing(FlowingTable(head + rows, style=TableStyle([*GRID, *spans]), repeatRows=2)))
    assert table.row_count == 72
    assert texts(table)[2:] == rows
    assert placed(table)[:2] == [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "申请人")]


def test_a_row_cut_in_two_where_no_line_parts_it() -> None:
    lower: list[Placed] = [
        (0, 0, 1, 1, ""),
        (0, 1, 1, 1, "禁止公开"),
        (0, 2, 1, 1, ""),
        (0, 3, 1, 1, ""),
        (1, 0, 1, 2, "总计"),
        (1, 2, 1, 1, "30"),
        (1, 3, 1, 1, "32"),
    ]
    table = only_table(pages(grid_page(UPPER, 3, 140, "bottom"), grid_page(lower, 2, 770, "top")))
    assert table.row_count == 4
    assert [cell for cell in placed(table) if cell[0] >= 2 or cell[2] > 1] == [
        (1, 0, 2, 1, "结果"),
        (2, 1, 1, 1, "2.其他法律\n禁止公开"),
        (2, 2, 1, 1, "20"),
        (2, 3, 1, 1, "21"),
        (3, 0, 1, 2, "总计"),
        (3, 2, 1, 1, "30"),
        (3, 3, 1, 1, "32"),
    ]
    assert table.note == "row 3 put together of the halves that a page break made"


def test_a_row_cut_in_two_with_lines_on_both_sides() -> None:
    lower: list[Placed] = [
        (0, 0, 2, 1, ""),
        (0, 1, 1, 1, "禁止公开"),
        (0, 2, 1, 1, ""),
        (0, 3, 1, 1, ""),
        (1, 1, 1, 1, "3.其他"),
        (1, 2, 1, 1, "0"),
        (1, 3, 1, 1, "0"),
    ]
    table = only_table(pages(grid_page(UPPER, 3, 140), grid_page(lower, 2, 770)))
    assert table.row_count == 4
    assert (2, 1, 1, 1, "2.其他法律\n禁止公开") in placed(table)
    assert (1, 0, 3, 1, "结果") in placed(table)


def test_a_merged_label_goes_on_below_the_break() -> None:
    lower: list[Placed] = [
        (0, 0, 2, 1, ""),
        (0, 1, 1, 1, "3.危及安全"),
        (0, 2, 1, 1, "1"),
        (0, 3, 1, 1, "2"),
        (1, 1, 1, 1, "4.其他"),
        (1, 2, 1, 1, "0"),
        (1, 3, 1, 1, "0"),
    ]
    for without in (("", ""), ("bottom", "top"), ("bottom", "")):
        table = only_table(pages(grid_page(UPPER, 3, 140, without[0]), grid_page(lower, 2, 770, without[1])))
        assert table.row_count == 5
        assert (1, 0, 4, 1, "结果") in placed(table)
        assert [row[1:] for row in texts(table)[3:]] == [["3.危及安全", "1", "2"], ["4.其他", "0", "0"]]


def test_a_blank_row_of_its_own_is_not_joined_to_the_one_above() -> None:
    lower: list[Placed] = [(0, 0, 1, 2, "四、结转"), (0, 2, 1, 1, ""), (0, 3, 1, 1, "")]
    table = only_table(pages(grid_page(UPPER, 3, 140), grid_page(lower, 1, 770)))
    assert table.row_count == 4
    assert placed(table)[-3:] == [(3, 0, 1, 2, "四、结转"), (3, 2, 1, 1, ""), (3, 3, 1, 1, "")]


def test_a_single_row_below_the_break_belongs_to_the_table() -> None:
    table = only_table(pages(grid_page(UPPER, 3, 140), grid_page([(0, 0, 1, 4, "备注：无")], 1, 770)))
    assert placed(table)[-1] == (3, 0, 1, 4, "备注：无")


def test_text_between_keeps_tables_apart() -> None:
    def second(canvas: Canvas) -> None:
        canvas.drawString(80, 790, "四、行政复议")
        grid_page(UPPER, 3, 770)(canvas)

    document = read_pdf(pages(grid_page(UPPER, 3, 140), second))
    assert [placed(table) for table in document.tables] == [UPPER, UPPER]


def test_other_columns_are_another_table() -> None:
    def second(canvas: Canvas) -> None:
        draw_grid(canvas, [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1")], left=90, top=770, widths=[100, 100], heights=[20])

    assert len(read_pdf(pages(grid_page(UPPER, 3, 140), second)).tables) == 2


# --- page furniture and paragraphs ---

SENTENCE = "本机关严格执行政府信息公开条例，主动公开政府信息，依法受理申请并按期答复。"


@pytest.mark.parametrize("form", ["- {} -", "第{}页 共3页", "{}/3", "{}", "— {} —", "第 {} 页"])
def test_page_numbers_and_headers_are_left_out(form: str) -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(80, 815, "某某县政府信息公开年度报告")
            canvas.drawString(80, 700, f"{'一二三'[number - 1]}、第{number}部分。")
            canvas.drawCentredString(297, 30, form.format(number))

        return draw

    document = read_pdf(pages(page(1), page(2), page(3)))
    assert passages(document) == ["一、第1部分。", "二、第2部分。", "三、第3部分。"]
    assert len(document.notes) == 1
    assert document.notes[0].startswith("page numbers, headers and footers left out: 6 lines, such as ")


def test_a_number_in_the_text_is_no_page_number() -> None:
    document = read_pdf(drawn(lambda canvas: canvas.drawString(80, 500, "3")))
    assert passages(document) == ["3"]


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    def first(canvas: Canvas) -> None:
        canvas.drawString(100, 200, "甲" * 38)
        canvas.drawString(80, 180, "乙" * 40)
        canvas.drawCentredString(297, 30, "1")

    def second(canvas: Canvas) -> None:
        canvas.drawString(80, 780, "丙" * 40)
        canvas.drawString(80, 760, "丁" * 9 + "。")
        canvas.drawString(100, 740, "戊" * 38)
        canvas.drawCentredString(297, 30, "2")

    document = read_pdf(pages(first, second))
    assert passages(document) == ["甲" * 38 + "乙" * 40 + "丙" * 40 + "丁" * 9 + "。", "戊" * 38]


def test_where_paragraphs_begin() -> None:
    lines = [
        (100, "（一）" + "甲" * 35),  # indented
        (80, "第二十条第" + "甲" * 35),
        (80, "（一）项规定。"),  # no beginning, though it looks like one
        (80, "乙" * 40),  # the line before is short
        (80, "乙" * 39 + "。"),
        (80, "1." + "丙" * 38 + "。"),  # numbered, after a full stop
        (80, "丁" * 40),
    ]

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawCentredString(280, 780, "某县人民政府")
        canvas.drawCentredString(280, 756, "2023年政府信息公开工作年度报告")
        canvas.setFont(FONT, 10)
        for number, (left, text) in enumerate(lines):
            canvas.drawString(left, 700 - 18 * number, text)

    assert passages(read_pdf(drawn(draw))) == [
        "某县人民政府",
        "2023年政府信息公开工作年度报告",
        lines[0][1] + lines[1][1] + lines[2][1],
        lines[3][1] + lines[4][1],
        lines[5][1] + lines[6][1],
    ]


def test_a_title_that_fills_its_line_goes_on_in_the_next() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawCentredString(280, 780, "云昌市人力资源和社会保障局2018年政府信息公开工作")
        canvas.drawCentredString(280, 750, "年度报告")
        canvas.drawCentredString(280, 720, "第一部分")
        canvas.setFont(FONT, 10)
        for number in range(12):
            canvas.drawString(80, 690 - 18 * number, "甲" * 40)

    found = passages(read_pdf(drawn(draw)))
    assert found[:2] == ["云昌市人力资源和社会保障局2018年政府信息公开工作年度报告", "第一部分"]


def test_columns_without_lines_over_a_page_are_two_tables_at_worst() -> None:
    document = read_pdf(pages(lambda c: draw_aligned(c, top=200), lambda c: draw_aligned(c, ALIGNED[1:], top=780)))
    rows = [row for table in document.tables for row in texts(table)]
    assert rows == ALIGNED + ALIGNED[1:]


# --- a real report ---


@pytest.fixture(scope="module")
def hongze() -> bytes:
    path = SHARED / "corpus" / "hongze_2023.pdf"
    if not path.exists():
        pytest.skip("the real documents (shared/corpus) do not lie beside this checkout")
    return path.read_bytes()


def test_a_real_report_cell_by_cell(hongze: bytes) -> None:
    document = read_pdf(hongze)
    second, third, fourth = document.tables
    with (SHARED / "corpus" / "hongze_2023.gold.csv").open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file))
    assert [(t.row_count, t.column_count) for t in document.tables] == [(14, 4), (26, 10), (4, 15)]
    assert texts(second)[-1] == ["行政事业性收费", "7730.28", "7730.28", "7730.28"]
    figures = [c.text for table in (second, third, fourth) for c in table.cells if c.text.replace(".", "").isdigit()]
    assert sorted(figures) == sorted(row["value_raw"] for row in gold)
    by_row = [row[3:] for row in texts(third)[3:]]
    assert by_row[0] == ["21", "0", "0", "0", "0", "0", "21"]
    assert all(len(row) == 7 and all(cell.isdigit() for cell in row) for row in by_row)
    assert texts(fourth)[3] == ["10", "1", "0", "0", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0"]
    labels = {cell.text: (cell.row, cell.row_span) for cell in third.cells if cell.column < 2}
    assert labels["三\n、\n本\n年\n度\n办\n理\n结\n果"] == (5, 20)
    assert labels["（四）无法提供"] == (15, 3)
    assert document.notes == ("page numbers, headers and footers left out: 5 lines, such as “-1-”, “-2-”, “-3-”",)
    assert passages(document)[:2] == ["洪泽区人民政府", "2023年政府信息公开工作年度报告"]
    assert len(document.passages) == 18


def test_a_cell_background_hides_nothing() -> None:
    style = TableStyle([*GRID, ("BACKGROUND", (0, 0), (-1, 0), colors.lightblue)])
    assert texts(only_table(flowing(FlowingTable([["甲", "乙"], ["1", "2"]], style=style)))) == [
        ["甲", "乙"],
        ["1", "2"],
    ]
