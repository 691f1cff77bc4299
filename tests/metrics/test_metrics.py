"""The metrics as published, against statements and figures written by hand; a metric without both fails here."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest

from tests.conftest import PROJECT
from tests.metrics.conftest import NAME
from tests.metrics.hand_written import HAND_WRITTEN, by_applicant, of_each_unit

pytestmark = pytest.mark.slow

APPLICANTS = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_organization")
BY_APPLICANT = ("grant_rate", "disclosure_rate", "refusal_rate", "outcome_mix")
BY_UNIT = {
    "adoption_rate": ("fct_information_submission", "submission.adopted", "submission.reported"),
    "reply_rate": ("fct_public_interaction", "interaction.replied", "interaction.received"),
}

# metric, organ, period, member -> numerator, denominator, per cent, all worked out by hand
WORKED: dict[tuple[str, str, str, str], tuple[int, int, str]] = {
    ("grant_rate", NAME, "2021", "all"): (17, 25, "68.00"),
    ("grant_rate", NAME, "2018", "all"): (20, 40, "50.00"),
    ("disclosure_rate", NAME, "2021", "all"): (20, 25, "80.00"),
    ("refusal_rate", NAME, "2021", "all"): (3, 25, "12.00"),
    ("outcome_mix", NAME, "2021", "unable"): (2, 25, "8.00"),
    ("outcome_mix", NAME, "2021", "other"): (0, 25, "0.00"),
    ("outcome_mix", NAME, "2018", "already_public"): (10, 40, "25.00"),
    ("refusal_mix", NAME, "2021", "state_secret"): (2, 3, "66.67"),
    ("refusal_mix", NAME, "2021", "third_party_rights"): (1, 3, "33.33"),
    ("refusal_mix", NAME, "2018", "trade_secret"): (5, 6, "83.33"),
    ("application_on_time_rate", NAME, "2018", "all"): (38, 40, "95.00"),
    ("review_correction_rate", NAME, "2021", "all"): (2, 6, "33.33"),  # 3 of the 9 are pending
    ("review_correction_rate", NAME, "2018", "all"): (1, 5, "20.00"),
    ("review_correction_rate", NAME, "2022", "all"): (2, 2, "100.00"),  # a blank that the total proves a zero
    ("litigation_correction_rate", NAME, "2021", "all"): (2, 6, "33.33"),  # 1 of 4, and 1 of 2 decided
    ("litigation_correction_rate", NAME, "2021", "direct"): (1, 4, "25.00"),
    ("litigation_correction_rate", NAME, "2021", "after_review"): (1, 2, "50.00"),
    ("litigation_correction_rate", NAME, "2018", "all"): (2, 4, "50.00"),
    ("channel_share", NAME, "2018", "website"): (300, 400, "75.00"),  # of the channels, not of the 350 pieces
    ("channel_share", "佳木斯市", "2017", "website"): (44585, 106582, "41.83"),
    ("adoption_rate", "佳木斯市", "2018Q1", "all"): (1810, 2918, "62.03"),
    ("adoption_rate", "芜湖市弋江区", "2021-01/2021-08", "all"): (72, 269, "26.77"),
    ("reply_rate", "佳木斯市", "2018Q1", "all"): (332, 343, "96.79"),
    ("mailbox_completion_rate", "宝鸡市凤县", "2023Q3", "all"): (31, 31, "100.00"),
    ("mailbox_on_time_rate", "宝鸡市凤县", "2023Q3", "all"): (29, 31, "93.55"),  # two overdue, stated of one unit
    ("hotline_completion_rate", "宝鸡市凤县", "2023Q3", "all"): (543, 543, "100.00"),
    ("hotline_on_time_rate", "宝鸡市凤县", "2023Q3", "all"): (534, 543, "98.34"),  # the bulletin prints 96.69
    ("new_media_qualified_rate", "宝鸡市凤县", "2023Q3", "all"): (27, 30, "90.00"),
    ("violated_sum_share", "宝鸡市凤县", "2023Q3", "all"): (2, 14, "14.29"),
    ("violated_sum_share", "宝鸡市凤县", "2023Q3", "warning"): (2, 10, "20.00"),
    ("violated_sum_share", "宝鸡市凤县", "2023Q3", "error"): (0, 4, "0.00"),
    ("on_time_submission_rate", NAME, "2021", "all"): (0, 1, "0.00"),
    ("on_time_submission_rate", NAME, "2024", "all"): (1, 1, "100.00"),
    ("certified_share", "宝鸡市凤县", "2023Q3", "all"): (1, 1, "100.00"),
    ("certified_share", NAME, "2023", "all"): (1, 1, "100.00"),
}


def declared() -> list[str]:
    with (PROJECT / "seeds" / "metrics" / "metrics.csv").open(encoding="utf-8") as file:
        return [row["metric_code"] for row in csv.DictReader(file)]


def test_every_metric_is_written_by_hand_and_worked_out() -> None:
    assert set(declared()) == set(HAND_WRITTEN) == {metric for metric, *_ in WORKED}
    with (PROJECT / "seeds" / "metrics" / "metrics.csv").open(encoding="utf-8") as file:
        slices = {row["metric_code"]: row["slices"] for row in csv.DictReader(file)}
    assert {metric for metric, by in slices.items() if by == "applicant"} == set(BY_APPLICANT)
    assert {metric for metric, by in slices.items() if by == "unit"} == set(BY_UNIT)


@pytest.mark.parametrize("metric", declared())
def test_a_metric_is_what_the_facts_give(
    metric: str, reports: duckdb.DuckDBPyConnection, country: duckdb.DuckDBPyConnection
) -> None:
    known = sum(_compare(connection, metric, "total", HAND_WRITTEN[metric]) for connection in (reports, country))
    assert known > 0, f"no figure of {metric} was compared"


@pytest.mark.parametrize("metric", BY_APPLICANT)
def test_a_metric_by_applicant_is_what_the_facts_give(
    metric: str, reports: duckdb.DuckDBPyConnection, country: duckdb.DuckDBPyConnection
) -> None:
    for applicant in APPLICANTS:
        statement = by_applicant(metric, applicant)
        assert sum(_compare(connection, metric, applicant, statement) for connection in (reports, country)) > 0


def _compare(connection: duckdb.DuckDBPyConnection, metric: str, applicant: str, statement: str) -> int:
    """Both sides of every row of the metric equal those of the statement; how many rows have a rate."""
    one_total = "is_total" if applicant == "total" else f"applicant_type = '{applicant}'"
    found = connection.execute(f"""
        with wanted as (
            select document_id, period, member,
                case when den is not null then num end as num, case when num is not null then den end as den
            from ({statement})
        ),
        got as (select * from marts.rpt_metric where metric_code = '{metric}' and {one_total})
        select num, den, numerator, denominator, value_pct
        from wanted full join got
            on got.document_id = wanted.document_id and got.period = wanted.period and got.member_code = wanted.member
    """).fetchall()
    for num, den, numerator, denominator, percent in found:
        assert (numerator, denominator) == (num, den)
        assert percent == (_percent(num, den) if den else None)
    return sum(1 for *_, percent in found if percent is not None)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (100 * Decimal(part) / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("metric", BY_UNIT)
def test_a_metric_by_unit_is_what_the_facts_give(
    metric: str, reports: duckdb.DuckDBPyConnection, country: duckdb.DuckDBPyConnection
) -> None:
    for connection in (reports, country):
        found = connection.execute(f"""
            with got as (
                select document_id, period, unit_group_code, unit_organ_name_zh, numerator, denominator
                from marts.rpt_metric where metric_code = '{metric}' and unit_role = 'each' and numerator is not null
            ),
            wanted as (select * from ({of_each_unit(*BY_UNIT[metric])}) where num is not null and den is not null)
            (from got except from wanted) union all (from wanted except from got)
        """).fetchall()
        assert found == []
        assert connection.execute(
            f"select count(*) from marts.rpt_metric where metric_code = '{metric}' and unit_role = 'each'"
        ).fetchone()[0] > 40  # fmt: skip


@pytest.mark.parametrize("case", WORKED, ids=lambda case: "-".join(case[::2]))
def test_figures_worked_out_by_hand(case: tuple[str, str, str, str], reports: duckdb.DuckDBPyConnection) -> None:
    metric, organ, period, member = case
    rows = reports.execute(
        """select numerator, denominator, value_pct from marts.rpt_metric
        where metric_code = ? and organ_name_zh = ? and period = ? and member_code = ? and is_total
            and not (organ_name_zh = ? and reporting_scope = 'consolidated')""",
        [metric, organ, period, member, NAME],
    ).fetchall()
    numerator, denominator, percent = WORKED[case]
    assert rows == [(Decimal(numerator), Decimal(denominator), Decimal(percent))]


def _one(reports: duckdb.DuckDBPyConnection, where: str) -> tuple[object, ...]:
    rows = reports.execute(
        "select numerator, denominator, value_pct, value_reason_code, comparability, comparability_reason_code "
        f"from marts.rpt_metric where organ_name_zh = '{NAME}' and {where}"
    ).fetchall()
    assert len(rows) == 1, rows
    return rows[0]


def test_an_unknown_side_leaves_both_out_of_the_sums(reports: duckdb.DuckDBPyConnection) -> None:
    row = _one(reports, "metric_code = 'grant_rate' and period = '2023' and is_total")
    assert row[:4] == (None, None, None, "numerator_missing")


def test_nothing_over_nothing_is_no_rate_and_adds_nothing(reports: duckdb.DuckDBPyConnection) -> None:
    row = _one(reports, "metric_code = 'grant_rate' and period = '2022' and is_total")
    assert row[:4] == (0, 0, None, "denominator_zero")


def test_own_and_consolidated_stand_side_by_side(reports: duckdb.DuckDBPyConnection) -> None:
    where = "metric_code = 'grant_rate' and period = '2021' and is_total and reporting_scope"
    assert _one(reports, f"{where} = 'consolidated'")[:3] == (40, 40, 100)
    assert _one(reports, f"{where} <> 'consolidated'")[:3] == (17, 25, 68)


def test_only_the_latest_report_counts(reports: duckdb.DuckDBPyConnection) -> None:
    assert _one(reports, "metric_code = 'disclosure_rate' and period = '2022' and is_total")[1] == 0  # not the first 9


def test_what_compares_over_the_forms_is_told_by_the_crosswalk(reports: duckdb.DuckDBPyConnection) -> None:
    found = {
        tuple(row[:3]): row[3:]
        for row in reports.execute(
            "select metric_code, form_code, member_code, comparability, comparability_reason_code "
            "from marts.dim_metric_definition"
        ).fetchall()
    }
    assert found["grant_rate", "NF2019", "all"] == ("same", "")
    assert found["grant_rate", "NF2014", "all"] == ("not_comparable", "parts_differ")  # all answers is another whole
    assert found["review_correction_rate", "NF2014", "all"] == ("same", "")
    assert found["litigation_correction_rate", "NF2014", "all"] == ("sum_of", "")
    assert found["outcome_mix", "NF2019", "other"] == ("sum_of", "")  # one row before, three now
    assert found["channel_share", "NF2014", "website"] == ("not_comparable", "no_counterpart")
    assert found["reply_rate", "ANY", "all"] == ("same", "")


def test_a_rate_over_organs_is_a_sum_over_a_sum(country: duckdb.DuckDBPyConnection) -> None:
    (expression,) = country.execute(
        "select aggregation_sql from marts.dim_metric where metric_code = 'grant_rate'"
    ).fetchone()
    where = "metric_code = 'grant_rate' and is_total and period = '2021' and reporting_scope <> 'consolidated'"
    (rate,) = country.execute(f"select round({expression}, 6) from marts.rpt_metric where {where}").fetchone()
    (by_facts,) = country.execute("""
        select round(100.0 * sum(value_accepted) filter (indicator_code = 'outcome.granted')
            / sum(value_accepted) filter (indicator_code = 'outcome.total'), 6)
        from marts.fct_application_outcome where is_latest and period = '2021' and applicant_type = 'total'
            and method = 'table' and form_code in ('NF2019', 'NF2021') and reporting_scope <> 'consolidated'
    """).fetchone()
    (mean,) = country.execute(f"select round(avg(value_pct), 6) from marts.rpt_metric where {where}").fetchone()
    assert rate == by_facts != mean
