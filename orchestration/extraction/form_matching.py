"""Runs of values -> cells of the official forms, by likeness of labels, order and neighbours together.

A misprinted or cut label, a renumbered one, an added row, a missing heading, a hybrid of two forms or a lost merge
still reads: where labels do not tell, the order of the form and the neighbours do, with less confidence. No form is
known to this module by name.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.extraction.column_matching import (
    UNDER_KNOWN_HEADS,
    fill_gaps,
    match_columns,
    pair_by_order,
    pair_under_heads,
)
from orchestration.extraction.form_reading import BLANK_WEIGHT, BY_ORDER, Collected, FormReading, RowMatch
from orchestration.extraction.form_rows import FormRow, FormRows, form_rows
from orchestration.extraction.labels import normalise_label
from orchestration.extraction.row_matching import dominant_form, match_rows
from orchestration.extraction.runs import GridRuns, Layout, Run, sequence_runs
from orchestration.reference.knowledge import Knowledge

_FEWEST_BY_ORDER = 4  # rows of a form from which the columns may go by their order alone
_COLUMNS_OF_HALF = 4  # of a list of indicators: number, label, unit, figure
_MOST_RUNS = 5_000  # no form has as many rows; such a table is a list of something else
_ROW_BY_NEIGHBOURS = 0.65  # how sure a reading is of a row that its labels do not tell


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
    by_grid = grid.runs()
    if len(by_grid) > _MOST_RUNS and len(sequence_runs(layout)) > _MOST_RUNS:
        return FormReading()
    blanks = frozenset(i for i, text in enumerate(layout.texts) if text == "")
    by_labels = _read_by_labels(by_grid, blanks, rows, form_code)
    if by_labels.is_sure:
        return by_labels
    in_sequence = sequence_runs(layout)
    # no other way to read the table can outweigh this one where it is as sure of all of it
    value_count = layout.texts.count(None)
    most = value_count + BLANK_WEIGHT * len(blanks)
    readings = [by_labels]
    if by_labels.weight < most * UNDER_KNOWN_HEADS**2:
        readings += [_read_by_order(runs, layout, blanks, rows, form_code) for runs in (by_grid, in_sequence)]
    if layout.placement.column_count <= _COLUMNS_OF_HALF:  # two halves that stood side by side, pasted in turns
        turns = [runs[::2] + runs[1::2] for runs in (by_grid, in_sequence)]
        readings += [_read_by_labels(turns[0], blanks, rows, form_code)]
        if by_labels.weight < most * UNDER_KNOWN_HEADS**2:
            readings += [_read_by_order(runs, layout, blanks, rows, form_code) for runs in turns]
    return max(readings, key=lambda reading: reading.weight)


def _read_by_labels(runs: list[Run], blanks: frozenset[int], rows: FormRows, form_code: str) -> FormReading:
    """Each value by the labels beside and above it."""
    matched = match_rows(runs, rows, form_code, use_heads=True)
    if not matched:
        return FormReading()
    dominant = dominant_form(matched, form_code)
    may_go_by_order = len(matched) >= _FEWEST_BY_ORDER
    collected = Collected(rows, blanks)
    speaking = 0
    for match in _with_fewest_leads(_with_neighbours(runs, matched, rows, dominant), dominant):
        pairs = match_columns(match.run, match.row, rows)
        speaking += bool(pairs)
        if not pairs and may_go_by_order:
            pairs = pair_by_order(match, dominant, BY_ORDER)
        else:
            pairs = fill_gaps(match, pairs, dominant)
        collected.add(match, pairs)
    if not speaking and not may_go_by_order:
        return FormReading()
    return collected.reading(runs)


def _read_by_order(
    runs: list[Run], layout: Layout, blanks: frozenset[int], rows: FormRows, form_code: str
) -> FormReading:
    """Each row by its label, and the values of a row by their order, for tables that have lost their columns."""
    matched = match_rows(runs, rows, form_code, use_heads=False)
    if not matched:
        return FormReading()
    dominant = dominant_form(matched, form_code)
    heads = frozenset(normalise_label(text) for text in layout.texts if text)
    collected = Collected(rows, blanks)
    for match in _with_fewest_leads(_with_neighbours(runs, matched, rows, dominant), dominant):
        options = [dominant, *sorted(match.row.all_forms - {dominant})]
        pairs = next((found for form in options if (found := pair_under_heads(match, form, heads, rows))), None)
        if pairs is None and len(matched) >= _FEWEST_BY_ORDER:
            pairs = pair_by_order(match, dominant, BY_ORDER)
        collected.add(match, pairs or [])
    return collected.reading(runs)


def _with_fewest_leads(matches: list[RowMatch], form_code: str) -> list[RowMatch]:
    """The matches; rows of one depth with values too many lose no more blanks at their beginning than one of them can.

    What is left of merged labels or of a blank column stands in the same place in all of them: if one begins with a
    figure, it stands before the values of none, and behind those of all, if they end with blanks enough.
    """
    too_many: dict[int, list[tuple[int, int]]] = {}  # by depth: numbers of matches, and how many values too many
    for number, match in enumerate(matches):
        columns = match.row.cells_of(form_code)
        count = len(match.run.cells) - len(columns)
        if columns and count > 0 and not match.run.is_blank:
            too_many.setdefault(len(match.row.path), []).append((number, count))
    adjusted = list(matches)
    for of_depth in too_many.values():
        least = min(matches[number].run.lead for number, _ in of_depth)
        if all(matches[number].run.spare >= count - least for number, count in of_depth):
            for number, _ in of_depth:
                adjusted[number] = replace(matches[number], run=replace(matches[number].run, lead=least))
    return adjusted


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
