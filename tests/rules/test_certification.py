"""What stands against certifying a report, and what lifts it: waivers and reviewed corrections, each with its guard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rules.observed import Evaluation, Figure, Report, evaluate

PARTS = ("upheld", "corrected", "other", "pending")
HONGZE = {"total": "0", "upheld": "10", "corrected": "1", "other": "0", "pending": "0"}


def reviews(organ: str, **changes: str) -> Report:
    """The reviews of table four as Hongze published them for 2023, a total of 0 beside 11 cases."""
    figures = [Figure(f"review.{name}", "", written) for name, written in (HONGZE | changes).items()]
    return Report(organ, "2023", "NF2021", figures)


REPORTS = {
    name: reviews(name, **changes)
    for name, changes in {
        "broken": {},
        "sound": {"total": "11"},
        "waived": {},
        "waived_otherwise": {"total": "1"},
        "corrected": {},
        "corrected_wrongly": {},
        "mended": {"total": "11"},
        "blank_total": {"total": ""},
    }.items()
}
WAIVER = "{{{0}}},2023,SUM_NF2021_T4_001,,-11,汇总时漏填总计，已电话核实,张三,2024-03-01"
CORRECTION = "{{{0}}},2023,review.total,,{1},{2},原表总计漏填,李四,2024-03-02"
CORRECTIONS = {
    "waivers.csv": [WAIVER.format("waived"), WAIVER.format("waived_otherwise")],
    "corrections.csv": [
        CORRECTION.format("corrected", 0, 11),
        CORRECTION.format("corrected_wrongly", 0, 12),
        CORRECTION.format("mended", 0, 11),
        CORRECTION.format("blank_total", "", 11),
    ],
}


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    further = ("rpt_certification", "int_facts", "int_corrections_applied")
    return evaluate(REPORTS.values(), tmp_path_factory.mktemp("c"), further=further, corrections=CORRECTIONS)


@pytest.mark.parametrize(
    ("organ", "outcome", "is_waived", "is_resolved", "is_certified"),
    [
        ("broken", "violated", False, False, False),
        ("sound", "holds", False, False, True),
        ("waived", "violated", True, False, True),
        ("waived_otherwise", "violated", False, False, False),  # its difference is -10, not the -11 that was waived
        ("corrected", "violated", False, True, True),
        ("corrected_wrongly", "violated", False, False, False),
        ("mended", "holds", False, False, True),
        ("blank_total", "undecided", False, False, True),
    ],
)
def test_what_blocks_a_report_and_what_lifts_it(
    evaluation: Evaluation, organ: str, outcome: str, is_waived: bool, is_resolved: bool, is_certified: bool
) -> None:
    (check,) = evaluation.of(REPORTS[organ], "SUM_NF2021_T4_001")
    assert (check["outcome"], check["is_waived"], check["is_resolved"]) == (outcome, is_waived, is_resolved)
    (row,) = evaluation.rows("marts.rpt_certification", REPORTS[organ])
    assert row["is_certified"] is is_certified
    assert row["blocking_count"] == (0 if is_certified else 1)
    assert {fact["is_certified"] for fact in evaluation.rows("intermediate.int_facts", REPORTS[organ])} == {
        is_certified
    }


@pytest.mark.parametrize(
    ("organ", "reported", "accepted"),
    [("corrected", 0, 11), ("mended", 11, 11), ("broken", 0, 0), ("blank_total", None, 11)],
)
def test_a_correction_changes_what_is_accepted_and_only_where_its_guard_fits(
    evaluation: Evaluation, organ: str, reported: int | None, accepted: int
) -> None:
    facts = evaluation.rows("intermediate.int_facts", REPORTS[organ])
    (total,) = [fact for fact in facts if fact["indicator_code"] == "review.total"]
    assert total["value_reported"] == (None if reported is None else Decimal(reported))
    assert total["value_accepted"] == Decimal(accepted)
