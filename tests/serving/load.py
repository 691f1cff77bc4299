"""Readers in processes of their own, while versions are published, gone back to and switched on a server.

Every version carries its number in several tables. A read asks several tables, one after the other, and is right only
if all of them name the same version. `make serve-test` runs it for a minute and prints what it saw.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psycopg
from rich.console import Console
from rich.table import Table

from orchestration.publication.postgres import publish_to_postgres
from orchestration.publication.publisher import publish
from orchestration.publication.rollback import list_versions, roll_back
from orchestration.publication.versions import held_version
from tests.conftest import PROJECT
from tests.serving.postgres_server import PostgresServer, find_binaries

READERS = 8
SECONDS = 60
LEAST_SWITCHES = 4  # also where a machine is slow
_MARTS = PROJECT / "tests" / "unit" / "publication" / "marts.sql"
_THINKING = 0.02  # seconds between two reads of a reader
_ROWS = 20_000  # of each stamped table
_STAMPED = {"fct_disclosure_channel": "value_reported", "fct_application_intake": "value_reported",
            "fct_sum_check": "left_value"}  # fmt: skip
_STAMP = "select min({column}), max({column}), count(*) from {table}"


@dataclass
class Seen:
    """What the readers of one kind saw."""

    latencies: list[float] = field(default_factory=list)  # seconds a read
    versions: set[int] = field(default_factory=set)
    mixed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Seen) -> None:
        """Take in what another reader of the kind saw."""
        self.latencies += other.latencies
        self.versions |= other.versions
        self.mixed += other.mixed
        self.errors += other.errors

    def quantile(self, share: float) -> float:
        """Milliseconds that so many of the reads took at most."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Load:
    """The whole run."""

    seconds: float
    switches: int
    rollbacks: int
    seen: dict[str, Seen]  # by kind of reader
    differences: list[str]  # between DuckDB, Parquet and PostgreSQL at the end


def read_duckdb(published: Path, _url: str) -> list[tuple[Any, ...]]:
    """One open of the public name; a statement for each table."""
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True, config={"threads": 1}) as connection:
        return [connection.execute(_STAMP.format(table=t, column=c)).fetchone() for t, c in _STAMPED.items()]


def read_parquet(published: Path, _url: str) -> list[tuple[Any, ...]]:
    """`current` resolved once, and the files below it opened one by one."""
    version = (published / "current").resolve()
    return [_stamp_of_parquet(version, table, column) for table, column in _STAMPED.items()]


def read_held(published: Path, _url: str) -> list[tuple[Any, ...]]:
    """A version held, read from both of its forms, and slowly."""
    with held_version(published) as version:
        rows = [_stamp_of_parquet(version, table, column) for table, column in _STAMPED.items()]
        time.sleep(0.2)
        return [*rows, *read_duckdb(version, "")]


def read_postgres(_published: Path, url: str) -> list[tuple[Any, ...]]:
    """The id asked for once, and the schema of that version read by several statements."""
    with psycopg.connect(url, autocommit=True) as connection:
        (version,) = connection.execute("select version_id from gongkai.published_version").fetchone()
        tables = {f"gongkai_{version}.{table}": column for table, column in _STAMPED.items()}
        return [connection.execute(_STAMP.format(table=t, column=c)).fetchone() for t, c in tables.items()]


def read_postgres_views(_published: Path, url: str) -> list[tuple[Any, ...]]:
    """One statement on the views of the current version."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(_STAMP.format(table="gongkai.fct_sum_check", column="left_value")).fetchall()


_READS: dict[str, Callable[[Path, str], list[tuple[Any, ...]]]] = {
    "duckdb": read_duckdb, "parquet": read_parquet, "postgres": read_postgres, "held": read_held,
    "postgres views": read_postgres_views,
}  # fmt: skip


def _stamp_of_parquet(version: Path, table: str, column: str) -> tuple[Any, ...]:
    frame = pl.scan_parquet(version / "parquet" / table / f"{table}.parquet")
    return (
        frame.select(pl.col(column).min().alias("low"), pl.col(column).max().alias("high"), pl.len()).collect().row(0)
    )


def run_reader(kind: str, published: Path, url: str, stop: Event, results: Queue[tuple[str, Seen]]) -> None:
    """Read until told to stop; nothing that happens ends it early."""
    seen = Seen()
    while not stop.is_set():
        started = time.perf_counter()
        try:
            stamps = _READS[kind](published, url)
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {error}")
            continue
        seen.latencies.append(time.perf_counter() - started)
        if mixture := mixture_of(stamps):
            seen.mixed.append(mixture)
        seen.versions.add(int(stamps[0][0]))
        time.sleep(_THINKING)
    results.put((kind, seen))


def mixture_of(stamps: list[tuple[Any, ...]]) -> str:
    """What a read saw, if that was not one whole version; else nothing."""
    numbers = {number for low, high, _ in stamps for number in (low, high)}
    is_whole = len(numbers) == 1 and {count for *_, count in stamps} == {_ROWS}
    return "" if is_whole else ", ".join(f"{low}-{high} of {count} rows" for low, high, count in stamps)


def write_marts(work_db: Path, number: int) -> None:
    """Marts whose every stamped row carries the number of the version."""
    with duckdb.connect(str(work_db)) as connection:
        connection.execute(_MARTS.read_text(encoding="utf-8"))
        for table, column in _STAMPED.items():
            connection.execute(f"""
                create or replace table marts.{table} as
                select rows.* replace (
                    {number} as {column}, md5(cast(i as varchar)) as {"check_id" if "check" in table else "observation_id"}
                )
                from (from marts.{table} limit 1) as rows cross join range({_ROWS}) as numbers(i)
            """)


def run_load(folder: Path, url: str, seconds: float) -> Load:
    """Readers and one publisher for so many seconds, in a new folder and a new database if there is one; what they saw."""
    published = folder / "published"
    work = [folder / f"work_{number}.duckdb" for number in range(4)]
    for number, work_db in enumerate(work):
        write_marts(work_db, number)
    _publish(work[0], published, url)
    kinds = [kind for kind in _READS if url or "postgres" not in kind]
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    readers = [
        context.Process(target=run_reader, args=(kinds[number % len(kinds)], published, url, stop, results))
        for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    switches, rollbacks, started = 0, 0, time.perf_counter()
    while time.perf_counter() - started < seconds or switches < LEAST_SWITCHES:
        if switches % 3 == 2:
            version = roll_back(published).version_id
            if url:
                publish_to_postgres(url, published, version_id=version)
            rollbacks += 1
        else:
            _publish(work[(switches + 1) % len(work)], published, url)
        switches += 1
    spent = time.perf_counter() - started
    stop.set()
    seen: dict[str, Seen] = {}
    for _ in readers:
        kind, of_one = results.get(timeout=120)
        seen.setdefault(kind, Seen()).add(of_one)
    for reader in readers:
        reader.join()
    return Load(spent, switches, rollbacks, seen, compare_figures(published, url))


def _publish(work_db: Path, published: Path, url: str) -> None:
    publish(work_db, published, title="t", run_facts={}, gate={"passed": True})
    if url:
        publish_to_postgres(url, published)


def compare_figures(published: Path, url: str) -> list[str]:
    """The marts that are not the same, row for row, in DuckDB, Parquet and on the server."""
    version = next(version for version in list_versions(published) if version.is_current)
    different = []
    with duckdb.connect(str(version.directory / "gongkai.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        for path in sorted(version.directory.glob("parquet/*/*.parquet")):
            name = path.stem
            rows = connection.execute(f"from {name}").fetchall()
            if connection.execute(f"from '{path}'").fetchall() != rows:
                different.append(f"{name}: Parquet")
            if url and _plain(_rows_of_server(url, name)) != _plain(rows):
                different.append(f"{name}: PostgreSQL")
    return different


def _rows_of_server(url: str, name: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(f"select * from gongkai.{name}").fetchall()


def _plain(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows in one order, instants without the zone, which is UTC on both sides."""
    plain = [tuple(v.replace(tzinfo=None) if hasattr(v, "tzinfo") else v for v in row) for row in rows]
    return sorted(plain, key=repr)


def print_load(load: Load) -> None:
    """The run as a table."""
    table = Table(
        title=f"{READERS} readers, {load.seconds:.0f} s, {load.switches} switches, {load.rollbacks} of them back"
    )
    for column in ("readers of", "reads", "p50 ms", "p95 ms", "versions", "mixed", "errors"):
        table.add_column(column, justify="left" if column == "readers of" else "right")
    for kind, seen in load.seen.items():
        figures = (seen.quantile(0.5), seen.quantile(0.95)) if seen.latencies else (0.0, 0.0)
        table.add_row(
            kind, f"{len(seen.latencies):,}", *(f"{figure:.0f}" for figure in figures),
            str(len(seen.versions)), str(len(seen.mixed)), str(len(seen.errors)),
        )  # fmt: skip
    console = Console()
    console.print(table)
    for seen in load.seen.values():
        for words in (*seen.mixed[:3], *seen.errors[:3]):
            console.print(words, style="red", markup=False)
    console.print("figures of DuckDB, Parquet and PostgreSQL: " + ("; ".join(load.differences) or "equal"))


def main() -> None:
    """Run, print, and end with 1 if a reader saw anything but whole versions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args().seconds
    folder = Path(tempfile.mkdtemp(prefix="gongkai-load-"))
    folder.chmod(0o755)
    binaries = find_binaries()
    server = PostgresServer(binaries, folder / "server") if binaries else None
    if server is None:
        Console().print("no PostgreSQL server on this machine (package postgresql): DuckDB and Parquet alone")
    try:
        load = run_load(folder, server.url() if server else "", seconds)
        print_load(load)
    finally:
        if server:
            server.close()
        shutil.rmtree(folder)
    bad = load.differences or any(seen.mixed or seen.errors or not seen.latencies for seen in load.seen.values())
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
