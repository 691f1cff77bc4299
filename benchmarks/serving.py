"""The published marts of a country: what publishing costs beside a bare copy, and how long dashboards wait.

Publication is compared with the bare copy of the same tables: each mart by `create table as` from the attached work
database into a new file, a checkpoint, and each by a plain `copy` to one Parquet file with the same compression. The
publication does this too, and sorts, comments, hashes, describes, flushes to disk and switches. They take turns.

Dashboards ask the statements of `dashboards.sql` of the marts of the country, written as publication writes them, with
parameters that change from one to the next: first one reader, then four at once, each a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.country_marts import attach_base, country_rows, list_marts
from benchmarks.results import Result, report
from orchestration.publication.descriptions import keys_of
from orchestration.publication.publisher import publish, reading_order
from orchestration.settings import Settings, load_settings
from orchestration.synthesis import generate_country
from orchestration.warehouse.models import build_models, compiled_nodes

ORGANS = 40_000
ORGANS_PUBLISHED = 4_000  # of the comparison with the bare copy
ROUNDS = 3
READERS = (1, 4)
ASKED = 20  # times that a reader asks each statement
LIMIT_MS = 100
_STATEMENTS = Path(__file__).with_name("dashboards.sql")
_OPTIONS = {"threads": 2, "memory_limit": "8GB"}
_PROVINCE = 1300  # organs that are written, and so sorted, at once


def small_country(folder: Path, settings: Settings) -> Path:
    """The published database of a small country, built as always."""
    generate_country(folder / "small", 40, (2014, 2023), 0.03, 1, settings.seeds_dir)
    gongkai = [str(Path(sys.executable).with_name("gongkai")), "build", "--data", str(folder / "data")]
    subprocess.run([*gongkai, "--source", str(folder / "small" / "documents")], check=True, stdout=subprocess.DEVNULL)
    return folder / "data" / "published" / "gongkai.duckdb"


def statements(marts: set[str]) -> dict[str, str]:
    """The statements of the dashboards by name, but those that need a mart that is not there."""
    text = _STATEMENTS.read_text(encoding="utf-8")
    found = re.findall(r"-- name: (.+)\n(?:-- needs: (\w+)\n)?([^;]+);", text)
    return {name: sql for name, needs, sql in found if not needs or needs in marts}


def write_country(database: Path, base: Path, organs: int, keys: dict[str, tuple[str, ...]], settings: Settings) -> int:
    """Writes the marts that the dashboards ask, in the order of publication, a province at a time; rows in all.

    Roll-ups over regions are made from the country's marts by their own models.
    """
    with duckdb.connect(str(database), config=_OPTIONS) as connection:  # named as the models name their database
        count = attach_base(connection, base, organs)
        connection.execute("create schema marts; create schema intermediate")
        marts = list_marts(connection)
        asked = [mart for mart in marts if re.search(rf"\b{mart}\b", _STATEMENTS.read_text(encoding="utf-8"))]
        rolled_up = [mart for mart in asked if mart.endswith("_by_region")]
        wanted = [*asked, *(mart for mart in ("dim_period", "rpt_metric") if rolled_up and mart in marts)]
        for mart in (mart for mart in wanted if mart not in rolled_up):
            columns = [name for name, *_ in connection.execute(f"describe base.{mart}").fetchall()]
            order = reading_order(columns, keys.get(mart, ()))
            connection.execute(f"create table marts.{mart} as from base.{mart} limit 0")
            for first in range(0, count, _PROVINCE):
                rows = country_rows(connection, mart, first, min(first + _PROVINCE, count))
                connection.execute(f"insert into marts.{mart} {rows} order by {order}")
        if rolled_up:
            connection.execute(
                "create view intermediate.int_series_reports as select distinct document_id, is_consolidated"
                " from marts.rpt_series"
            )
            given = [*marts, "int_series_reports"]
            models = [mart for mart in given if mart not in rolled_up]
            build_models(connection, compiled_nodes(settings.dbt_dir), settings.seeds_dir, rolled_up, given=models)
        connection.execute("checkpoint")
        return connection.execute(
            "select sum(estimated_size) from duckdb_tables() where schema_name = 'marts'"
        ).fetchone()[0]


def ask(database: Path, seed: int, asked: int) -> dict[str, list[float]]:
    """One reader: the seconds that each statement took, each time with other parameters, after one round untimed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with duckdb.connect(str(database), read_only=True, config=_OPTIONS) as connection:
        connection.execute("set schema = 'marts'")
        organs = connection.execute(
            "select organ_id, any_value(region_code), any_value(document_id) from rpt_certification"
            " group by organ_id order by organ_id"
        ).fetchall()
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        spent: dict[str, list[float]] = {}
        for round_no in range(asked + 1):
            for name, sql in statements(tables).items():
                organ, region, document = chance.choice(organs)
                parameters: dict[str, Any] = {
                    "organ": organ, "document": document, "province": region[:2], "city": region[:4],
                    "county": region, "year": chance.randrange(2014, 2024),
                }  # fmt: skip
                used = {key: value for key, value in parameters.items() if f"${key}" in sql}
                started = time.perf_counter()
                connection.execute(sql, used).fetchall()
                taken = spent.setdefault(name, [])
                if round_no:  # what is asked first reads the file
                    taken.append(time.perf_counter() - started)
    return spent


def dashboards(database: Path, asked: int) -> list[Result]:
    """One reader, then several; a table of what each statement took, and the slowest as a result."""
    results = []
    for readers in READERS:
        with multiprocessing.get_context("spawn").Pool(readers) as pool:
            answers = pool.starmap(ask, [(database, seed, asked) for seed in range(1, readers + 1)])
        table = Table(title=f"readers at once: {readers}")
        for column in ("statement", "p50 ms", "p95 ms"):
            table.add_column(column, justify="left" if column == "statement" else "right")
        for name in answers[0]:
            taken = [seconds for answer in answers for seconds in answer[name]]
            table.add_row(name, f"{_quantile(taken, 0.5):.1f}", f"{_quantile(taken, 0.95):.1f}")
        Console().print(table)
        everything = [seconds for answer in answers for taken in answer.values() for seconds in taken]
        results.append(
            Result(f"dashboards p95 / {LIMIT_MS} ms, readers: {readers}", _quantile(everything, 0.95) / LIMIT_MS, 1.0)
        )
    return results


def _quantile(seconds: list[float], share: float) -> float:
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def publication(folder: Path, base: Path, organs: int, keys: dict[str, tuple[str, ...]], rounds: int) -> Result:
    """All marts of some of the organs: published, and copied bare, in turns."""
    work = folder / "work.duckdb"
    with duckdb.connect(str(work), config=_OPTIONS) as connection:
        count = attach_base(connection, base, organs)
        connection.execute("create schema marts")
        for mart in list_marts(connection):
            connection.execute(f"create table marts.{mart} as {country_rows(connection, mart, 0, count)}")
        marts = list_marts(connection)
    published, bare = [], []
    for _ in range(rounds):
        bare.append(bare_copy(work, folder / "bare", marts))
        started = time.perf_counter()
        manifest = publish(work, folder / "published", title="t", run_facts={}, keys=keys)
        published.append(time.perf_counter() - started)
        shutil.rmtree(folder / "published")
    rows, times = sum(manifest.row_counts.values()), (statistics.median(published), statistics.median(bare))
    Console().print(f"{rows:,} rows of {count:,} organs: published in {times[0]:.1f} s, copied in {times[1]:.1f} s")
    work.unlink()
    return Result("publication / bare copy of the same tables", times[0] / times[1], 1.5)


def bare_copy(work: Path, folder: Path, marts: list[str]) -> float:
    """Seconds for the same tables in a new database file and in Parquet, and nothing else."""
    folder.mkdir()
    started = time.perf_counter()
    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        connection.execute(f"attach '{work}' as work (read_only)")
        for mart in marts:
            connection.execute(f"create table {mart} as from work.marts.{mart}")
        connection.execute("detach work")
        connection.execute("checkpoint")
        for mart in marts:
            connection.execute(f"copy {mart} to '{folder / mart}.parquet' (format parquet, compression zstd)")
    seconds = time.perf_counter() - started
    shutil.rmtree(folder)
    return seconds


def main() -> None:
    """Build the countries, measure both, print the ratios and put them into ``latest.json``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organs", type=int, default=ORGANS, help="of the dashboards")
    parser.add_argument("--organs-published", type=int, default=ORGANS_PUBLISHED, help="of the publication")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--base", type=Path, help="published database of a small country; else one is built")
    given = parser.parse_args()
    settings, console = load_settings(), Console()
    keys = keys_of(settings.dbt_dir / "target" / "manifest.json")
    with tempfile.TemporaryDirectory(prefix="gongkai-serving-") as name:
        folder = Path(name)
        base = given.base or small_country(folder, settings)
        results = [publication(folder, base, given.organs_published, keys, given.rounds)]
        database = folder / "memory.duckdb"
        with console.status(f"writing the marts of {given.organs:,} organs"):
            rows = write_country(database, base, given.organs, keys, settings)
        size = database.stat().st_size / 2**30
        console.print(f"dashboards: {given.organs:,} organs, {rows:,} rows, {size:.1f} GB")
        results += dashboards(database, ASKED)
    report("Serving", results)


if __name__ == "__main__":
    main()
