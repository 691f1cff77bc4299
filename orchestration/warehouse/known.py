"""What was known at an instant: the documents of then with their raw rows, and the declared knowledge of then.

Documents are those that the landing manifest had by then, so one that was replaced or withdrawn since is there again.
Of the declared knowledge, reviewed corrections and waivers carry a day; forms, rules and the registry are the present
ones, since they say how to read, not what was known.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb

from orchestration.landing import LandingStore
from orchestration.reference import load_knowledge
from orchestration.warehouse.increment import arrival_facts, read_arrivals
from orchestration.warehouse.models import CompiledNode, build_models
from orchestration.warehouse.raw_store import RAW_TABLES, empty_frame
from orchestration.warehouse.refresh import documents_of

_REVIEWED = ("corrections/corrections.csv", "corrections/waivers.csv")
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
    arrivals = documents_of(store.arrivals_before(until))
    connection.execute("create schema raw")
    held = {table: sorted(map(str, raw_dir.glob(f"{table}/report_year=*/[!.]*.parquet"))) for table in RAW_TABLES}
    facts = {document: facts for document, *facts in _facts_of(connection, held)}
    kept = sorted(sha256 for sha256, one in arrivals.items() if facts.get(sha256) == list(arrival_facts(one)))
    _load_rows(connection, held, kept)
    others = [arrival for sha256, arrival in arrivals.items() if sha256 not in set(kept)]
    for frames in read_arrivals(others, store, cache(lambda: load_knowledge(seeds_dir))).values():
        for table, frame in frames.items():
            connection.register("frame", frame.to_arrow())
            connection.execute(f"insert into raw.{table} from frame")
            connection.unregister("frame")
    seeds_then = write_seeds_of(seeds_dir, (until - timedelta(microseconds=1)).date(), folder)
    build_models(connection, nodes, seeds_then, [node.name for node in nodes.values() if node.rebuilt_by])
    return len(arrivals)


def write_seeds_of(seeds_dir: Path, day: date, folder: Path) -> Path:
    """The seeds without the corrections and waivers that were reviewed after a day; ``folder`` becomes theirs."""
    for path in seeds_dir.rglob("*.csv"):
        name = path.relative_to(seeds_dir)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name.as_posix() not in _REVIEWED:
            target.symlink_to(path.resolve())
            continue
        with path.open(encoding="utf-8", newline="") as read, target.open("w", encoding="utf-8", newline="") as write:
            rows = csv.DictReader(read)
            kept = csv.DictWriter(write, rows.fieldnames or [], lineterminator="\n")
            kept.writeheader()
            kept.writerows(row for row in rows if date.fromisoformat(row["reviewed_date"]) <= day)
    return folder


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
