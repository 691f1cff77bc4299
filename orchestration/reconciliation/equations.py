"""Checks as linear rows over the changes of figures, in whole numbers, and what follows once some figures may change.

A row that no longer holds and speaks of no figure that may change has to be hit by one of its figures: it is an
implied edit in the sense of Fellegi and Holt (1976). Eliminating the figures that may change from all rows gives the
implied edits that matter, so that nothing is ever decided by a float.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from orchestration.reconciliation.arithmetic import Side, side_of
from orchestration.reconciliation.problem import Check, Exact, Figure


class Row(NamedTuple):
    """Sum of coefficient x change, equal to (or at most, or below) a bound; all whole numbers."""

    coefficients: dict[int, int]
    bound: int
    is_strict: bool = False
    waiver: int = -1  # a rate that is printed anew, which frees the row


class State(NamedTuple):
    """All rows after the figures in ``determined`` and ``free`` were released."""

    equations: list[Row]
    inequalities: list[Row]
    determined: dict[int, Row]  # figure -> the row that gives its change
    free: tuple[int, ...]  # figures that no equation determines


class System:
    """The rows of a set of checks; figures are known by their position in ``figures``."""

    def __init__(self, figures: list[Figure], checks: Iterable[Check]) -> None:
        self.figures = figures
        self.checks = list(checks)
        self._index = {figure.observation_id: number for number, figure in enumerate(figures)}
        equations: list[Row] = []
        inequalities: list[Row] = []
        for check in self.checks:
            self._add(check, equations, inequalities)
        self.start = State(equations, inequalities, {}, ())
        self._floors = [None if figure.is_signed else -figure.bounds[0] for figure in figures]

    def floor(self, cell: int) -> Exact | None:
        """The least change of a figure: to nothing; None if it may be negative."""
        return self._floors[cell]

    def _add(self, check: Check, equations: list[Row], inequalities: list[Row]) -> None:
        sides = {side: side_of(check.terms, side) for side in ("left", "right", "numerator", "denominator")}
        if check.relation == "rate":
            inequalities += self._rate_rows(check, sides)
            return
        left, right = sides["left"], sides["right"]
        if left is None or right is None:
            return
        across = self._coefficients(check, {"left": 1, "right": -1})
        back = {cell: -factor for cell, factor in across.items()}
        is_exact = left.low == left.high and right.low == right.high and not (left.is_high_open or right.is_high_open)
        if check.relation == "equal" and is_exact:
            equations.append(_whole(across, right.value - left.value))
            return
        is_open = right.is_high_open and check.relation == "equal"
        inequalities.append(_whole(across, right.high - left.low, is_open))
        if check.relation == "equal":
            inequalities.append(_whole(back, left.high - right.low, left.is_high_open))

    def _rate_rows(self, check: Check, sides: Mapping[str, Side | None]) -> list[Row]:
        """100 x numerator between rate x denominator, up to where a rate that is cut would still be printed so."""
        rate, over, under = sides["left"], sides["numerator"], sides["denominator"]
        if rate is None or over is None or under is None:
            return []
        waiver = next((self._index.get(t.figure.observation_id, -1) for t in check.terms if t.side == "left"), -1)
        lowest, highest, cut_low, cut_high = rate.low, rate.high, False, False
        if not any(term.figure.is_approximate for term in check.terms):
            step = rate.high - rate.low
            if rate.value >= 0:
                highest, cut_high = rate.value + step, step > 0
            if rate.value <= 0:
                lowest, cut_low = rate.value - step, step > 0
        above = self._coefficients(check, {"numerator": 100, "denominator": -highest})
        below = self._coefficients(check, {"numerator": -100, "denominator": lowest})
        positive = self._coefficients(check, {"denominator": -1})
        under_high = under.low if over.low < 0 else under.high
        under_low = under.high if over.high < 0 else under.low
        return [
            _whole(above, highest * under_high - 100 * over.low, cut_high, waiver),
            _whole(below, 100 * over.high - lowest * under_low, cut_low, waiver),
            _whole(positive, under.low, True),
        ]

    def _coefficients(self, check: Check, factors: Mapping[str, Exact]) -> dict[int, Exact]:
        sums: dict[int, Exact] = {}
        for term in check.terms:
            cell = self._index.get(term.figure.observation_id)
            if cell is not None and term.side in factors and not term.counts_zeros:
                sums[cell] = sums.get(cell, 0) + term.weight * factors[term.side]
        return {cell: factor for cell, factor in sums.items() if factor}

    def failing(self, state: State) -> list[set[int]]:
        """Of each row that fails, the figures of which one more has to change; empty where none can."""
        found: list[set[int]] = []
        for row in state.equations:
            if row.bound:
                found.append(set(row.coefficients))
        for row in state.inequalities:
            if row.bound < 0 or (row.bound == 0 and row.is_strict):
                if state.free and not row.coefficients.keys().isdisjoint(state.free):
                    continue
                found.append(set(row.coefficients) | ({row.waiver} if row.waiver >= 0 else set()))
        for cell, row in state.determined.items():
            if state.free and not row.coefficients.keys().isdisjoint(state.free):
                continue
            if not self.is_possible(cell, Fraction(row.bound, row.coefficients[cell])):
                found.append(row.coefficients.keys() - {cell})
        return found

    def can_hold(self) -> bool:
        """Whether the equations could all hold if every figure were free; figures of other documents are not."""
        state = self.start
        for cell in range(len(self.figures)):
            state = release(state, cell)
        return not any(row.bound for row in state.equations)

    def is_possible(self, cell: int, change: Exact) -> bool:
        """Whether a figure can change so: not below nothing, and by a whole number where it counts."""
        floor = self._floors[cell]
        return (floor is None or change >= floor) and not (self.figures[cell].is_whole and change.denominator != 1)


def release(state: State, cell: int) -> State:
    """The rows once one more figure may change: it is eliminated from all of them but the one that determines it."""
    inequalities = [row for row in state.inequalities if row.waiver != cell]
    holders = [row for row in state.equations if cell in row.coefficients]
    if not holders:
        return State(state.equations, inequalities, state.determined, (*state.free, cell))
    pivot = min(holders, key=lambda row: len(row.coefficients))
    equations = [
        _eliminate(row, pivot, cell) if cell in row.coefficients else row for row in state.equations if row is not pivot
    ]
    inequalities = [_eliminate(row, pivot, cell) if cell in row.coefficients else row for row in inequalities]
    determined = {
        other: _eliminate(row, pivot, cell) if cell in row.coefficients else row
        for other, row in state.determined.items()
    }
    determined[cell] = pivot
    return State(equations, inequalities, determined, state.free)


def _eliminate(row: Row, pivot: Row, cell: int) -> Row:
    """The row without a figure; multiplied by positive numbers only, so that an inequality keeps its direction."""
    own, given = row.coefficients[cell], pivot.coefficients[cell]
    scale = abs(given)
    factor = own if given > 0 else -own
    if scale == 1:
        coefficients = dict(row.coefficients)
    else:
        coefficients = {other: scale * value for other, value in row.coefficients.items()}
    for other, value in pivot.coefficients.items():
        left = coefficients.get(other, 0) - factor * value
        if left:
            coefficients[other] = left
        else:
            coefficients.pop(other, None)
    bound = scale * row.bound - factor * pivot.bound
    if scale != 1 and (divisor := math.gcd(bound, *coefficients.values())) > 1:
        coefficients = {other: value // divisor for other, value in coefficients.items()}
        bound //= divisor
    return Row(coefficients, bound, row.is_strict, row.waiver)


def _whole(coefficients: Mapping[int, Exact], bound: Exact, is_strict: bool = False, waiver: int = -1) -> Row:
    """A row multiplied by the least number that makes it whole."""
    scale = math.lcm(bound.denominator, *(value.denominator for value in coefficients.values()))
    whole = {cell: int(value * scale) for cell, value in coefficients.items()}
    return Row(whole, int(bound * scale), is_strict, waiver)
