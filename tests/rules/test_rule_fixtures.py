"""Every declared rule on figures of which it holds, is violated, and can't be decided."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.cases import Case, read_cases, reports_of
from tests.rules.observed import SEEDS, Evaluation, Report, evaluate

CASES = read_cases()


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Evaluation, dict[str, Report]]:
    """All cases in one evaluation, and the report of each whose check is looked at."""
    reports = {case.name: reports_of(case) for case in CASES}
    evaluation = evaluate([r for of_case in reports.values() for r in of_case], tmp_path_factory.mktemp("cases"))
    return evaluation, {name: of_case[-1] for name, of_case in reports.items()}


def check_of(case: Case, evaluation: Evaluation, report: Report) -> dict[str, Any]:
    """The one check that a case speaks of."""
    checks = evaluation.of(report, case.rule_id)
    scope = {"variant": case.variant.partition("/")[0], **case.scope}  # a/1 and a/2 ask the same question
    found = [check for check in checks if is_in_scope(check, scope)]
    assert len(found) == 1, f"{case.name} is about one check, not these: {[check['scope'] for check in checks]}"
    return found[0]


def is_in_scope(check: dict[str, Any], scope: dict[str, str]) -> bool:
    """Whether a check has the dimensions of a scope; a blank one must be absent."""
    stated = dict(part.split("=", 1) for part in check["scope"].split(";") if part)
    return all(stated.get(name, "") == value for name, value in scope.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, evaluated: tuple[Evaluation, dict[str, Report]]) -> None:
    evaluation, reports = evaluated
    check = check_of(case, evaluation, reports[case.name])
    said = f"{check['outcome']} {check['reason_code']}: {check['left_value']} against {check['right_value']}"
    assert check["outcome"] == case.outcome, said
    assert case.reason_code in ("", check["reason_code"]), said
    if case.left:
        assert check["left_value"] == Decimal(case.left), said
    if case.right:
        assert check["right_value"] == Decimal(case.right), said
    assert bool(check["reason"]) == bool(check["reason_code"]) == (case.outcome != "holds" or bool(case.reason_code)), (
        said
    )
    assert check["has_assumption"] == case.reason_code.startswith("assumed_"), said


@pytest.fixture(scope="module")
def evaluated_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """The cases that hold, by rules of which the last term is another: its weight, or the way it sorts."""
    folder = tmp_path_factory.mktemp("rules")
    last: dict[tuple[str, str], dict[str, str]] = {}
    with (SEEDS / "rules" / "sum_rule_terms.csv").open(encoding="utf-8", newline="") as file:
        terms = list(csv.DictReader(file))
    for term in terms:
        last[term["rule_id"], term["variant"]] = term
    for term in last.values():
        turned = {"desc": "asc", "asc": "desc"}
        words = term["dimensions"].split(";")
        term["dimensions"] = ";".join(turned.get(word, word) for word in words)
        term["weight"] = term["weight"] if set(words) & set(turned) else str(3 * int(term["weight"]))
    with (folder / "sum_rule_terms.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(terms[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(terms)
    reports = [report for case in CASES if case.outcome == "holds" for report in reports_of(case)]
    return evaluate(reports, tmp_path_factory.mktemp("otherwise"), folder, only_outcomes=True)


def test_a_rule_that_is_changed_fails_its_cases(evaluated_otherwise: Evaluation) -> None:
    unnoticed = declared_variants()
    for case in (case for case in CASES if case.outcome == "holds"):
        check = check_of(case, evaluated_otherwise, reports_of(case)[-1])
        values = [(case.left, check["left_value"]), (case.right, check["right_value"])]
        if check["outcome"] != "holds" or any(stated and Decimal(stated) != found for stated, found in values):
            unnoticed.discard((case.rule_id, case.variant))
    assert not unnoticed


def declared_variants() -> set[tuple[str, str]]:
    with (SEEDS / "rules" / "sum_rule_terms.csv").open(encoding="utf-8", newline="") as file:
        variants = {(row["rule_id"], row["variant"]) for row in csv.DictReader(file)}
    with (SEEDS / "rules" / "sum_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = {row["rule_id"] for row in csv.DictReader(file)}
    return variants | {(rule, "") for rule in rules - {rule for rule, _ in variants}}


def test_every_rule_has_its_three_cases() -> None:
    outcomes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in CASES:
        outcomes[case.rule_id, case.variant].add(case.outcome)
    lacking = {
        f"{rule}{':' if variant else ''}{variant}": missing
        for rule, variant in sorted(declared_variants())
        if (missing := {"holds", "violated", "undecided"} - outcomes[rule, variant])
    }
    assert not lacking, "add rows to tests/rules/fixtures/cases.csv"


def test_every_case_is_of_a_declared_rule() -> None:
    assert {(case.rule_id, case.variant) for case in CASES} <= declared_variants()
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_rate_has_a_case_of_a_rate_that_was_cut() -> None:
    with (SEEDS / "rules" / "sum_rules.csv").open(encoding="utf-8", newline="") as file:
        rates = {row["rule_id"] for row in csv.DictReader(file) if row["relation"] == "rate"}
    assert rates <= {case.rule_id for case in CASES if case.outcome == "truncated"}
