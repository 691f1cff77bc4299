"""The values of a set of figures that may change, and the proof that every check holds with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from orchestration.reconciliation.arithmetic import check_holds, round_half_up, true_rate
from orchestration.reconciliation.equations import Row, State, System
from orchestration.reconciliation.misprints import misprints_of

_PLACES = 8  # decimals a value has
Box = tuple[Fraction | None, Fraction | None]  # least and greatest change; None where there is no bound


def settle(system: System, state: State, chosen: tuple[int, ...]) -> dict[int, Fraction] | None:
    """What each chosen figure changes by, or None if no values were found with which all checks hold.

    Args:
        system: The checks.
        state: Their rows after all chosen figures were released, none of them failing.
        chosen: The figures.
    """
    free: dict[int, Fraction] = {}
    rates = [cell for cell in state.free if _is_derived(state, cell)]
    counts = [cell for cell in state.free if cell not in rates]
    for cell in counts:
        change = _pick(system, state, cell, free)
        if change is None:
            return None
        free[cell] = change
    changes = dict(free)
    for cell, row in state.determined.items():
        rest = sum((row.coefficients[other] * change for other, change in free.items() if other in row.coefficients), 0)
        changes[cell] = Fraction(row.bound - rest) / row.coefficients[cell]
    for cell in rates:
        change = _printed_anew(system, cell, changes)
        if change is None:
            return None
        changes[cell] = change
    return changes if _is_proved(system, changes, len(chosen)) else None


def _is_derived(state: State, cell: int) -> bool:
    """Whether nothing but its own rate, now waived, speaks of a figure."""
    rows: list[Row] = [*state.inequalities, *state.determined.values()]
    return not any(cell in row.coefficients for row in rows)


def _printed_anew(system: System, cell: int, changes: Mapping[int, Fraction]) -> Fraction | None:
    """The change of a rate to what its counts give, to as many places as it shows."""
    figure = system.figures[cell]
    named = _named(system, changes)
    for check in system.checks:
        lefts = [term.figure.observation_id for term in check.terms if term.side == "left"]
        if check.relation == "rate" and lefts == [figure.observation_id]:
            rate = true_rate(check, named)
            return None if rate is None else round_half_up(rate, figure.decimals or 0) - Fraction(figure.amount)
    return None


def _pick(system: System, state: State, cell: int, known: Mapping[int, Fraction]) -> Fraction | None:
    """A change that keeps a figure within all rows: to a likely misprint if one fits, else the middle of what fits."""
    figure = system.figures[cell]
    low, high = _box(system, state, cell, known)
    floor = system.floor(cell)
    least = low if floor is None else floor if low is None else max(low, floor)
    if least is not None and high is not None and least > high:
        return None
    now = Fraction(figure.amount)
    for other in misprints_of(figure):
        if other != figure.amount and _lies_in(Fraction(other) - now, least, high):
            return Fraction(other) - now
    if low is not None and high is not None:
        wanted = (low + high) / 2
    else:
        wanted = max(Fraction(0), low) if low is not None else min(Fraction(0), high) if high is not None else None
    if wanted is None:
        return None
    step = Fraction(1, 1 if figure.is_whole else 10 ** (figure.decimals or 0))
    for change in (math.floor(wanted / step) * step, math.ceil(wanted / step) * step):
        if change and _lies_in(change, least, high):
            return change
    return None


def _box(system: System, state: State, cell: int, known: Mapping[int, Fraction]) -> Box:
    """Between which changes the rows hold, with the figures that are known already."""
    low: Fraction | None = None
    high: Fraction | None = None

    def limit(factor: Fraction, bound: Fraction, is_strict: bool) -> None:
        nonlocal low, high
        edge = bound / factor
        if is_strict:  # just inside: whole numbers are what is looked for, rates are narrower than a step
            edge -= Fraction(1, 10**_PLACES) * (1 if factor > 0 else -1)
        if factor > 0:
            high = edge if high is None else min(high, edge)
        else:
            low = edge if low is None else max(low, edge)

    for row in state.inequalities:
        if cell in row.coefficients:
            rest = sum((row.coefficients.get(other, 0) * change for other, change in known.items()), Fraction(0))
            limit(Fraction(row.coefficients[cell]), row.bound - rest, row.is_strict)
    for other, row in state.determined.items():
        floor = system.floor(other)
        if cell in row.coefficients and floor is not None:
            rest = sum((row.coefficients.get(key, 0) * change for key, change in known.items()), Fraction(0))
            given = row.coefficients[other]  # given x change = bound - rest - factor x what is picked, at least floor
            limit(Fraction(row.coefficients[cell], given), (row.bound - rest) / given - floor, False)
    return low, high


def _lies_in(change: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or change >= low) and (high is None or change <= high)


def _is_proved(system: System, changes: Mapping[int, Fraction], size: int) -> bool:
    if len(changes) != size or not all(changes.values()):
        return False
    for cell, change in changes.items():
        if not system.is_possible(cell, change) or (change * 10**_PLACES).denominator != 1:
            return False
    named = _named(system, changes)
    touched = [check for check in system.checks if not check.figure_ids.isdisjoint(named)]
    return all(check_holds(check, named) for check in touched)


def _named(system: System, changes: Mapping[int, Fraction]) -> dict[str, Fraction]:
    return {system.figures[cell].observation_id: change for cell, change in changes.items()}
