"""Tables two, three and four of the forms of 2019 and 2021, built from the paths of their declared cells."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.synthesis.catalogue import Catalogue, FormCell
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.model import Cell, Table
from orchestration.synthesis.writing import Writer

_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_VALUE_COLUMNS_TWO = 3
_INDENTS = ("", "\u3000", "\u3000\u3000")
_WIDTHS_TWO = [3.4, 2.2, 2.2, 2.2]
_WIDTHS_THREE = [0.7, 1.6, 4.0, 1, 1, 1, 1, 1, 1, 1]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a document makes of the rows of its form."""

    is_hybrid: bool = False  # the single row 其他处理 of 2019 in a report of 2021
    is_flat: bool = False  # one column of indented labels instead of three
    added_reason: str = ""  # a further ground of refusal, with zeros
    remark_row: bool = False


def build_tables(form: str, figures: Figures, writer: Writer, catalogue: Catalogue, shape: Shape) -> list[Table]:
    """The three tables of an annual report.

    Args:
        form: NF2019 or NF2021.
        figures: True amounts of both forms.
        writer: How they are written.
        catalogue: The declared cells.
        shape: Structural departures from the form.
    """
    cells = catalogue.cells[form]
    three = [cell for cell in cells if cell.section == "三"]
    if shape.is_hybrid:
        single = [cell for cell in catalogue.cells["NF2019"] if cell.code == "outcome.other"]
        at = next(place for place, cell in enumerate(three) if cell.code == "outcome.total")
        three = [*three[:at], *single, *three[at:]]
        three = [cell for cell in three if not cell.code.startswith("outcome.other.")]
    tables = [
        _table_two([cell for cell in cells if cell.section.startswith("二/")], figures, writer),
        (_table_three_flat if shape.is_flat else _table_three)(three, figures, writer, shape),
        _table_four([cell for cell in cells if cell.section == "四"], figures, writer),
    ]
    for table in tables:
        table.place()
    return tables


def value_cell(cell: FormCell, figures: Figures, writer: Writer, columns: int = 1) -> Cell:
    """The cell of a figure."""
    figure = writer.figure(cell.code, cell.dimensions, figures[cell.code, cell.dimensions])
    return Cell(role="value", columns=columns, figure=figure)


def _by(cells: list[FormCell], part: str) -> dict[str, list[FormCell]]:
    groups: dict[str, list[FormCell]] = {}
    for cell in cells:
        groups.setdefault(getattr(cell, part), []).append(cell)
    return groups


def _table_two(cells: list[FormCell], figures: Figures, writer: Writer) -> Table:
    rows: list[list[Cell]] = []
    for section, of_section in _by(cells, "section").items():
        rows.append([Cell(section.split("/")[1], "section", columns=1 + _VALUE_COLUMNS_TWO)])
        lines = _by(of_section, "row_path")
        heads = list(_by(of_section, "column_path"))
        spans = [1] * (len(heads) - 1) + [1 + _VALUE_COLUMNS_TWO - len(heads)]
        rows.append(
            [Cell("信息内容", "head")] + [Cell(h, "head", columns=s) for h, s in zip(heads, spans, strict=True)]
        )
        for label, line in lines.items():
            values = [value_cell(cell, figures, writer, span) for cell, span in zip(line, spans, strict=True)]
            rows.append([Cell(label), *values])
    return Table("two", rows, list(_WIDTHS_TWO))


def _heads(paths: list[list[str]], depth_of_all: int = 3) -> list[list[Cell]]:
    """Rows of heads above columns: what several paths begin with is one wide cell, where a path ends it hangs down."""
    heads: list[list[Cell]] = [[] for _ in range(depth_of_all)]
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        for depth, label in enumerate(path):
            prefix = tuple(path[: depth + 1])
            if prefix not in seen:
                seen.add(prefix)
                width = sum(tuple(other[: depth + 1]) == prefix for other in paths)
                height = depth_of_all - depth if depth == len(path) - 1 else 1
                heads[depth].append(Cell(label, "head", rows=height, columns=width))
    return heads


def _applicant_heads(cells: list[FormCell], label_columns: int) -> list[list[Cell]]:
    heads = _heads([path.split("/") for path in _by(cells, "column_path")])
    heads[0].insert(0, Cell(_NOTE, "note", rows=len(heads), columns=label_columns))
    return heads


def _table_three(cells: list[FormCell], figures: Figures, writer: Writer, shape: Shape) -> Table:
    lines = list(_by(cells, "row_path").items())
    paths = [path.split("/") for path, _ in lines]
    rows = _applicant_heads(cells, label_columns=3)
    seen: set[tuple[str, ...]] = set()
    for path, (_, line) in zip(paths, lines, strict=True):
        row: list[Cell] = []
        for depth, label in enumerate(path):
            prefix = tuple(path[: depth + 1])
            if prefix in seen:
                continue
            seen.add(prefix)
            height = sum(tuple(other[: depth + 1]) == prefix for other in paths)
            row.append(Cell(label, rows=height, columns=4 - len(path) if depth == len(path) - 1 else 1))
        rows.append(row + [value_cell(cell, figures, writer) for cell in line])
        if shape.added_reason and line[0].code == "outcome.refused.administrative_query":
            rows.append(_reason_row(shape.added_reason, rows, len(line)))
    if shape.remark_row:
        rows.append([Cell("备注", columns=3), Cell("无", "filler", columns=len(rows[-1]) - 1)])
    return Table("three", rows, list(_WIDTHS_THREE))


def _reason_row(label: str, rows: list[list[Cell]], width: int) -> list[Cell]:
    """One more row below the grounds of refusal, which the labels beside it are stretched to."""
    for row in rows:
        for cell in row:
            if cell.role == "label" and cell.text.endswith(("不予公开", "本年度办理结果")):
                cell.rows += 1
    return [Cell(label), *(Cell("0", "filler") for _ in range(width))]


def _table_three_flat(cells: list[FormCell], figures: Figures, writer: Writer, shape: Shape) -> Table:
    rows = _applicant_heads(cells, label_columns=1)
    opened: set[str] = set()
    for path, line in _by(cells, "row_path").items():
        *parents, label = path.split("/")
        for depth, parent in enumerate(parents):
            if parent not in opened:
                opened.add(parent)
                rows.append([Cell(_INDENTS[depth] + parent), *(Cell("", "filler") for _ in line)])
        rows.append([Cell(_INDENTS[len(parents)] + label), *(value_cell(cell, figures, writer) for cell in line)])
        if shape.added_reason and line[0].code == "outcome.refused.administrative_query":
            rows.append([Cell(_INDENTS[2] + shape.added_reason), *(Cell("0", "filler") for _ in line)])
    return Table("three", rows, [5.0, *_WIDTHS_THREE[3:]])


def _table_four(cells: list[FormCell], figures: Figures, writer: Writer) -> Table:
    heads = _heads([cell.column_path.split("/") for cell in cells])
    values = [value_cell(cell, figures, writer) for cell in cells]
    return Table("four", [*heads, values], [1.0] * len(values))
