"""Rounded and approximate figures are intervals, as in XBRL Calculations 1.1, and every figure is an exact decimal.

Calculations 1.1 (https://www.xbrl.org/Specification/calculation-1.1/REC-2023-02-22/) takes a figure with d decimals
for [v - 0.5 ulp, v + 0.5 ulp], adds the bounds of what is added, and finds a sum consistent if the intervals meet.
Words such as 余 give intervals whose upper end is not in them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rules.declared import declare_rules
from tests.rules.observed import Evaluation, Figure, Interval, Report, evaluate

RULES = {
    # 万元 = 万元 + 元, and so on: the units are those the catalogue prescribes where none is written
    "SUM_TEST_001": ("equal", "identity", [("left", 1, "fees.amount"), ("right", 1, "resource.budget"), ("right", 1, "procurement.amount")]),
    "SUM_TEST_002": ("equal", "identity", [("left", 1, "fees.amount"), ("right", 1, "resource.budget"), ("right", -1, "procurement.amount")]),
    "BOUND_TEST_003": ("at_most", "bound", [("left", 1, "fees.amount"), ("right", 1, "resource.budget")]),
    "SUM_TEST_004": ("equal", "identity", [("left", 1, "resource.staff"), ("right", 1, "resource.staff_full_time"), ("right", 1, "resource.staff_part_time")]),
    "SUM_TEST_005": ("equal", "identity", [("left", 1, "resource.staff"), ("right", 1, "resource.staff_full_time"), ("right", -1, "resource.staff_part_time")]),
    "BOUND_TEST_006": ("at_most", "bound", [("left", 1, "resource.staff"), ("right", 1, "resource.staff_full_time")]),
    "RATE_TEST_007": ("rate", "rate", [("left", 1, "service.contactless_rate"), ("numerator", 1, "resource.staff_full_time"), ("denominator", 1, "resource.staff")]),
    "BOUND_TEST_008": ("at_most", "bound", [("left", 1, "resource.staff"), ("right", 1, "resource.staff_full_time"), ("right", -1, "resource.staff_part_time")]),
}  # fmt: skip

Asked = tuple[str, tuple[str, ...]]  # a rule, and the indicators of its terms in order

MONEY = "SUM_TEST_001", ("fees.amount", "resource.budget", "procurement.amount")
MONEY_LEFT = "SUM_TEST_002", MONEY[1]
MONEY_BOUND = "BOUND_TEST_003", MONEY[1][:2]
SUM = "SUM_TEST_004", ("resource.staff", "resource.staff_full_time", "resource.staff_part_time")
DIFFERENCE = "SUM_TEST_005", SUM[1]
BOUND = "BOUND_TEST_006", SUM[1][:2]
BOUND_OF_DIFFERENCE = "BOUND_TEST_008", SUM[1]
RATE = "RATE_TEST_007", ("service.contactless_rate", "resource.staff_full_time", "resource.staff")


def exact(text: str) -> Interval:
    """A figure that is exact whatever its decimals."""
    return Interval(Decimal(text), Decimal(text), Decimal(text))


# rule, its figures in the order of its terms, outcome
WORKED = [
    # decimals are exact: with binary fractions 0.1 + 0.2 is not 0.3
    (SUM, (exact("0.3"), exact("0.1"), exact("0.2")), "holds"),
    (SUM, (exact("0.30000001"), exact("0.1"), exact("0.2")), "violated"),
    (DIFFERENCE, (exact("0.1"), exact("0.3"), exact("0.2")), "holds"),
    # each figure is half a unit of its last place either way: 5000.14 + 2730.15 = 7730.29, within 0.01 of it
    (MONEY, ("7730.29万元", "5000.14万元", "2730.15万元"), "holds"),
    (MONEY, ("7730.28万元", "5000.14万元", "2730.15万元"), "holds"),  # [.275, .285] meets [.28, .30]
    (MONEY, ("7730.30万元", "5000.14万元", "2730.15万元"), "holds"),
    (MONEY, ("7730.27万元", "5000.14万元", "2730.15万元"), "violated"),  # [.265, .275] and [.28, .30]
    (MONEY, ("7730.31万元", "5000.14万元", "2730.15万元"), "violated"),
    # figures of different precision: the coarse one is the wider interval
    (MONEY, ("7730.3万元", "5000.14万元", "2730.15万元"), "holds"),  # [7730.25, 7730.35]
    (MONEY, ("7730.2万元", "5000.14万元", "2730.15万元"), "violated"),  # up to 7730.25, from 7730.28
    (MONEY, ("7730.24万元", "5000.1万元", "2730.1万元"), "holds"),  # [7730.1, 7730.3]
    (MONEY, ("7730.31万元", "5000.1万元", "2730.1万元"), "violated"),  # from 7730.305, up to 7730.3
    # ends that touch meet: both are in their intervals
    (MONEY, ("1.5万元", "1.4万元", "0元"), "holds"),  # 1.45 is in both
    (MONEY, ("1.6万元", "1.4万元", "0元"), "violated"),  # 1.55 and 1.45
    # units are applied before anything is compared: 59237.2449 万元 is 592372449 元, half a yuan either way
    (MONEY, ("59237.2449", "0", "592372449"), "holds"),
    (MONEY, ("59237.2449", "0", "592372450"), "violated"),
    (MONEY, ("59237.2449", "0", "59237.2449万元"), "holds"),
    (MONEY, ("59237.2449", "0", "59237.2449"), "violated"),  # yuan are meant
    (MONEY, ("5.92亿元", "0", "592372449"), "holds"),  # [5.915, 5.925]
    (MONEY, ("5.93亿元", "0", "592372449"), "violated"),
    (MONEY, ("25.1万元", "0", "251000元"), "holds"),
    (MONEY, ("25.1万元", "0", "250500元"), "holds"),  # the end 25.05 itself
    (MONEY, ("25.1万元", "0", "250499元"), "violated"),
    (MONEY_LEFT, ("2730.15万元", "7730.29万元", "5000.14万元"), "holds"),
    (MONEY_LEFT, ("2730.17万元", "7730.29万元", "5000.14万元"), "violated"),  # from 2730.165, up to 2730.16
    (MONEY_BOUND, ("1.5万元", "1.4万元"), "holds"),  # 1.45 each
    (MONEY_BOUND, ("1.6万元", "1.4万元"), "violated"),
    # plain counts are exact, whatever their size
    (SUM, ("82", "56", "26"), "holds"),
    (SUM, ("83", "56", "26"), "violated"),
    (SUM, ("1,143", "1，000", "１４３"), "holds"),
    (SUM, ("999999999999999", "499999999999999", "500000000000000"), "holds"),
    (SUM, ("999999999999998", "499999999999999", "500000000000000"), "violated"),
    (SUM, ("100000000000001", "100000000000000", "1"), "holds"),
    (SUM, ("100000000000000", "100000000000000", "1"), "violated"),
    (SUM, ("-3", "4", "-7"), "holds"),
    # 余 and 多 reach up to one unit of the last digit that isn't zero, and not further
    (SUM, ("3500余", "3570", "0"), "holds"),
    (SUM, ("3500余", "3500", "0"), "holds"),
    (SUM, ("3500余", "3599", "0"), "holds"),
    (SUM, ("3500余", "3600", "0"), "violated"),
    (SUM, ("3500余", "3499", "0"), "violated"),
    (SUM, ("2000多", "2999", "0"), "holds"),
    (SUM, ("2000多", "3000", "0"), "violated"),
    (SUM, ("7万余", "50000", "29999"), "holds"),
    (SUM, ("7万余", "50000", "30000"), "violated"),
    (SUM, ("14万余", "149999", "0"), "holds"),
    (SUM, ("14万余", "150000", "0"), "violated"),
    # 近 reaches down, 约 half a unit either way; what 万 abbreviates is rounded
    (SUM, ("近3500", "3401", "0"), "holds"),
    (SUM, ("近3500", "3500", "0"), "holds"),
    (SUM, ("近3500", "3501", "0"), "violated"),
    (SUM, ("近3500", "3399", "0"), "violated"),
    (SUM, ("约3500", "3450", "0"), "holds"),
    (SUM, ("约3500", "3449", "0"), "violated"),
    (SUM, ("1.4万", "14499", "0"), "holds"),
    (SUM, ("1.4万", "14501", "0"), "violated"),
    # approximate figures on both sides: the bounds are added, an open end stays open
    (SUM, ("5500", "3500余", "2000多"), "holds"),  # [5500, 6600)
    (SUM, ("6599", "3500余", "2000多"), "holds"),
    (SUM, ("6600", "3500余", "2000多"), "violated"),
    (SUM, ("3600余", "3500余", "0"), "violated"),  # [3600, 3700) and [3500, 3600)
    (SUM, ("3500余", "3600余", "0"), "violated"),
    (SUM, ("3500余", "3500多", "0"), "holds"),
    # what is taken away turns its ends about: 5000 - [3500, 3600) is (1400, 1500]
    (DIFFERENCE, ("1500", "5000", "3500余"), "holds"),
    (DIFFERENCE, ("1401", "5000", "3500余"), "holds"),
    (DIFFERENCE, ("1400", "5000", "3500余"), "violated"),
    (DIFFERENCE, ("1501", "5000", "3500余"), "violated"),
    (DIFFERENCE, ("200", "3700余", "3500余"), "holds"),  # (100, 300)
    (DIFFERENCE, ("300", "3700余", "3500余"), "violated"),
    (DIFFERENCE, ("100", "3700余", "3500余"), "violated"),
    # a bound holds if some value of the left is at most some value of the right
    (BOUND, ("3599", "3500余"), "holds"),
    (BOUND, ("3600", "3500余"), "violated"),
    (BOUND, ("3500余", "3500"), "holds"),
    (BOUND, ("3500余", "3499"), "violated"),
    (BOUND, ("近3500", "3400"), "holds"),
    (BOUND_OF_DIFFERENCE, ("1500", "5000", "3500余"), "holds"),
    (BOUND_OF_DIFFERENCE, ("1501", "5000", "3500余"), "violated"),
    # rates: held, cut, or wrong
    (RATE, ("33.3%", "1", "3"), "holds"),
    (RATE, ("33.33%", "1", "3"), "holds"),
    (RATE, ("33.4%", "1", "3"), "violated"),
    (RATE, ("66.6%", "2", "3"), "truncated"),
    (RATE, ("66.7%", "2", "3"), "holds"),
    (RATE, ("66.5%", "2", "3"), "violated"),
    (RATE, ("93.54%", "29", "31"), "truncated"),
    (RATE, ("93.55%", "29", "31"), "holds"),
    (RATE, ("12.5%", "1", "8"), "holds"),
    (RATE, ("13%", "1", "8"), "holds"),  # the half may be rounded up
    (RATE, ("12%", "1", "8"), "holds"),  # or down
    (RATE, ("100%", "543", "543"), "holds"),
    (RATE, ("99.9%", "543", "543"), "violated"),
    (RATE, ("0%", "0", "543"), "holds"),
    (RATE, ("0%", "3", "543"), "truncated"),  # 0.55 %
    (RATE, ("110%", "110", "100"), "holds"),
    (RATE, ("38.33%", "3773", "9843"), "holds"),
    (RATE, ("9.5‰", "95", "10000"), "holds"),
    (RATE, ("9.5‰", "95", "1000"), "violated"),
    (RATE, ("-11.6%", "-71", "614"), "holds"),  # -11.5635
    (RATE, ("-11.5%", "-71", "614"), "truncated"),
    (RATE, ("-11.7%", "-71", "614"), "violated"),
    (RATE, ("11.6%", "-71", "614"), "violated"),
    (RATE, ("50.00000001%", "500000000000001", "999999999999999"), "violated"),
    (RATE, ("50.0000%", "500000000000001", "999999999999999"), "holds"),
    (RATE, ("50%", "0", "0"), "undecided"),
    # a rate of approximate counts is an interval too
    (RATE, ("51%", "3500余", "7000"), "holds"),  # up to 51.43
    (RATE, ("52%", "3500余", "7000"), "violated"),
    (RATE, ("49%", "3500余", "7000"), "violated"),
    (RATE, ("2.8%", "100", "3500余"), "holds"),
    (RATE, ("2.6%", "100", "3500余"), "violated"),  # above 2.7777...
    (RATE, ("13%", "1000余", "16000"), "violated"),  # [6.25, 12.5) and [12.5, 13.5]
    (RATE, ("12%", "1000余", "16000"), "holds"),
    (RATE, ("3%", "100", "3000余"), "holds"),
]  # fmt: skip


def name_of(rule: Asked, figures: tuple[str | Interval, ...], outcome: str) -> str:
    written = (str(figure.number) if isinstance(figure, Interval) else figure for figure in figures)
    return f"{rule[0]}: {', '.join(written)} {outcome}"


def asked(number: int, rule: Asked, figures: tuple[str | Interval, ...]) -> Report:
    """A report that states the figures of one rule, in the order of its terms."""
    prose = [isinstance(figure, str) and not figure.startswith("-") for figure in figures]
    method = "prose" if all(prose) and any(isinstance(f, str) and not f.isdigit() for f in figures) else "table"
    return Report(
        f"第{number}局",
        "2016",
        "NF2014",
        [Figure(indicator, "", figure, method) for indicator, figure in zip(rule[1], figures, strict=True)],
    )


def outcome_of(evaluation: Evaluation, report: Report, rule: Asked) -> str:
    checks = evaluation.of(report, rule[0])
    assert len(checks) == 1
    return str(checks[0]["outcome"])


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return declare_rules(tmp_path_factory.mktemp("rules"), RULES)


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, rules: Path) -> tuple[Evaluation, list[Report]]:
    reports = [asked(number, rule, figures) for number, (rule, figures, _) in enumerate(WORKED)]
    return evaluate(reports, tmp_path_factory.mktemp("worked"), rules, only_outcomes=True), reports


@pytest.mark.parametrize("number", range(len(WORKED)), ids=lambda number: name_of(*WORKED[number]))
def test_worked_example(worked: tuple[Evaluation, list[Report]], number: int) -> None:
    evaluation, reports = worked
    rule, _, outcome = WORKED[number]
    assert outcome_of(evaluation, reports[number], rule) == outcome


@dataclass(frozen=True)
class Range:
    """An interval with each end in it or not: the meaning of the rules in fractions, apart from the SQL."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def __add__(self, other: Range) -> Range:
        return Range(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low, self.high_open, self.low_open)

    def reaches(self, other: Range) -> bool:
        """Whether some value of this one is at most some value of the other."""
        return self.low < other.high or (self.low == other.high and not self.low_open and not other.high_open)

    def meets(self, other: Range) -> bool:
        return self.reaches(other) and other.reaches(self)


def range_of(figure: Interval) -> Range:
    return Range(Fraction(figure.low), Fraction(figure.high), False, figure.is_high_open)


def expected_outcome(rule: Asked, figures: tuple[Interval, ...]) -> str:
    """What the rule says of the figures, worked out in fractions; "" where it is either cut or wrong."""
    ranges = [range_of(figure) for figure in figures]
    if rule is SUM:
        return "holds" if ranges[0].meets(ranges[1] + ranges[2]) else "violated"
    if rule is DIFFERENCE:
        return "holds" if ranges[0].meets(ranges[1] + -ranges[2]) else "violated"
    if rule is BOUND:
        return "holds" if ranges[0].reaches(ranges[1]) else "violated"
    if rule is BOUND_OF_DIFFERENCE:
        return "holds" if ranges[0].reaches(ranges[1] + -ranges[2]) else "violated"
    rate, part, whole = ranges
    if rate.meets(ratio_of(part, whole)):
        return "holds"
    if part.low != part.high or whole.low != whole.high:
        return ""  # whether a rate of approximate counts was cut isn't defined
    exact_rate = 100 * part.low / whole.low
    printed, unit = Fraction(figures[0].number), Fraction(1, 10 ** figures[0].decimals)
    is_cut = printed * exact_rate >= 0 and abs(printed) <= abs(exact_rate) < abs(printed) + unit
    return "truncated" if is_cut else "violated"


def ratio_of(part: Range, whole: Range) -> Range:
    """100 times a part of a whole that is more than nothing."""
    lowest = (part.low / whole.high, whole.high_open) if part.low >= 0 else (part.low / whole.low, False)
    if part.low == 0:
        lowest = (Fraction(0), False)  # nothing is the same share of any whole
    highest = (part.high / whole.low, part.high_open)
    if part.high < 0:
        highest = (part.high / whole.high, part.high_open or whole.high_open)
    return Range(100 * lowest[0], 100 * highest[0], lowest[1], highest[1])


def random_figure(rng: random.Random, around: int) -> Interval:
    """A figure near a number: exact, rounded to some decimals, or said with 余 (open above) or 约."""
    number = Decimal(around + rng.randint(-3, 3))
    kind = rng.choice(["exact", "exact", "rounded", "over", "about"])
    if kind == "exact":
        return Interval(number, number, number)
    if kind == "rounded":
        decimals = rng.randint(1, 3)
        number += Decimal(rng.randrange(10**decimals)).scaleb(-decimals)
        half = Decimal(5).scaleb(-decimals - 1)
        return Interval(number, number - half, number + half, decimals=decimals)
    if kind == "over":
        return Interval(number, number, number + rng.randint(1, 4), is_high_open=True, is_approximate=True)
    return Interval(number, number - 2, number + 2, is_approximate=True)


def random_question(rng: random.Random) -> tuple[Asked, tuple[Interval, ...]]:
    """A rule and figures that hold or fail by little."""
    rule = rng.choice([SUM, DIFFERENCE, BOUND, BOUND_OF_DIFFERENCE, RATE, RATE])
    first, second = rng.randint(20, 60), rng.randint(4, 14)
    right = (random_figure(rng, first), random_figure(rng, second))
    if rule is RATE:
        decimals = rng.randint(0, 2)
        whole, part = right[0], random_figure(rng, second * rng.choice([1, 1, -2]))
        unit = Decimal(1).scaleb(-decimals)
        printed = (100 * part.number / whole.number).quantize(unit) + rng.randint(-2, 2) * unit
        return rule, (Interval(printed, printed - unit / 2, printed + unit / 2, decimals=decimals), part, whole)
    total = {SUM: first + second, DIFFERENCE: first - second, BOUND: first, BOUND_OF_DIFFERENCE: first - second}[rule]
    return rule, (random_figure(rng, total), *right[: len(rule[1]) - 1])


@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_outcomes_are_those_of_exact_fractions(
    tmp_path_factory: pytest.TempPathFactory, rules: Path, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311
    questions = [random_question(rng) for _ in range(1500)]
    expected = [expected_outcome(rule, figures) for rule, figures in questions]
    assert {"holds", "truncated", "violated"} <= set(expected)
    reports = [asked(number, rule, figures) for number, (rule, figures) in enumerate(questions)]
    evaluation = evaluate(reports, tmp_path_factory.mktemp("questions"), rules, only_outcomes=True)
    wrong = [
        (rule[0], figures, outcome, expected_one)
        for report, (rule, figures), expected_one in zip(reports, questions, expected, strict=True)
        if (outcome := outcome_of(evaluation, report, rule)) != expected_one and (expected_one or outcome == "holds")
    ]
    assert not wrong[:3]
