"""A season of an office, played day by day: real sample reports handed in, revised, decided about."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.contracts import RAW_TABLES
from orchestration.landing import LandingStore
from orchestration.reference import Knowledge, load_knowledge
from orchestration.season import accept_submission, land_inbox, return_submission
from orchestration.settings import Settings
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw, read_raw
from orchestration.warehouse.refresh import refresh_years, report_years
from tests.conftest import PROJECT

SAMPLES = PROJECT / "seeds" / "documents"
JIAMUSI = (SAMPLES / "jiamusi_2017_annual.html").read_text(encoding="utf-8")
GAOGANG = (SAMPLES / "gaogang_2018_annual.txt").read_text(encoding="utf-8")
FENGXIAN = (SAMPLES / "fengxian_2023q3_bulletin.txt").read_text(encoding="utf-8")
MARTS = [
    "rpt_submission",
    "rpt_submission_status",
    "rpt_submission_difference",
    "rpt_reporting_duty",
    "rpt_certification",
]

Row = dict[str, Any]


class Season:
    """One office's data folder. What is handed in lies in a folder of its own each time, as deliveries do."""

    def __init__(self, root: Path, knowledge: Knowledge) -> None:
        self._root, self._knowledge = root, knowledge
        self.settings = Settings(data_dir=root / "data")
        self.store = LandingStore(self.settings.landing_dir)
        self._deliveries = 0

    def deliver(self, day: str, files: dict[str, str | bytes], sender: str = "") -> str:
        """Hand files in; what ``gongkai inbox`` says."""
        self._deliveries += 1
        folder = self._root / f"delivery {self._deliveries}"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return land_inbox(self.settings, folder, day, sender)

    def accept(self, submission: str, day: str, **how: Any) -> str:
        return accept_submission(self.settings, submission, how.pop("by", "王静"), how.pop("why", ""), day)

    def send_back(self, submission: str, day: str, why: str = "合计不符", receipt: Path | None = None) -> str:
        return return_submission(self.settings, submission, "王静", why, day, receipt)

    def build(self, *marts: str, seeds: Path = PROJECT / "seeds") -> Marts:
        """The marts, by the warehouse's own models."""
        knowledge = self._knowledge if seeds == PROJECT / "seeds" else load_knowledge(seeds)
        years = report_years(self.store, self.settings.raw_dir, knowledge)
        refresh_years(sorted(set(years.values())), self.store, self.settings.raw_dir, knowledge)
        connection = duckdb.connect(config={"threads": 2})
        load_raw(connection, {table: read_raw(self.settings.raw_dir, table) for table in RAW_TABLES})
        build_models(connection, compiled_nodes(PROJECT / "dbt_project"), seeds, [*MARTS, *marts])
        return Marts(connection)


class Marts:
    """The marts of one build."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, sql: str) -> list[Row]:
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def states(self) -> dict[str, str]:
        """File name -> state of each submission."""
        return {row["file_name"]: row["state"] for row in self.rows("select * from marts.rpt_submission")}

    def submission(self, file_name: str) -> Row:
        (row,) = self.rows(f"select * from marts.rpt_submission where file_name = '{file_name}'")
        return row

    def status(self, organ: str, period: str) -> Row:
        (row,) = self.rows(
            f"select * from marts.rpt_submission_status where organ_name_zh = '{organ}' and period = '{period}'"
        )
        return row

    def validity(self) -> dict[str, tuple[str, str]]:
        """File name -> first and last day on which it was last in force; the last is blank while it is."""
        rows = self.rows(
            "select file_name, known_from, known_to from marts.rpt_submission where known_from is not null"
        )
        return {row["file_name"]: (_day(row["known_from"]), _day(row["known_to"])) for row in rows}

    def website(self) -> dict[str, int]:
        """File name -> pieces that Jiamusi made public on its website, in force."""
        return {
            row["file_name"]: int(row["value"])
            for row in self.rows("""
            select d.file_name, o.value from intermediate.int_observations_resolved as o
            join intermediate.int_documents_resolved as d using (document_id)
            where o.indicator_code = 'channel.website' and o.is_latest and o.is_in_facts
        """)
        }


def _day(instant: datetime | None) -> str:
    return instant.date().isoformat() if instant else ""


def jiamusi(website: int = 44585) -> str:
    """Jiamusi's report for 2017, with another count of pieces on its website."""
    return JIAMUSI.replace("44585条", f"{website}条")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "seeds")


@pytest.fixture
def season(tmp_path: Path, knowledge: Knowledge) -> Season:
    return Season(tmp_path, knowledge)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
