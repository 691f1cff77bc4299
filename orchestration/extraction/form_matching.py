"""Runs of values -> cells of the official forms, by likeness of labels, order and neighbours together.

A misprinted or cut label, a renumbered one, an added row, a missing heading, a hybrid of two forms or a lost merge
still reads: where labels do not tell, the order of the form and the neighbours do, with less confidence. No form is
known to this module by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from orchestration.extraction.form_reading import BY_ORDER, SURE, Collected, FormReading, Pair, RowMatch
from orchestration.extraction.form_rows import FormRow, FormRows, form_rows
from orchestration.extraction.labels import align, normalise_label
from orchestration.extraction.runs import GridRuns, Layout, Run, sequence_runs
from orchestration.reference.knowledge import Knowledge

LEAST = 0.62  # pairs of labels less alike than this are not made
_FEWEST_ROWS = 2  # a table with fewer rows of a form is not taken for it, unless its columns speak
_FEWEST_BY_ORDER = 4  # rows of a form from which the columns may go by their order alone
_COLUMNS_OF_HALF = 4  # of a list of indicators: number, label, unit, figure
_MOST_RUNS = 5_000  # no form has as many rows; such a table is a list of something else

# How sure a reading is that the labels of a cell do not tell, and where the order of the form does.
_BY_ORDER_UNDER_KNOWN_HEADS = 0.95
_BY_NEIGHBOURS = 0.7
_ROW_BY_NEIGHBOURS = 0.65
_OTHER_FORM = 0.96
_AS_GROUP = 0.85
_LABELS_OF_ROW = 6  # labels before a value that may name its row; in a sequence of cells headings stand before them
_OF_ITS_GROUP = 0.03  # decides between rows that read alike; adds nothing to how sure a reading is


def match_layout(layout: Layout, knowledge: Knowledge, form_code: str) -> FormReading:
    """Read a table by its layout.

    Args:
        layout: Where its cells stand and what its labels say.
        knowledge: Declared knowledge.
        form_code: The form its document is of by its year; decides only where labels leave it open.

    Returns:
        The values that are cells of a form, and the labels in doubt.
    """
    rows = form_rows(knowledge)
    grid = GridRuns(layout)
    by_grid, in_sequence = grid.runs(), sequence_runs(layout)
    if min(len(by_grid), len(in_sequence)) > _MOST_RUNS:
        return FormReading()
    blanks = frozenset(i for i, cell in enumerate(layout.cells) if cell[4] == "")
    by_labels = _read_by_labels(by_grid, blanks, rows, form_code)
    if by_labels.is_sure:
        return by_labels
    readings = [
        by_labels,
        _read_by_order(by_grid, layout, blanks, rows, form_code),
        _read_by_order(in_sequence, layout, blanks, rows, form_code),
    ]
    if layout.column_count <= _COLUMNS_OF_HALF:  # two halves that stood side by side, pasted so that they take turns
        turns = [runs[::2] + runs[1::2] for runs in (by_grid, in_sequence)]
        readings += [_read_by_labels(turns[0], blanks, rows, form_code)]
        readings += [_read_by_order(runs, layout, blanks, rows, form_code) for runs in turns]
    return max(readings, key=lambda reading: reading.weight)


def _read_by_labels(runs: list[Run], blanks: frozenset[int], rows: FormRows, form_code: str) -> FormReading:
    """Each value by the labels beside and above it."""
    matched = _match_rows(runs, rows, form_code, use_heads=True)
    if not matched:
        return FormReading()
    dominant = _dominant_form(matched, form_code)
    may_go_by_order = len(matched) >= _FEWEST_BY_ORDER
    collected = Collected(rows, blanks)
    speaking = 0
    for match in _with_neighbours(runs, matched, rows, dominant):
        pairs = _match_columns(match.run, match.row, rows)
        speaking += bool(pairs)
        if not pairs and may_go_by_order:
            pairs = _by_order(match, dominant, BY_ORDER)
        else:
            pairs = _fill_gaps(match, pairs, dominant)
        collected.add(match, pairs)
    if not speaking and not may_go_by_order:
        return FormReading()
    return collected.reading(runs)


def _read_by_order(
    runs: list[Run], layout: Layout, blanks: frozenset[int], rows: FormRows, form_code: str
) -> FormReading:
    """Each row by its label, and the values of a row by their order, for tables that have lost their columns."""
    matched = _match_rows(runs, rows, form_code, use_heads=False)
    if not matched:
        return FormReading()
    dominant = _dominant_form(matched, form_code)
    heads = {normalise_label(cell[4]) for cell in layout.cells if cell[4]}
    collected = Collected(rows, blanks)
    for match in _with_neighbours(runs, matched, rows, dominant):
        options = [dominant, *sorted(match.row.all_forms - {dominant})]
        pairs = next((found for form in options if (found := _under_heads(match, form, heads, rows))), None)
        if pairs is None and len(matched) >= _FEWEST_BY_ORDER:
            pairs = _by_order(match, dominant, BY_ORDER)
        collected.add(match, pairs or [])
    return collected.reading(runs)


class _Candidate(NamedTuple):
    score: float  # by which rows are chosen
    sure: float  # how sure the choice is


def _match_rows(runs: list[Run], rows: FormRows, form_code: str, *, use_heads: bool) -> list[RowMatch]:
    """Runs paired with rows of the forms, in order; none if there are too few to take the table for a form."""
    labelled = [run for run in runs if run.labels]
    candidates = [_row_candidates(run, rows, use_heads=use_heads) for run in labelled]
    matched = _aligned(labelled, candidates, rows)
    if matched:
        # where rows of several forms read alike, the form of the larger part has them
        dominant = _dominant_form(matched, form_code)
        own = {i for i, row in enumerate(rows.labelled) if dominant in row.all_forms}
        matched = _aligned(labelled, candidates, rows, own)
    if len(matched) < _FEWEST_ROWS and not any(match.score >= SURE for match in matched):
        matched = []
    taken = {id(match.run) for match in matched}
    free = [run for run in runs if id(run) not in taken and not (run.labels and use_heads and matched)]
    for row in rows.bare:
        # a blank row between the heads and the figures looks like one of figures
        scored = [(not run.is_blank, _bare_likeness(run, row, rows, use_heads=use_heads), run) for run in free]
        _, score, run = max((s for s in scored if s[1] >= LEAST), key=lambda s: s[:2], default=(False, 0.0, None))
        if run is not None and len(run.cells) > 1:
            matched.append(RowMatch(run, row, score))
    return matched


def _aligned(
    runs: list[Run], candidates: list[dict[int, _Candidate]], rows: FormRows, preferred: set[int] | None = None
) -> list[RowMatch]:
    """Runs and rows paired in order; rows that are not preferred count a little less, but are no less sure."""

    def score(found: dict[int, _Candidate], row: int) -> float:
        value = found[row].score if row in found else 0.0
        return value if preferred is None or row in preferred else value * _OTHER_FORM

    pairs = align(candidates, range(len(rows.labelled)), score, LEAST)
    return [RowMatch(runs[i], rows.labelled[j], candidates[i][j].sure) for i, (j, _) in sorted(pairs.items())]


def _row_candidates(run: Run, rows: FormRows, *, use_heads: bool) -> dict[int, _Candidate]:
    """Position of a row of the forms -> likeness: of the row's own label most, of its columns and its group some."""
    leaves: dict[int, float] = {}
    names = [label for label in dict.fromkeys(run.labels[-_LABELS_OF_ROW:]) if label not in rows.unit_names]
    for label in names:
        # a label further out, or over several rows, names the group of the row rather than the row
        is_group = label != names[-1] or label in run.groups
        for row, score in rows.leaf_scores(label, LEAST).items():
            leaves[row] = max(score * _AS_GROUP if is_group else score, leaves.get(row, 0.0))
    if run.is_blank:  # a blank row within a group says nothing; one with a label of its own is blank in the report
        leaves = {row: leaf for row, leaf in leaves.items() if leaf >= SURE}
    found: dict[int, _Candidate] = {}
    above = {label for path in run.above for label in path}
    for number, leaf in leaves.items():
        row = rows.labelled[number]
        if not use_heads and not any(map(run.may_have, row.counts)):
            continue
        heads = 0.5
        if use_heads and above:
            heads = max((rows.like(label, part) for label in above for part in row.heads), default=0.0)
        group = 0.0
        if len(row.path) > 1 and len(run.labels) > 1:
            group = max(rows.like(label, part) for label in run.labels for part in row.path[:-1])
        sure = 0.8 * leaf + 0.2 * heads if use_heads else leaf
        found[number] = _Candidate(sure + _OF_ITS_GROUP * group, sure)
    return found


def _bare_likeness(run: Run, row: FormRow, rows: FormRows, *, use_heads: bool) -> float:
    """How much a run is like a row that has no label of its own: by what stands above, or by the labels before it."""
    if use_heads:
        pairs = _match_columns(run, row, rows)
        return sum(pair.score for pair in pairs) / max(len(row.cells), len(run.cells)) if pairs else 0.0
    if not run.may_have(len(row.cells)):
        return 0.0
    leaves = [path[-1] for path in row.columns]
    pairs = align(run.labels, leaves, rows.like, LEAST)
    return sum(score for _, score in pairs.values()) / len(leaves)


def _match_columns(run: Run, row: FormRow, rows: FormRows) -> list[Pair]:
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


def _dominant_form(matched: Sequence[RowMatch], form_code: str) -> str:
    """The form that most of the rows belong to; the one of the year between equals."""
    forms: Counter[str] = Counter()
    for match in matched:
        forms.update(match.row.all_forms)
    most = max(forms.values())
    equals = sorted(form for form, count in forms.items() if count == most)
    return form_code if form_code in equals else equals[-1]


def _with_neighbours(runs: list[Run], matched: list[RowMatch], rows: FormRows, form_code: str) -> list[RowMatch]:
    """The matches, and between two of them the runs whose labels tell nothing but that stand where rows are missing."""
    by_run = {id(match.run): match for match in matched}
    own = [row for row in rows.labelled if form_code in row.all_forms]
    numbers = {row.number: i for i, row in enumerate(own)}
    complete: list[RowMatch] = []
    gap: list[Run] = []
    last: FormRow | None = None
    for run in runs:
        match = by_run.get(id(run))
        if match is None:
            gap.append(run)
            continue
        here = numbers.get(match.row.number)
        before = numbers.get(last.number) if last is not None else None
        if gap and here is not None and before is not None:
            missing = own[before + 1 : here]
            if len(missing) == len(gap) and all(map(_may_be, gap, missing)):
                complete += [
                    RowMatch(lost, row, _ROW_BY_NEIGHBOURS, "by_neighbours")
                    for lost, row in zip(gap, missing, strict=True)
                ]
        complete.append(match)
        gap, last = [], match.row
    return complete


def _may_be(run: Run, row: FormRow) -> bool:
    """Whether a run may be a row though its labels do not say so: as many values, and no label of something else."""
    if not any(map(run.may_have, row.counts)):
        return False
    return not run.labels or any(set(label) & set(row.path[-1]) for label in run.labels)


def _by_order(match: RowMatch, form_code: str, confidence: float) -> list[Pair]:
    """The values of a run as the cells of a form's row, where there are as many."""
    for form in (form_code, *sorted(match.row.all_forms - {form_code})):
        columns = match.row.cells_of(form)
        if columns and match.run.may_have(len(columns)):
            cells = match.run.cells_as(len(columns))
            return [Pair(cell, column, confidence) for cell, column in zip(cells, columns, strict=True)]
    return []


def _under_heads(match: RowMatch, form_code: str, heads: set[str], rows: FormRows) -> list[Pair]:
    """As ``_by_order``, where all the columns of the row are named somewhere in the table."""
    columns = match.row.cells_of(form_code)
    if not columns or not match.run.may_have(len(columns)):
        return []
    wanted = {match.row.columns[column][-1] for column in columns}
    known = all(max((rows.like(head, leaf) for head in heads), default=0.0) >= 0.8 for leaf in wanted)
    return _by_order(match, form_code, _BY_ORDER_UNDER_KNOWN_HEADS) if known else []


def _fill_gaps(match: RowMatch, pairs: list[Pair], form_code: str) -> list[Pair]:
    """Values between two that were matched are the cells between these, where there are as many of both."""
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
