"""Whether a check holds after a change, in exact arithmetic and with the very comparisons of ``int_rule_outcomes``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from orchestration.reconciliation.problem import Check, Exact, Term

Changes = Mapping[str, Exact]  # observation -> what is added to it
_NOTHING: Changes = {}


class Side(NamedTuple):
    """The sum of one side: its value, its bounds, and whether the upper one is excluded."""

    value: Exact
    low: Exact
    high: Exact
    is_high_open: bool


def side_of(terms: tuple[Term, ...], side: str, changes: Changes = _NOTHING) -> Side | None:
    """The sum of the terms of a side; a changed figure moves with its whole interval. None if the side has no terms."""
    total: Exact = 0
    total_low: Exact = 0
    total_high: Exact = 0
    is_open = found = False
    for term in terms:
        if term.side != side:
            continue
        found = True
        value, low, high = term.figure.bounds
        change = changes.get(term.figure.observation_id)
        if change is not None:
            value, low, high = value + change, low + change, high + change
            if low == high and term.figure.quantity == "rate":  # a plain 0, say, is no rounded rate; the new one is
                low, high = value - _half_unit(value), value + _half_unit(value)
        if term.counts_zeros:
            value = low = high = int(value == 0)
        total += term.weight * value
        total_low += term.weight * (low if term.weight > 0 else high)
        total_high += term.weight * (high if term.weight > 0 else low)
        is_open = is_open or (term.figure.is_high_open and not term.counts_zeros)
    return Side(total, total_low, total_high, is_open) if found else None


def check_holds(check: Check, changes: Changes = _NOTHING) -> bool:
    """Whether a check holds, or is a rate that was cut, once the changes are made and blanks are 0.

    Args:
        check: A check of any relation but ``rank``.
        changes: What is added to each figure that changes.
    """
    if check.relation == "rate":
        return _rate_holds(check, changes)
    left, right = side_of(check.terms, "left", changes), side_of(check.terms, "right", changes)
    if left is None or right is None:
        return False
    if check.relation == "at_most":
        return left.low <= right.high
    return (left.low < right.high or (left.low == right.high and not right.is_high_open)) and (
        right.low < left.high or (right.low == left.high and not left.is_high_open)
    )


def _rate_holds(check: Check, changes: Changes) -> bool:
    rate = side_of(check.terms, "left", changes)
    over, under = side_of(check.terms, "numerator", changes), side_of(check.terms, "denominator", changes)
    if rate is None or over is None or under is None or under.low <= 0:
        return False
    is_met = 100 * over.low <= rate.high * (under.low if over.low < 0 else under.high) and 100 * over.high >= (
        rate.low * (under.high if over.high < 0 else under.low)
    )
    if is_met or any(term.figure.is_approximate for term in check.terms):
        return is_met
    shown, ratio = abs(rate.value) * under.value, 100 * abs(over.value)
    return shown <= ratio < shown + (rate.high - rate.low) * under.value and over.value * rate.value >= 0


def true_rate(check: Check, changes: Changes = _NOTHING) -> Fraction | None:
    """What the counts of a rate give, in percent and unrounded; None where the denominator is not positive."""
    over, under = side_of(check.terms, "numerator", changes), side_of(check.terms, "denominator", changes)
    if over is None or under is None or under.value <= 0:
        return None
    return Fraction(100 * over.value) / under.value


def _half_unit(value: Exact) -> Fraction:
    """Half a unit of the last place that a decimal needs."""
    places = next(places for places in range(9) if (value * 10**places).denominator == 1 or places == 8)
    return Fraction(1, 2 * 10**places)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Rounded as forms round: a half goes away from zero."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**places)
