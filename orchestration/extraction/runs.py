"""Runs of values side by side in a table, with the labels that stand before and above them.

Two ways to see a table: by its grid, where what stands above a value is known; and as a sequence of cells, for tables
whose rows or columns were lost, where only the order is. Belongs here: which cells are labels of which values. Does
not: what any label means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from orchestration.domain import Placement
from orchestration.extraction.labels import normalise_label

_LONGEST_LABEL = 200  # characters


class Layout(NamedTuple):
    """What of a table tells its layout; two tables that differ in their figures alone have the same."""

    placement: Placement
    # Of each cell the text of a label, None for a value, and "" for one that is known to be blank. That blank values
    # are told from others makes a finer layout, that fewer tables share.
    texts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Values side by side in one row."""

    row: int
    labels: tuple[str, ...]  # that stand before them, normalised, outermost first
    label_cells: tuple[int, ...]  # positions of these in the table
    cells: tuple[int, ...]  # positions of the values in the table
    above: tuple[tuple[str, ...], ...]  # for each value the labels above it, outermost first; empty if not known
    # Blank values at the beginning and the end, that may be no cells of a form but what is left of a merged one.
    lead: int = 0
    spare: int = 0
    is_blank: bool = False  # all values are known to be
    groups: frozenset[str] = frozenset()  # labels that reach over more rows than the values do

    def may_have(self, count: int) -> bool:
        """Whether the values may be as many cells of a form."""
        return len(self.cells) - self.lead - self.spare <= count <= len(self.cells)

    def cells_as(self, count: int) -> tuple[int, ...]:
        """The values, blank ones at the ends left out until there are as many; those before the others go first."""
        first = min(len(self.cells) - count, self.lead)
        return self.cells[first : first + count]


class GridRuns:
    """The runs of a table by its grid."""

    def __init__(self, layout: Layout) -> None:
        placement = layout.placement
        self._texts = layout.texts
        self._rows, self._columns, self._heights = placement.rows, placement.columns, placement.row_spans
        self._grid = _grid_of(placement)
        self._above: dict[tuple[int, int], tuple[str, ...]] = {}

    def runs(self) -> list[Run]:
        """All runs; forms side by side are read one by one."""
        found: list[tuple[int, Run]] = []
        for row, cells in enumerate(self._grid):
            in_row = [
                self._run(row, labels, values) for labels, values in _segments(row, cells, self._texts, self._rows)
            ]
            found += list(enumerate(in_row))
        per_row = Counter(run.row for _, run in found)
        is_double = sum(count > 1 for count in per_row.values()) > len(per_row) / 2
        return [run for _, run in sorted(found, key=lambda pair: (pair[0] if is_double else 0, pair[1].row))]

    def _run(self, row: int, labels: list[int], values: list[int]) -> Run:
        names = tuple(_name(self._texts[i]) for i in labels)
        above = tuple(self._labels_above(row, self._columns[i]) for i in values)
        height = max(self._heights[i] for i in values)
        groups = frozenset(name for name, i in zip(names, labels, strict=True) if self._heights[i] > height)
        return Run(row, names, tuple(labels), tuple(values), above, *_blank_ends(values, self._texts), groups)

    def _labels_above(self, row: int, column: int) -> tuple[str, ...]:
        """The nearest block of labels in the column, outermost first."""
        if (known := self._above.get((row, column))) is not None:
            return known
        path: list[int] = []
        for other_row in range(row - 1, -1, -1):
            cell = self._grid[other_row][column]
            if cell is None:
                continue
            if not self._texts[cell]:
                if path:
                    outer = self._label_to_the_left(other_row, column)
                    if outer is None:
                        break
                    if outer != path[-1]:
                        path.append(outer)
                    continue
                known = self._above.get((other_row, column)) if self._rows[cell] == other_row == row - 1 else None
                if known is not None:
                    self._above[row, column] = known  # as for the value right above
                    return known
            elif not path or path[-1] != cell:
                path.append(cell)
        labels = tuple(_name(self._texts[i]) for i in reversed(path))
        self._above[row, column] = labels
        return labels

    def _label_to_the_left(self, row: int, column: int) -> int | None:
        """The label that a merged cell had before it came apart: blanks alone stand between."""
        cells = self._grid[row]
        while column >= 0 and (cell := cells[column]) is not None and self._texts[cell] in (None, ""):
            if self._texts[cell] is None:
                return None
            column -= 1
        return cells[column] if column >= 0 else None


def sequence_runs(layout: Layout) -> list[Run]:
    """The runs of a table seen as a sequence of cells: labels up to a value, then values up to a label."""
    texts, rows, columns = layout.texts, layout.placement.rows, layout.placement.columns
    order = [i for *_, i in sorted(zip(rows, columns, range(len(texts)), strict=True))]
    runs = []
    for labels, values in _split(order, texts):
        if labels and values:
            names = tuple(_name(texts[i]) for i in labels)
            runs.append(Run(rows[values[0]], names, tuple(labels), tuple(values), (), *_blank_ends(values, texts)))
    return runs


def _name(text: str | None) -> str:
    """A label as it is compared; of running text in a cell the beginning does."""
    return normalise_label((text or "")[:_LONGEST_LABEL])


def _blank_ends(values: list[int], texts: Sequence[str | None]) -> tuple[int, int, bool]:
    """How many values at the beginning and at the end are blank, if not all are."""
    blank = [texts[value] == "" for value in values]
    if all(blank):
        return 0, 0, True
    return len(list(takewhile(bool, blank))), len(list(takewhile(bool, reversed(blank)))), False


def _grid_of(placement: Placement) -> list[list[int | None]]:
    row_count, column_count = placement.row_count, placement.column_count
    grid: list[list[int | None]] = [[None] * column_count for _ in range(row_count)]
    cells = zip(placement.rows, placement.columns, placement.row_spans, placement.column_spans, strict=True)
    for position, (row, column, row_span, column_span) in enumerate(cells):
        for r in range(row, min(row + row_span, row_count)):
            for c in range(column, min(column + column_span, column_count)):
                grid[r][c] = position
    return grid


def _segments(
    row: int, cells: list[int | None], texts: Sequence[str | None], rows: Sequence[int]
) -> Iterable[tuple[list[int], list[int]]]:
    """Labels and values of one row; a row without labels of its own, such as that of table four, is one segment."""
    distinct = [cell for i, cell in enumerate(cells) if cell is not None and (i == 0 or cells[i - 1] != cell)]
    own = [cell for cell in distinct if texts[cell] or rows[cell] == row]
    segments = list(_split(own, texts))
    labelled = [segment for segment in segments if segment[0] and segment[1]]
    if labelled:
        return labelled
    return [segment for segment in segments if segment[1]]


def _split(cells: Iterable[int], texts: Sequence[str | None]) -> Iterable[tuple[list[int], list[int]]]:
    labels: list[int] = []
    values: list[int] = []
    for cell in cells:
        if not texts[cell]:
            values.append(cell)
        else:
            if values:
                yield labels, values
                labels, values = [], []
            labels.append(cell)
    yield labels, values
