"""Tables without vertical lines: lines of text whose parts stand in columns.

Belongs here: columns by gaps, rows by base lines or horizontal rules, and what evidence is enough. Where it isn't,
lines stay running text: a figure in a sentence is worth more than one in a wrong column.
"""

from __future__ import annotations

import itertools
from collections import Counter

from orchestration.readers.column_count import is_number
from orchestration.readers.pdf_rulings import Rule
from orchestration.readers.pdf_table import PageCell, PageTable
from orchestration.readers.pdf_text import Chunk, Line

_GUTTER = 0.5  # of the height of a character: gap between columns, at least
_FARTHEST = 3.2  # distance of two rows
_FEWEST_ROWS = 3
_LEAST_PARTED = 0.6  # share of lines that have gaps between columns; else two rules stand above and below mere text
_NEAR = 3.0  # points; rules whose ends are as near as this frame one table
_NO_FIGURES = frozenset(("-", "—", "——", "－", "/", "／", "无"))

_Row = list[Chunk]
_Columns = list[tuple[float, float]]


def find_aligned(lines: list[Line]) -> list[tuple[int, int, PageTable]]:
    """Tables without any lines, by the evidence of at least three rows that share columns, one of them of figures.

    Args:
        lines: Lines that follow one another, of one page.

    Returns:
        Index of the first line, index after the last one, and the table.
    """
    found: list[tuple[int, int, PageTable]] = []
    start = 0
    while start < len(lines):
        end = start
        while (
            end < len(lines) and len(lines[end].chunks) > 1 and (end == start or _follows(lines[end], lines[end - 1]))
        ):
            end += 1
        if end - start >= _FEWEST_ROWS:
            rows = [line.chunks for line in lines[start:end]]
            columns = _columns(rows, lines[start].size, _FEWEST_ROWS)
            if columns is not None and _has_figures(rows, columns):
                table = _table(
                    rows, columns, lines[start:end], "columns found by the gaps between them; no lines are drawn"
                )
                if table is not None:
                    found.append((start, end, table))
        start = max(end, start + 1)
    return found


def find_between_rules(lines: list[Line], rules: list[Rule]) -> list[tuple[int, int, PageTable]]:
    """Tables of horizontal rules alone, two at least, of the same width, with columns of text between them.

    Args:
        lines: All lines of a page outside ruled tables, from top to bottom.
        rules: Horizontal rules that no vertical one crosses, from top to bottom.

    Returns:
        As ``find_aligned``; rules between all rows part them, else base lines do.
    """
    found: list[tuple[int, int, PageTable]] = []
    taken_to = 0
    for frame in _frames(rules):
        inside = [i for i, line in enumerate(lines) if frame[0].at < line.base - 0.3 * line.size < frame[-1].at]
        if len(inside) < 2 or inside[0] < taken_to or inside != list(range(inside[0], inside[-1] + 1)):
            continue
        held = lines[inside[0] : inside[-1] + 1]
        rows = _rows_between(held, [rule.at for rule in frame])
        columns = _columns(rows, held[0].size, 2)
        if columns is None or len(rows) < 2:
            continue
        table = _table(rows, columns, held, "columns found by the gaps between them; no vertical lines are drawn")
        if table is not None:
            found.append((inside[0], inside[-1] + 1, table))
            taken_to = inside[-1] + 1
    return found


def _follows(line: Line, before: Line) -> bool:
    return line.page == before.page and 0 < line.base - before.base < _FARTHEST * max(line.size, before.size)


def _frames(rules: list[Rule]) -> list[list[Rule]]:
    """Rules of the same width, one below the other."""
    frames: list[list[Rule]] = []
    for rule in rules:
        for frame in frames:
            if abs(frame[0].start - rule.start) <= _NEAR and abs(frame[0].end - rule.end) <= _NEAR:
                frame.append(rule)
                break
        else:
            frames.append([rule])
    return [frame for frame in frames if len(frame) > 1]


def _rows_between(lines: list[Line], borders: list[float]) -> list[_Row]:
    """The rows of a framed table: what stands between two rules, or else each base line."""
    bands: list[list[Line]] = [[] for _ in borders]
    for line in lines:
        bands[sum(border < line.base - 0.3 * line.size for border in borders) - 1].append(line)
    rows: list[_Row] = []
    for band in bands:
        parts = [line.chunks for line in band]
        figures = max((sum(is_number(chunk.text) for chunk in row) for row in parts), default=0)
        has_one_row = sum(any(is_number(chunk.text) for chunk in row) for row in parts) <= 1 and figures > 0
        if has_one_row or (len(parts) > 1 and _is_wrapped(parts)):
            rows.append(_stacked(parts))
        else:
            rows += parts
    return rows


def _stacked(rows: list[_Row]) -> _Row:
    """The lines of one row of cells: parts that stand one above the other are one cell's."""
    cells: _Row = []
    for chunk in (chunk for row in rows for chunk in row):
        for index, (left, right, text) in enumerate(cells):
            if chunk.left < right and left < chunk.right:
                cells[index] = Chunk(min(left, chunk.left), max(right, chunk.right), f"{text}\n{chunk.text}")
                break
        else:
            cells.append(chunk)
    return sorted(cells)


def _is_wrapped(rows: list[_Row]) -> bool:
    """Whether lines of a header are the lines of the same cells: no part stands above two others."""
    return not any(is_number(chunk.text) for row in rows for chunk in row) and all(
        sum(chunk.left < other.right and other.left < chunk.right for other in below) <= 1
        and sum(chunk.left < other.right and other.left < chunk.right for other in above) <= 1
        for above, below in itertools.pairwise(rows)
        for chunk in (*above, *below)
    )


def _columns(rows: list[_Row], size: float, fewest: int) -> _Columns | None:
    """Where columns run, by the rows with the usual number of parts; None if they aren't clear of one another."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if counts.total() < _LEAST_PARTED * len(rows):
        return None
    usual = max(counts, key=lambda count: (counts[count], count))
    usual = max([count for count in counts if count >= usual and counts[count] >= min(fewest, counts[usual])])
    models = [row for row in rows if len(row) == usual]
    if len(models) < min(fewest, max(2, len(rows) - 1)):
        return None
    columns = [(min(row[i].left for row in models), max(row[i].right for row in models)) for i in range(usual)]
    is_clear = all(b[0] - a[1] > _GUTTER * size for a, b in itertools.pairwise(columns))
    return columns if is_clear else None


def _has_figures(rows: list[_Row], columns: _Columns) -> bool:
    """Whether a column holds figures alone below its header, two at least."""
    for index in range(1, len(columns)):
        texts = [row[index].text for row in rows if len(row) == len(columns)]
        figures = [is_number(text) or text in _NO_FIGURES for text in texts]
        if sum(is_number(text) for text in texts) >= 2 and all(figures[figures.index(True) :]):
            return True
    return False


def _table(rows: list[_Row], columns: _Columns, lines: list[Line], note: str) -> PageTable | None:
    """The table; None if some part stands in no column, or on another's place."""
    cells: dict[tuple[int, int], PageCell] = {}
    for number, row in enumerate(rows):
        for chunk in row:
            place = _place_of(chunk, columns)
            if place is None:
                return None
            first, last = place
            cell = cells.get((number, first))
            if cell is None:
                cells[number, first] = PageCell(number, first, 1, last - first + 1, chunk.text)
            else:
                cell.text += f"\n{chunk.text}"
    for (number, first), cell in cells.items():
        if any((number, column) in cells for column in range(first + 1, first + cell.column_span)):
            return None
    page = lines[0].page
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    ordered = sorted(cells.values(), key=lambda cell: (cell.row, cell.column))
    xs = [*(left for left, _ in columns), columns[-1][1]]
    table = PageTable(page, top, bottom, xs, len(rows), ordered, last_page=page, note=note)
    table.open_top = table.open_bottom = [False] * len(columns)
    return table


def _place_of(chunk: Chunk, columns: _Columns) -> tuple[int, int] | None:
    """First and last column that a part stands over; a part in the gap between two has the only one it is nearer to."""
    over = [i for i, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right]
    if over:
        return over[0], over[-1]
    nearest = min(range(len(columns)), key=lambda i: max(columns[i][0] - chunk.right, chunk.left - columns[i][1]))
    left, right = columns[nearest]
    return (nearest, nearest) if max(left - chunk.right, chunk.left - right) < right - left else None
