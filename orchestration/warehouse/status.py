"""Who owes what and who has sent it, out of the published marts: the rows of one office, or of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.domain.errors import GongkaiError
from orchestration.reference import read_seed
from orchestration.warehouse.published import Record, fetch_records, find_organ, open_published, require_tables

# The organ itself and those below it; a parent's rows may be of another year than the children's.
_FAMILY = """
    with recursive links as (select distinct organ_id, parent_organ_id from published.main.rpt_reporting_duty),
    family as (
        select $organ as organ_id, 0 as depth
        union
        select links.organ_id, family.depth + 1
        from family join links on links.parent_organ_id = family.organ_id
        where family.depth < $depth
    )
"""
_COLUMNS = """
    organ_id, organ_name_zh, organ_level, parent_organ_id, parent_organ_name_zh, period, report_kind,
    report_kind_name_zh, is_due, due_date, state, state_order, state_name_zh, reason_codes, reason, submission_id,
    document_id, file_name, sender, cast(received_at + interval 8 hour as date) as received_date,
    cast(first_received_at + interval 8 hour as date) as first_received_date, late_days, error_count, decided_by
"""
_HELD = f"""
    select {_COLUMNS}
    from published.main.rpt_submission_status
    where ($organ = '' or organ_id in (select organ_id from family))
        and ($year = 0 or report_year = $year)
"""
# What an office would collect, asked for before anything has come.
_EXPECTED = """
    select
        d.organ_id, d.organ_name_zh, d.organ_level, d.parent_organ_id, $name as parent_organ_name_zh,
        cast($year as varchar) as period, d.report_kind, true as is_due,
        least(
            make_date($year + 1, d.collect_months, 1) + to_days(d.collect_day - 1),
            last_day(make_date($year + 1, d.collect_months, 1))
        )::date as due_date
    from published.main.rpt_reporting_duty as d
    where d.parent_organ_id = $organ and d.report_kind = 'annual_report'
        and $year between d.first_year and d.last_year
"""

_NOTHING: Record = dict.fromkeys(
    ("submission_id", "document_id", "file_name", "sender", "received_date", "first_received_date", "late_days",
     "error_count", "decided_by")
)  # fmt: skip


class StatusError(GongkaiError):
    """There is nothing to tell; the message says why and what there is."""


@dataclass(frozen=True, slots=True)
class Status:
    """Rows of ``rpt_submission_status`` of one office and year as they stood on a day, each with ``overdue_days``."""

    organ_name: str  # "" for all
    year: int  # 0 for all
    on: date
    rows: list[Record]


def load_status(database: Path, seeds_dir: Path, organ: str, year: int, on: date, *, all_levels: bool) -> Status:
    """The status of an office and of the organs below it.

    Args:
        database: The published database.
        seeds_dir: Declared knowledge, for other names of organs.
        organ: Id, name or other name; blank for all.
        year: Year of the reports; 0 for all.
        on: The day; what came later counts as not come, and what was due before it and has not come is overdue.
        all_levels: Whether those below the ones right below it are told too.

    Raises:
        PublishedError: nothing is published, or there is no such organ.
        StatusError: nothing is due or has come.
    """
    connection = open_published(database)
    require_tables(connection, ("rpt_submission_status", "rpt_reporting_duty"))
    organ_id, name = find_organ(connection, seeds_dir, organ) if organ else ("", "")
    asked: dict[str, Any] = {"organ": organ_id, "year": year, "depth": 9 if all_levels else 1}
    rows = fetch_records(connection, _FAMILY + _HELD, asked)
    owed, kinds = _words(seeds_dir)
    if organ_id and year and all(row["parent_organ_id"] != organ_id for row in rows):
        expected = fetch_records(connection, _EXPECTED, {"organ": organ_id, "name": name, "year": year})
        rows += [row | {"report_kind_name_zh": kinds[row["report_kind"]]} | _NOTHING | owed for row in expected]
    if not rows:
        raise StatusError(
            f"{name or '各机关'}{f' {year} 年' if year else ''}没有应报或已报的报告（nothing is due or has come）"
        )
    told = sorted((_as_on(row, on, owed) for row in rows), key=_order)
    return Status(name, year, on, told)


def _words(seeds_dir: Path) -> tuple[Record, dict[str, str]]:
    """What a row says that owes, and the names of the kinds of report."""
    (owed,) = (row for row in read_seed(seeds_dir, "catalogue/submission_states") if row["state_code"] == "owed")
    kinds = {row["report_kind"]: row["name_zh"] for row in read_seed(seeds_dir, "catalogue/report_kinds")}
    return {
        "state": "owed",
        "state_name_zh": owed["state_name_zh"],
        "state_order": int(owed["state_order"]),
        "reason_codes": "",
        "reason": "",
    }, kinds


def _as_on(row: Record, on: date, owed: Record) -> Record:
    """A row as it stood on a day: what came later had not come, and what was due before is overdue."""
    received = row["first_received_date"] or row["received_date"]
    if received and received > on and row["is_due"]:
        row = row | _NOTHING | owed
    overdue = row["late_days"]
    if row["state"] == "owed" and row["due_date"]:
        overdue = max((on - row["due_date"]).days, 0)
    return row | {"overdue_days": overdue}


def _order(row: Record) -> tuple[Any, ...]:
    return (row["parent_organ_name_zh"] or "", row["period"], row["report_kind"], row["state_order"], row["organ_id"])
