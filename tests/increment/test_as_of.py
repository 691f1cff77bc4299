"""As of an earlier day the marts are those of then: before a revision, a withdrawal and a correction came."""

from __future__ import annotations

import csv
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.domain import Arrival, Decision
from orchestration.landing import ACCEPTED, LandingStore
from orchestration.reference import Knowledge
from orchestration.warehouse.documents import to_frames
from orchestration.warehouse.known import build_as_known
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw, read_raw, stored_years
from orchestration.warehouse.refresh import refresh_years, report_years
from tests.conftest import PROJECT, Build, run_gongkai

DAY_1 = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
DAY_2, DAY_3 = DAY_1 + timedelta(days=1), DAY_1 + timedelta(days=2)
JIAMUSI = "jiamusi_2017_annual.html"


class Office:
    """A mirrored folder of the sample documents, its landing store and raw tables, and seeds of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.raw, self.seeds = folder / "documents", folder / "raw", folder / "seeds"
        shutil.copytree(PROJECT / "seeds", self.seeds, ignore=shutil.ignore_patterns("documents"))
        shutil.copytree(PROJECT / "seeds" / "documents", self.folder)
        self.store = LandingStore(folder / "landing")
        self.nodes = compiled_nodes(PROJECT / "dbt_project")
        self.marts = [node.name for node in self.nodes.values() if node.is_mart]

    def build(self, now: datetime) -> duckdb.DuckDBPyConnection:
        """Land the folder, read it and build all models."""
        self.store.land_folder(self.folder, source="documents", now=now)
        knowledge = Knowledge(self.seeds)
        years = {*report_years(self.store, self.raw, knowledge).values(), *stored_years(self.raw)}
        refresh_years(years, self.store, self.raw, knowledge)
        connection = duckdb.connect()
        load_raw(connection, {table: read_raw(self.raw, table) for table in to_frames([])})
        build_models(connection, self.nodes, self.seeds, self.marts)
        return connection

    def as_of(self, until: datetime, folder: Path) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        build_as_known(connection, self.store, self.raw, self.seeds, self.nodes, until, folder)
        return connection

    def rows(self, connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
        """Mart -> its rows, in an order of their own."""
        return {mart: connection.execute(f"from marts.{mart} order by all").fetchall() for mart in self.marts}

    def deliver(self, sender: str, now: datetime, old: str, new: str) -> None:
        """Hand in the report of Jiamusi with another figure, by the inbox."""
        inbox = self.folder.parent / f"inbox-{new}"
        inbox.mkdir()
        text = (PROJECT / "seeds" / "documents" / JIAMUSI).read_text(encoding="utf-8").replace(old, new)
        (inbox / f"{new}_{JIAMUSI}").write_text(text, encoding="utf-8")
        self.store.land_folder(inbox, source="inbox", now=now, mirror=False, sender=sender)

    def decide(self, arrival: Arrival, decision: str, at: datetime) -> None:
        made = Decision(arrival.submission_id, arrival.sha256, decision, "张三", "以此为准", at)
        assert self.store.decisions.record(made, recorded_at=at)

    def exempt(self, organ_id: str, period: str, day: str) -> None:
        """Approve that an organ owes no annual report for a year."""
        with (self.seeds / "duties" / "exemptions.csv").open("a", encoding="utf-8") as file:
            file.write(f"{organ_id},{period},annual_report,机构合并,张三,{day}\n")

    def correct(self, day: str) -> None:
        """Review a figure of the report of Jiamusi, and accept another value for it."""
        path = self.seeds / "corrections" / "corrections.csv"
        with path.open(encoding="utf-8") as file:
            columns = next(csv.reader(file))
        correction = {
            "organ_id": "G230800", "period": "2017", "indicator_code": "intake.fax", "dimensions": "",
            "value_expected": "0", "value_accepted": "1", "reason": "误填", "reviewed_by": "张三", "reviewed_date": day,
        }  # fmt: skip
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, columns, lineterminator="\n").writerow(correction)


def test_the_day_before_a_revision_and_a_correction_gives_what_was_published_then(tmp_path: Path) -> None:
    office = Office(tmp_path)
    then = office.rows(office.build(DAY_1))
    page = office.folder / JIAMUSI
    page.write_text(page.read_text(encoding="utf-8").replace("44585", "44586"), encoding="utf-8")
    (office.folder / "gaogang_2018_annual.txt").rename(office.folder / "gaogang_2018.txt")
    (office.folder / "yijiang_2021_08_bulletin.html").unlink()
    office.correct("2024-03-03")
    now = office.rows(office.build(DAY_3))
    assert now["fct_disclosure_channel"] != then["fct_disclosure_channel"]
    assert now["fct_application_intake"] != then["fct_application_intake"]
    assert len(now["dim_document"]) == len(then["dim_document"]) - 1
    assert office.rows(office.as_of(DAY_2, tmp_path / "before")) == then
    assert office.rows(office.as_of(DAY_3 + timedelta(days=1), tmp_path / "after")) == now


def test_the_day_before_a_decision_gives_what_was_published_then(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.deliver("佳木斯市政务公开办", DAY_1, "44585", "44587")
    then = office.rows(office.build(DAY_1))
    (rival,) = office.store.current_arrivals("inbox")
    (told,) = [row for row in then["rpt_submission"] if row[0] == rival.submission_id]
    assert "conflict" in told
    office.decide(rival, ACCEPTED, DAY_3)
    office.deliver("佳木斯市政务公开办", DAY_3, "44585", "44588")
    office.exempt("G230800", "2018", "2024-03-03")
    now = office.rows(office.build(DAY_3))
    assert now["fct_disclosure_channel"] != then["fct_disclosure_channel"]
    assert now["rpt_submission_status"] != then["rpt_submission_status"]
    assert office.rows(office.as_of(DAY_2, tmp_path / "before")) == then
    assert office.rows(office.as_of(DAY_3 + timedelta(days=1), tmp_path / "after")) == now


def test_an_archive_that_came_later_is_not_known_before(tmp_path: Path) -> None:
    office = Office(tmp_path)
    then = office.rows(office.build(DAY_1))
    archive = tmp_path / "late" / "reports.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("佳木斯市2018年年度报告.html", (office.folder / JIAMUSI).read_text(encoding="utf-8"))
        file.writestr("../escaped.txt", "x" * 10)
        file.writestr("empty.zip", b"")
    office.store.land_folder(archive.parent, source="inbox", now=DAY_3, mirror=False)
    now = office.rows(office.build(DAY_3))
    assert len(now["rpt_submission"]) > len(then["rpt_submission"])
    assert len(now["rpt_quarantine"]) > len(then["rpt_quarantine"])
    assert office.rows(office.as_of(DAY_2, tmp_path / "before")) == then
    assert office.rows(office.as_of(DAY_3 + timedelta(days=1), tmp_path / "after")) == now


def test_content_that_was_put_back_is_not_there_in_between(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    store = LandingStore(tmp_path / "landing")
    for day, text in ((DAY_1, "first"), (DAY_2, "second"), (DAY_3, "first")):
        (folder / "a.txt").write_text(text, encoding="utf-8")
        store.land_folder(folder, source="documents", now=day)
    known = {
        (until - DAY_1).days: [(one.size_bytes, one.arrived_at) for one in store.before(until).current_arrivals()]
        for until in (DAY_1, DAY_2, DAY_3, DAY_3 + timedelta(days=1))
    }
    assert known == {0: [], 1: [(5, DAY_1)], 2: [(6, DAY_2)], 3: [(5, DAY_1)]}


@pytest.mark.slow
def test_the_command_writes_a_database_like_the_published_one(built: Build, tmp_path: Path) -> None:
    done = run_gongkai("as-of", "2999-12-31", "-o", tmp_path / "then.duckdb", "--data", built.data)
    assert done.returncode == 0 and "5 份文件" in done.stdout, done.stderr
    with duckdb.connect(str(built.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        connection.execute(f"attach '{tmp_path / 'then.duckdb'}' as later (read_only)")
        marts = connection.execute("select view_name from duckdb_views() where schema_name = 'marts'").fetchall()
        for (mart,) in marts:
            for one, other in ((f"main.{mart}", f"later.main.{mart}"), (f"later.main.{mart}", f"main.{mart}")):
                assert connection.execute(f"from {one} except all from {other}").fetchall() == [], mart


@pytest.mark.slow
@pytest.mark.parametrize(("day", "said"), [("2001-01-01", "尚未收到"), ("昨天", "不是日期")])
def test_a_day_that_has_nothing_is_explained(built: Build, tmp_path: Path, day: str, said: str) -> None:
    done = run_gongkai("as-of", day, "-o", tmp_path / "then.duckdb", "--data", built.data)
    assert done.returncode == 1 and said in done.stderr and not (tmp_path / "then.duckdb").exists()


@pytest.mark.slow
def test_facts_can_be_asked_as_of_a_day(built: Build) -> None:
    ask = "select count(*), count(known_to) from fct_disclosure_channel_as_of(date '{day}')"
    (now,) = built.rows("select count(*) from fct_disclosure_channel where is_latest")
    assert built.rows(ask.format(day="2999-12-31")) == [(now[0], 0)]
    assert built.rows(ask.format(day="2001-01-01")) == [(0, 0)]
