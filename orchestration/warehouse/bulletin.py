"""What a bulletin of an organ and a period is made of, out of the published marts."""

from __future__ import annotations

import re
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
    published_tables,
    require_tables,
)

_PERIOD = re.compile(r"\d{4}(Q[1-4]|H[12]|-(0[1-9]|1[0-2]))?")
_STATUS = "rpt_submission_status"
_FACTS = ("fct_information_submission", "fct_public_interaction", "fct_response")
_NEEDED = (*_FACTS, "rpt_ranking", "rpt_certification", "fct_sum_check", "dim_organ", "dim_document", "dim_rule")
_DIMENSIONS = {  # what a fact table has beside the columns of all
    "fct_information_submission": "unit_role, unit_organ_name_zh, unit_group_code, '' as kind_code, "
    "'' as topic_name_zh",
    "fct_public_interaction": "unit_role, unit_organ_name_zh, unit_group_code, kind_code, topic_name_zh",
    "fct_response": "'overall' as unit_role, '' as unit_organ_name_zh, '' as unit_group_code, '' as kind_code, "
    "'' as topic_name_zh",
}


@dataclass(frozen=True, slots=True)
class BulletinFigures:
    """The rows of the marts that speak of an organ and a period, and of the organs right below it."""

    organ_id: str
    organ_name: str
    organ_kind: str
    organ_level: str
    period: str
    facts: list[Record]  # of the organ and those below, latest reports; with the cumulative period that ends with it
    rankings: list[Record]  # rpt_ranking
    children: list[Record]  # dim_organ: organs right below that the marts know
    certification: list[Record]  # rpt_certification of their reports
    checks: list[Record]  # as ``gongkai check --json`` tells them
    documents: list[Record]  # dim_document of all that is used
    statuses: (
        list[Record] | None
    )  # rpt_submission_status of those below, days in Chinese time; None where it is not there


def load_bulletin(database: Path, seeds_dir: Path, organ: str, period: str) -> BulletinFigures:
    """What the marts know for a bulletin.

    Args:
        database: The published database.
        seeds_dir: Declared knowledge, for other names of organs.
        organ: Id, name or other name.
        period: 2017, 2018Q1, 2018H1 or 2021-08.

    Raises:
        PublishedError: nothing is published, there is no such organ, or nothing of it in that period.
    """
    if not _PERIOD.fullmatch(period):
        raise PublishedError(f"“{period}”不是期间，请写作 2017、2018Q1、2023H1 或 2021-08（no such period）")
    connection = open_published(database)
    require_tables(connection, _NEEDED)
    organ_id, name = find_organ(connection, seeds_dir, organ)
    ids = _family(connection, organ_id)
    key: dict[str, object] = {"organ": organ_id, "organs": ids, "period": period, "total": f"%/{period}"}
    facts = [row for mart in _FACTS for row in fetch_records(connection, _facts_of(mart), key)]
    rankings = fetch_records(
        connection,
        "select * from published.main.rpt_ranking where organ_id = $organ and period = $period",
        {"organ": organ_id, "period": period},
    )
    statuses = _statuses(connection, organ_id, period)
    if not facts and not statuses:
        raise PublishedError(_nothing(connection, ids, name, period))
    used = sorted({row["document_id"] for row in facts})
    periods = sorted({row["period"] for row in facts} | {period})
    (own,) = fetch_records(connection, "from published.main.dim_organ where organ_id = $organ", {"organ": organ_id})
    return BulletinFigures(
        organ_id=organ_id,
        organ_name=name,
        organ_kind=own["organ_kind"],
        organ_level=own["organ_level"],
        period=period,
        facts=facts,
        rankings=rankings,
        children=fetch_records(
            connection,
            "from published.main.dim_organ where parent_organ_id = $organ and organ_id <> $organ order by organ_id",
            {"organ": organ_id},
        ),
        certification=fetch_records(
            connection, "from published.main.rpt_certification where document_id in $used", {"used": used}
        ),
        checks=[row for row in fetch_checks(connection, seeds_dir, ids, periods) if row["document"] in used],
        documents=fetch_records(
            connection, "from published.main.dim_document where document_id in $used order by uri", {"used": used}
        ),
        statuses=statuses,
    )


def _family(connection: duckdb.DuckDBPyConnection, organ_id: str) -> list[str]:
    """The organ and those right below it."""
    rows = connection.execute(
        "select organ_id from published.main.dim_organ where organ_id = $organ or parent_organ_id = $organ order by 1",
        {"organ": organ_id},
    ).fetchall()
    return [one for (one,) in rows]


def _facts_of(mart: str) -> str:
    return f"""
        select
            organ_id, organ_name_zh, period, form_code, indicator_code, {_DIMENSIONS[mart]},
            value_reported, value_accepted, unit, value_raw, decimals_shown, is_approximate, value_status,
            document_id, place
        from published.main.{mart}
        where is_latest and organ_id in $organs and (period = $period or period like $total)
            and (organ_id = $organ or unit_role = 'overall')
        order by organ_id, document_id, indicator_code, place
    """


def _statuses(connection: duckdb.DuckDBPyConnection, organ_id: str, period: str) -> list[Record] | None:
    if _STATUS not in published_tables(connection):
        return None
    return fetch_records(
        connection,
        f"select *, cast(first_received_at + interval 8 hour as date) as received_date from published.main.{_STATUS} "
        "where parent_organ_id = $organ and period = $period order by organ_id, report_kind",
        {"organ": organ_id, "period": period},
    )


def _nothing(connection: duckdb.DuckDBPyConnection, ids: list[str], name: str, period: str) -> str:
    """Why there is no bulletin, with the periods of which there would be one."""
    known: set[str] = set()
    for mart in _FACTS:
        rows = connection.execute(
            f"select distinct period from published.main.{mart} where is_latest and organ_id in $organs",
            {"organs": ids},
        ).fetchall()
        known |= {one for (one,) in rows if "/" not in one}
    there_is = f"已有数据的期间：{'、'.join(sorted(known))}" if known else "各期都没有"
    return f"{name}及其下级机关在 {period} 没有报送或互动的数据；{there_is}（nothing to report on）"
