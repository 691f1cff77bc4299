"""Grids and the characters in them -> tables of one page, before page breaks are healed.

Belongs here: which characters are in which cell, and what is a table at all. Does not: page breaks (pdf_join).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from orchestration.readers.pdf_grid import Grid
from orchestration.readers.pdf_page import Glyph
from orchestration.readers.pdf_text import read_cell

_RUNNING_TEXT = 80  # characters of a cell from which a table of one column is a frame around text
_FEWEST_TEXTS = 2  # cells with text that a table has at least; fewer are a frame or a chart


@dataclass(slots=True)
class PageCell:
    """An anchor cell."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str

    @property
    def end_row(self) -> int:
        return self.row + self.row_span

    @property
    def end_column(self) -> int:
        return self.column + self.column_span


@dataclass(slots=True)
class PageTable:
    """A table of a page, or of several once they are joined; ``xs`` are the borders of its columns, if it has any."""

    page: int
    top: float
    bottom: float
    xs: list[float]
    row_count: int
    cells: list[PageCell]
    open_top: list[bool] = field(default_factory=list)  # for each column whether no line closes the table there
    open_bottom: list[bool] = field(default_factory=list)
    last_page: int = 0
    tail: list[PageCell] = field(default_factory=list)  # cells that reach the last row, once pages are joined
    note: str = ""
    repeated_on: list[int] = field(default_factory=list)  # pages whose repeated header was left out
    cut_rows: list[int] = field(default_factory=list)  # rows that were put together of two halves

    @property
    def column_count(self) -> int:
        return len(self.xs) - 1


def fill_grids(
    grids: list[Grid], glyphs: list[Glyph], page: int, goes_on: Callable[[PageTable], bool]
) -> tuple[list[PageTable], list[Glyph]]:
    """Put characters into the cells that hold their middle.

    Args:
        grids: The grids of a page.
        glyphs: All characters of the page.
        page: Its number.
        goes_on: Whether the first table of the page goes on from the page before.

    Returns:
        Tables in the order of the grids, and the characters that are in none of them. A grid that holds hardly any
        text, or one column of running text, is a frame: its characters stay outside.
    """
    inside, free = _share_out(grids, glyphs)
    tables: list[PageTable] = []
    for grid, cells in zip(grids, inside, strict=True):
        texts = {area: text for area, held in cells.items() if (text := read_cell(held))}
        table = _table(grid, texts, page)
        if _is_frame(grid, texts) and (tables or not texts or not goes_on(table)):
            free += [glyph for held in cells.values() for glyph in held]
        else:
            tables.append(_trimmed(table))
    return tables, free


def _share_out(grids: list[Grid], glyphs: list[Glyph]) -> tuple[list[dict[int, list[Glyph]]], list[Glyph]]:
    """The characters of each cell of each grid by its number, and the characters in none."""
    if not grids:
        return [], glyphs
    inside: list[dict[int, list[Glyph]]] = [defaultdict(list) for _ in grids]
    free: list[Glyph] = []
    reaches = [(grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], grid, i) for i, grid in enumerate(grids)]
    for glyph in glyphs:
        x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
        for left, right, top, bottom, grid, number in reaches:
            if top < y < bottom and left < x < right:
                area = grid.area_of[bisect_right(grid.ys, y) - 1][bisect_right(grid.xs, x) - 1]
                inside[number][area].append(glyph)
                break
        else:
            free.append(glyph)
    return inside, free


def _is_frame(grid: Grid, texts: dict[int, str]) -> bool:
    if len(texts) < _FEWEST_TEXTS:
        return True
    is_single = all(span == len(grid.xs) - 1 for *_, span in grid.areas)
    return is_single and any(len(text) > _RUNNING_TEXT for text in texts.values())


def _table(grid: Grid, texts: dict[int, str], page: int) -> PageTable:
    cells = [PageCell(*area, texts.get(number, "")) for number, area in enumerate(grid.areas)]
    return PageTable(
        page,
        grid.top,
        grid.bottom,
        grid.xs,
        len(grid.ys) - 1,
        cells,
        grid.open_top,
        grid.open_bottom,
        last_page=page,
    )


def _trimmed(table: PageTable) -> PageTable:
    """Without outer rows and columns that no line closes and no text fills: there lines only reach too far."""
    while table.row_count > 1 and all(table.open_bottom) and _is_blank(table, table.row_count - 1):
        table.row_count -= 1
        table.cells = [cell for cell in table.cells if cell.row < table.row_count]
        for cell in table.cells:
            cell.row_span = min(cell.row_span, table.row_count - cell.row)
        table.open_bottom = [False] * table.column_count
    if table.row_count > 1 and all(table.open_top) and _is_blank(table, 0):
        table.row_count -= 1
        table.cells = [cell for cell in table.cells if cell.end_row > 1]
        for cell in table.cells:
            cell.row_span -= cell.row == 0
            cell.row -= cell.row > 0
        table.open_top = [False] * table.column_count
    return table


def _is_blank(table: PageTable, row: int) -> bool:
    """Whether no cell that ends or begins in an outer row has text of its own."""
    return not any(cell.text for cell in table.cells if cell.row <= row < cell.end_row and cell.row_span == 1)
