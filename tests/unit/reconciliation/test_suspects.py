"""``find_suspects`` on the warehouse's own SQL: its grain, its columns, and real documents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.reconciliation import find_suspects
from orchestration.reconciliation.search import Limits
from orchestration.reconciliation.suspects import SUSPECT_SCHEMA, group_documents
from orchestration.settings import load_settings
from orchestration.warehouse.examination import examine_files
from tests.conftest import SHARED

CORPUS = SHARED / "corpus"
HONGZE = """洪泽区2023年政府信息公开工作年度报告
四、政府信息公开行政复议、行政诉讼情况
行政复议,,,,,行政诉讼,,,,,,,,,
,,,,,未经复议直接起诉,,,,,复议后起诉,,,,
结果维持,结果纠正,其他结果,尚未审结,总计,结果维持,结果纠正,其他结果,尚未审结,总计,结果维持,结果纠正,其他结果,尚未审结,总计
10,1,0,0,{reviews},0,0,0,0,0,5,0,0,0,0
"""
_JOINED = """
select o.rule_id, v.indicator_code, v.value_raw, s.*
from suspects as s
inner join intermediate.int_rule_outcomes as o using (check_id)
left join intermediate.int_observations_resolved as v using (observation_id)
order by o.rule_id, s.check_id, s.solution_no, v.indicator_code
"""


def suspects_of(path: Path, limits: Limits | None = None) -> list[dict[str, Any]]:
    """The suspects of files with the figures they speak of."""
    settings = load_settings()
    examination = examine_files([path], settings.seeds_dir, settings.dbt_dir, with_checks=True)
    connection = examination._connection
    connection.register("suspects", find_suspects(connection, limits=limits))
    return connection.execute(_JOINED).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    return suspects_of(load_settings().seeds_dir / "documents")


def write(tmp_path: Path, reviews: str) -> Path:
    path = tmp_path / "hongze.csv"
    path.write_text(HONGZE.format(reviews=reviews), encoding="utf-8")
    return path


def first(rows: list[dict[str, Any]], rule_id: str) -> list[tuple[Any, ...]]:
    keys = ("indicator_code", "value_raw", "value_repair", "repairs", "why_code", "fault_side")
    return [tuple(r[key] for key in keys) for r in rows if r["rule_id"] == rule_id and r["solution_no"] == 1]


@pytest.mark.skipif(not (CORPUS / "hongze_2023.pdf").exists(), reason="the real reports lie beside the checkout only")
def test_the_totals_of_hongze_are_the_cells_to_correct() -> None:
    rows = suspects_of(CORPUS / "hongze_2023.pdf")
    assert first(rows, "SUM_NF2021_T4_001") == [
        ("review.total", "0", Decimal(11), "SUM_NF2021_T4_001", "zero_total", "source")
    ]
    assert first(rows, "SUM_NF2021_T4_003") == [
        ("litigation_after_review.total", "0", Decimal(5), "SUM_NF2021_T4_003", "zero_total", "source")
    ]


def test_a_blank_total_has_a_suspect_though_its_check_is_not_violated(tmp_path: Path) -> None:
    rows = suspects_of(write(tmp_path, ""))
    ((code, raw, repair, _, why, _),) = first(rows, "SUM_NF2021_T4_001")
    assert (code, raw, repair, why) == ("review.total", "", 11, "blank_total")


def test_the_suspects_of_the_samples(samples: list[dict[str, Any]]) -> None:
    found = {
        (row["indicator_code"], row["value_raw"], str(row["value_repair"].normalize()), row["why_code"])
        for row in samples
        if row["solution_no"] == 1
    }
    assert found >= {
        ("hotline.on_time_rate", "96.69%", "98.34", "counted_twice"),
        ("hotline.topic_share", "27%", "26", "one_digit_off"),
        ("channel_share", "41.4%", "41.8", "one_digit_off"),
        ("channel_share", "26.8%", "26.3", "one_digit_off"),
    }


def test_a_row_is_a_check_a_solution_and_a_figure(samples: list[dict[str, Any]]) -> None:
    grain = [(row["check_id"], row["solution_no"], row["observation_id"]) for row in samples]
    assert len(set(grain)) == len(grain)
    for row in samples:
        assert row["status"] == "localised"
        assert 1 <= row["solution_no"] <= row["solution_count"]
        assert row["rule_id"] in row["repairs"].split(";")


def test_two_runs_give_the_same_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "0")
    assert suspects_of(path) == suspects_of(path)


def test_what_could_not_be_localised_has_a_row_without_a_figure(tmp_path: Path) -> None:
    rows = suspects_of(write(tmp_path, "0"), Limits(nodes=0, solves=0))
    assert {(row["status"], row["observation_id"], row["solution_no"]) for row in rows} == {("not_localised", None, 1)}
    assert len(rows) == 2


def empty_database() -> duckdb.DuckDBPyConnection:
    """The relations that suspects are found in, without rows."""
    connection = duckdb.connect()
    connection.execute("""
        create schema intermediate;
        create table intermediate.int_rule_outcomes (check_id varchar, rule_id varchar, kind varchar, relation varchar,
            outcome varchar, reason_code varchar, severity varchar, document_id varchar, scope varchar,
            right_value decimal(28, 8));
        create table intermediate.int_rule_scope_operands (check_id varchar, term_no integer, side varchar,
            weight integer, sort_sign integer, observation_id varchar, value decimal(28, 8),
            value_low decimal(28, 8), value_high decimal(28, 8));
        create table intermediate.int_observations_resolved (observation_id varchar, document_id varchar,
            indicator_code varchar, dimensions varchar, method varchar, place varchar, value_raw varchar,
            value decimal(28, 8), value_low decimal(28, 8), value_high decimal(28, 8), is_high_open boolean,
            is_approximate boolean, decimals bigint, value_status varchar, quantity varchar, confidence double);
    """)
    return connection


def test_a_database_without_findings_has_no_suspects() -> None:
    found = find_suspects(empty_database())
    assert (found.num_rows, found.schema) == (0, SUSPECT_SCHEMA)


def province(county_count: int) -> duckdb.DuckDBPyConnection:
    """Counties that state 54 = 27 + 27, but county 3 22 + 22; a province that states 9 more than their sum.

    What a county received must be that of the next one, two by two; that holds, and speaks for what both received.
    """
    connection = empty_database()
    connection.execute(
        """
        create table figures as
        select
            code || document_id as observation_id,
            document_id,
            code,
            case when code = 'received' then 54 when document_id = 3 then 22 else 27 end as value
        from range($1) as documents (document_id), unnest(['received', 'a', 'b']) as codes (code)
        union all
        select 'province', -1, 'received', 54 * $1 + 9;
        create table terms as
        select 'SUM' || document_id as check_id, case when code = 'received' then 'left' else 'right' end as side, *
        from figures where document_id >= 0
        union all
        select 'ROLLUP', case when document_id < 0 then 'left' else 'right' end, *
        from figures where code = 'received'
        union all
        select 'CARRY' || (document_id - document_id % 2), if(document_id % 2 = 0, 'left', 'right'), *
        from figures where code = 'received' and document_id >= 0;
        """.replace("$1", str(county_count))
    )
    connection.execute("""
        insert into intermediate.int_observations_resolved
        select observation_id, document_id, code, '', 'table', 't1!r1c1', value, value, value, value, false, false, 0,
            'number', 'count', 1
        from figures;
        insert into intermediate.int_rule_scope_operands
        select check_id, row_number() over (partition by check_id order by observation_id), side, 1, 1, observation_id,
            value, value, value
        from terms;
        insert into intermediate.int_rule_outcomes
        select check_id, regexp_extract(check_id, '[A-Z]+'), 'identity', 'equal',
            if(sum(if(side = 'left', value, -value)) = 0, 'holds', 'violated'), '', 'error', min(document_id), '', null
        from terms
        group by check_id;
    """)
    return connection


def test_an_error_of_a_report_is_localised_whatever_a_sum_over_many_reports_says() -> None:
    rows = find_suspects(province(20)).to_pylist()
    by_check = {row["check_id"]: row for row in rows if row["solution_no"] == 1}
    assert set(by_check) == {"SUM3", "ROLLUP"}
    assert (by_check["ROLLUP"]["status"], by_check["ROLLUP"]["observation_id"]) == ("not_localised", None)
    assert by_check["SUM3"]["status"] == "localised"
    assert by_check["ROLLUP"]["set_id"] != by_check["SUM3"]["set_id"]
    assert {row["observation_id"] for row in rows if row["check_id"] == "SUM3"} == {"a3", "b3"}


def test_a_sum_over_few_reports_and_their_own_errors_are_one_set() -> None:
    rows = find_suspects(province(10)).to_pylist()
    assert {row["check_id"] for row in rows} == {"SUM3", "ROLLUP"}
    assert len({row["set_id"] for row in rows}) == 1


def test_documents_tied_by_a_check_are_looked_at_together() -> None:
    pairs = [("c1", "a"), ("c1", "b"), ("c2", "d"), ("c3", "b"), ("c3", "c")]
    groups = group_documents(pairs)
    assert groups["a"] == groups["b"] == groups["c"] != groups["d"]
    assert group_documents(pairs[::-1]) == groups
