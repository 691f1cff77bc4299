"""Whether a check holds after a change, by the comparisons of the warehouse; and the slips of the pen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from orchestration.reconciliation.arithmetic import check_holds, round_half_up
from orchestration.reconciliation.misprints import misprint, misprints_of
from orchestration.reconciliation.problem import Check, Term
from orchestration.reconciliation.reliability import fault_side, weight_of
from tests.unit.reconciliation.conftest import check, figure, rate, share, total


def share_of(stated: str, over: int, under: int) -> Check:
    return share("RATE", rate("r", stated), [(figure("n", over), 1)], [figure("d", under)])


@pytest.mark.parametrize(
    ("stated", "over", "under", "holds"),
    [
        ("93.54", 29, 31, True),  # cut
        ("93.55", 29, 31, True),
        ("96.69", 534, 543, False),
        ("27", 142, 543, False),
        ("9", 52, 543, True),  # cut
        ("55", 297, 543, True),
        ("3", 2589, 86781, True),
        ("0", 0, 7, True),
        ("0", 1, 0, False),
    ],
)
def test_rates(stated: str, over: int, under: int, holds: bool) -> None:
    assert check_holds(share_of(stated, over, under)) is holds


@pytest.mark.parametrize(
    ("low", "high", "is_open", "others", "holds"),
    [(1200, 1300, True, 1243, True), (1200, 1300, True, 1300, False), (1200, 1300, False, 1300, True),
     (1200, 1300, True, 1313, False), (1200, 1300, True, 1200, True)],
)  # fmt: skip
def test_intervals(low: int, high: int, is_open: bool, others: int, holds: bool) -> None:
    about = figure("a", low, low=Decimal(low), high=Decimal(high), is_high_open=is_open, is_approximate=True)
    assert check_holds(total("SUM", about, [figure("b", others - 1), figure("c", 1)])) is holds


def test_a_change_moves_a_figure_with_its_interval() -> None:
    about = figure("a", 1200, low=Decimal(1200), high=Decimal(1300), is_high_open=True, is_approximate=True)
    asked = total("SUM", about, [figure("b", 1313)])
    assert not check_holds(asked)
    assert check_holds(asked, {"a": Fraction(100)})
    assert check_holds(asked, {"b": Fraction(-14)})


def test_a_bound_and_a_count_of_zeros() -> None:
    assert check_holds(check("B", "at_most", Term(figure("a", 5), "left"), Term(figure("b", 5), "right")))
    zeros = [Term(figure(f"z{n}", n), "right", counts_zeros=True) for n in (0, 1, 2)]
    asked = check("Z", "equal", Term(figure("said", 1), "left"), *zeros)
    assert check_holds(asked)
    assert not check_holds(asked, {"z1": Fraction(-1)})


@pytest.mark.parametrize(
    ("printed", "true", "code"),
    [
        ("54", "45", "digits_swapped"),
        ("1043", "1034", "digits_swapped"),
        ("46", "45", "one_digit_off"),
        ("10", "9", "one_digit_off"),
        ("41.4", "41.8", "one_digit_off"),
        ("3", "7", ""),
        ("450000", "45", "factor_10000"),
        ("25.1", "251000", "factor_10000"),
        ("450", "45", "factor_10"),
        ("45", "-45", "sign_lost"),
        ("145", "1345", "digit_missing"),
        ("1345", "145", "digit_extra"),
        ("120", "537", ""),
    ],
)
def test_misprints(printed: str, true: str, code: str) -> None:
    assert misprint(Decimal(printed), Decimal(true)) == code


def test_what_could_have_been_meant() -> None:
    assert [str(number) for number in misprints_of(figure("a", 120))] == [
        "210",
        "102",
        "220",
        "20",
        "130",
        "110",
        "121",
        "119",
    ]


def test_halves_round_away_from_zero() -> None:
    assert round_half_up(Fraction(5, 2), 0) == 3
    assert round_half_up(Fraction(-5, 2), 0) == -3
    assert round_half_up(Fraction(53400, 543), 2) == Fraction(9834, 100)


def test_doubts_multiply() -> None:
    assert weight_of(figure("a", 5), {}) == 1
    assert weight_of(figure("a", 0), {"a": True}) == 0.8
    assert weight_of(figure("a", 0), {"a": False}) == 1
    assert weight_of(figure("a", None), {"a": True}) == 0.7
    assert weight_of(rate("r", "9.5"), {}) == pytest.approx(0.9 * 0.85)


def test_whose_fault_it_looks_like() -> None:
    assert fault_side(figure("a", 12)) == "source"
    assert fault_side(figure("a", 12, confidence=0.5)) == "reading"
    assert fault_side(figure("a", 12, value_raw="l2")) == "reading"
    assert fault_side(figure("a", 12, confidence=0.95)) == "unclear"
