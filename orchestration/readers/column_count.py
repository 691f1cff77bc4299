"""How many columns a run of cells has whose row ends were lost when it was pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"[+\-−]?[\d,，.．]*\d[\d,，.．]*\s*[%％‰]?")
_FIGURE_WITH_UNIT = re.compile(r"[+\-−]?[\d,，.．]*\d[\d,，.．]*\s*[一-龥%％‰]{0,2}")
_YEAR = re.compile(r"20\d\d")
_BLANK = frozenset(("", "-", "—", "——", "－", "/", "／", "无"))
_MOST_COLUMNS = 40
_SAMPLE = 4_000  # cells by which column counts are compared
_MOST_MIXED_BESIDE_SERIALS = 0.15
_MOST_MIXED = 0.06  # share of cells that may be of another kind than their column


def is_number(text: str) -> bool:
    """Whether a cell is a plain figure, such as 1,143 or 97%; a year isn't."""
    return _NUMBER.fullmatch(text) is not None and _YEAR.fullmatch(text) is None


def is_cell_value(text: str) -> bool:
    """Whether a cell is a plain figure or the mark of a blank one."""
    return text in _BLANK or (_FIGURE_WITH_UNIT.fullmatch(text) is not None and _YEAR.fullmatch(text) is None)


def rows_of(cells: list[str]) -> tuple[list[list[str]], str]:
    """Cut a run of cells into rows.

    The column count divides the number of cells, gives a first row without figures, and columns that hold either
    figures or words; serial numbers 1, 2, 3 down a column outweigh the rest. Of equal counts the smallest is taken.
    Where none divides, rows are taken to start at the serial numbers; where there are none, each cell is a row.

    Args:
        cells: Texts of the cells in reading order, blank ones included.

    Returns:
        The rows, and how they were found.
    """
    kinds = [_kind(text) for text in cells[:_SAMPLE]]
    best = min(((not _has_serials(cells, c), _mixed_share(kinds, c), c) for c in _divisors(cells, kinds)), default=None)
    if best is not None and best[1] <= (_MOST_MIXED if best[0] else _MOST_MIXED_BESIDE_SERIALS):
        no_serials, _, count = best
        rows = [cells[i : i + count] for i in range(0, len(cells), count)]
        if not no_serials:
            how = "found by the serial numbers"
        elif "number" in kinds:
            how = "found by which cells are figures"
        else:
            how = "a guess, as there are no figures to tell by"
        return rows, f"{count} columns, {how}"
    by_serial = _rows_by_serial(cells)
    if by_serial is not None:
        rows, count = by_serial
        odd = ", ".join(str(i) for i, row in enumerate(rows, 1) if len(row) != count)
        return rows, f"{count} columns, rows found by the serial numbers; of another length: row {odd[:100]}"
    return [[cell] for cell in cells], f"the columns of {len(cells)} cells could not be found"


def _divisors(cells: list[str], kinds: list[str]) -> Iterator[int]:
    """Column counts that leave no rest, two rows or more, and a first row without figures."""
    for count in range(2, _MOST_COLUMNS + 1 if kinds[0] != "number" else 0):
        if count <= len(kinds) and kinds[count - 1] == "number":
            return
        rows = len(cells) // count
        is_list = rows >= count or _has_serials(cells, count)  # wider than long: rather a form with merged cells
        if len(cells) % count == 0 and rows >= 2 and "text" in kinds[:count] and is_list:
            yield count


def _has_serials(cells: list[str], count: int) -> bool:
    """Whether some column goes 1, 2 or 1, 2, 3 below its header; the last row may be a total, without a number."""
    rows = len(cells) // count - 1
    wanted = ["1", "2", "3"][: 2 if rows == 3 else min(3, rows)]
    return rows >= 2 and any(
        [cells[row * count + column] for row in range(1, len(wanted) + 1)] == wanted for column in range(count)
    )


def _mixed_share(kinds: list[str], count: int) -> float:
    mixed = 0
    for column in range(count):
        below = kinds[count + column :: count]
        mixed += min(below.count("number"), below.count("text"))
    return mixed / max(1, len(kinds) - count)


def _rows_by_serial(cells: list[str]) -> tuple[list[list[str]], int] | None:
    """Rows that start at 1, 2, 3 ...; the header has as many cells as stand before the 1."""
    count = next((i for i, text in enumerate(cells[: _MOST_COLUMNS + 1]) if is_number(text)), 0)
    if count < 2 or cells[count] != "1":
        return None
    starts = [count]
    while (start := _next_start(cells, starts[-1], count, len(starts))) is not None:
        starts.append(start)
    if len(starts) < 3:
        return None
    rest = starts[-1] + count
    starts += range(rest, len(cells), count)  # a total has no serial number
    return [cells[:count], *(cells[a:b] for a, b in zip(starts, [*starts[1:], len(cells)], strict=True))], count


def _next_start(cells: list[str], start: int, count: int, serial: int) -> int | None:
    """Where the row after ``serial`` begins: at its due place, if a serial number or tied rank is there, or near it."""
    due, last = start + count, int(cells[start])
    if due < len(cells) and cells[due].isascii() and cells[due].isdigit() and last <= int(cells[due][:9]) <= serial + 1:
        return due
    near = sorted(range(start + 2, min(start + 2 * count, len(cells))), key=lambda place: abs(place - due))
    return next((place for place in near if cells[place] == str(serial + 1)), None)


def _kind(text: str) -> str:
    if text in _BLANK:
        return "blank"
    return "number" if is_number(text) else "text"
