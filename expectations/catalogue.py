"""Expectations made from the declared knowledge that the warehouse was built with: a new code needs no new row here.

Reads the seeds in the work database itself, so that the marts are judged by the catalogue that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import duckdb

from expectations.suites import UNEXPECTED_ROWS, DeclaredExpectation

_IN_SET = "expect_column_values_to_be_in_set"


def catalogue_expectations(connection: duckdb.DuckDBPyConnection) -> tuple[DeclaredExpectation, ...]:
    """The expectations that follow from the seeds of a work database; none where no seeds are in it.

    Args:
        connection: The work database, with the schema ``seeds``.

    Returns:
        For each fact table its indicators and units; for the checks their rules, severities and reasons; for the
        coverage that each rule was asked wherever its figures stand.
    """
    seeds = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'seeds'"
        ).fetchall()
    }
    made: list[DeclaredExpectation] = []
    for needed, make in _MAKERS:
        if seeds >= set(needed):
            made += make(connection)
    return tuple(made)


def _facts(connection: duckdb.DuckDBPyConnection) -> Iterable[DeclaredExpectation]:
    """Which indicators and which units each fact table may hold."""
    rows = connection.execute("""
        select mart, list(indicator_code order by indicator_code), list_sort(list(distinct canonical_unit_zh))
        from seeds.indicators join seeds.units using (unit_zh) group by mart order by mart
    """).fetchall()
    for mart, indicators, units in rows:
        yield _in_set(mart, "indicator_code", indicators, "指标均属本表主题", "each indicator belongs to this table")
        yield _in_set(
            mart, "unit", units, "计量单位均为指标的标准单位", "each unit is the canonical unit of an indicator"
        )


def _checks(connection: duckdb.DuckDBPyConnection) -> Iterable[DeclaredExpectation]:
    """Which rules, severities and reasons a check may have."""
    rules = connection.execute("select rule_id, severity, kind from seeds.sum_rules order by rule_id").fetchall()
    declared = ", ".join(f"('{rule}', '{severity}', '{kind}')" for rule, severity, kind in rules)
    yield _unexpected(
        "fct_sum_check",
        "rule_id severity kind",
        "select checks.rule_id, checks.severity, checks.kind from {batch} as checks"
        f" left join (values {declared}) as declared(rule_id, severity, kind)"
        " on declared.rule_id = checks.rule_id and declared.severity = checks.severity and declared.kind = checks.kind"
        " where declared.rule_id is null",
        "每项检查的规则、类别和严重程度与规则目录一致",
        "rule, kind and severity of each check are those of the catalogue",
    )
    names = ", ".join(f"('{rule}')" for rule, _, _ in rules)
    yield _unexpected(
        "fct_rule_coverage",
        "rule_id",
        f"select rule_id from (values {names}) as declared(rule_id)"
        " where rule_id not in (select rule_id from {batch})"
        " and rule_id in (select rule_id from seeds.sum_rules where form_code = 'ANY'"
        " or form_code in (select form_code from marts.dim_document))",
        "规则目录中的每条规则都在覆盖表中",
        "each rule of the catalogue is in the coverage",
    )
    yield _unexpected(
        "fct_rule_coverage",
        "rule_id form_code evaluated_count unasked_report_count",
        "select rule_id, form_code, unasked_report_count from {batch}"
        " where evaluated_count = 0 and unasked_report_count > 0",
        "凡规则各项数字齐备之处，该规则均已执行",
        "no rule goes unasked where figures for all its terms stand",
    )


def _reasons(connection: duckdb.DuckDBPyConnection) -> Iterable[DeclaredExpectation]:
    codes = [
        code for (code,) in connection.execute("select reason_code from seeds.outcome_reasons order by 1").fetchall()
    ]
    yield _in_set("fct_sum_check", "reason_code", ["", *codes], "检查结果的原因均在目录中", "each reason is declared")


def _suspect_reasons(connection: duckdb.DuckDBPyConnection) -> Iterable[DeclaredExpectation]:
    codes = [
        code for (code,) in connection.execute("select reason_code from seeds.suspect_reasons order by 1").fetchall()
    ]
    yield _in_set(
        "fct_sum_check_suspect", "why_code", codes, "疑错原因均在目录中", "each reason of a suspect is declared"
    )


def _in_set(mart: str, column: str, values: list[str], zh: str, en: str) -> DeclaredExpectation:
    return DeclaredExpectation(mart, _IN_SET, (column,), {"value_set": values}, "critical", zh, en)


def _unexpected(mart: str, columns: str, sql: str, zh: str, en: str) -> DeclaredExpectation:
    return DeclaredExpectation(mart, UNEXPECTED_ROWS, tuple(columns.split()), {"sql": sql}, "critical", zh, en)


_MAKERS: tuple[tuple[tuple[str, ...], Callable[[duckdb.DuckDBPyConnection], Iterable[DeclaredExpectation]]], ...] = (
    (("indicators", "units"), _facts),
    (("sum_rules",), _checks),
    (("outcome_reasons",), _reasons),
    (("suspect_reasons",), _suspect_reasons),
)
