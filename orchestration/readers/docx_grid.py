"""Rows of cells, some merged with those above -> positions on a grid; knows nothing of the XML they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orchestration.domain.records import Placement
from orchestration.readers.spans import refuse_large_grid


class GridCell(NamedTuple):
    """A cell as its row has it."""

    width: int  # columns
    goes_on: bool  # it continues the cell above, if one of its width is open there


class GridRow(NamedTuple):
    """A row of cells side by side."""

    is_header: bool
    before: int  # columns left free at its beginning
    cells: tuple[GridCell, ...]


class Placed(NamedTuple):
    """The cells of a table on its grid, without what they hold."""

    placement: Placement
    anchors: tuple[int, ...]  # numbers of the cells, as they come row by row, that continue no other
    continued: tuple[int, ...]  # numbers of those that do
    are_headers: tuple[bool, ...]  # of the anchors


def place_rows(rows: Iterable[GridRow]) -> Placed:
    """Place the cells of a table.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    numbers: list[int] = []
    continued: list[int] = []
    placed: list[list[int]] = []  # row, column, row span, column span and whether it is a header, of each anchor
    above: dict[int, list[int]] = {}  # anchors that the next row can continue, by column
    number = row_count = column_count = 0
    for is_header, column, cells in rows:
        here: dict[int, list[int]] = {}
        for width, goes_on in cells:
            begun = above.get(column) if goes_on else None
            if begun is not None and begun[3] == width:
                begun[2] += 1
                continued.append(number)
            else:
                begun = [row_count, column, 1, width, is_header]
                placed.append(begun)
                numbers.append(number)
            here[column] = begun
            column += width
            number += 1
        column_count = max(column_count, column if cells else 0)
        above = here
        row_count += 1
        refuse_large_grid(row_count, column_count)
    *columns, are_headers = zip(*placed, strict=True) if placed else ((),) * 5
    placement = Placement(row_count, column_count, *columns)
    return Placed(placement, tuple(numbers), tuple(continued), are_headers)
