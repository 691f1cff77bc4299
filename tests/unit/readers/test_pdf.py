"""Ruled tables of PDF pages, drawn in every way that programs draw them, read back cell for cell."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as FlowingTable
from reportlab.platypus.tables import TableStyle

from orchestration.domain.records import ReadDocument, Table
from orchestration.readers.pdf import read_pdf

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Placed = tuple[int, int, int, int, str]  # row, column, row span, column span, text
GRID = [("FONT", (0, 0), (-1, -1), FONT, 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF of what is drawn on a canvas."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **options)
    canvas.setFont(FONT, 10)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def flowing(*parts: object, pagesize: tuple[float, float] = A4) -> bytes:
    """A PDF of parts that flow over pages."""
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=pagesize, invariant=1).build(list(parts))
    return file.getvalue()


def placed(table: Table) -> list[Placed]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def texts(table: Table) -> list[list[str]]:
    return [["" if cell is None else cell.text for cell in row] for row in table.grid()]


def only_table(data: bytes) -> Table:
    (table,) = read_pdf(data).tables
    return table


def passages(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages]


# --- a grid drawn by hand ---

Line = tuple[float, float, float, float]


def draw_line(canvas: Canvas, line: Line) -> None:
    canvas.line(*line)


def draw_thin_rectangle(canvas: Canvas, line: Line) -> None:
    x, y, u, v = line
    canvas.rect(min(x, u) - 0.25, min(y, v) - 0.25, abs(u - x) + 0.5, abs(v - y) + 0.5, stroke=0, fill=1)


def draw_segments(canvas: Canvas, line: Line) -> None:
    x, y, u, v = line
    pieces = max(1, round((abs(u - x) + abs(v - y)) / 7))
    for i in range(pieces):
        a, b = i / pieces, (i + 0.8) / pieces
        canvas.line(x + (u - x) * a, y + (v - y) * a, x + (u - x) * b, y + (v - y) * b)


def draw_double(canvas: Canvas, line: Line) -> None:
    x, y, u, v = line
    for shift in (-0.75, 0.75):
        dx, dy = (0, shift) if y == v else (shift, 0)
        canvas.line(x + dx, y + dy, u + dx, v + dy)


def draw_askew(canvas: Canvas, line: Line) -> None:
    x, y, u, v = line
    canvas.line(x, y, u + (0.8 if x == u else 0), v + (0.8 if y == v else 0))


def draw_dashed(canvas: Canvas, line: Line) -> None:
    canvas.setDash(3, 2)
    canvas.line(*line)
    canvas.setDash()


PENS = [draw_line, draw_thin_rectangle, draw_segments, draw_double, draw_askew, draw_dashed]

WIDTHS, HEIGHTS = [60.0, 90.0, 50.0, 50.0], [24.0, 30.0, 20.0, 40.0]
MERGED: list[Placed] = [
    (0, 0, 2, 2, "项目"),
    (0, 2, 1, 2, "申请人情况"),
    (1, 2, 1, 1, "企业"),
    (1, 3, 1, 1, "总计"),
    (2, 0, 2, 1, "结果"),
    (2, 1, 1, 1, "予以公开"),
    (2, 2, 1, 1, "1,143"),
    (2, 3, 1, 1, "21"),
    (3, 1, 1, 1, "（二）\n部分公开"),
    (3, 2, 1, 1, ""),
    (3, 3, 1, 1, "0"),
]


def draw_grid(
    canvas: Canvas,
    cells: Iterable[Placed],
    pen: Callable[[Canvas, Line], None] = draw_line,
    left: float = 80,
    top: float = 760,
    widths: list[float] = WIDTHS,
    heights: list[float] = HEIGHTS,
) -> None:
    xs = [left, *itertools.accumulate(widths, initial=left)][1:]
    ys = [top, *itertools.accumulate((-h for h in heights), initial=top)][1:]
    for row, column, row_span, column_span, text in cells:
        x, u, y, v = xs[column], xs[column + column_span], ys[row], ys[row + row_span]
        for line in ((x, y, u, y), (x, v, u, v), (x, y, x, v), (u, y, u, v)):
            pen(canvas, line)
        lines = text.split("\n")
        for number, part in enumerate(lines):
            canvas.drawCentredString((x + u) / 2, (y + v) / 2 + 12 * (len(lines) / 2 - number - 0.75), part)


@pytest.mark.parametrize("pen", PENS)
def test_a_grid_is_the_same_however_its_lines_are_drawn(pen: Callable[[Canvas, Line], None]) -> None:
    table = only_table(drawn(lambda canvas: draw_grid(canvas, MERGED, pen)))
    assert placed(table) == MERGED
    assert (table.row_count, table.column_count, table.note) == (4, 4, "")


def test_backgrounds_and_slashes_are_no_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colors.lightblue)
        canvas.rect(81, 707, 148, 52, stroke=0, fill=1)
        canvas.rect(231, 737, 98, 22, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        canvas.line(80, 760, 230, 706)
        draw_grid(canvas, MERGED)

    assert placed(only_table(drawn(draw))) == MERGED


def test_each_cell_drawn_as_a_rectangle_of_its_own() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(3):
            for column in range(3):
                canvas.rect(80 + 61 * column, 700 - 21 * row, 60, 20)
                canvas.drawString(90 + 61 * column, 706 - 21 * row, f"{row}{column}")

    assert texts(only_table(drawn(draw))) == [["00", "01", "02"], ["10", "11", "12"], ["20", "21", "22"]]


def test_a_grid_in_a_form_that_is_scaled_and_moved() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("grid")
        canvas.setFont(FONT, 10)
        draw_grid(canvas, MERGED, left=0, top=0)
        canvas.endForm()
        canvas.translate(60, 700)
        canvas.scale(1.5, 1.5)
        canvas.doForm("grid")

    assert placed(only_table(drawn(draw))) == MERGED


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned(rotation: int) -> None:
    width, height = A4  # as it is shown

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        turns = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}
        canvas.translate(*turns[rotation])
        canvas.rotate(rotation)
        draw_grid(canvas, MERGED, top=height - 60)
        canvas.drawString(80, height - 40, "表前一行")

    document = read_pdf(drawn(draw))
    assert placed(document.tables[0]) == MERGED
    assert passages(document) == ["表前一行"]


def test_outer_borders_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(80, y, 260, y)
        for x in (140, 200):
            canvas.line(x, 700, x, 640)
        for row in range(3):
            for column in range(3):
                canvas.drawString(90 + 60 * column, 686 - 20 * row, f"{row}{column}")

    assert texts(only_table(drawn(draw))) == [["00", "01", "02"], ["10", "11", "12"], ["20", "21", "22"]]


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_grid_of_merged_cells_is_read_back(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(2, 5)), data.draw(st.integers(2, 5))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    cells: list[Placed] = []
    for row, column in itertools.product(range(rows), range(columns)):
        if (row, column) not in free:
            continue
        row_span, column_span = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))
        area = {(r, c) for r in range(row, row + row_span) for c in range(column, column + column_span)}
        if not area <= free:
            row_span = column_span = 1
            area = {(row, column)}
        free -= area
        cells.append((row, column, row_span, column_span, str(len(cells) * 37)))
    # a border that no cell ends at is not drawn, so it is no border of the table
    ends = {r + rs for r, _, rs, _, _ in cells}, {c + cs for _, c, _, cs, _ in cells}
    at_row, at_column = ({0: 0} | {end: i for i, end in enumerate(sorted(e), 1)} for e in ends)
    expected = [
        (at_row[r], at_column[c], at_row[r + rs] - at_row[r], at_column[c + cs] - at_column[c], text)
        for r, c, rs, cs, text in cells
    ]
    pen = data.draw(st.sampled_from(PENS))
    page = drawn(lambda canvas: draw_grid(canvas, cells, pen, widths=[50.0] * columns, heights=[24.0] * rows))
    tables = read_pdf(page).tables
    assert [placed(table) for table in tables] == ([expected] if len(cells) > 1 else [])


# --- text in cells ---


def cell_with(draw: Callable[[Canvas], None]) -> str:
    """The text of a cell of 100 x 200 points, with its lower left corner at 100, 500, beside a filled one."""

    def page(canvas: Canvas) -> None:
        draw_grid(
            canvas,
            [(0, 0, 1, 1, ""), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")],
            left=100,
            top=700,
            widths=[100, 60],
            heights=[200, 40],
        )
        draw(canvas)

    return only_table(drawn(page)).cells[0].text


def test_digits_drawn_one_by_one_have_no_blanks() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for index, digit in enumerate("1143"):
            canvas.drawString(120 + 5.9 * index, 600, digit)

    assert cell_with(draw) == "1143"


def test_blanks_where_gaps_are_real() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(110, 600, "10")
        canvas.drawString(130, 600, "5")
        canvas.drawString(110, 580, "page 2")

    assert cell_with(draw) == "10 5\npage 2"


def test_a_number_broken_over_two_lines_keeps_the_break() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(110, 600, "1234")
        canvas.drawString(110, 586, "56")

    assert cell_with(draw) == "1234\n56"


def test_characters_one_below_the_other() -> None:
    def draw(canvas: Canvas) -> None:
        for index, character in enumerate("本年度办理结果"):
            canvas.drawString(140, 680 - 13 * index, character)

    assert cell_with(draw) == "本\n年\n度\n办\n理\n结\n果"


def test_columns_set_downwards_are_read_from_right_to_left() -> None:
    def draw(canvas: Canvas) -> None:
        for column, part in enumerate(("三、本年度", "办理结果")):
            for index, character in enumerate(part):
                canvas.drawString(150 - 14 * column, 680 - 12 * index, character)

    assert cell_with(draw) == "三、本年度\n办理结果"


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_text_is_read_the_way_it_runs(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(150, 600)
        canvas.rotate(angle)
        canvas.drawString(-30, 2, "办理结果12")
        canvas.drawString(-30, -12, "第二行")
        canvas.restoreState()

    assert cell_with(draw) == "办理结果12\n第二行"


def test_bold_by_printing_twice_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            canvas.drawString(110 + shift, 600, "合计100")

    assert cell_with(draw) == "合计100"


def test_a_slanted_watermark_is_left_out_and_said() -> None:
    def draw(canvas: Canvas) -> None:
        draw_grid(canvas, MERGED)
        canvas.translate(100, 600)
        canvas.rotate(40)
        canvas.drawString(0, 0, "内部资料")

    document = read_pdf(drawn(draw))
    assert placed(document.tables[0]) == MERGED
    assert document.notes == ("4 slanted characters, such as those of a watermark, left out",)


# --- several tables, and text around them ---


def test_two_tables_with_text_between() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 780, "一、表一")
        draw_grid(canvas, MERGED)
        canvas.drawString(80, 600, "二、表二")
        draw_grid(canvas, MERGED, draw_thin_rectangle, top=580)
        canvas.drawString(80, 420, "三、其他")

    document = read_pdf(drawn(draw))
    assert [placed(table) for table in document.tables] == [MERGED, MERGED]
    assert [(table.number, table.after_passage) for table in document.tables] == [(1, 1), (2, 2)]
    assert passages(document) == ["一、表一", "二、表二", "三、其他"]


def test_two_tables_side_by_side() -> None:
    small: list[Placed] = [(r, c, 1, 1, f"{r}{c}") for r in range(2) for c in range(2)]

    def draw(canvas: Canvas) -> None:
        for left in (60, 300):
            draw_grid(canvas, small, left=left, widths=[60, 60], heights=[20, 20])

    assert [placed(table) for table in read_pdf(drawn(draw)).tables] == [small, small]


def test_a_frame_around_text_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 600, 400, 160)
        canvas.line(70, 720, 470, 720)
        canvas.drawString(80, 735, "公告")
        for line in range(3):
            canvas.drawString(80, 700 - 15 * line, "本机关主动公开政府信息并依法受理申请，" * 2)

    document = read_pdf(drawn(draw))
    assert not document.tables
    assert passages(document)[0] == "公告"


def test_tables_of_reportlab_with_spans() -> None:
    rows = [["项目", "申请人", ""], ["", "企业", "总计"], ["受理", "10", "21"]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))]
    table = only_table(flowing(FlowingTable(rows, style=TableStyle([*GRID, *spans]))))
    assert placed(table) == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "申请人"),
        (1, 1, 1, 1, "企业"),
        (1, 2, 1, 1, "总计"),
        (2, 0, 1, 1, "受理"),
        (2, 1, 1, 1, "10"),
        (2, 2, 1, 1, "21"),
    ]


# --- without lines, or with horizontal ones alone ---

ALIGNED = [["单位", "采发", "报送"], ["甲局", "120", "98"], ["乙局", "7", "1,004"], ["丙委员会", "-", "0"]]


def draw_aligned(canvas: Canvas, rows: list[list[str]] = ALIGNED, top: float = 700) -> None:
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            canvas.drawString(80 + 120 * column, top - 20 * row, text)


def test_columns_without_any_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 740, "表一 采用情况")
        draw_aligned(canvas)
        canvas.drawString(80, 590, "以上为采用情况。")

    document = read_pdf(drawn(draw))
    assert texts(document.tables[0]) == ALIGNED
    assert "gaps" in document.tables[0].note
    assert passages(document) == ["表一 采用情况", "以上为采用情况。"]


def test_words_side_by_side_are_no_table() -> None:
    rows = [["联系人", "张某"], ["电话", "（略）"], ["地址", "某路"]]
    document = read_pdf(drawn(lambda canvas: draw_aligned(canvas, rows)))
    assert not document.tables
    assert len(document.passages) == 3


def test_three_rules_make_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (715, 692, 632):
            canvas.line(70, y, 430, y)
        draw_aligned(canvas)

    table = only_table(drawn(draw))
    assert texts(table) == ALIGNED
    assert "no vertical lines" in table.note


def test_rules_above_and_below_mere_text_make_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (715, 590):
            canvas.line(70, y, 430, y)
        for row in range(4):
            canvas.drawString(80, 700 - 15 * row, "本机关严格执行政府信息公开条例，依法受理申请")
        for row, words in enumerate((("联系人", "张某"), ("电话", "8765"))):
            canvas.drawString(80, 630 - 15 * row, words[0])
            canvas.drawString(300, 630 - 15 * row, words[1])

    assert not read_pdf(drawn(draw)).tables


def test_rules_between_all_rows_and_labels_of_two_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (715, 690, 650, 610):
            canvas.line(70, y, 430, y)
        draw_aligned(canvas, ALIGNED[:1])
        for top, label, figures in ((676, ("政府信息", "公开申请"), ("21", "0")), (636, ("行政", "复议"), ("10", "1"))):
            canvas.drawString(80, top, label[0])
            canvas.drawString(80, top - 16, label[1])
            for column, figure in enumerate(figures, 1):
                canvas.drawString(80 + 120 * column, top - 8, figure)

    rows = texts(only_table(drawn(draw)))
    assert rows == [["单位", "采发", "报送"], ["政府信息\n公开申请", "21", "0"], ["行政\n复议", "10", "1"]]


def test_paragraphs_of_flowing_text_and_a_table() -> None:
    from reportlab.lib.styles import ParagraphStyle

    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    sentence = "本机关严格执行政府信息公开条例，全年主动公开政府信息1136条，受理申请21件，均在法定期限内答复。"
    parts = [Paragraph(sentence * 3, style), Paragraph(sentence * 2, style), Spacer(1, 12)]
    document = read_pdf(flowing(*parts, FlowingTable([["甲", "1"], ["乙", "2"]], style=TableStyle(GRID))))
    assert passages(document) == [sentence * 3, sentence * 2]
    assert (texts(document.tables[0]), document.tables[0].after_passage) == ([["甲", "1"], ["乙", "2"]], 2)
