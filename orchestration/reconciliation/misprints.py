"""The ways in which one number becomes another by a slip of the pen, most telling first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from orchestration.reconciliation.problem import Figure

_FACTORS = {10_000: "factor_10000", 100: "factor_100", 10: "factor_10"}


def misprint(printed: Decimal, true: Decimal) -> str:
    """The code of the slip that turns a true number into the printed one; blank if none does."""
    if printed and true:
        for factor, code in _FACTORS.items():
            if printed == true * factor or printed * factor == true:
                return code
    if printed and printed == -true:
        return "sign_lost"
    a, b = digits_of(printed), digits_of(true)
    if len(a) == len(b):
        at = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]:
            return "digits_swapped"
        if len(at) == 1 and (len(a) > 1 or abs(printed - true) == 1):
            return "one_digit_off"
    if _is_power_of_ten(abs(printed - true)):
        return "one_digit_off"
    if len(b) == len(a) + 1 and len(a) > 1 and _is_without_one(b, a):
        return "digit_missing"
    if len(a) == len(b) + 1 and len(b) > 1 and _is_without_one(a, b):
        return "digit_extra"
    return ""


def misprints_of(figure: Figure) -> Iterator[Decimal]:
    """Numbers that could have been meant by a printed one, swapped digits before other digits."""
    amount = figure.amount
    digits = digits_of(amount)
    unit = Decimal(1).scaleb(-max(0, -_exponent(amount)))
    for at, (a, b) in enumerate(itertools.pairwise(digits)):
        if a != b and (at > 0 or b != "0"):
            yield _signed(digits[:at] + b + a + digits[at + 2 :], unit, amount)
    for at in range(len(digits)):
        step = unit * 10 ** (len(digits) - 1 - at)
        yield amount + step
        yield amount - step


def digits_of(number: Decimal) -> str:
    """The digits of a number without sign and point."""
    plain = format(abs(number).normalize(), "f")
    return plain.replace(".", "").lstrip("0") or "0"


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _signed(digits: str, unit: Decimal, like: Decimal) -> Decimal:
    return Decimal(digits) * unit * (-1 if like < 0 else 1)


def _is_power_of_ten(number: Decimal) -> bool:
    return number > 0 and digits_of(number).strip("0") == "1" and digits_of(number)[0] == "1" and number >= 1


def _is_without_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
