"""The raw tables follow what has landed: by report year, one row set a content, nothing without a period."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestration.contracts import RAW_TABLES
from orchestration.domain import Arrival
from orchestration.landing import LandingStore
from orchestration.reference import Knowledge
from orchestration.warehouse import reading
from orchestration.warehouse.documents import RawRows
from orchestration.warehouse.kept_readings import KeptReadings
from orchestration.warehouse.raw_store import read_raw, stored_years
from orchestration.warehouse.refresh import refresh_years, report_years
from tests.unit.warehouse.conftest import DAY_1

REPORT = "佳木斯市{year}年政府信息公开工作年度报告\n全市收到政府信息公开申请{count}件。\n"
UNTITLED = "各有关单位：\n全市收到政府信息公开申请82件。\n"


class Warehouse:
    """A folder of documents, its landing store, and the raw tables made of it."""

    def __init__(self, root: Path, knowledge: Knowledge) -> None:
        self.folder, self.raw, self._knowledge = root / "documents", root / "raw", knowledge
        self.folder.mkdir()
        self._store = LandingStore(root / "landing")
        self._now: datetime = DAY_1
        self.read: list[str] = []  # the files read by the last refresh

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def land(self, *, mirror: bool = True) -> dict[str, str]:
        """Land the folder a day later; report year of each document."""
        self._now += timedelta(days=1)
        self._store.land_folder(self.folder, source="documents", now=self._now, mirror=mirror)
        return report_years(self._store, self.raw, self._knowledge)

    def refresh(self, *years: str, mirror: bool = True) -> None:
        """Land, and make the given years anew, or all that have rows now or had them before."""
        known = self.land(mirror=mirror)
        self.read = []

        def note(arrival: Arrival) -> None:
            self.read.append(arrival.file_name)

        wanted = years or sorted(set(known.values()) | stored_years(self.raw))
        refresh_years(wanted, self._store, self.raw, self._knowledge, note)

    @property
    def readings(self) -> Path:
        """Where it is kept what was read of each document."""
        return self.raw.parent / "readings"

    def documents(self) -> list[tuple[str, str]]:
        frame = read_raw(self.raw, "raw_documents")
        return sorted(frame.select("file_name", "period").rows())

    def quarantine(self) -> list[tuple[str, str]]:
        frame = read_raw(self.raw, "raw_quarantine")
        return sorted(frame.select("file_name", "reason_code").rows())

    def values(self) -> list[str]:
        return sorted(read_raw(self.raw, "raw_observations")["value_raw"].to_list())


@pytest.fixture
def warehouse(tmp_path: Path, knowledge: Knowledge) -> Warehouse:
    return Warehouse(tmp_path, knowledge)


def test_documents_stand_in_the_year_they_report_on(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.write("b.txt", REPORT.format(year=2017, count=2))
    warehouse.refresh()
    assert stored_years(warehouse.raw) == {"2016", "2017"}
    assert warehouse.documents() == [("a.txt", "2016"), ("b.txt", "2017")]
    assert warehouse.values() == ["1件", "2件"]


def test_only_the_years_asked_for_are_read(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.write("b.txt", REPORT.format(year=2017, count=2))
    warehouse.refresh()
    warehouse.write("a.txt", REPORT.format(year=2016, count=3))
    warehouse.refresh("2016")
    assert warehouse.read == ["a.txt"]
    assert warehouse.values() == ["2件", "3件"]


def test_the_same_refresh_twice_gives_the_same_files(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    before = {path: path.read_bytes() for path in warehouse.raw.rglob("*.parquet")}
    warehouse.refresh()
    assert {path: path.read_bytes() for path in warehouse.raw.rglob("*.parquet")} == before


def test_a_document_that_moves_to_another_year_leaves_the_first(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    warehouse.write("a.txt", REPORT.format(year=2017, count=1))
    warehouse.refresh()
    assert warehouse.documents() == [("a.txt", "2017")]
    assert stored_years(warehouse.raw) == {"2017"}


def test_a_document_that_is_gone_leaves_its_year(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    (warehouse.folder / "a.txt").unlink()
    warehouse.refresh()
    assert warehouse.documents() == []
    assert stored_years(warehouse.raw) == set()


def test_a_document_without_a_period_is_set_aside(warehouse: Warehouse) -> None:
    warehouse.write("report.txt", UNTITLED)
    warehouse.refresh()
    assert warehouse.documents() == []
    assert warehouse.values() == []
    assert warehouse.quarantine() == [("report.txt", "no_period")]
    assert stored_years(warehouse.raw) == {"unknown"}
    (reason,) = read_raw(warehouse.raw, "raw_quarantine")["reason"]
    assert "file name" in reason


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("佳木斯市2018年第一季度.txt", "2018Q1"),
        ("report_2018Q1.txt", "2018Q1"),
        ("report_2021-08.txt", "2021-08"),
        ("2017.txt", "2017"),
        ("2021年1-8月.txt", "2021-01/2021-08"),
    ],
)
def test_the_period_of_the_file_name_stands_in(warehouse: Warehouse, name: str, period: str) -> None:
    warehouse.write(name, UNTITLED)
    warehouse.refresh()
    assert warehouse.documents() == [(name, period)]
    assert stored_years(warehouse.raw) == {period[:4]}
    assert set(read_raw(warehouse.raw, "raw_observations")["period"]) == {period}


def test_a_document_that_gets_a_period_leaves_quarantine(warehouse: Warehouse) -> None:
    warehouse.write("report.txt", UNTITLED)
    warehouse.refresh()
    (warehouse.folder / "report.txt").rename(warehouse.folder / "report_2018.txt")
    warehouse.refresh()
    assert warehouse.documents() == [("report_2018.txt", "2018")]
    assert warehouse.quarantine() == []


def test_landed_again_with_its_period_it_leaves_quarantine_in_an_inbox_too(warehouse: Warehouse) -> None:
    warehouse.write("report.txt", UNTITLED)
    warehouse.refresh(mirror=False)
    warehouse.write("report_2018.txt", UNTITLED)
    warehouse.refresh(mirror=False)
    assert warehouse.quarantine() == []


def test_a_document_whose_name_claims_another_year_moves(warehouse: Warehouse) -> None:
    warehouse.write("report_2017.txt", UNTITLED)
    warehouse.refresh()
    (warehouse.folder / "report_2017.txt").rename(warehouse.folder / "report_2018.txt")
    warehouse.refresh()
    assert warehouse.documents() == [("report_2018.txt", "2018")]
    assert stored_years(warehouse.raw) == {"2018"}


def test_the_same_content_under_two_names_is_one_document(warehouse: Warehouse) -> None:
    warehouse.write("b.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    assert warehouse.documents() == [("b.txt", "2016")]  # the first to arrive
    assert warehouse.values() == ["1件"]


def test_two_documents_of_one_period_both_stay(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.write("b.txt", REPORT.format(year=2016, count=2))
    warehouse.refresh()
    assert warehouse.values() == ["1件", "2件"]


def test_an_unreadable_file_does_not_hold_up_the_others(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    (warehouse.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (warehouse.folder / "empty.html").write_bytes(b"")
    warehouse.refresh()
    assert warehouse.documents() == [("a.txt", "2016")]
    assert warehouse.quarantine() == [("empty.html", "empty"), ("picture.png", "unsupported_format")]


def test_a_year_once_found_is_kept(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    years = warehouse.land()
    index = warehouse.raw / "report_years.json"
    before = index.stat().st_mtime_ns
    assert warehouse.land() == years
    assert index.stat().st_mtime_ns == before


def test_a_year_is_found_again_when_the_forms_change(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    years = warehouse.land()
    index = warehouse.raw / "report_years.json"
    other = {"forms": "of another day", "years": dict.fromkeys(years, "1999")}
    index.write_text(json.dumps(other), encoding="utf-8")
    assert warehouse.land() == years


def test_many_documents_are_read_by_several_processes_to_the_same_rows(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        warehouse.write(f"{number:02}.txt", REPORT.format(year=2016 + number % 3, count=number))
    warehouse.write("untitled.txt", UNTITLED)
    warehouse.refresh()
    alone = {table: read_raw(warehouse.raw, table) for table in RAW_TABLES}
    monkeypatch.setattr(reading, "_FEWEST", 2)
    monkeypatch.setattr(reading, "_BATCH", 7)
    shutil.rmtree(warehouse.raw)
    shutil.rmtree(warehouse.readings)
    warehouse.refresh()
    assert alone["raw_documents"].height == 60 and alone["raw_quarantine"].height == 1
    for table, frame in alone.items():
        assert read_raw(warehouse.raw, table).equals(frame), table


def test_a_document_is_read_once(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = reading.process_document

    def count(data: bytes, arrival: Arrival, knowledge: Knowledge) -> RawRows:
        asked.append(arrival.file_name)
        return read(data, arrival, knowledge)

    monkeypatch.setattr(reading, "process_document", count)
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    (warehouse.folder / "empty.html").write_bytes(b"")
    warehouse.refresh()
    once = {table: read_raw(warehouse.raw, table) for table in RAW_TABLES}
    shutil.rmtree(warehouse.raw)
    warehouse.refresh()
    assert sorted(asked) == ["a.txt", "empty.html"]
    for table, frame in once.items():
        assert read_raw(warehouse.raw, table).equals(frame), table


def test_what_was_read_is_read_again_when_it_was_damaged(warehouse: Warehouse) -> None:
    warehouse.write("a.txt", REPORT.format(year=2016, count=1))
    warehouse.refresh()
    (kept,) = warehouse.readings.rglob("*.z")
    kept.write_bytes(kept.read_bytes()[:-20])
    warehouse.refresh()
    assert warehouse.values() == ["1件"]


def test_what_was_read_by_other_knowledge_is_forgotten(tmp_path: Path, knowledge: Knowledge) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(knowledge.seeds_dir, seeds)
    before = KeptReadings(tmp_path / "readings", seeds).fingerprint
    for name, changes in (("corrections/waivers.csv", False), ("duties/exemptions.csv", False)):
        (seeds / name).write_text((seeds / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert (KeptReadings(tmp_path / "readings", seeds).fingerprint != before) is changes
    labels = seeds / "forms" / "column_labels.csv"
    labels.write_text(labels.read_text(encoding="utf-8") + "投稿数,indicator,submission.reported,\n", encoding="utf-8")
    now = KeptReadings(tmp_path / "readings", seeds)
    assert now.fingerprint != before
    (tmp_path / "readings" / before).mkdir(parents=True)
    now.forget_former()
    assert list((tmp_path / "readings").iterdir()) == []
