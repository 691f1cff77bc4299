"""What the hand-out of an organ and a year is made of, out of the published marts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse.published import (
    PublishedError,
    Record,
    fetch_checks,
    fetch_records,
    find_organ,
    open_published,
    require_tables,
)

_NEEDED = (
    "rpt_series",
    "rpt_consolidated",
    "rpt_consolidated_source",
    "rpt_certification",
    "fct_sum_check",
    "dim_organ",
    "dim_document",
    "dim_rule",
)
_OF_ITS_OWN = {  # column of a fact table -> the dimension it holds
    "applicant_type": "applicant",
    "kind_code": "kind",
    "topic_name_zh": "topic",
    "field_name_zh": "field",
    "component_name_zh": "component",
    "task_name_zh": "task",
    "unit_organ_name_zh": "organ",
}
_OF_SHARES = {
    "channel_code": "channel",
    "intake_code": "intake",
    "outcome_code": "outcome",
    "completion_code": "completion",
}


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """The rows of the marts that speak of one annual report, of the years around it and of the organs below."""

    organ_id: str
    organ_name: str
    year: int
    document: Record  # dim_document
    documents: list[Record]  # all annual reports of the organ and year, superseded ones too
    certification: Record  # rpt_certification of the document
    facts: list[Record]  # its figures, whatever their mart, with their dimensions as one text
    series: list[Record]  # rpt_series of the organ, own or consolidated as the document is
    consolidated: list[Record]  # rpt_consolidated of the organ and year
    children: list[Record]  # rpt_consolidated_source: the figures of organs below
    checks: list[Record]  # of the document, as ``gongkai check --json`` tells them


def load_report(database: Path, seeds_dir: Path, organ: str, year: int) -> AnnualReport:
    """What the marts know of an annual report. Of an own and a consolidated one the consolidated is taken.

    Args:
        database: The published database.
        seeds_dir: Declared knowledge, for other names of organs.
        organ: Id, name or other name.
        year: Year of the report.

    Raises:
        PublishedError: nothing is published, there is no such organ, or no annual report of that year.
    """
    connection = open_published(database)
    require_tables(connection, _NEEDED)
    organ_id, name = find_organ(connection, seeds_dir, organ)
    key: dict[str, object] = {"organ": organ_id, "year": year}
    chosen = fetch_records(
        connection,
        "select distinct document_id, is_consolidated from published.main.rpt_series "
        "where organ_id = $organ and report_year = $year order by is_consolidated desc",
        key,
    )
    if not chosen:
        raise PublishedError(_nothing(connection, organ_id, name, year))
    document_id, is_consolidated = chosen[0]["document_id"], chosen[0]["is_consolidated"]
    one: dict[str, object] = {"document": document_id}
    period: dict[str, object] = {"organ": organ_id, "period": str(year)}
    documents = fetch_records(
        connection,
        "from published.main.dim_document where organ_id = $organ and period = $period and form_code <> 'BULLETIN' "
        "order by reporting_scope, known_from, uri",
        period,
    )
    (certification,) = fetch_records(
        connection, "from published.main.rpt_certification where document_id = $document", one
    )
    return AnnualReport(
        organ_id=organ_id,
        organ_name=name,
        year=year,
        document=next(row for row in documents if row["document_id"] == document_id),
        documents=documents,
        certification=certification,
        facts=_facts(connection, document_id),
        series=fetch_records(
            connection,
            "from published.main.rpt_series where organ_id = $organ and is_consolidated = $is_consolidated "
            "order by report_year",
            {"organ": organ_id, "is_consolidated": is_consolidated},
        ),
        consolidated=fetch_records(
            connection, "from published.main.rpt_consolidated where organ_id = $organ and period = $period", period
        ),
        children=fetch_records(
            connection,
            "select source.* from published.main.rpt_consolidated_source as source "
            "join published.main.rpt_consolidated_member as member using "
            "(organ_id, period, role, member_organ_id, document_id) "
            "where organ_id = $organ and period = $period and role = 'child' and member.status = 'counted'",
            period,
        ),
        checks=[
            row
            for row in fetch_checks(connection, seeds_dir, [organ_id], [str(year)])
            if row["document"] == document_id
        ],
    )


def _facts(connection: duckdb.DuckDBPyConnection, document_id: str) -> list[Record]:
    """The figures of a document for its own period, from every fact table that has them."""
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'published' "
        "and table_name like 'fct\\_%' escape '\\'"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    parts = [_facts_of(table, names) for table, names in sorted(columns.items()) if "value_status" in names]
    return fetch_records(
        connection, " union all ".join(parts) + " order by indicator_code, dimensions", {"document": document_id}
    )


def _facts_of(table: str, columns: list[str]) -> str:
    texts = [_dimension(column, name, "true") for column, name in _OF_ITS_OWN.items() if column in columns]
    texts += [
        _dimension(column, name, "indicator_code like '%\\_share' escape '\\'")
        for column, name in _OF_SHARES.items()
        if column in columns
    ]
    dimensions = f"rtrim(concat({', '.join(texts)}), ';')" if texts else "''"
    return f"""
        select
            indicator_code, {dimensions} as dimensions, value_reported, value_accepted, unit, value_raw, value_status,
            decimals_shown, place, has_violation
        from published.main.{table}
        where document_id = $document and period not like '%/%'
    """


def _dimension(column: str, name: str, applies: str) -> str:
    return f"case when {column} <> '' and {applies} then concat('{name}=', {column}, ';') else '' end"


def _nothing(connection: duckdb.DuckDBPyConnection, organ_id: str, name: str, year: int) -> str:
    rows = connection.execute(
        "select distinct report_year from published.main.rpt_series where organ_id = ? order by 1", [organ_id]
    ).fetchall()
    years = "、".join(str(one) for (one,) in rows)
    there_is = f"已有年度报告的年份：{years}" if rows else "各年都没有年度报告"
    return f"{name}没有 {year} 年的年度报告；{there_is}（no annual report of that year）"
