"""One consolidated form out of marts: those that are published, or those as they were known on an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb

from orchestration.warehouse.published import (
    PublishedError,
    Record,
    fetch_records,
    find_organ,
    open_published,
    require_tables,
)

_TABLES = ("rpt_consolidated_member", "rpt_consolidated", "rpt_consolidated_source")


class ConsolidationError(PublishedError):
    """There is no such consolidated form; the message says why and what there is."""


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A parent organ's form of one year, with what it is made of; rows as in the marts of the same names."""

    organ_id: str
    organ_name: str
    year: int
    form: str
    as_of: str  # the day or instant it was asked of; "" for the present
    cells: list[Record]  # rpt_consolidated
    members: list[Record]  # rpt_consolidated_member: own, reported, then children by id
    sources: list[Record]  # rpt_consolidated_source, of the documents that were chosen


def parse_as_of(text: str) -> datetime:
    """The first instant that is no longer known: the day after a day, or a given instant.

    Raises:
        ConsolidationError: if it is neither a day such as 2024-03-01 nor an instant such as 2024-03-01T08:00:00.
    """
    try:
        if len(text) == len("2024-03-01"):
            return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time())
        return datetime.fromisoformat(text).replace(tzinfo=None) + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        raise ConsolidationError(
            f"“{text}”不是日期，请写作 2024-03-01（--as-of takes a day such as 2024-03-01）"
        ) from None


def load_consolidation(database: Path, seeds_dir: Path, organ: str, year: int, as_of: str = "") -> Consolidation:
    """The consolidated form of an organ.

    Args:
        database: The published database, or one of the marts of an earlier day.
        seeds_dir: Declared knowledge, for other names of organs.
        organ: Id, name or other name of the parent.
        year: Year of the reports.
        as_of: The day or instant of the marts, as it was asked for; "" for the present.

    Raises:
        PublishedError: nothing is published, or there is no such organ.
        ConsolidationError: there is no such year or day.
    """
    connection = open_published(database)
    require_tables(connection, _TABLES)
    organ_id, name = find_organ(connection, seeds_dir, organ)
    form = _form_of(connection, organ_id, name, year)
    connection.execute("create schema marts")
    for table in _TABLES:
        connection.execute(f"create view marts.{table} as from published.main.{table}")
    key = {"organ": organ_id, "period": str(year)}
    members = fetch_records(
        connection,
        "select * from marts.rpt_consolidated_member where organ_id = $organ and period = $period "
        "order by case role when 'own' then 1 when 'reported' then 2 else 3 end, member_organ_id",
        key,
    )
    if all(member["document_id"] is None for member in members):
        raise ConsolidationError(
            f"截至 {as_of}，{name}及其下级机关没有 {year} 年的年度报告（no report of {year} was known then）"
            if as_of
            else f"{name}及其下级机关没有可用的 {year} 年年度报告（there is no report of {year} to consolidate）"
        )
    cells = fetch_records(
        connection, "select * from marts.rpt_consolidated where organ_id = $organ and period = $period", key
    )
    sources = fetch_records(
        connection,
        "select s.* from marts.rpt_consolidated_source as s join marts.rpt_consolidated_member as m "
        "using (organ_id, period, role, member_organ_id, document_id) where organ_id = $organ and period = $period "
        "order by case s.role when 'own' then 1 when 'child' then 2 else 3 end, s.member_organ_id, s.place",
        key,
    )
    return Consolidation(organ_id, name, year, form, as_of, cells, members, sources)


def _form_of(connection: duckdb.DuckDBPyConnection, organ_id: str, name: str, year: int) -> str:
    rows = connection.execute(
        "select distinct report_year, form_code from published.main.rpt_consolidated_member where organ_id = ?",
        [organ_id],
    ).fetchall()
    if not rows:
        raise ConsolidationError(
            f"{name}没有可汇总的报告：登记的机关中没有它的下级机关，或都没有报送年度报告"
            "（it has no organs below it, or none of them filed an annual report）"
        )
    forms = dict(rows)
    if year not in forms:
        years = "、".join(map(str, sorted(forms)))
        raise ConsolidationError(f"{name}没有 {year} 年的报告，已有的年份：{years}（no reports of that year）")
    return str(forms[year])
