"""Runs of values -> rows of the official forms, by likeness of labels and order together.

Belongs here: which run is which row. Does not: which of its values is which column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.column_matching import match_columns
from orchestration.extraction.form_reading import SURE, RowMatch
from orchestration.extraction.form_rows import FormRow, FormRows
from orchestration.extraction.labels import LEAST, align, align_scored
from orchestration.extraction.runs import Run

_FEWEST_ROWS = 2  # a table with fewer rows of a form is not taken for it, unless its columns speak
_OTHER_FORM = 0.96
_AS_GROUP = 0.85
_LABELS_OF_ROW = 6  # labels before a value that may name its row; in a sequence of cells headings stand before them
_OF_ITS_GROUP = 0.03  # decides between rows that read alike; adds nothing to how sure a reading is


class _Candidate(NamedTuple):
    score: float  # by which rows are chosen
    sure: float  # how sure the choice is


def match_rows(runs: list[Run], rows: FormRows, form_code: str, *, use_heads: bool) -> list[RowMatch]:
    """Runs paired with rows of the forms, in order; none if there are too few to take the table for a form."""
    labelled = [run for run in runs if run.labels]
    candidates = [_row_candidates(run, rows, use_heads=use_heads) for run in labelled]
    matched = _aligned(labelled, candidates, rows)
    if matched:
        # where rows of several forms read alike, the form of the larger part has them
        dominant = dominant_form(matched, form_code)
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

    def score(candidate: _Candidate, row: int) -> float:
        return candidate.score if preferred is None or row in preferred else candidate.score * _OTHER_FORM

    scored = [
        {row: value for row, candidate in found.items() if (value := score(candidate, row)) >= LEAST}
        for found in candidates
    ]
    pairs = align_scored(scored)
    return [RowMatch(runs[i], rows.labelled[j], candidates[i][j].sure) for i, (j, _) in sorted(pairs.items())]


def _row_candidates(run: Run, rows: FormRows, *, use_heads: bool) -> dict[int, _Candidate]:
    """Position of a row of the forms -> likeness: of the row's own label most, of its columns and its group some."""
    if use_heads:
        return _candidates_once(run.labels, run.groups, run.above, run.is_blank, rows)
    found = _candidates_once(run.labels, run.groups, None, run.is_blank, rows)
    return {number: one for number, one in found.items() if any(map(run.may_have, rows.labelled[number].counts))}


@lru_cache(maxsize=4096)
def _candidates_once(
    names: tuple[str, ...],
    groups: frozenset[str],
    above: tuple[tuple[str, ...], ...] | None,
    is_blank: bool,
    rows: FormRows,
) -> dict[int, _Candidate]:
    """The candidates of all runs of these labels; ``above`` is None where the labels above values are not known."""
    leaves: dict[int, float] = {}
    telling = [label for label in dict.fromkeys(names[-_LABELS_OF_ROW:]) if label not in rows.unit_names]
    for label in telling:
        # a label further out, or over several rows, names the group of the row rather than the row
        is_group = label != telling[-1] or label in groups
        for row, score in rows.leaf_scores(label).items():
            leaves[row] = max(score * _AS_GROUP if is_group else score, leaves.get(row, 0.0))
    if is_blank:  # a blank row within a group says nothing; one with a label of its own is blank in the report
        leaves = {row: leaf for row, leaf in leaves.items() if leaf >= SURE}
    found: dict[int, _Candidate] = {}
    labels = frozenset(names)
    heads_written = frozenset(label for path in above or () for label in path)
    for number, leaf in leaves.items():
        row = rows.labelled[number]
        heads = rows.likest(heads_written, row.heads) if heads_written else 0.5
        group = rows.likest(labels, row.groups) if len(row.path) > 1 and len(names) > 1 else 0.0
        sure = leaf if above is None else 0.8 * leaf + 0.2 * heads
        found[number] = _Candidate(sure + _OF_ITS_GROUP * group, sure)
    return found


def _bare_likeness(run: Run, row: FormRow, rows: FormRows, *, use_heads: bool) -> float:
    """How much a run is like a row that has no label of its own: by what stands above, or by the labels before it."""
    if use_heads:
        pairs = match_columns(run, row, rows)
        return sum(pair.score for pair in pairs) / max(len(row.cells), len(run.cells)) if pairs else 0.0
    if not run.may_have(len(row.cells)):
        return 0.0
    leaves = [path[-1] for path in row.columns]
    pairs = align(run.labels, leaves, rows.like, LEAST)
    return sum(score for _, score in pairs.values()) / len(leaves)


def dominant_form(matched: Sequence[RowMatch], form_code: str) -> str:
    """The form that most of the rows belong to; the one of the year between equals."""
    forms: Counter[str] = Counter()
    for match in matched:
        forms.update(match.row.all_forms)
    most = max(forms.values())
    equals = sorted(form for form, count in forms.items() if count == most)
    return form_code if form_code in equals else equals[-1]
