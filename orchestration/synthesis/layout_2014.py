"""The statistics table of 2014: indicator, unit, figure; in one column, numbered, or in two columns side by side."""

from __future__ import annotations

from orchestration.synthesis.catalogue import Catalogue, FormCell
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.layout import value_cell
from orchestration.synthesis.model import Cell, Table
from orchestration.synthesis.writing import Writer

LAYOUTS = ("single", "serial", "double")
_ORDINALS = "零一二三四五六七八九十"
_SECTIONS = {
    "一": "一、主动公开情况",
    "二": "二、回应解读情况",
    "三": "三、依申请公开情况",
    "八": "八、机构建设和保障经费情况",
    "九": "九、政府信息公开会议和培训情况",
}
_BEFORE = {  # headings inside a section stand before the row of this number
    "1.2.1": "（二）通过不同渠道和方式公开政府信息的情况",
    "2.2.1": "（二）通过不同渠道和方式回应解读的情况",
}
_REMARKS = {
    "1.1": "（不同渠道和方式公开相同信息计1条）",
    "2.1": "（不同方式回应同一热点或舆情计1次）",
    "8.3.1": "（不包括政府公报及政府网站工作人员数）",
    "8.4": "（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
}
_HEADS = ("统计指标", "单位", "统计数")


def build_statistics_table(
    figures: Figures, writer: Writer, catalogue: Catalogue, layout: str, is_indented: bool, remark_row: bool
) -> Table:
    """The table of an annual report of 2014 to 2018.

    Args:
        figures: True amounts.
        writer: How they are written.
        catalogue: The declared cells.
        layout: One of ``LAYOUTS``.
        is_indented: Lower levels are indented by full-width spaces.
        remark_row: Whether a row that the form doesn't have follows at the end.
    """
    lines = _lines(figures, writer, catalogue, is_indented)
    if remark_row:
        lines.append([Cell("备注"), Cell("", "filler"), Cell("", "filler")])
    head = [Cell(label, "head") for label in _HEADS]
    if layout == "serial":
        rows = [[Cell(str(number), "filler"), *line] for number, line in enumerate(lines, 1)]
        table = Table("statistics", [[Cell("序号", "head"), *head], *rows], [0.6, 5, 0.8, 1.2])
    elif layout == "double":
        half = (len(lines) + 1) // 2
        right = lines[half:] + [[Cell("", "filler") for _ in _HEADS] for _ in range(2 * half - len(lines))]
        rows = [a + b for a, b in zip(lines[:half], right, strict=True)]
        table = Table("statistics", [head + [Cell(label, "head") for label in _HEADS], *rows], [5, 0.9, 1.2] * 2)
    else:
        table = Table("statistics", [head, *lines], [5, 0.8, 1.2])
    table.place()
    return table


def _lines(figures: Figures, writer: Writer, catalogue: Catalogue, is_indented: bool) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    section = ""
    for cell in catalogue.cells["NF2014"]:
        number, _, label = cell.row_path.partition(" ")
        headings = [_SECTIONS.get(cell.section, "")] if cell.section != section else []
        headings.append(_BEFORE.get(number, ""))
        section = cell.section
        lines += [[Cell(heading), Cell("", "filler"), Cell("", "filler")] for heading in headings if heading]
        lines.append(
            [
                Cell(_indent(number, is_indented) + _label(number, label, cell)),
                Cell(catalogue.units[cell.code], "filler"),
                value_cell(cell, figures, writer),
            ]
        )
    return lines


def _indent(number: str, is_indented: bool) -> str:
    return "\u3000" * min(number.count("."), 3) if is_indented else ""


def _label(number: str, label: str, cell: FormCell) -> str:
    """The label with the number that the form gives it: none, （二） or 2. by its depth."""
    last = int(number.split(".")[-1])
    remark = _REMARKS.get(number, "")
    if label.startswith(("（", f"{cell.section}、")):
        return label + remark
    depth = number.count(".")
    if number == "1.1.1" or number in ("2.2.1.1", "2.2.2.1"):
        return f"其中：{label}"
    if number == "1.1.2":
        return label
    if depth == 1:
        return f"（{_ORDINALS[last]}）{label}{remark}"
    first_of_parts = depth == 3 and last == 1
    return f"{'其中：' if first_of_parts else ''}{last}.{label}{remark}"
