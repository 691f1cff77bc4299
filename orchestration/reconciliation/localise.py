"""From failing checks to suspects: connected sets, and the smallest changes of each in the order to look at them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from orchestration.reconciliation.arithmetic import check_holds
from orchestration.reconciliation.equations import System
from orchestration.reconciliation.problem import Check, Figure
from orchestration.reconciliation.programme import Programme
from orchestration.reconciliation.ranks import RankedLists
from orchestration.reconciliation.reasons import Reasons, place_order, plausibility
from orchestration.reconciliation.reliability import DERIVED, totals_of, weight_of
from orchestration.reconciliation.search import Found, Limits, Search

MOST_LISTED = 30  # alternatives that are listed; with more a set is too_many
MOST_DOCUMENTS = 16  # of one set: two years, or the months of a year; a sum over more says nothing of a single cell


class Repair(NamedTuple):
    """One figure of a solution: what it would have to be, and why it is not."""

    figure: Figure
    value: Decimal
    rule_ids: tuple[str, ...]  # rules that fail and that this figure is part of
    why_code: str


class Solution(NamedTuple):
    """A smallest change."""

    cost: float
    repairs: tuple[Repair, ...]


class LocalisedSet(NamedTuple):
    """A connected set of failing checks with its solutions, the likeliest first."""

    set_id: str
    checks: tuple[Check, ...]
    status: str  # localised, not_localised, too_many
    solutions: tuple[Solution, ...]


class _Solved(NamedTuple):
    failing: list[Check]
    system: System
    found: Found


def localise(checks: Iterable[Check], limits: Limits | None = None) -> list[LocalisedSet]:
    """Find the cells whose change repairs what does not hold.

    Args:
        checks: All checks of some documents: those that are violated, or contradict their blanks, and those around
            them that hold. A check that can't be asked without a figure is left out.
        limits: What a connected set may cost.

    Returns:
        One set a connected group of failing checks, ordered by the id of its first check.
    """
    limits = limits or Limits()
    asked = sorted((check for check in checks if _is_usable(check)), key=lambda check: check.check_id)
    failing = [check for check in asked if check.relation != "rank" and _fails(check)]
    names = {check.check_id for check in failing}
    holding = [
        check for check in asked if check.relation != "rank" and check.check_id not in names and check_holds(check)
    ]
    lists = RankedLists(asked)
    solved = _merge([_solve(part, holding, limits) for part in _connected(failing)], holding, limits)
    sets = [_report(part, asked, lists) for part in solved]
    return sorted([*sets, *_rank_sets(asked, sets, lists)], key=lambda found: found.checks[0].check_id)


def _is_usable(check: Check) -> bool:
    """Whether every figure is a number or a blank; text can't be reckoned with."""
    return bool(check.terms) and all(figure.value is not None or figure.is_blank for figure in check.figures)


def _fails(check: Check) -> bool:
    if check.outcome == "violated":
        return True
    has_blank = any(figure.is_blank for figure in check.figures)
    return check.outcome == "undecided" and has_blank and check.relation != "rate" and not check_holds(check)


def _connected(failing: list[Check]) -> list[list[Check]]:
    """Checks in groups that share figures, in the order of their first check."""
    parents = list(range(len(failing)))

    def root(number: int) -> int:
        while parents[number] != number:
            number = parents[number]
        return number

    seen: dict[str, int] = {}
    for number, check in enumerate(failing):
        for key in sorted(check.figure_ids):
            first, second = sorted((root(seen.setdefault(key, number)), root(number)))
            parents[second] = first
    groups: dict[int, list[Check]] = {}
    for number, check in enumerate(failing):
        groups.setdefault(root(number), []).append(check)
    return list(groups.values())


def _solve(failing: list[Check], holding: list[Check], limits: Limits) -> _Solved:
    """The smallest changes of one set, by the exact search, or by the programme where that grows too large."""
    documents = {figure.document_id for check in failing for figure in check.figures}
    around, figures = _around(failing, holding, documents)
    system = System(figures, [*failing, *around])
    if len(documents) > MOST_DOCUMENTS:
        return _Solved(failing, system, Found([], False, 0))
    deadline = time.monotonic() + limits.seconds
    search = Search(system, limits, deadline)
    found = search.run()
    if not found.is_complete and len(found.solutions) <= MOST_LISTED:
        totals = totals_of(system.checks)
        weights = [weight_of(figure, totals) for figure in figures]
        more = Programme(system, weights, found.least, search.edits).run(limits, deadline)
        if more.solutions and (not found.solutions or more.is_complete):
            found = more
    return _Solved(failing, system, found)


def _around(failing: list[Check], holding: list[Check], documents: set[str]) -> tuple[list[Check], list[Figure]]:
    """The checks that hold and are reached through figures of the documents, and all figures that may change."""
    by_figure: dict[str, list[Check]] = {}
    for check in holding:
        for key in check.figure_ids:
            by_figure.setdefault(key, []).append(check)
    figures: dict[str, Figure] = {}
    around: dict[str, Check] = {}
    waiting = list(failing)
    while waiting:
        for figure in waiting.pop().figures:
            if figure.document_id not in documents or figure.observation_id in figures:
                continue
            figures[figure.observation_id] = figure
            for check in by_figure.get(figure.observation_id, ()):
                if check.check_id not in around:
                    around[check.check_id] = check
                    waiting.append(check)
    ordered = sorted(figures.values(), key=lambda figure: (place_order(figure), figure.observation_id))
    return [around[key] for key in sorted(around)], ordered


def _merge(parts: list[_Solved], holding: list[Check], limits: Limits) -> list[_Solved]:
    """Sets whose changes meet in a check are solved as one, since what repairs either may spoil the other."""
    merged: list[_Solved] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        touched = _touched(part)
        for other in merged:
            if touched.isdisjoint(_touched(other)):
                continue
            both = sorted([*other.failing, *part.failing], key=lambda check: check.check_id)
            together = _solve(both, holding, limits)
            if together.found.solutions:  # else it is too much at once, and each for itself still says something
                merged.remove(other)
                waiting.append(together)
                break
        else:
            merged.append(part)
    return merged


def _touched(part: _Solved) -> set[str]:
    """Checks that any of the changes of a set speaks of; all around it if it has none."""
    if not part.found.solutions:
        return {check.check_id for check in part.system.checks}
    changed = {part.system.figures[cell].observation_id for changes in part.found.solutions for cell in changes}
    return {check.check_id for check in part.system.checks if not check.figure_ids.isdisjoint(changed)}


def _report(part: _Solved, asked: list[Check], lists: RankedLists) -> LocalisedSet:
    """The solutions of a set in order: shifted rows, then cost, ranks, reasons, totals before parts, place."""
    totals = totals_of(part.system.checks)
    near = {figure.observation_id: figure for check in asked for figure in check.figures}
    documents = {figure.document_id for figure in part.system.figures}
    context = [figure for figure in near.values() if figure.document_id in documents]
    reasons = Reasons(context, part.failing, totals)
    ranked = []
    for changes in part.found.solutions:
        solution = _solution(part, changes, totals, reasons)
        repairs = {repair.figure.observation_id: repair.value for repair in solution.repairs}
        codes = [repair.why_code for repair in solution.repairs]
        key = (
            "shifted_column" not in codes,
            solution.cost,
            lists.mismatches(repairs),
            sum(plausibility(code) for code in codes),
            -sum(repair.figure.observation_id in totals for repair in solution.repairs),
            [place_order(repair.figure) for repair in solution.repairs],
            [repair.figure.observation_id for repair in solution.repairs],
        )
        ranked.append((key, solution))
    ranked.sort(key=lambda pair: pair[0])
    is_listed = part.found.is_complete and len(ranked) <= MOST_LISTED
    status = "not_localised" if not ranked else "localised" if is_listed else "too_many"
    solutions = tuple(solution for _, solution in ranked[:MOST_LISTED])
    return LocalisedSet(_set_id(part.failing), tuple(part.failing), status, solutions)


def _solution(part: _Solved, changes: Mapping[int, Fraction], totals: dict[str, bool], reasons: Reasons) -> Solution:
    changed = [part.system.figures[cell] for cell in sorted(changes)]
    values = {
        part.system.figures[cell].observation_id: part.system.figures[cell].amount + _decimal(change)
        for cell, change in changes.items()
    }
    why = reasons.explain(changed, values)
    repairs = tuple(
        Repair(
            figure,
            values[figure.observation_id],
            tuple(sorted({c.rule_id for c in part.failing if figure.observation_id in c.figure_ids})),
            why[figure.observation_id],
        )
        for figure in changed
    )
    return Solution(round(sum(weight_of(figure, totals) for figure in changed), 4), repairs)


def _rank_sets(asked: list[Check], sets: list[LocalisedSet], lists: RankedLists) -> list[LocalisedSet]:
    """A wrong rank is its own suspect; a key that a sum finds wrong stands before it where it mends the order too."""
    found = []
    for check in asked:
        stated = next((term.figure for term in check.terms if term.side == "left"), None)
        if check.relation != "rank" or check.outcome != "violated" or stated is None or check.rank_computed is None:
            continue
        solutions = []
        for other in sets:
            best = other.solutions[0] if other.solutions else None
            repairs = {repair.figure.observation_id: repair.value for repair in best.repairs} if best else {}
            if best is not None and check.check_id in lists.mended(repairs):
                solutions.append(best)
        own = Repair(stated, check.rank_computed, (check.rule_id,), "none")
        solutions.append(Solution(DERIVED, (own,)))
        found.append(LocalisedSet(_set_id([check]), (check,), "localised", tuple(solutions)))
    return found


def _set_id(checks: list[Check]) -> str:
    text = "|".join(sorted(check.check_id for check in checks))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
