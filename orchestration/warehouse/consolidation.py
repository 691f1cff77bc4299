"""One consolidated form out of marts: those that are published, or those as they were known on an earlier day."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.domain.errors import GongkaiError
from orchestration.reference import read_seed

_TABLES = ("rpt_consolidated_member", "rpt_consolidated", "rpt_consolidated_source")
_SUFFIXES = ("人民政府", "政府")

Record = dict[str, Any]


class ConsolidationError(GongkaiError):
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
        ConsolidationError: nothing is published, or there is no such organ, year or day.
    """
    if not database.is_file():
        raise ConsolidationError(
            f"尚无已发布的数据，请先运行 gongkai build（nothing is published in {database.parent}）"
        )
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("attach '" + str(database).replace("'", "''") + "' as published (read_only)")
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if not set(_TABLES) <= tables:
        raise ConsolidationError("已发布的数据中没有汇总表，请重新运行 gongkai build（build again to get it）")
    organ_id, name = _find_organ(connection, seeds_dir, organ)
    form = _form_of(connection, organ_id, name, year)
    connection.execute("create schema marts")
    for table in _TABLES:
        connection.execute(f"create view marts.{table} as from published.main.{table}")
    key = {"organ": organ_id, "period": str(year)}
    members = _records(
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
    cells = _records(
        connection, "select * from marts.rpt_consolidated where organ_id = $organ and period = $period", key
    )
    sources = _records(
        connection,
        "select s.* from marts.rpt_consolidated_source as s join marts.rpt_consolidated_member as m "
        "using (organ_id, period, role, member_organ_id, document_id) where organ_id = $organ and period = $period "
        "order by case s.role when 'own' then 1 when 'child' then 2 else 3 end, s.member_organ_id, s.place",
        key,
    )
    return Consolidation(organ_id, name, year, form, as_of, cells, members, sources)


def _find_organ(connection: duckdb.DuckDBPyConnection, seeds_dir: Path, organ: str) -> tuple[str, str]:
    """Id and name; what is asked for is an id, a name, or another name of the registry."""
    names = dict(connection.execute("select organ_id, organ_name_zh from published.main.dim_organ").fetchall())
    wanted = organ.strip().replace(" ", "")
    aliases = {(row["alias_zh"], row["organ_id"]) for row in read_seed(seeds_dir, "registry/organ_aliases")}
    for spelling in (wanted, *(wanted + suffix for suffix in _SUFFIXES)):
        found = {one for one, name in names.items() if spelling in (one, name.replace(" ", ""))}
        found |= {one for alias, one in aliases if alias == spelling and one in names}
        if len(found) == 1:
            (organ_id,) = found
            return organ_id, names[organ_id]
        if found:
            raise ConsolidationError(f"“{organ}”不止一个机关：{_listed(sorted(found), names)}。请用编号。")
    near = [one for one, name in names.items() if wanted and (wanted in name or name in wanted)]
    like = difflib.get_close_matches(wanted, [name.removesuffix(_SUFFIXES[0]) for name in names.values()], 3, 0.6)
    near += [one for one, name in names.items() if name.removesuffix(_SUFFIXES[0]) in like]
    hint = f"是否指：{_listed(list(dict.fromkeys(near))[:5], names)}" if near else "请检查名称或编号"
    raise ConsolidationError(f"没有“{organ}”这个机关（no such organ）。{hint}。")


def _listed(ids: Sequence[str], names: dict[str, str]) -> str:
    return "、".join(f"{names[one]}（{one}）" for one in ids)


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


def _records(connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object]) -> list[Record]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
