"""From checks to suspects: the smallest changes of each failing set, explained, in the order to look at them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from orchestration.reconciliation.arithmetic import check_holds
from orchestration.reconciliation.problem import Check, Figure
from orchestration.reconciliation.ranks import RankedLists
from orchestration.reconciliation.reasons import Reasons, Surroundings, place_order, plausibility
from orchestration.reconciliation.reliability import DERIVED, totals_of, weight_of
from orchestration.reconciliation.search import Limits
from orchestration.reconciliation.sets import MOST_LISTED, SolvedSet, solve_sets


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
    near = _by_document(asked)
    around: dict[frozenset[str], Surroundings] = {}
    sets = []
    for part in solve_sets(failing, holding, limits):
        documents = frozenset(figure.document_id for figure in part.system.figures)
        if documents not in around:
            around[documents] = Surroundings(f for document in documents for f in near[document].values())
        sets.append(_report(part, around[documents], lists))
    return sorted([*sets, *_rank_sets(asked, sets, lists)], key=lambda found: found.checks[0].check_id)


def _by_document(checks: Iterable[Check]) -> dict[str, dict[str, Figure]]:
    """The figures of checks by document and observation."""
    figures: dict[str, dict[str, Figure]] = {}
    for check in checks:
        for figure in check.figures:
            figures.setdefault(figure.document_id, {})[figure.observation_id] = figure
    return figures


def _is_usable(check: Check) -> bool:
    """Whether every figure is a number or a blank; text can't be reckoned with."""
    return bool(check.terms) and all(figure.value is not None or figure.is_blank for figure in check.figures)


def _fails(check: Check) -> bool:
    if check.outcome == "violated":
        return True
    has_blank = any(figure.is_blank for figure in check.figures)
    return check.outcome == "undecided" and has_blank and check.relation != "rate" and not check_holds(check)


def _report(part: SolvedSet, around: Surroundings, lists: RankedLists) -> LocalisedSet:
    """The solutions of a set in order: shifted rows, then cost, ranks, reasons, totals before parts, place."""
    totals = totals_of(part.system.checks)
    reasons = Reasons(around, part.failing, totals)
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


def _solution(part: SolvedSet, changes: Mapping[int, Fraction], totals: dict[str, bool], reasons: Reasons) -> Solution:
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
