"""The values of a row -> the columns of a form's row: by the labels above them, and where these do not tell, by order.

Belongs here: one row at a time. Does not: which row of a form it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from orchestration.extraction.form_reading import Pair, RowMatch
from orchestration.extraction.form_rows import FormRow, FormRows
from orchestration.extraction.labels import LEAST, align
from orchestration.extraction.runs import Run

# How sure a reading is that the labels of a cell do not tell, and where the order of the form does.
UNDER_KNOWN_HEADS = 0.95
_BY_NEIGHBOURS = 0.7
_KNOWN_HEAD = 0.8


def match_columns(run: Run, row: FormRow, rows: FormRows) -> list[Pair]:
    """Values of a run paired with the cells of a row by the labels above."""
    if not run.above:
        return []
    pairs = _align_columns(run.above, row.columns, rows)
    if pairs:
        return [Pair(run.cells[i], j, score) for i, (j, score) in sorted(pairs.items())]
    if len(run.cells) == 1 and not run.above[0] and len(set(row.columns)) == 1:
        return [Pair(run.cells[0], 0, 0.9)]  # a single figure beside its label needs no heading
    return []


@lru_cache(maxsize=4096)
def _align_columns(
    above: tuple[tuple[str, ...], ...], columns: tuple[tuple[str, ...], ...], rows: FormRows
) -> dict[int, tuple[int, float]]:
    return align(above, columns, lambda written, declared: _path_likeness(written, declared, rows.like), LEAST)


def _path_likeness(written: tuple[str, ...], declared: tuple[str, ...], like: Callable[[str, str], float]) -> float:
    """The innermost label counts most, but the same label below another group is another column."""
    if not written:
        return 0.0
    leaf = like(written[-1], declared[-1])
    if leaf < 0.5:
        return 0.0
    outer = [max((like(label, part) for label in written[:-1]), default=0.0) for part in declared[:-1]]
    return 0.7 * leaf + 0.3 * (sum(outer) / len(outer) if outer else 1.0)


def pair_by_order(match: RowMatch, form_code: str, confidence: float) -> list[Pair]:
    """The values of a run as the cells of a form's row, where there are as many."""
    for form in (form_code, *sorted(match.row.all_forms - {form_code})):
        columns = match.row.cells_of(form)
        if columns and match.run.may_have(len(columns)):
            cells = match.run.cells_as(len(columns))
            return [Pair(cell, column, confidence) for cell, column in zip(cells, columns, strict=True)]
    return []


def pair_under_heads(match: RowMatch, form_code: str, heads: frozenset[str], rows: FormRows) -> list[Pair]:
    """As ``pair_by_order``, where all the columns of the row are named somewhere in the table."""
    columns = match.row.cells_of(form_code)
    if not columns or not match.run.may_have(len(columns)):
        return []
    wanted = {match.row.columns[column][-1] for column in columns}
    known = all(rows.likest(heads, frozenset((leaf,))) >= _KNOWN_HEAD for leaf in wanted)
    return pair_by_order(match, form_code, UNDER_KNOWN_HEADS) if known else []


def fill_gaps(match: RowMatch, pairs: list[Pair], form_code: str) -> list[Pair]:
    """Values between two that were matched are the cells between these, where there are as many of both."""
    if len(pairs) == len(match.run.cells):
        return pairs
    form = form_code if match.row.cells_of(form_code) else next(iter(sorted(match.row.all_forms)))
    columns = match.row.cells_of(form)
    if not pairs or any(pair.column not in columns for pair in pairs):
        return pairs
    place = {cell: i for i, cell in enumerate(match.run.cells)}
    ends = [(-1, -1), *((place[p.cell], columns.index(p.column)) for p in pairs), (len(place), len(columns))]
    filled = list(pairs)
    for (i, a), (j, b) in pairwise(ends):
        if j - i == b - a > 1:
            filled += [Pair(match.run.cells[i + step], columns[a + step], _BY_NEIGHBOURS) for step in range(1, j - i)]
    return sorted(filled)
