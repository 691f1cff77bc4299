"""Failing checks in connected sets, each with the checks around it that hold, and the smallest changes of each."""

from __future__ import annotations

import time
from typing import NamedTuple

from orchestration.reconciliation.equations import System
from orchestration.reconciliation.problem import Check, Figure
from orchestration.reconciliation.reasons import place_order
from orchestration.reconciliation.reliability import totals_of, weight_of
from orchestration.reconciliation.search import Found, Limits, Search

MOST_LISTED = 30  # alternatives that are listed; with more a set is too_many
MOST_DOCUMENTS = 16  # of one set: two years, or the months of a year; a sum over more says nothing of a single cell

_ByFigure = dict[str, list[Check]]  # the checks that hold and speak of a figure


class SolvedSet(NamedTuple):
    """A connected set of failing checks, the rows around it, and what was found."""

    failing: list[Check]
    system: System
    found: Found


def solve_sets(failing: list[Check], holding: list[Check], limits: Limits) -> list[SolvedSet]:
    """Solve each connected set of failing checks, in the order of their first check."""
    end = time.thread_time() + limits.document_seconds
    by_figure: _ByFigure = {}
    for check in holding:
        for key in check.figure_ids:
            by_figure.setdefault(key, []).append(check)
    return _merge([_solve(part, by_figure, limits, end) for part in _connected(failing)], by_figure, limits, end)


def _connected(failing: list[Check]) -> list[list[Check]]:
    """Checks in groups that share figures, in the order of their first check; one over too many documents is alone."""
    parents = list(range(len(failing)))

    def root(number: int) -> int:
        while parents[number] != number:
            number = parents[number]
        return number

    seen: dict[str, int] = {}
    for number, check in enumerate(failing):
        for key in () if _is_wide(check) else sorted(check.figure_ids):
            first, second = sorted((root(seen.setdefault(key, number)), root(number)))
            parents[second] = first
    groups: dict[int, list[Check]] = {}
    for number, check in enumerate(failing):
        groups.setdefault(root(number), []).append(check)
    return list(groups.values())


def _is_wide(check: Check) -> bool:
    return len({figure.document_id for figure in check.figures}) > MOST_DOCUMENTS


def _solve(failing: list[Check], holding: _ByFigure, limits: Limits, end: float) -> SolvedSet:
    """The smallest changes of one set, by the exact search, or by the programme where that grows too large."""
    documents = {figure.document_id for check in failing for figure in check.figures}
    around, figures = _around(failing, holding, documents)
    system = System(figures, [*failing, *around])
    if len(documents) > MOST_DOCUMENTS:
        return SolvedSet(failing, system, Found([], False, 0))
    deadline = min(end, time.thread_time() + limits.seconds)
    search = Search(system, limits, deadline)
    found = search.run()
    if not found.is_complete and len(found.solutions) <= MOST_LISTED:
        from orchestration.reconciliation.programme import Programme  # SciPy takes long to import, and is seldom needed

        totals = totals_of(system.checks)
        weights = [weight_of(figure, totals) for figure in figures]
        more = Programme(system, weights, found.least, search.edits).run(limits, deadline)
        if more.solutions and (not found.solutions or more.is_complete):
            found = more
    return SolvedSet(failing, system, found)


def _around(failing: list[Check], holding: _ByFigure, documents: set[str]) -> tuple[list[Check], list[Figure]]:
    """The checks that hold and are reached through figures of the documents, and all figures that may change."""
    figures: dict[str, Figure] = {}
    around: dict[str, Check] = {}
    waiting = list(failing)
    while waiting:
        for figure in waiting.pop().figures:
            if figure.document_id not in documents or figure.observation_id in figures:
                continue
            figures[figure.observation_id] = figure
            for check in holding.get(figure.observation_id, ()):
                if check.check_id not in around:
                    around[check.check_id] = check
                    waiting.append(check)
    ordered = sorted(figures.values(), key=lambda figure: (place_order(figure), figure.observation_id))
    return [around[key] for key in sorted(around)], ordered


def _merge(parts: list[SolvedSet], holding: _ByFigure, limits: Limits, end: float) -> list[SolvedSet]:
    """Sets whose changes meet in a check are solved as one, since what repairs one may spoil the other."""
    failing = [check for part in parts for check in part.failing]
    merged: list[tuple[SolvedSet, set[str]]] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        touched = _touched(part, failing)
        for other in merged:
            if touched.isdisjoint(other[1]):
                continue
            both = sorted([*other[0].failing, *part.failing], key=lambda check: check.check_id)
            together = _solve(both, holding, limits, end)
            if together.found.solutions:  # else it is too much at once, and each for itself still says something
                merged.remove(other)
                waiting.append(together)
                break
        else:
            merged.append((part, touched))
    return [part for part, _ in merged]


def _touched(part: SolvedSet, failing: list[Check]) -> set[str]:
    """Checks that any of the changes of a set speaks of, and its own; all around it if nothing repairs it alone."""
    own = {check.check_id for check in part.failing}
    if not part.found.solutions and part.found.is_complete:
        return own | {check.check_id for check in part.system.checks}
    changed = {part.system.figures[cell].observation_id for changes in part.found.solutions for cell in changes}
    return own | {c.check_id for c in (*part.system.checks, *failing) if not c.figure_ids.isdisjoint(changed)}
