"""Reports to take in and to withdraw: of a small synthetic province, and of real regions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import duckdb
import polars as pl

from orchestration.domain import Arrival
from orchestration.landing import detect_media_type
from orchestration.landing.labels import claimed_period
from orchestration.reference import load_knowledge
from orchestration.synthesis import generate_country
from orchestration.warehouse.documents import RawRows, process_document, to_frames
from orchestration.warehouse.increment import remember_build
from orchestration.warehouse.models import CompiledNode, build_models, compiled_nodes
from orchestration.warehouse.raw_store import RAW_TABLES, load_raw
from orchestration.warehouse.reading import with_period
from orchestration.warehouse.standing_organs import standing_rows
from orchestration.warehouse.submission_rows import arrival_rows
from tests.conftest import PROJECT
from tests.consolidation.country import Country, read_rows
from tests.consolidation.pages import applications, old_page, page

DAY_1 = datetime(2024, 3, 1)
FINGERPRINT = "the seeds and models of this test"
# a city with counties and departments, a county that came to another city, an organ that nobody knows
_REAL = (
    "江苏省", "泰州市", "泰州市高港区", "泰州市教育局", "泰州市公安局", "泰州市高港区教育局", "兴化市", "兴化市财政局",
    "寿县", "六安市", "淮南市", "凤县", "宝鸡市", "某某开发区管委会",
)  # fmt: skip
File = tuple[str, bytes, str]  # name, content, sender
Held = dict[str, int]  # document -> the hour it came
Decisions = Sequence[tuple[object, ...]]


def instant(hour: int) -> str:
    """So many hours after the first day, as the raw tables write it."""
    return (DAY_1 + timedelta(hours=hour)).isoformat(sep=" ", timespec="seconds")


@dataclass(frozen=True)
class Report:
    """One document of the province and the rows it adds to the raw tables."""

    document_id: str
    organ_id: str
    period: str
    scope: str
    rows: RawRows
    arrival: Arrival

    def arriving(self, hour: int) -> RawRows:
        """The rows, as if the document had come so many hours after the first day."""
        at = instant(hour)
        rows = dict(self.rows)
        for table, place in (("raw_documents", 15), ("raw_quarantine", 7), ("raw_arrivals", 11)):
            if table in rows:
                rows[table] = [(*row[:place], at, *row[place + 1 :]) for row in rows[table]]
        return rows


class World:
    """Reports and the registry that they are read with, and the marts over any of them."""

    def __init__(self, seeds: Path, files: Iterable[File]) -> None:
        self.seeds = seeds
        self.nodes: dict[str, CompiledNode] = compiled_nodes(PROJECT / "dbt_project")
        self.marts = [node.name for node in self.nodes.values() if node.is_mart]
        self.reports: dict[str, Report] = {}
        knowledge = load_knowledge(seeds)
        for name, data, sender in files:
            arrival = Arrival(
                uri=f"inbox/{name}", file_name=name, sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data),
                media_type=detect_media_type(data), arrived_at=DAY_1.replace(tzinfo=UTC), source="inbox", sender=sender,
                claimed_period=claimed_period(name),
            )  # fmt: skip
            rows = with_period(process_document(data, arrival, knowledge))
            rows["raw_arrivals"] = arrival_rows([arrival], knowledge.organ_resolver)
            frames = to_frames([rows])
            (document,) = frames["raw_documents"].to_dicts()
            (reporter,) = frames["raw_organ_names"].filter(pl.col("role") == "reporter").to_dicts()
            report = Report(
                arrival.sha256, reporter["organ_id"], document["period"], document["reporting_scope"], rows, arrival
            )
            self.reports.setdefault(arrival.sha256, report)
        registry = knowledge.organ_resolver.registry
        self.standing = standing_rows({report.organ_id for report in self.reports.values()}, registry)

    def of(self, organ_id: str, period: str, scope: str = "unknown") -> list[Report]:
        """The versions of one report: as sent first, then with a fault where there is one."""
        wanted = (organ_id, period, scope)
        return [one for one in self.reports.values() if (one.organ_id, one.period, one.scope) == wanted]

    def decided(self, document_id: str, decision: str, hour: int) -> tuple[object, ...]:
        """What the office decided about a document, without the number of the decision."""
        submission_id = self.reports[document_id].arrival.submission_id
        return (submission_id, document_id, decision, "张三", "核对后决定", instant(hour))

    def raw_rows(self, held: Held, decisions: Decisions = ()) -> dict[str, pl.DataFrame]:
        """The raw tables of reports, and all decisions."""
        numbered = [(number, *row) for number, row in enumerate(decisions, 1)]
        arrived = (self.reports[key].arriving(hour) for key, hour in held.items())
        return to_frames([*arrived, {"raw_submission_decisions": numbered}])

    def build(self, held: Held, decisions: Decisions = ()) -> duckdb.DuckDBPyConnection:
        """All models over the reports held, in memory: what a full build gives."""
        connection = duckdb.connect(config={"threads": 2})
        standing = to_frames([{"raw_standing_organs": self.standing}])["raw_standing_organs"]
        load_raw(connection, self.raw_rows(held, decisions) | {"raw_standing_organs": standing})
        build_models(connection, self.nodes, self.seeds, list(self.nodes))
        return connection

    def write_work(self, held: Held, path: Path, decisions: Decisions = ()) -> None:
        """A work database as a full build of the reports held leaves it."""
        path.unlink(missing_ok=True)
        with self.build(held, decisions) as connection:
            connection.execute(f"attach '{path}' as work")
            connection.execute("copy from database memory to work")
        remember_build(path, FINGERPRINT)

    def differences(self, work: Path, held: Held, decisions: Decisions = ()) -> dict[str, tuple[int, int]]:
        """Mart -> rows that only the work database has, and rows that only a full build has."""
        found = {}
        with self.build(held, decisions) as connection:
            connection.execute(f"attach '{work}' as work (read_only)")
            tables = [f"marts.{mart}" for mart in self.marts] + [f"raw.{table}" for table in RAW_TABLES]
            for table in tables:
                sides = (f"work.{table}", table)
                counts = tuple(
                    connection.execute(f"select count(*) from (from {one} except all from {other})").fetchone()[0]
                    for one, other in (sides, sides[::-1])
                )
                if counts != (0, 0):
                    found[table] = counts
        return found


def synthetic_province(folder: Path) -> World:
    """The reports of a small synthetic province, each as sent and once more with a fault; its registry is declared."""
    country = Country(folder, 40, (2021, 2022))
    faulty = folder / "faulty"
    generate_country(faulty, 40, (2021, 2022), 0.5, 1, PROJECT / "seeds", workers=1)

    def files() -> Iterator[File]:
        for root in (country.folder, faulty):
            for row in read_rows(root / "truth" / "documents.csv"):
                data = (root / row["path"]).read_bytes()
                is_rival = (
                    root == faulty and int(hashlib.sha256(data).hexdigest()[0], 16) % 2
                )  # half of the faulty ones
                yield Path(row["path"]).name, data, "另一经办人" if is_rival else ""

    return World(country.seeds, files())


def real_regions() -> World:
    """Reports of real regions, departments and towns, none of them declared: who is there is told by documents alone."""

    def files() -> Iterator[File]:
        for number, (name, year) in enumerate(product(_REAL, (2018, 2021, 2022))):
            form = "NF2021" if year > 2020 else "NF2014"
            for count, is_consolidated in ((number, False), (7 * number, True), (number + 1, False)):
                if form == "NF2014":
                    content = old_page(name, year, {"applications.received": str(count)})
                else:
                    content = page(name, year, form, applications(count), is_consolidated=is_consolidated)
                yield f"{name}{year}年报（{count}）.html", content, "" if count % 3 else "另一经办人"
        for path in sorted((PROJECT / "seeds" / "documents").iterdir()):
            yield path.name, path.read_bytes(), ""

    return World(PROJECT / "seeds", files())
