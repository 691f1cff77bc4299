"""The counts and findings a build ends with, read from the marts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class MartSummary:
    """What the marts hold in numbers; ``findings`` is one record a violated or truncated check."""

    document_count: int
    quarantined_count: int
    observation_count: int
    unmapped_count: int
    unmapped_statistic_count: int
    is_conserved: bool
    outcomes: dict[str, int]
    findings: list[dict[str, str]]


def summarise_marts(database: Path, schema: str = "marts") -> MartSummary:
    """The summary of the marts in a DuckDB file, which is only read."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def number(sql: str) -> int:
            return connection.execute(sql).fetchone()[0] or 0

        findings = connection.execute(f"""
            select
                checks.outcome, checks.organ_name_zh, checks.period, checks.rule_id, checks.scope,
                checks.left_value, checks.right_value, rules.description_zh, rules.description_en,
                (select min(place) from {schema}.fct_sum_check_operand as o
                 where o.check_id = checks.check_id and o.side = 'left') as place
            from {schema}.fct_sum_check as checks
            join {schema}.dim_rule as rules using (rule_id)
            where checks.outcome in ('violated', 'truncated')
            order by checks.outcome desc, checks.organ_id, checks.period, checks.rule_id, checks.scope
        """).fetchall()
        return MartSummary(
            document_count=number(f"select count(*) from {schema}.dim_document"),
            quarantined_count=number(f"select count(*) from {schema}.rpt_quarantine"),
            observation_count=number(f"select sum(observation_count) from {schema}.dim_document"),
            unmapped_count=number(f"select count(*) from {schema}.rpt_unmapped"),
            unmapped_statistic_count=number(f"select count(*) from {schema}.rpt_unmapped where is_statistic"),
            is_conserved=number(f"select count(*) from {schema}.rpt_conservation where not is_conserved") == 0,
            outcomes=dict(
                connection.execute(f"select outcome, count(*) from {schema}.fct_sum_check group by 1").fetchall()
            ),
            findings=[
                {
                    "outcome": outcome,
                    "organ": organ,
                    "period": period,
                    "rule": rule,
                    "scope": scope,
                    "stated": f"{left:.2f}" if left is not None else "",
                    "computed": f"{right:.2f}" if right is not None else "",
                    "words_zh": words_zh,
                    "words_en": words_en,
                    "place": place or "",
                }
                for outcome, organ, period, rule, scope, left, right, words_zh, words_en, place in findings
            ],
        )
