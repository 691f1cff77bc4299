"""Where a page break cuts a table: how the last row above it and the first row below it meet.

Belongs here: halves of a row, merged cells that go on. Does not: which tables are one, or repeated headers (pdf_join).
"""

from __future__ import annotations

import re

from orchestration.readers.column_count import is_number
from orchestration.readers.pdf_table import PageCell, PageTable

_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、．.]|第[一二三四五六七八九十\d]+|[①-⑳])")
_NO_FIGURES = frozenset(("-", "—", "——", "－", "/", "／", "无"))
_STACKED = 2  # characters a line of a label that stands upright, at most


class Seam:
    """The cells of the last row of one table and of the first row of the next, and what line parts them."""

    def __init__(self, upper: PageTable, lower: PageTable) -> None:
        self.upper, self.lower = upper, lower
        upper.tail = upper.tail or [cell for cell in upper.cells if cell.end_row == upper.row_count]
        above = {cell.column: cell for cell in upper.tail}
        below = {cell.column: cell for cell in lower.cells if cell.row == 0}
        # cells of the same width on both sides
        self.pairs = [
            (one, other)
            for column, one in sorted(above.items())
            if (other := below.get(column)) is not None and other.column_span == one.column_span
        ]
        self.matches = len(self.pairs) == len(above) == len(below)

    def is_open(self, cell: PageCell) -> bool:
        columns = range(cell.column, cell.end_column)
        return all(self.upper.open_bottom[c] and self.lower.open_top[c] for c in columns)

    def is_cut_row(self) -> bool:
        """Whether the rows on both sides are halves of one."""
        if not self.matches or not self.lower.row_count:
            return False
        if any(_is_value(one.text) and _is_value(other.text) for one, other in self._values()):
            return False
        values = [(one, other) for one, other in self._values() if _is_value(one.text) or _is_value(other.text)]
        if all(self.is_open(one) for one, _ in self.pairs):
            return bool(values) or not self._begins_anew()
        # a line parts them: then the rest of a label stands below, beside cells that are blank though others are not
        if (
            not values
            or self.lower.row_count < 2
            or any(other.text and not _is_label(one, other) for one, other in self.pairs)
        ):
            return False
        rest = [other for one, other in self.pairs if other.text]
        return (
            bool(rest)
            and all(_is_value(one.text) for one, _ in values)
            and self._is_filled()
            and not self._begins_anew()
        )

    def _values(self) -> list[tuple[PageCell, PageCell]]:
        return [(one, other) for one, other in self.pairs if one.row_span == other.row_span == 1]

    def _begins_anew(self) -> bool:
        return any(_NUMBERED.match(other.text) for _, other in self.pairs)

    def _is_filled(self) -> bool:
        """Whether no other row is a label beside blanks alone."""
        rows: dict[tuple[int, int], list[str]] = {}
        for number, table in enumerate((self.upper, self.lower)):
            for cell in table.cells:
                if cell.row_span == 1:
                    rows.setdefault((number, cell.row), []).append(cell.text)
        rows.pop((1, 0), None)
        return not any(len(texts) > 2 and not any(texts[1:]) for texts in rows.values())

    def join_row(self) -> None:
        """Make one row of the two."""
        for one, other in self.pairs:
            _extend(one, other, other.row_span - 1)
        self.lower.cells = [cell for cell in self.lower.cells if cell.row > 0]
        self._append(self.upper.row_count - 1)

    def join_labels(self) -> None:
        """Let a merged cell go on below the break: no line parts it, or its rest is blank beside a row that isn't."""
        is_leading = True
        joined: set[int] = set()
        for one, other in self.pairs:
            goes_on = self._goes_on(one, other, is_leading)
            is_leading = is_leading and goes_on
            if goes_on:
                _extend(one, other, other.row_span)
                joined.add(id(other))
        self.lower.cells = [cell for cell in self.lower.cells if id(cell) not in joined]
        self._append(self.upper.row_count)

    def _goes_on(self, one: PageCell, other: PageCell, is_leading: bool) -> bool:
        if _is_value(one.text) and _is_value(other.text):
            return False
        if self.is_open(one):
            return not (self.matches and all(self.is_open(cell) for cell, _ in self.pairs)) or (
                is_leading and not other.text
            )
        if not is_leading or not one.text or one.column_span == self.upper.column_count:
            return False
        is_merged = one.row_span > 1 or other.row_span > 1
        if not other.text:
            is_beside_text = any(cell.text for cell in self.lower.cells if cell.row == 0)
            return is_beside_text and (is_merged or not _is_value(one.text))
        return is_merged and _is_stacked(one.text) and _is_stacked(other.text)

    def _append(self, first: int) -> None:
        """Put what is left of the lower table into the upper one, its first row as row ``first``."""
        for cell in self.lower.cells:
            cell.row += first
        self.upper.cells += self.lower.cells
        self.upper.row_count = first + self.lower.row_count
        reaching = [*self.upper.tail, *self.lower.cells]
        self.upper.tail = [cell for cell in reaching if cell.end_row == self.upper.row_count]


def _extend(one: PageCell, other: PageCell, rows: int) -> None:
    one.row_span += rows
    one.text = "\n".join(filter(None, (one.text, other.text)))


def _is_value(text: str) -> bool:
    return is_number(text) or text in _NO_FIGURES


def _is_label(one: PageCell, other: PageCell) -> bool:
    return not _is_value(one.text) and not _is_value(other.text) and bool(one.text)


def _is_stacked(text: str) -> bool:
    return all(len(line) <= _STACKED for line in text.split("\n"))
