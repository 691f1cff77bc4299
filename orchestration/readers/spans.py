"""Merged cells -> positions on a grid, as the HTML standard forms a table; knows nothing of HTML itself."""

from __future__ import annotations

import re

from orchestration.domain.errors import UnreadableDocumentError

MAX_COLUMN_SPAN = 1_000  # HTML standard, attributes colspan and rowspan
MAX_ROW_SPAN = 65_534
MAX_COLUMNS = 4_096
MAX_POSITIONS = 2_000_000
_SPAN = re.compile(r"[ \t\n\f\r]*\+?0*([0-9]{1,6})")  # as the HTML standard reads an integer: what follows is ignored


class SpanGrid:
    """Places cells row by row, left to right, on the first free position; each position is covered at most once.

    Rows come in groups (the ``<thead>``, ``<tbody>``, ``<tfoot>`` of HTML): no cell reaches beyond its group. A cell
    that would run into one hanging down from above ends before it.
    """

    def __init__(self) -> None:
        self.row_count = 0
        self.column_count = 0
        self._taken_to: list[int] = []  # for each column the row at which it is free again
        self._group_end = 0
        self._column = 0

    def begin_group(self, row_count: int) -> None:
        """Start a group of as many rows; cells of the group before end here."""
        self._group_end = self.row_count + row_count

    def begin_row(self) -> None:
        """Start the next row.

        Raises:
            UnreadableDocumentError: ``grid_too_large``.
        """
        self.row_count += 1
        self._column = 0
        refuse_large_grid(self.row_count, self.column_count)

    def place(self, row_span: int = 1, column_span: int = 1) -> tuple[int, int, int, int]:
        """Place the next cell of the row.

        Args:
            row_span: Rows it claims; 0 for all to the end of its group.
            column_span: Columns it claims, at least 1.

        Returns:
            Row, column, row span and column span on the grid.

        Raises:
            UnreadableDocumentError: ``grid_too_large``.
        """
        taken_to, row, column, width = self._taken_to, self.row_count - 1, self._column, self.column_count
        while column < width and taken_to[column] > row:
            column += 1
        if row_span != 1:
            rows_left = self._group_end - row
            row_span = rows_left if row_span <= 0 else min(row_span, MAX_ROW_SPAN, rows_left)
        end = column + 1
        if column_span > 1:
            last = column + min(column_span, MAX_COLUMN_SPAN)
            while end < last and (end >= width or taken_to[end] <= row):
                end += 1
        if end > width:
            self._widen(end)
        for position in range(column, end):
            taken_to[position] = row + row_span
        self._column = end
        return row, column, row_span, end - column

    def place_plain(self, count: int) -> int | None:
        """Place as many cells of one position each side by side, if nothing hangs down among them.

        Returns:
            The column of the first, or None: then they are to be placed one by one.

        Raises:
            UnreadableDocumentError: ``grid_too_large``.
        """
        taken_to, row, column, width = self._taken_to, self.row_count - 1, self._column, self.column_count
        while column < width and taken_to[column] > row:
            column += 1
        end = column + count
        if column < width and count and max(taken_to[column:end]) > row:
            return None
        if end > width:
            self._widen(end)
        taken_to[column:end] = [row + 1] * count
        self._column = end
        return column

    def _widen(self, column_count: int) -> None:
        refuse_large_grid(self.row_count, column_count)
        self._taken_to.extend([0] * (column_count - self.column_count))
        self.column_count = column_count


def read_span(value: str | None, most: int) -> int:
    """A span as written in HTML, at most ``most``; 1 if it is no number."""
    found = _SPAN.match(value) if value else None
    return min(int(found[1]), most) if found else 1


def refuse_large_grid(row_count: int, column_count: int) -> None:
    """Let a grid of a size pass that some report might have.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    if column_count <= MAX_COLUMNS and row_count * column_count <= MAX_POSITIONS:
        return
    most = f"{MAX_COLUMNS:,} columns" if column_count > MAX_COLUMNS else f"{MAX_POSITIONS:,} positions"
    raise UnreadableDocumentError(
        "grid_too_large", f"A table has more than {most}, which no report needs. Land the document without that table."
    )
