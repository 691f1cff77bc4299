"""What must be true of the rules whatever the figures: tables made at random, many in one evaluation."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rules.observed import Evaluation, Figure, Report, evaluate
from tests.rules.tables import (
    CHANNELS,
    GROUNDS,
    ITEMS,
    LEAVES,
    PROCEEDINGS,
    RESULTS,
    TYPES,
    exchanged,
    random_lists,
    scaled,
    series,
    split,
    spoilt,
)

few = settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
seeds = given(seed=st.integers(0, 2**32))
YEARS = range(2017, 2023)  # all three forms, and both changes of form
GROUPS = ("refused", "unable", "not_processed", "other")


def random_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


def outcomes(evaluation: Evaluation, report: Report, names: dict[str, str] | None = None) -> Counter[tuple[str, ...]]:
    """The outcomes of a report, with what was exchanged in it called as it was before."""
    before = {new: old for old, new in (names or {}).items()}
    before |= {f"indicator={new}": f"indicator={old}" for new, old in before.items()}
    return Counter(
        (
            check["rule_id"],
            ";".join(before.get(part, part) for part in check["scope"].split(";")),
            check["outcome"],
            check["reason_code"],
        )
        for check in evaluation.of(report)
    )


def sound_and_spoilt(rng: random.Random, organs: int) -> list[Report]:
    """Some organs over the years, and the same again with figures that are wrong, blank or not stated."""
    reports = [report for number in range(organs) for report in series(rng, f"第{number}市", YEARS)]
    return reports + [spoilt(rng, report, 0.02) for report in reports]


def assert_alike(
    evaluation: Evaluation, pairs: list[tuple[Report, Report]], names: dict[str, str] | None = None, rules: str = ""
) -> None:
    """Fails if two reports differ in outcomes, or if not every outcome is among them."""
    seen: Counter[str] = Counter()
    for one, other in pairs:
        expected = outcomes(evaluation, one)
        found = outcomes(evaluation, other, names)
        if rules:
            expected, found = (
                Counter({k: n for k, n in c.items() if k[0].startswith(tuple(rules.split()))})
                for c in (expected, found)
            )
        assert not expected - found
        assert not found - expected
        seen.update(outcome for _, _, outcome, _ in expected.elements())
    assert seen["holds"] and seen["violated"] and seen["undecided"]


@few
@seeds
def test_all_rules_hold_of_tables_that_agree_with_themselves(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rng = random_of(seed)
    reports = [report for number in range(8) for report in series(rng, f"第{number}市", YEARS)]
    evaluation = evaluate(reports, tmp_path_factory.mktemp("consistent"), only_outcomes=True)
    checks = [check for report in reports for check in evaluation.of(report)]
    wrong = [check for check in checks if check["outcome"] not in ("holds", "undecided")]
    assert not wrong[:3]
    # what can't be decided is about years that aren't there or can't be compared, or about figures of the text alone
    open_questions = [
        check
        for check in checks
        if check["outcome"] == "undecided"
        and check["reason_code"] not in ("prior_year_missing", "prior_year_differs", "denominator_zero")
        and "method=prose" not in check["scope"]
    ]
    assert not open_questions[:3]
    held = {check["rule_id"] for check in checks if check["outcome"] == "holds"}
    asked = {check["rule_id"] for check in checks}
    assert asked == held
    assert len(held) > 40


@few
@seeds
def test_outcomes_stay_when_all_counts_are_multiplied(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random_of(seed)
    reports = sound_and_spoilt(rng, 3)
    factor = rng.randint(2, 1000)
    pairs = [(report, scaled(report, factor)) for report in reports]
    evaluation = evaluate([r for pair in pairs for r in pair], tmp_path_factory.mktemp("scaled"), only_outcomes=True)
    assert_alike(evaluation, pairs)


@few
@seeds
def test_outcomes_stay_when_rows_or_columns_change_places(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random_of(seed)
    names: dict[str, str] = {}
    for places in places_that_are_alike():
        names |= dict(zip(places, rng.sample(places, len(places)), strict=True))
    pairs = [(report, exchanged(report, names)) for report in sound_and_spoilt(rng, 3)]
    evaluation = evaluate([r for pair in pairs for r in pair], tmp_path_factory.mktemp("exchanged"), only_outcomes=True)
    assert_alike(evaluation, pairs, names)


def places_that_are_alike() -> list[list[str]]:
    """Columns, and groups of rows of which no rule singles one out."""
    groups = [[f"applicant={applicant}" for applicant in TYPES]]
    groups += [[f"{proceeding}.{result}" for result in RESULTS] for proceeding in PROCEEDINGS[1:]]
    groups += [[f"outcome.{leaf}" for leaf in LEAVES["NF2021"] if leaf.startswith(f"{group}.")] for group in GROUPS]
    return [*groups, [f"reply.refused.{ground}" for ground in GROUNDS], [f"channel.{channel}" for channel in CHANNELS]]


@few
@seeds
def test_sums_stay_when_the_rows_of_a_list_are_split(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random_of(seed)
    reports = [random_lists(rng, f"第{number}县") for number in range(30)]
    reports += [spoilt(rng, report, 0.05) for report in reports]
    pairs = [(report, split(rng, report)) for report in reports]
    evaluation = evaluate([r for pair in pairs for r in pair], tmp_path_factory.mktemp("split"), only_outcomes=True)
    assert_alike(evaluation, pairs, rules="SUM_ AGREE_BUL_016")


@few
@seeds
def test_a_single_fault_is_found_by_a_rule_that_touches_it(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Every cell that an equality takes is looked at: one of each kind, with one fault, in an organ of its own."""
    rng = random_of(seed)
    sound = {report.form: report for report in series(rng, "市", YEARS)}
    faulty = []
    for form, report in sound.items():
        cells = [number for number, figure in enumerate(report.figures) if is_in_an_equality(figure)]
        for number in rng.sample(cells, 30):
            figures = list(report.figures)
            figures[number] = with_another_count(rng, figures[number])
            faulty.append((replace(report, organ=f"{form}{number}", figures=figures), number))
    reports = [*sound.values(), *(report for report, _ in faulty)]
    evaluation = evaluate(reports, tmp_path_factory.mktemp("faults"), only_outcomes=True)
    violated = {(row["document_id"], row["place"]) for row in evaluation.operands() if row["outcome"] == "violated"}
    assert not violated & {(report.document_id, place) for report in sound.values() for place in report.places()}
    missed = [
        report.figures[number]
        for report, number in faulty
        if (report.document_id, report.places()[number]) not in violated
    ]
    assert not missed


@few
@seeds
def test_blanks_are_zeros_where_the_totals_prove_it_and_nowhere_else(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Zeros left blank are proved by the totals around them; a count left blank is never taken for a zero."""
    rng = random_of(seed)
    sound = [report for number in range(12) for report in series(rng, f"第{number}市", [rng.choice([2020, 2022])])]
    zeros_blank = [
        with_blanks(report, [n for n, f in enumerate(report.figures) if f.written == "0"]) for report in sound
    ]
    count_blank = []
    for report in zeros_blank:
        counts = [n for n, f in enumerate(report.figures) if f.method == "table" and is_in_an_equality(f) and f.written]
        count_blank.append(with_blanks(report, [rng.choice(counts)]))
    evaluation = evaluate([*zeros_blank, *count_blank], tmp_path_factory.mktemp("blanks"), only_outcomes=True)
    for report in zeros_blank:
        for check in evaluation.of(report):
            assert check["outcome"] != "violated"
            assert check["reason_code"] != "blank_not_zero"
            if (
                check["rule_id"].startswith(("SUM_NF2019_T3_", "SUM_NF2021_T3_"))
                and "method=prose" not in check["scope"]
            ):
                assert check["outcome"] == "holds"
    assert {c["reason_code"] for r in zeros_blank for c in evaluation.of(r) if c["outcome"] == "holds"} == {
        "",
        "assumed_blank_zero",
    }
    taken = {(row["document_id"], row["place"]): set() for row in evaluation.operands()}
    for row in evaluation.operands():
        taken[row["document_id"], row["place"]].add(row["outcome"])
    for before, after in zip(zeros_blank, count_blank, strict=True):
        (number,) = (
            n for n, (one, other) in enumerate(zip(before.figures, after.figures, strict=True)) if one != other
        )
        assert taken[after.document_id, after.places()[number]] == {"undecided"}, after.figures[number]


def with_blanks(report: Report, numbers: list[int]) -> Report:
    """The report of another organ with some cells of its tables left blank."""
    figures = [
        replace(figure, written="") if number in numbers and figure.method == "table" else figure
        for number, figure in enumerate(report.figures)
    ]
    return replace(report, organ=f"{report.organ}空白", figures=figures)


BOUNDED = ("disclosure.", "response.", "channel.")


def is_in_an_equality(figure: Figure) -> bool:
    """Whether some sum of the year itself takes the figure; what is carried or bounded may change and still fit."""
    return (
        not str(figure.written).endswith("%")
        and not figure.indicator.startswith(BOUNDED)
        and not figure.indicator.startswith(("regulations.", "normative_documents.", *(f"{power}." for power in ITEMS)))
    )


def with_another_count(rng: random.Random, figure: Figure) -> Figure:
    """The figure with another count: digits exchanged, one off, ten times as large, none at all, or any other."""
    number = str(figure.written).strip("件")
    others = {number[::-1], str(int(number) + 1), number + "0", "0", str(rng.randint(0, 99999)), "1" + number}
    other = rng.choice(sorted(other for other in others if int(other) != int(number)))
    return replace(figure, written=str(figure.written).replace(number, str(int(other))))
