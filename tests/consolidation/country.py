"""A synthetic country with a registry of its own: its documents read, and the warehouse's models built over them."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl

from orchestration.domain import Arrival
from orchestration.landing import detect_media_type
from orchestration.reference import load_knowledge
from orchestration.synthesis import generate_country
from orchestration.warehouse.documents import process_document, to_frames
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw
from tests.conftest import PROJECT

DAY_1 = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
MARTS = ["rpt_consolidated", "rpt_series"]
Documents = list[dict[str, str]]  # rows of truth/documents.csv
Arrivals = Iterable[tuple[str, bytes, datetime]]  # file name, content, when


class Country:
    """Documents with their truth, and seeds whose registry holds the organs of that country alone."""

    def __init__(self, folder: Path, organs: int, years: tuple[int, int], seed: int = 1) -> None:
        self.folder = folder / "country"
        self.seeds = folder / "seeds"
        generate_country(self.folder, organs, years, 0.0, seed, PROJECT / "seeds", workers=1)
        shutil.copytree(PROJECT / "seeds", self.seeds, ignore=shutil.ignore_patterns("documents"))
        self.organs = read_rows(self.folder / "truth" / "organs.csv")
        self.documents = read_rows(self.folder / "truth" / "documents.csv")
        write_registry(self.seeds, self.organs)

    def truth(self, path: str) -> dict[tuple[str, str], Decimal]:
        """(indicator, dimensions) -> what the tables of a document say; what is blank counts as the zero it stands for."""
        cells = pl.scan_parquet(self.folder / "truth" / "cells.parquet")
        rows = cells.filter((pl.col("path") == path) & (pl.col("method") == "table")).collect()
        return {
            (row["indicator_code"], row["dimensions"]): Decimal(row["value"] or 0) for row in rows.iter_rows(named=True)
        }

    def annual(self, organ_id: str, year: int, scope: str = "own") -> dict[str, str]:
        """The annual report of an organ."""
        (document,) = (
            row
            for row in self.documents
            if (row["organ_id"], row["period"], row["reporting_scope"]) == (organ_id, str(year), scope)
            and row["document_kind"] == "annual_report"
        )
        return document

    def family(self, organ_id: str, year: int) -> Documents:
        """The own and the consolidated report of a parent, and those of the organs right below it."""
        below = [row["organ_id"] for row in self.organs if row["parent_organ_id"] == organ_id]
        return [
            self.annual(organ_id, year),
            self.annual(organ_id, year, "consolidated"),
            *(self.annual(child, year) for child in below),
        ]

    def arrivals(self, documents: Documents, when: datetime = DAY_1) -> list[tuple[str, bytes, datetime]]:
        """Documents as they arrive, all at one time."""
        return [(Path(row["path"]).name, (self.folder / row["path"]).read_bytes(), when) for row in documents]

    def build(self, arrivals: Arrivals, wanted: list[str] | None = None) -> duckdb.DuckDBPyConnection:
        """The models over documents, in memory."""
        return build_over(self.seeds, arrivals, wanted)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_registry(seeds: Path, organs: Iterable[dict[str, str]]) -> None:
    """Replace the registry by organs of a synthetic country; a region's name speaks of its government."""
    organs = list(organs)
    with (seeds / "registry" / "organs.csv").open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    with (seeds / "registry" / "organs.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        rows.writeheader()
        for organ in organs:
            level = "county" if organ["level"] == "town" else organ["level"]
            names = {"organ_name_zh": organ["organ_name"], "organ_name_en": organ["organ_id"], "source": "synthetic"}
            rows.writerow({**organ, **names, "level": level})
    with (seeds / "registry" / "organ_aliases.csv").open("w", encoding="utf-8", newline="") as file:
        aliases = csv.writer(file, lineterminator="\n")
        aliases.writerow(("alias_zh", "organ_id"))
        aliases.writerows((row["region"], row["organ_id"]) for row in organs if row["kind"] == "government")


def build_over(seeds: Path, arrivals: Arrivals, wanted: list[str] | None = None) -> duckdb.DuckDBPyConnection:
    """The models over documents, in memory, by the declared knowledge of a folder."""
    knowledge = load_knowledge(seeds)
    rows = {}
    for name, data, when in arrivals:
        sha256 = hashlib.sha256(data).hexdigest()
        arrival = Arrival(
            uri=f"documents/{name}", file_name=name, sha256=sha256, size_bytes=len(data),
            media_type=detect_media_type(data), arrived_at=when, source="documents",
        )  # fmt: skip
        rows.setdefault(sha256, process_document(data, arrival, knowledge))
    connection = duckdb.connect(config={"threads": 2})
    load_raw(connection, to_frames(rows.values()))
    build_models(connection, compiled_nodes(PROJECT / "dbt_project"), seeds, wanted or MARTS)
    return connection


def reread(edit: Callable[[dict[str, str]], None], rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of a registry with one thing changed."""
    changed = [dict(row) for row in rows]
    for row in changed:
        edit(row)
    return changed
