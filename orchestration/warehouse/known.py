"""What was known at an instant: the documents and decisions of then with their raw rows, and the declared knowledge.

Documents are those that the landing manifest had by then, so one that was replaced or withdrawn since is there again.
Of the declared knowledge, corrections, waivers and exemptions carry a day; forms, rules and the registry are the
present ones, since they say how to read, not what was known.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from orchestration.landing import LandingStore
from orchestration.reference import load_knowledge
from orchestration.warehouse.documents import to_frames
from orchestration.warehouse.increment import arrival_facts, read_arrivals
from orchestration.warehouse.models import CompiledNode, build_models
from orchestration.warehouse.raw_store import EVERY_YEAR, RAW_TABLES, empty_frame, raw_files
from orchestration.warehouse.refresh import documents_of, rows_of_every_year

_REVIEWED = {  # declared from a day on, with the column that has it
    "corrections/corrections.csv": "reviewed_date",
    "corrections/waivers.csv": "reviewed_date",
    "duties/exemptions.csv": "approved_date",
}
_UNREAD = ("raw_cells", "raw_passages")  # no mart is made of them


def build_as_known(
    connection: duckdb.DuckDBPyConnection,
    store: LandingStore,
    raw_dir: Path,
    seeds_dir: Path,
    nodes: dict[str, CompiledNode],
    until: datetime,
    folder: Path,
) -> int:
    """Build all marts over what was known just before an instant; the number of documents.

    Args:
        connection: An empty in-memory database.
        store: The landing store.
        raw_dir: The raw tables on disk; what they lack, or hold otherwise, is read again.
        seeds_dir: Declared knowledge.
        nodes: The compiled models.
        until: The first instant that is not known, in UTC.
        folder: An empty folder for the seeds of then.
    """
    then = store.before(until)
    arrivals = documents_of(then.current_arrivals())
    connection.execute("create schema raw")
    held = {table: _files_by_year(raw_dir, table) for table in RAW_TABLES}
    facts = {document: facts for document, *facts in _facts_of(connection, held)}
    kept = sorted(sha256 for sha256, one in arrivals.items() if facts.get(sha256) == list(arrival_facts(one)))
    _load_rows(connection, held, kept)
    others = [arrivals[sha256] for sha256 in arrivals.keys() - set(kept)]
    knowledge = cache(lambda: load_knowledge(seeds_dir))
    for frames in read_arrivals(others, store, knowledge).values():
        _add_rows(connection, frames)
    reporters = connection.execute(
        "select distinct organ_id from raw.raw_organ_names where role = 'reporter' order by all"
    ).fetchall()
    _add_rows(connection, to_frames([rows_of_every_year(then, (one for (one,) in reporters), knowledge())]))
    seeds_then = write_seeds_of(seeds_dir, (until - timedelta(microseconds=1)).date(), folder)
    build_models(connection, nodes, seeds_then, [node.name for node in nodes.values() if node.is_mart])
    return len(arrivals)


def write_seeds_of(seeds_dir: Path, day: date, folder: Path) -> Path:
    """The seeds without what was approved or reviewed after a day; ``folder`` becomes theirs."""
    for path in seeds_dir.rglob("*.csv"):
        name = path.relative_to(seeds_dir)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        reviewed = _REVIEWED.get(name.as_posix())
        if reviewed is None:
            target.symlink_to(path.resolve())
            continue
        with path.open(encoding="utf-8", newline="") as read, target.open("w", encoding="utf-8", newline="") as write:
            rows = csv.DictReader(read)
            kept = csv.DictWriter(write, rows.fieldnames or [], lineterminator="\n")
            kept.writeheader()
            kept.writerows(row for row in rows if date.fromisoformat(row[reviewed]) <= day)
    return folder


def _files_by_year(raw_dir: Path, table: str) -> list[str]:
    """The files of a raw table, without those of the rows that belong to no report year."""
    return [str(file) for file in raw_files(raw_dir, table) if file.parent.name != f"report_year={EVERY_YEAR}"]


def _add_rows(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    for table, frame in frames.items():
        connection.register("frame", frame.to_arrow())
        connection.execute(f"insert into raw.{table} from frame")
        connection.unregister("frame")


def _facts_of(connection: duckdb.DuckDBPyConnection, held: dict[str, list[str]]) -> list[tuple[str, ...]]:
    files = held["raw_documents"] + held["raw_quarantine"]
    if not files:
        return []
    columns = "document_id, file_name, uri, arrived_at"
    return connection.execute(
        f"select {columns} from read_parquet(?, union_by_name = true, hive_partitioning = false)", [files]
    ).fetchall()


def _load_rows(connection: duckdb.DuckDBPyConnection, held: dict[str, list[str]], kept: Collection[str]) -> None:
    connection.execute("create table main.kept_documents as select unnest(?::varchar[]) as document_id", [list(kept)])
    for table in RAW_TABLES:
        connection.register("frame", empty_frame(table).to_arrow())
        connection.execute(f"create table raw.{table} as from frame")
        connection.unregister("frame")
        if held[table] and table not in _UNREAD:
            connection.execute(
                f"insert into raw.{table} select * from read_parquet(?, hive_partitioning = false) "
                "where document_id in (from main.kept_documents)",
                [held[table]],
            )
