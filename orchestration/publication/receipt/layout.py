"""The official layout of a form, built from its declared cells: labels and headings merged, a place for each figure.

A sheet is boxes on a grid. Each section of a form spreads over the same number of columns, so that sections of
different shape stand below each other, as on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby

from orchestration.publication.receipt.model import Place
from orchestration.reference.knowledge import FormCell

_ORDINALS = "一二三四五六七八九十"
_LABEL_WIDTHS = {0: (), 1: (6,), 2: (2, 6), 3: (1, 2, 5)}  # grid columns of each level of labels
_CORNER = "统计指标"  # of a form that does not say

Key = tuple[str, tuple[tuple[str, str], ...]]  # indicator, sorted dimensions


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a sheet, merged or not: 0-based place on the grid, spans, text, and what it is."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    kind: str  # title, part, head, label, value, note
    key: Key | None = None  # of a value: the figure of the form
    place: Place | None = None  # of a value: where it stands in the document


def cell_key(indicator: str, dimensions: Iterable[tuple[str, str]]) -> Key:
    """What tells a cell of a form from all others."""
    return indicator, tuple(sorted((name, value) for name, value in dimensions if name != "method"))


def is_official(cells: Sequence[FormCell]) -> bool:
    """Whether a form has one layout: each of its figures stands in one cell."""
    keys = [cell_key(cell.indicator_code, cell.dimensions) for cell in cells]
    return bool(keys) and len(keys) == len(set(keys))


def official_boxes(
    form: str,
    form_cells: Sequence[FormCell],
    stated: Set[Key],
    form_names: Mapping[str, str],
    sections_printed: Mapping[tuple[str, str], Mapping[str, str]],
) -> list[Box]:
    """The layout of a form, top to bottom, without figures.

    Args:
        form: The form of the document.
        form_cells: The declared cells of all forms.
        stated: What the tables of the document state. A section that keeps to another form, as in hybrids, is laid out
            as in that form, and says so.
        form_names: Form to its name.
        sections_printed: (form, ordinal of the section) to a row of ``seeds/forms/form_sections.csv``.
    """
    cells = {code: [c for c in form_cells if c.form_code == code] for code in form_names}
    ordinals = sorted({c.section.partition("/")[0] for c in cells.get(form, [])}, key=_ORDINALS.find)
    chosen = [(ordinal, _form_of_section(form, ordinal, cells, stated)) for ordinal in ordinals]
    sections = [[c for c in cells[code] if c.section.partition("/")[0] == ordinal] for ordinal, code in chosen]
    width = max((_least_width(part) for section in sections for part in _parts(section)), default=1)
    boxes: list[Box] = []
    row = 0
    for (ordinal, code), section in zip(chosen, sections, strict=True):
        printed = sections_printed.get((code, ordinal), {})
        title = printed.get("title_zh", ordinal)
        if code != form:
            title += f"（此部分按{form_names[code]}的表式）"
        boxes.append(Box(row, 0, 1, width, title, "title"))
        row += 1
        for part in _parts(section):
            name = part[0].section.partition("/")[2]
            if name:
                boxes.append(Box(row, 0, 1, width, name, "part"))
                row += 1
            laid = _lay_out(part, width, printed.get("corner_zh", _CORNER))
            boxes += [replace(box, row=box.row + row) for box in laid]
            row = max(box.row + box.row_span for box in boxes)
        row += 1
    return boxes


def _form_of_section(form: str, ordinal: str, cells: dict[str, list[FormCell]], stated: Set[Key]) -> str:
    """The form that states most of what the document does; its own where several do as well."""

    def matched(code: str) -> int:
        section = (c for c in cells[code] if c.section.partition("/")[0] == ordinal)
        return sum(cell_key(c.indicator_code, c.dimensions) in stated for c in section)

    return max(cells, key=lambda code: (matched(code), code == form) if is_official(cells[code]) else (-1, False))


def _parts(section: Sequence[FormCell]) -> list[list[FormCell]]:
    return [list(group) for _, group in groupby(section, key=lambda cell: cell.section)]


def _paths(texts: Iterable[str]) -> list[tuple[str, ...]]:
    return [tuple(part for part in text.split("/") if part) for text in dict.fromkeys(texts)]


def _least_width(part: Sequence[FormCell]) -> int:
    rows, columns = _paths(c.row_path for c in part), _paths(c.column_path for c in part)
    return sum(_widths(rows)) + len(columns)


def _widths(rows: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    depth = max(map(len, rows), default=0)
    return _LABEL_WIDTHS.get(depth, (1,) * (depth - 1) + (5,))


def _lay_out(part: Sequence[FormCell], width: int, corner: str) -> list[Box]:
    """Headings, labels and places of figures of one table, from row 0."""
    rows, columns = _paths(c.row_path for c in part), _paths(c.column_path for c in part)
    widths = _widths(rows)
    at_left = sum(widths)
    edges = [at_left + (width - at_left) * n // len(columns) for n in range(len(columns) + 1)]
    head = max(map(len, columns))
    boxes = [Box(0, 0, head, at_left, corner, "head")] if at_left else []
    for level, first, last, text, is_leaf in _runs(columns):
        down = head - level if is_leaf else 1
        boxes.append(Box(level, edges[first], down, edges[last] - edges[first], text, "head"))
    for level, first, last, text, is_leaf in _runs(rows):
        across = sum(widths[level:]) if is_leaf else widths[level]
        boxes.append(Box(head + first, sum(widths[:level]), last - first, across, text, "label"))
    for cell in part:
        row, column = _paths([cell.row_path])[0], _paths([cell.column_path])[0]
        n = columns.index(column)
        key = cell_key(cell.indicator_code, cell.dimensions)
        boxes.append(Box(head + rows.index(row), edges[n], 1, edges[n + 1] - edges[n], "", "value", key))
    return boxes


def _runs(paths: Sequence[tuple[str, ...]]) -> Iterable[tuple[int, int, int, str, bool]]:
    """(level, first, last + 1, text, whether the path ends there) of each label over the lines it covers."""
    for level in range(max(map(len, paths), default=0)):
        for prefix, run in groupby(range(len(paths)), key=lambda n: paths[n][: level + 1]):
            lines = list(run)
            if len(prefix) > level:
                ends_here = len(paths[lines[0]]) == level + 1
                yield level, lines[0], lines[-1] + 1, prefix[level], ends_here


def table_boxes(document: str, cells: Iterable[dict[str, object]], most_rows: int, most_columns: int) -> list[Box]:
    """The tables of a document without an official form, below each other, as they are."""
    boxes: list[Box] = []
    row = 0
    for number, group in groupby(cells, key=lambda c: c["table"]):
        table = list(group)
        boxes.append(Box(row, 0, 1, 1, f"文件第 {number} 张表", "title"))
        row += 1
        covered: set[tuple[int, int]] = set()
        for c in table:
            r, k, down, across = (int(c[name]) for name in ("row", "column", "row_span", "column_span"))
            down, across = min(down, most_rows - r + 1), min(across, most_columns - k + 1)
            area = {(i, j) for i in range(r, r + down) for j in range(k, k + across)}
            if not area or area & covered:
                continue
            covered |= area
            place = Place(document, table=int(number), row=r, column=k)
            boxes.append(Box(row + r - 1, k - 1, down, across, str(c["text"]), "value", place=place))
        row += max((r for r, _ in covered), default=0)
        if any(int(c["row"]) > most_rows or int(c["column"]) > most_columns for c in table):
            boxes.append(Box(row, 0, 1, 1, f"表格过大，只列前 {most_rows} 行、前 {most_columns} 列", "note"))
            row += 1
        row += 1
    return boxes
