"""Expectations that follow from the catalogue: a code, unit, rule or reason that it doesn't have stops a release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations.catalogue import catalogue_expectations
from expectations.gate import run_gate

SEEDS = """
create schema seeds;
create table seeds.units as select * from (values ('条', '条'), ('件', '件'), ('%', '%')) as rows (unit_zh, canonical_unit_zh);
create table seeds.indicators as select * from (values
    ('channel.gazette', '条', 'fct_disclosure_channel'), ('channel.website', '条', 'fct_disclosure_channel'),
    ('channel_share', '%', 'fct_disclosure_channel'), ('intake.in_person', '件', 'fct_application_intake'),
    ('intake.fax', '件', 'fct_application_intake')
) as rows (indicator_code, unit_zh, mart);
create table seeds.sum_rules as select * from (values
    ('SUM_NF2014_004', 'error', 'identity', 'NF2014'), ('SUM_NF2014_009', 'error', 'identity', 'NF2014'),
    ('RATE_NF2014_001', 'error', 'rate', 'NF2014')
) as rows (rule_id, severity, kind, form_code);
create table seeds.suspect_reasons as select 'one_digit_off' as reason_code;
insert into marts.fct_rule_coverage
select rule_id, 'NF2014', 'error', 1, 0, 1, 0, 0, 0 from seeds.sum_rules where rule_id like 'SUM%';
"""


@pytest.fixture(autouse=True)
def seeds(change: Callable[[str], None]) -> None:
    change(SEEDS)


def test_the_marts_that_the_catalogue_made_pass(work_db: Path) -> None:
    with duckdb.connect(str(work_db), read_only=True) as connection:
        made = catalogue_expectations(connection)
    assert {(each.mart, *each.columns) for each in made} >= {
        ("fct_disclosure_channel", "indicator_code"), ("fct_disclosure_channel", "unit"),
        ("fct_sum_check", "rule_id", "severity", "kind"), ("fct_rule_coverage", "rule_id"),
    }  # fmt: skip
    assert run_gate(work_db, None).passed


@pytest.mark.parametrize(
    ("sql", "mart", "column"),
    [
        (
            "update marts.fct_disclosure_channel set indicator_code = 'intake.fax'",
            "fct_disclosure_channel",
            "indicator_code",
        ),
        ("update marts.fct_application_intake set unit = '条'", "fct_application_intake", "unit"),
        ("update marts.fct_sum_check set severity = 'warning'", "fct_sum_check", "rule_id severity kind"),
        ("update marts.fct_sum_check set rule_id = 'SUM_NF2014_999'", "fct_sum_check", "rule_id severity kind"),
        ("delete from marts.fct_rule_coverage where rule_id = 'SUM_NF2014_009'", "fct_rule_coverage", "rule_id"),
        ("update marts.fct_sum_check_suspect set why_code = 'bad_luck'", "fct_sum_check_suspect", "why_code"),
        (
            "update marts.fct_rule_coverage set evaluated_count = 0, holds_count = 0, unasked_report_count = 3"
            " where rule_id = 'SUM_NF2014_004'",
            "fct_rule_coverage",
            "rule_id form_code evaluated_count unasked_report_count",
        ),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused(
    work_db: Path, change: Callable[[str], None], sql: str, mart: str, column: str
) -> None:
    change(sql)
    result = run_gate(work_db, None)
    assert not result.passed
    assert (mart, column) in {(each.mart, each.column) for each in result.refusals}
