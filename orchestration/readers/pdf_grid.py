"""Ruling lines of a page -> grids of cells.

Belongs here: which lines belong together, which walls stand between positions, which cells are merged by a missing
wall. Does not: text.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from orchestration.readers.pdf_rulings import SNAP, Rule
from orchestration.readers.spans import refuse_large_grid

_TOUCH = 3.0  # points; lines that end as near to one another as this meet
_NARROWEST = 4.0  # lines of one direction that are nearer than this are one border
_WALL = 0.5  # share of a side that must be ruled


@dataclass(slots=True)
class Grid:
    """Positions between ruling lines, and the cells that merged positions form.

    ``xs`` and ``ys`` are the borders of columns and rows; ``areas`` are cells as row, column, row span, column span;
    ``area_of`` says for each position which of them covers it. ``open_top`` and ``open_bottom`` say for each column
    whether no line closes the grid there.
    """

    xs: list[float]
    ys: list[float]
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    area_of: list[list[int]] = field(default_factory=list)
    open_top: list[bool] = field(default_factory=list)
    open_bottom: list[bool] = field(default_factory=list)

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def area_at(self, x: float, y: float) -> int | None:
        """The cell that covers a point, if one does."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        return self.area_of[row][column]


def find_grids(horizontals: list[Rule], verticals: list[Rule]) -> tuple[list[Grid], list[Rule]]:
    """The grids that the lines of a page form.

    Args:
        horizontals: Merged horizontal lines.
        verticals: Merged vertical lines.

    Returns:
        Grids, a single box too, from top to bottom, and the horizontal lines that no vertical one crosses.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    groups = _components(horizontals, verticals)
    grids: list[Grid] = []
    loose: list[Rule] = []
    for across, down in groups:
        if not down:
            loose += across
        elif across and (grid := _grid(across, down)) is not None:
            grids.append(grid)
    grids.sort(key=lambda grid: (grid.top, grid.xs[0]))
    return _without_nested(grids), sorted(loose)


def _without_nested(grids: list[Grid]) -> list[Grid]:
    """Of a grid within a cell of another the one with more cells stays: the other is a frame, or a part of a cell."""
    dropped: set[int] = set()
    for inner in grids:
        for outer in grids:
            if inner is not outer and _is_inside(inner, outer):
                dropped.add(id(outer if len(inner.areas) > len(outer.areas) else inner))
    return [grid for grid in grids if id(grid) not in dropped]


def _is_inside(inner: Grid, outer: Grid) -> bool:
    area = outer.area_at(inner.xs[0] + SNAP, inner.top + SNAP)
    return area is not None and area == outer.area_at(inner.xs[-1] - SNAP, inner.bottom - SNAP)


def _components(horizontals: list[Rule], verticals: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or through others."""
    lines = [*horizontals, *verticals]
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    ordered = sorted(range(len(horizontals)), key=lambda index: horizontals[index].at)
    places = [horizontals[index].at for index in ordered]
    for number, (at, start, end) in enumerate(verticals, len(horizontals)):
        for index in ordered[bisect_left(places, start - _TOUCH) : bisect_right(places, end + _TOUCH)]:
            rule = horizontals[index]
            if rule.start - _TOUCH <= at <= rule.end + _TOUCH:
                parent[root(index)] = root(number)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, line in enumerate(lines):
        group = groups.setdefault(root(index), ([], []))
        group[index >= len(horizontals)].append(line)
    return list(groups.values())


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    xs = _borders([rule.at for rule in down], min(r.start for r in across), max(r.end for r in across))
    ys = _borders([rule.at for rule in across], min(r.start for r in down), max(r.end for r in down))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    refuse_large_grid(rows, columns)
    grid = Grid(xs, ys)
    beside = _walls(down, xs, ys)  # beside[i][r]: between columns i-1 and i in row r
    below = _walls(across, ys, xs)  # below[i][c]: between rows i-1 and i in column c
    _merge(grid, beside, below)
    grid.open_top = [not is_ruled for is_ruled in below[0]]
    grid.open_bottom = [not is_ruled for is_ruled in below[-1]]
    return grid


def _borders(places: list[float], start: float, end: float) -> list[float]:
    """Borders of rows or columns; where lines of the other direction reach farther, they end at a border too."""
    places = sorted(places)
    if start < places[0] - _NARROWEST:
        places.insert(0, start)
    if end > places[-1] + _NARROWEST:
        places.append(end)
    borders = [places[0]]
    first = places[0]
    for place in places[1:]:
        if place - borders[-1] >= _NARROWEST or place - first >= 2 * _NARROWEST:
            borders.append(place)
            first = place
    return borders


def _walls(rules: list[Rule], borders: list[float], sides: list[float]) -> list[list[bool]]:
    """For each border and each position along it whether a line stands there."""
    ruled = [[0.0] * (len(sides) - 1) for _ in borders]
    for at, start, end in rules:
        index = min(bisect_left(borders, at), len(borders) - 1)
        if index and at - borders[index - 1] < borders[index] - at:
            index -= 1
        row = ruled[index]
        for side in range(max(0, bisect_right(sides, start) - 1), min(len(row), bisect_left(sides, end))):
            row[side] += min(end, sides[side + 1]) - max(start, sides[side])
    lengths = [b - a for a, b in itertools.pairwise(sides)]
    return [[part >= _WALL * length for part, length in zip(row, lengths, strict=True)] for row in ruled]


def _merge(grid: Grid, beside: list[list[bool]], below: list[list[bool]]) -> None:
    """Positions without a wall between them form one cell; what is no rectangle is cut into rectangles."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    area_of = grid.area_of = [[-1] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if area_of[row][column] >= 0:
                continue
            end = column + 1
            while end < columns and not beside[end][row] and area_of[row][end] < 0:
                end += 1
            last = row + 1
            while last < rows and _continues(last, column, end, area_of, beside, below):
                last += 1
            number = len(grid.areas)
            grid.areas.append((row, column, last - row, end - column))
            for covered in range(row, last):
                area_of[covered][column:end] = [number] * (end - column)


def _continues(
    row: int, column: int, end: int, area_of: list[list[int]], beside: list[list[bool]], below: list[list[bool]]
) -> bool:
    """Whether the cell above goes on in a row: no wall between, none within, and none of it taken."""
    return (
        not any(below[row][column:end])
        and not any(beside[i][row] for i in range(column + 1, end))
        and all(number < 0 for number in area_of[row][column:end])
    )
