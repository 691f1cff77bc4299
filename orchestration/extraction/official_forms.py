"""Tables of the official forms: each value is told by the labels to its left and above it, in the order of the form.

Which rows and columns a form has is declared in ``seeds/forms/form_cells.csv``. Labels are matched by likeness and by
order together, so that a misprinted or cut label, a renumbered one, or a row of another year's form still reads. No
form is known to this module by name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from orchestration.domain import Cell, Observation, Table
from orchestration.extraction.cells import observe_cell
from orchestration.extraction.heading import Heading
from orchestration.extraction.labels import align, likeness, normalise_label
from orchestration.extraction.numerals import CellValue, Units, parse_cell
from orchestration.reference.knowledge import FormCell, Knowledge

_LEAST = 0.62  # pairs of labels less alike than this are not made
_LEAST_ROWS = 2  # a table with fewer rows of a form is not taken for it, unless its columns speak
_SURE = 0.95
_SECTIONS = "一二三四五六七八九"


_Likeness = Callable[[str, str], float]


@lru_cache(maxsize=4)
def _likeness_of(knowledge: Knowledge) -> _Likeness:
    """Likeness of a written label to one of a form, or to another way to write that one."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for label, others in knowledge.label_aliases.items():
        aliases[normalise_label(label)] += map(normalise_label, others)

    def like(written: str, label: str) -> float:
        return max(likeness(written, other) for other in (label, *aliases.get(label, ())))

    return like


@dataclass(frozen=True, slots=True)
class _Run:
    """Values side by side in one row, with the labels that stand before them."""

    row: int
    labels: tuple[str, ...]  # normalised, outermost first
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _FormRow:
    """One row of a form: its path of labels and its cells in the order of their columns."""

    path: tuple[str, ...]
    cells: tuple[FormCell, ...]


def read_official_form(
    table: Table, heading: Heading, knowledge: Knowledge, units: Units
) -> tuple[list[Observation], Counter[str]]:
    """The observations of a table of an official form; none if it is no such table.

    Returns:
        Observations in reading order, blanks included, and how many of them are cells of each form.
    """
    grid = table.grid()
    values = {id(cell): parse_cell(cell.text, units) for cell in table.cells}
    runs = _runs_of(grid, values)
    columns = _ColumnLabels(grid, values)
    like = _likeness_of(knowledge)
    observations: list[Observation] = []
    forms: Counter[str] = Counter()
    for run, form_row, row_likeness in _match_rows(runs, columns, like, knowledge):
        for cell, form_cell, column_likeness in _match_columns(run, form_row, columns, like):
            confidence = round(min(row_likeness, column_likeness, 1.0), 3)
            code, dimensions = form_cell.indicator_code, form_cell.dimensions
            value = values[id(cell)]
            observations.append(observe_cell(table.number, cell, value, code, dimensions, heading, confidence))
            forms.update(_forms_with(form_cell, knowledge))
    return observations, forms


def serial_columns(table: Table, knowledge: Knowledge) -> set[int]:
    """Columns that hold the serial numbers of rows, by the label above them."""
    return {
        cell.column
        for cell in table.cells
        for label in knowledge.column_labels.get("".join(cell.text.split()), ())
        if label.role == "serial"
    }


def _runs_of(grid: list[list[Cell | None]], values: dict[int, CellValue]) -> list[_Run]:
    """All runs of values, by the column they begin in and then by row: forms side by side are read one by one."""
    runs: list[_Run] = []
    for row, cells in enumerate(grid):
        labels: list[Cell] = []
        held: list[Cell] = []
        for cell in [*_distinct(cells), None]:
            is_label = cell is not None and values[id(cell)].value_status == "text"
            if (cell is None or is_label) and held and labels:
                runs.append(_Run(row, tuple(normalise_label(c.text) for c in labels), tuple(held)))
                labels, held = [], []
            if is_label:
                labels = labels if not held else []
                labels.append(cell)
                held = []
            elif cell is not None and cell.row == row:
                held.append(cell)
        # a row without labels of its own, such as that of table four, stands by its columns alone
        if not any(run.row == row for run in runs) and held and not labels:
            runs.append(_Run(row, (), tuple(held)))
    return sorted(runs, key=lambda run: (run.cells[0].column > len(grid[0]) // 2 and _is_double(runs), run.row))


def _is_double(runs: list[_Run]) -> bool:
    rows = Counter(run.row for run in runs)
    return sum(count > 1 for count in rows.values()) > len(rows) // 2


def _distinct(cells: list[Cell | None]) -> list[Cell]:
    distinct: list[Cell] = []
    for cell in cells:
        if cell is not None and (not distinct or distinct[-1] is not cell):
            distinct.append(cell)
    return distinct


class _ColumnLabels:
    """The labels above a value: the nearest block of labels in its column, outermost first."""

    def __init__(self, grid: list[list[Cell | None]], values: dict[int, CellValue]) -> None:
        self._grid, self._values = grid, values

    def above(self, cell: Cell) -> tuple[str, ...]:
        path: list[Cell] = []
        for row in range(cell.row - 1, -1, -1):
            other = self._grid[row][cell.column]
            is_label = other is not None and self._values[id(other)].value_status == "text"
            if is_label and (not path or path[-1] is not other):
                path.append(other)
            elif not is_label and path and other is not None:
                break
        return tuple(normalise_label(other.text) for other in reversed(path))


def _match_rows(
    runs: list[_Run], columns: _ColumnLabels, like: _Likeness, knowledge: Knowledge
) -> list[tuple[_Run, _FormRow, float]]:
    labelled = [run for run in runs if run.labels]
    rows, bare = _form_rows(knowledge)
    pairs = align(labelled, rows, lambda run, row: _row_likeness(run, row, columns, like), _LEAST)
    matched = [(labelled[i], rows[j], score) for i, (j, score) in sorted(pairs.items())]
    if len(matched) < _LEAST_ROWS and not any(score >= _SURE for *_, score in matched):
        matched = []
    for run in runs:
        if not run.labels or (not matched and len(run.cells) > 1):
            scored = [(_columns_likeness(run, row, columns, like), row) for row in bare]
            score, row = max(scored, key=lambda pair: pair[0], default=(0.0, None))
            if row is not None and score >= _LEAST:
                matched.append((run, row, score))
    return matched


def _form_rows(knowledge: Knowledge) -> tuple[list[_FormRow], list[_FormRow]]:
    """The rows of all forms in one order that keeps the order of each, and the rows without labels.

    A row that several forms have stands once; one that a single form has stands after the row it follows there.
    """
    cells: dict[tuple[str, ...], dict[tuple[str, tuple[tuple[str, str], ...]], FormCell]] = defaultdict(dict)
    sequences: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for cell in sorted(knowledge.form_cells, key=lambda c: _SECTIONS.find(c.section[0])):
        path = (cell.section[0], *(normalise_label(part) for part in cell.row_path.split("/") if part))
        cells[path].setdefault((cell.indicator_code, cell.dimensions), cell)
        sequences[cell.form_code][path] = None
    merged: list[tuple[str, ...]] = []
    for sequence in sequences.values():
        position = 0
        for path in sequence:
            if path not in merged:
                merged.insert(position, path)
            position = merged.index(path) + 1
    rows = [_FormRow(path[1:], tuple(cells[path].values())) for path in merged]
    return [row for row in rows if row.path], [row for row in rows if not row.path]


def _row_likeness(run: _Run, row: _FormRow, columns: _ColumnLabels, like: _Likeness) -> float:
    leaf = max((like(label, row.path[-1]) for label in run.labels), default=0.0)
    if leaf < _LEAST:
        return 0.0
    above = columns.above(run.cells[0])
    wanted = [part for cell in row.cells for part in _column_path(cell)]
    heads = max((like(label, part) for label in above for part in wanted), default=0.5 if not above else 0.0)
    return 0.8 * leaf + 0.2 * heads


def _columns_likeness(run: _Run, row: _FormRow, columns: _ColumnLabels, like: _Likeness) -> float:
    pairs = _match_columns(run, row, columns, like)
    return sum(score for *_, score in pairs) / max(len(row.cells), len(run.cells)) if pairs else 0.0


def _match_columns(
    run: _Run, row: _FormRow, columns: _ColumnLabels, like: _Likeness
) -> list[tuple[Cell, FormCell, float]]:
    paths = [columns.above(cell) for cell in run.cells]
    pairs = align(paths, row.cells, lambda path, cell: _path_likeness(path, _column_path(cell), like), _LEAST)
    if pairs:
        return [(run.cells[i], row.cells[j], score) for i, (j, score) in sorted(pairs.items())]
    if len(run.cells) == 1 and len({cell.column_path for cell in row.cells}) == 1:
        return [(run.cells[0], row.cells[0], 0.9)]  # a single figure beside its label needs no heading
    return []


def _path_likeness(written: tuple[str, ...], declared: tuple[str, ...], like: _Likeness) -> float:
    """The innermost label counts most, but the same label below another group is another column."""
    if not written:
        return 0.0
    leaf = like(written[-1], declared[-1])
    outer = [max((like(label, part) for label in written[:-1]), default=0.0) for part in declared[:-1]]
    return 0.7 * leaf + 0.3 * (sum(outer) / len(outer) if outer else 1.0)


def _column_path(cell: FormCell) -> tuple[str, ...]:
    return tuple(normalise_label(part) for part in cell.column_path.split("/"))


def _forms_with(cell: FormCell, knowledge: Knowledge) -> set[str]:
    return knowledge.forms_of_cell[cell.indicator_code, cell.dimensions]
