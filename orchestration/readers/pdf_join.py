"""Tables that page breaks cut -> whole tables.

Belongs here: which tables of two pages are one, and how the rows on both sides of the break meet. Does not: what is a
table on a page.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise, takewhile

from orchestration.readers.column_count import is_number
from orchestration.readers.pdf_seam import Seam
from orchestration.readers.pdf_table import PageTable
from orchestration.readers.spans import refuse_large_grid

_NEAR = 3.0  # points; column borders of two pages as near as this are one
_SHARED = 0.5  # share of the column borders that tables with an open end must have in common
_MOST_HEADER_ROWS = 12


def joins(upper: PageTable, lower: PageTable) -> bool:
    """Whether a table at the end of a page goes on as the table at the beginning of the next."""
    if not upper.xs or not lower.xs or lower.page != upper.last_page + 1:
        return False
    if abs(upper.xs[0] - lower.xs[0]) > _NEAR or abs(upper.xs[-1] - lower.xs[-1]) > _NEAR:
        return False
    borders = _common_borders(upper.xs, lower.xs)
    if len({_nearest(borders, x) for x in lower.xs}) < len(lower.xs):
        return False
    few, many = sorted((upper.xs, lower.xs), key=len)
    shared = sum(abs(many[_nearest(many, x)] - x) <= _NEAR for x in few)
    is_open = any(upper.open_bottom) and any(lower.open_top)
    return shared == len(few) or (is_open and shared >= _SHARED * len(few))


def join(upper: PageTable, lower: PageTable) -> None:
    """Put the rows of ``lower`` below those of ``upper``: the first row of one may be the rest of the other's last.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    xs = _common_borders(upper.xs, lower.xs)
    refuse_large_grid(upper.row_count + lower.row_count, len(xs) - 1)
    _stretch(upper, xs)
    _stretch(lower, xs)
    if repeated := _repeated_rows(upper, lower):
        _drop_rows(lower, repeated)
        upper.repeated_on.append(lower.page)
    seam = Seam(upper, lower)
    if seam.is_cut_row():
        upper.cut_rows.append(upper.row_count)
        seam.join_row()
    else:
        seam.join_labels()
    if lower.row_count:
        upper.open_bottom = lower.open_bottom
    upper.bottom, upper.last_page = lower.bottom, lower.last_page


def _common_borders(one: list[float], other: list[float]) -> list[float]:
    return sorted([*one, *(x for x in other if abs(one[_nearest(one, x)] - x) > _NEAR)])


def _nearest(xs: list[float], x: float) -> int:
    index = min(bisect_left(xs, x), len(xs) - 1)
    return index - 1 if index and x - xs[index - 1] <= xs[index] - x else index


def _stretch(table: PageTable, xs: list[float]) -> None:
    """Give a table the column borders of the joined one; its cells span what they cover."""
    if xs == table.xs:
        return
    place = [_nearest(xs, x) for x in table.xs]
    for cell in table.cells:
        end = place[cell.end_column]
        cell.column = place[cell.column]
        cell.column_span = end - cell.column
    widths = [b - a for a, b in pairwise(place)]
    table.open_top = [is_open for is_open, width in zip(table.open_top, widths, strict=True) for _ in range(width)]
    table.open_bottom = [
        is_open for is_open, width in zip(table.open_bottom, widths, strict=True) for _ in range(width)
    ]
    table.xs = xs


def _repeated_rows(upper: PageTable, lower: PageTable) -> int:
    """How many rows at the head of ``lower`` repeat the header of ``upper``: rows without figures, cell for cell."""
    count = 0
    for one, other in zip(_head_of(upper), _head_of(lower), strict=False):
        if one != other or not any(text for *_, text in one) or any(is_number(text) for *_, text in one):
            break
        count += 1
    while count and any(cell.row < count < cell.end_row for cell in lower.cells):
        count -= 1
    return count if count < upper.row_count else 0


def _head_of(table: PageTable) -> list[list[tuple[int, int, int, str]]]:
    """Column, spans and text of the cells of each of the first rows; cells stand in the order of rows."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(min(table.row_count, _MOST_HEADER_ROWS))]
    for cell in takewhile(lambda cell: cell.row < len(rows), table.cells):
        rows[cell.row].append((cell.column, cell.row_span, cell.column_span, "".join(cell.text.split())))
    return rows


def _drop_rows(table: PageTable, count: int) -> None:
    table.cells = [cell for cell in table.cells if cell.row >= count]
    for cell in table.cells:
        cell.row -= count
    table.row_count -= count
    table.open_top = [False] * table.column_count
