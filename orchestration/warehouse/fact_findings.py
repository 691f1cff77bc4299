"""How the checks on each fact table ended, with the rows they speak of: what the asset checks of the facts show."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

_SHOWN = 20

_COUNTS = """
    select indicators.mart, checks.outcome, checks.severity, count(distinct checks.check_id)
    from marts.fct_sum_check as checks
    join marts.fct_sum_check_operand as operands using (check_id)
    join seeds.indicators as indicators using (indicator_code)
    where checks.is_latest
    group by all
"""
_VIOLATED = """
    with violated as (
        select
            indicators.mart, checks.rule_id, checks.organ_name_zh, checks.period, documents.file_name,
            string_agg(distinct operands.place, ' ' order by operands.place) as places,
            checks.left_value, checks.right_value, checks.severity, checks.check_id
        from marts.fct_sum_check as checks
        join marts.fct_sum_check_operand as operands using (check_id)
        join seeds.indicators as indicators using (indicator_code)
        join marts.dim_document as documents on documents.document_id = checks.document_id
        where checks.is_latest and checks.outcome = 'violated'
        group by all
    )
    select mart, rule_id, organ_name_zh, period, file_name, places, left_value, right_value
    from violated
    qualify row_number() over (partition by mart order by severity, rule_id, file_name, check_id) <= ?
    order by mart, severity, rule_id, file_name, check_id
"""


@dataclass(slots=True)
class FactFindings:
    """The checks that speak of one fact table."""

    mart: str
    counts: dict[str, int] = field(default_factory=dict)  # by outcome
    violated_errors: int = 0  # of severity error
    violated: list[tuple[str, ...]] = field(default_factory=list)  # rule, organ, period, file, places, left, right

    @property
    def rows_sql(self) -> str:
        """What selects the rows of the fact that a violated check uses, with document and place."""
        return f"select * from marts.{self.mart} where has_violation and is_latest"

    def as_markdown(self) -> str:
        """The violated checks as a table; at most the first twenty."""
        lines = ["| rule | organ | period | file | places | stated | computed |", "|---|---|---|---|---|---|---|"]
        lines += ["| " + " | ".join(str(value).replace("|", "\\|") for value in row) + " |" for row in self.violated]
        return "\n".join(lines)


def find_by_fact(work_db: Path, marts: tuple[str, ...]) -> dict[str, FactFindings]:
    """Count the checks of the latest documents by the fact tables they speak of.

    Args:
        work_db: The database that dbt built; it is only read.
        marts: Names of fact tables.

    Returns:
        Fact table -> its findings; a table that no check speaks of has none, not no entry.
    """
    findings = {mart: FactFindings(mart) for mart in marts}
    with duckdb.connect(str(work_db), read_only=True) as connection:
        for mart, outcome, severity, count in connection.execute(_COUNTS).fetchall():
            found = findings[mart]
            found.counts[outcome] = found.counts.get(outcome, 0) + count
            found.violated_errors += count if (outcome, severity) == ("violated", "error") else 0
        for mart, *row in connection.execute(_VIOLATED, [_SHOWN]).fetchall():
            findings[mart].violated.append(tuple(row))
    return findings
