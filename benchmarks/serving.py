"""The published marts of a country: what publishing costs beside a bare copy, and how long dashboards wait.

Publication is compared with the bare copy of the same tables: each mart by `create table as` from the attached work
database into a new file, a checkpoint, and each by a plain `copy` to one Parquet file with the same compression. The
publication does this too, and sorts, comments, hashes, describes, flushes to disk and switches. They take turns.

Dashboards ask of the marts of the country, written as publication writes them, what `dashboard_queries.json` lists: the
SQL of all charts as Superset asks it (a browser test holds the list against Superset). Each chart is asked as its
dashboard opens, and with a province, a city, a county and an organ chosen, others each time: first by one reader, then
by four at once, each a process of its own.
"""

from __future__ import annotations

import argparse
import json
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

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.country_marts import attach_base, country_rows, list_marts, write_country
from benchmarks.results import Result, report
from orchestration.publication.descriptions import keys_of
from orchestration.publication.publisher import publish
from orchestration.settings import Settings, load_settings
from orchestration.synthesis import generate_country

ORGANS = 40_000
ORGANS_PUBLISHED = 600  # of the comparison with the bare copy
ROUNDS = 3
READERS = (1, 4)
ASKED = 4  # times that a reader asks each chart of each choice
LIMIT_MS = 100
_CHARTS = Path(__file__).with_name("dashboard_queries.json")
_CHOICES = ("", "province_name_zh", "city_name_zh", "county_name_zh", "organ_name_zh")
_DATASET = re.compile(r"AS virtual_table\s+(WHERE )?")  # where Superset puts what was chosen
_OPTIONS = {"threads": 2, "memory_limit": "8GB"}


def small_country(folder: Path, settings: Settings) -> Path:
    """The published database of a small country, built as always."""
    generate_country(folder / "small", 40, (2014, 2023), 0.03, 1, settings.seeds_dir)
    gongkai = [str(Path(sys.executable).with_name("gongkai")), "build", "--data", str(folder / "data")]
    subprocess.run([*gongkai, "--source", str(folder / "small" / "documents")], check=True, stdout=subprocess.DEVNULL)
    return folder / "data" / "published" / "gongkai.duckdb"


def charts() -> list[str]:
    """The SQL of each chart as its dashboard opens."""
    return json.loads(_CHARTS.read_text(encoding="utf-8"))


def chosen(connection: duckdb.DuckDBPyConnection, sql: str, column: str) -> str | None:
    """The chart's SQL where one value of a column is chosen, which is the parameter; None if it has no such column."""
    if not column:
        return sql
    dataset = sql[sql.index("FROM (") + len("FROM (") : _DATASET.search(sql).start()].rstrip().removesuffix(")")
    if column not in {name for name, *_ in connection.execute(f"describe {dataset}").fetchall()}:
        return None
    return _DATASET.sub(lambda found: f"AS virtual_table WHERE {column} IN ($value) {'AND ' * bool(found[1])}", sql)


def ask(database: Path, seed: int, asked: int) -> dict[tuple[str, str], list[float]]:
    """One reader: the seconds that each chart took, by what was chosen, after one round untimed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with duckdb.connect(str(database), read_only=True, config=_OPTIONS) as connection:
        connection.execute("set schema = 'marts'")
        organs = connection.execute(f"select {', '.join(_CHOICES[1:])} from dim_organ order by organ_id").fetchall()
        asks = {(chart, column): chosen(connection, chart, column) for chart in charts() for column in _CHOICES}
        spent: dict[tuple[str, str], list[float]] = {}
        for round_no in range(asked + 1):
            for (chart, column), sql in asks.items():
                if sql is None:
                    continue
                value = dict(zip(_CHOICES[1:], chance.choice(organs), strict=True)).get(column)
                started = time.perf_counter()
                connection.execute(sql, {"value": value} if column else None).fetchall()
                taken = spent.setdefault((chart, column), [])
                if round_no:  # what is asked first reads the file
                    taken.append(time.perf_counter() - started)
    return spent


def dashboards(database: Path, asked: int) -> list[Result]:
    """One reader, whose p95 is the result, then several; a table of what each chart took."""
    results = []
    for readers in READERS:
        with multiprocessing.get_context("spawn").Pool(readers) as pool:
            answers = pool.starmap(ask, [(database, seed, asked) for seed in range(1, readers + 1)])
        table = Table("chart", *(f"{column.removesuffix('_name_zh') or 'opened'} ms" for column in _CHOICES))
        table.title = f"p95, readers at once: {readers}"
        everything: list[float] = []
        for number, chart in enumerate(charts(), 1):
            row = []
            for column in _CHOICES:
                taken = [seconds for answer in answers for seconds in answer.get((chart, column), ())]
                row.append(f"{_quantile(taken, 0.95):.0f}" if taken else "")
                everything += taken
            selected = re.findall(r"AS (\w+)", chart.partition("FROM (")[0])
            table.add_row(f"{number} {' '.join(selected[:3])}", *row)
        Console().print(table)
        p95 = _quantile(everything, 0.95)
        Console().print(f"{len(everything):,} questions: p50 {_quantile(everything, 0.5):.0f} ms, p95 {p95:.0f} ms")
        if readers == 1:  # several share the processors of one machine: printed, without a goal
            results.append(Result(f"dashboards p95 / {LIMIT_MS} ms", p95 / LIMIT_MS, 1.0))
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
        database = folder / "country.duckdb"
        asked = " ".join(charts())
        with console.status(f"writing the marts of {given.organs:,} organs"):
            rows = write_country(database, base, given.organs, asked, keys, settings)
        size = database.stat().st_size / 2**30
        console.print(f"dashboards: {given.organs:,} organs, {rows:,} rows, {size:.1f} GB")
        results += dashboards(database, ASKED)
    report("Serving", results)


if __name__ == "__main__":
    main()
