"""The cost of one new submission, with few and with many reports held, stage by stage, in one run.

A synthetic province is generated once and its marts are built; its rows are then multiplied into as many provinces as
it takes, each with organs and documents of its own, row by row beside each other: a build leaves rows in no order.
Documents that were held back are taken in one after the other, as ``gongkai update`` does it: reading, models, writing,
gate, publication. Prints medians, the rows touched, and the ratios of many to few.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.results import Result, report
from benchmarks.truth_frames import organs_of, truth_frames
from expectations.early import make_ready, start_early_gate
from orchestration.contracts.raw_frames import RAW_TABLES, empty_frame
from orchestration.landing import LandingStore
from orchestration.publication.presentation import presentation_of
from orchestration.publication.publisher import publish
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.synthesis import generate_country
from orchestration.update import UpdateReport, update_marts
from orchestration.warehouse.increment import remember_build, remember_publication, work_fingerprint
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw

FEW, MANY = 1_000, 30_000
ROUNDS = 5
_NOW = datetime(2025, 2, 1, tzinfo=UTC)
_HASHES = {"document_id": "sha256", "observation_id": "md5", "check_id": "md5", "set_id": "md5"}
_ORGANS = ("organ_id", "parent_organ_id", "member_organ_id", "through_organ_id")
_OF_ALL = ("dim_indicator", "dim_rule", "dim_period")  # the same in every province
_SUMMED = ("evaluated", "holds", "truncated", "violated", "undecided", "unasked_report")


@dataclass(frozen=True)
class Province:
    """A generated province: its raw rows but for the documents that are held back, and its registry."""

    folder: Path
    frames: dict[str, pl.DataFrame]
    held_back: list[Path]

    @property
    def organs(self) -> pl.DataFrame:
        return pl.read_csv(self.folder / "truth" / "organs.csv", infer_schema=False).fill_null("")


def make_province(folder: Path, organs: int, years: tuple[int, int], seed: int) -> Province:
    """Generate a province, or take one that was generated before; annual reports of departments are held back."""
    if not folder.exists():
        generate_country(folder, organs, years, 0.0, seed, PROJECT_DIR / "seeds")
    documents = pl.read_csv(folder / "truth" / "documents.csv", infer_schema=False)
    registry = pl.read_csv(folder / "truth" / "organs.csv", infer_schema=False).fill_null("")
    late = (
        documents.join(registry.select("organ_id", "kind"), on="organ_id")
        .filter(
            (pl.col("kind") == "department")
            & (pl.col("period") == str(years[1]))
            & (pl.col("document_kind") == "annual_report")
            & (pl.col("format") == "html")
        )
        .head(ROUNDS)
    )
    frames = truth_frames(folder, organs_of(folder))
    kept = documents.filter(~pl.col("sha256").is_in(late["sha256"].to_list()))
    frames = {t: f.filter(pl.col("document_id").is_in(kept["sha256"].to_list())) for t, f in frames.items()}
    frames |= organ_frames(kept, registry)
    return Province(folder, frames, [folder / path for path in late["path"]])


def organ_frames(documents: pl.DataFrame, registry: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What the resolver would say of the documents: who reports, and who stands right above."""
    organs = registry.select(
        "organ_id", pl.col("organ_name").alias("organ_name_zh"), "kind", "level", "region_code", "parent_organ_id"
    ).with_columns(valid_from=pl.lit(""), valid_to=pl.lit(""), source=pl.lit("synthetic"))
    reporters = documents.select(pl.col("sha256").alias("document_id"), "organ_id").join(organs, on="organ_id")
    above = reporters.select("document_id", pl.col("parent_organ_id").alias("organ_id")).join(organs, on="organ_id")
    around = pl.concat(
        rows.with_columns(relation=pl.lit(relation)) for relation, rows in (("reporter", reporters), ("above", above))
    )
    names = reporters.with_columns(
        role=pl.lit("reporter"), name_raw=pl.col("organ_name_zh"), status=pl.lit("resolved"), candidates=pl.lit(""),
        reason_code=pl.lit(""),
    )  # fmt: skip
    return {
        "raw_organs": around.select(empty_frame("raw_organs").columns),
        "raw_organ_names": names.select(empty_frame("raw_organ_names").columns),
    }


def write_seeds(project: Path, province: Province, copies: int) -> None:
    """A project folder whose registry is that of all the provinces."""
    shutil.copytree(PROJECT_DIR / "seeds", project / "seeds", ignore=shutil.ignore_patterns("documents"))
    (project / "dbt_project").symlink_to(PROJECT_DIR / "dbt_project")
    path = project / "seeds" / "registry" / "organs.csv"
    with path.open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        rows.writeheader()
        for copy in range(copies):
            for organ in province.organs.iter_rows(named=True):
                ids = {name: _organ_of(organ[name], copy) for name in ("organ_id", "parent_organ_id")}
                level = "county" if organ["level"] == "town" else organ["level"]
                name = organ["organ_name"] if copy == 0 else f"第{copy}省{organ['organ_name']}"
                rows.writerow(
                    {**organ, **ids, "level": level, "organ_name_zh": name, "organ_name_en": ids["organ_id"],
                     "source": "synthetic"}
                )  # fmt: skip
    (project / "seeds" / "registry" / "organ_aliases.csv").write_text("alias_zh,organ_id\n", encoding="utf-8")


def _organ_of(organ_id: str, copy: int) -> str:
    return organ_id if copy == 0 or not organ_id else f"P{copy}{organ_id}"


def write_work(settings: Settings, province: Province, copies: int) -> int:
    """The work database that a build over all the provinces leaves; the reports in it."""
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "5GB"})
    load_raw(connection, province.frames)
    nodes = compiled_nodes(settings.dbt_dir)
    build_models(connection, nodes, settings.seeds_dir, list(nodes))
    settings.work_db.parent.mkdir(parents=True)
    connection.execute(f"attach '{settings.work_db}' as work")
    for schema in ("raw", "seeds", "marts", "intermediate"):
        connection.execute(f"create schema work.{schema}")
    for node in nodes.values():
        if node.kind == "seed":
            connection.execute(f"create table work.seeds.{node.name} as from seeds.{node.name}")
    numbers = f"range({copies}) as copies(copy)"
    for table in (
        *(f"raw.{name}" for name in RAW_TABLES),
        *(f"marts.{n.name}" for n in nodes.values() if n.rebuilt_by),
    ):
        name = table.partition(".")[2]
        if name in _OF_ALL:
            connection.execute(f"create table work.{table} as from {table}")
        elif name == "fct_rule_coverage":
            counts = ", ".join(f"{one}_count * {copies} as {one}_count" for one in _SUMMED)
            connection.execute(f"create table work.{table} as select * replace ({counts}) from {table}")
        else:
            rows = _multiplied(connection, table)
            # the declared organs are those of all provinces already
            source = f"{table} where organ_id not like 'P%'" if name == "dim_organ" else table
            connection.execute(f"create table work.{table} as select {rows} from (from {source}) as rows, {numbers}")
    connection.execute(
        "create table work.intermediate.int_reports as "
        f"select {_multiplied(connection, 'intermediate.int_reports')} from intermediate.int_reports as rows, {numbers}"
    )
    (held,) = connection.execute("select count(*) from work.raw.raw_documents").fetchone()
    connection.close()
    remember_build(settings.work_db, work_fingerprint(settings.seeds_dir, settings.dbt_dir))
    return int(held)


def _multiplied(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns of a table with the ids of the province that ``copy`` numbers."""
    columns = [name for name, *_ in connection.execute(f"describe {table}").fetchall()]
    changed = {name: f"if(copy = 0, {name}, {hashed}(concat(copy, {name})))" for name, hashed in _HASHES.items()}
    changed |= {name: f"if(copy = 0 or {name} = '', {name}, concat('P', copy, {name}))" for name in _ORGANS}
    changed["uri"] = "if(copy = 0, uri, concat(copy, '/', uri))"
    return ", ".join(f"{changed[name]} as {name}" if name in changed else name for name in columns)


def land_held(settings: Settings) -> LandingStore:
    """The landing manifest of the reports held; their bytes are not needed any more."""
    settings.landing_dir.mkdir(parents=True)
    with duckdb.connect(str(settings.work_db), read_only=True) as connection:
        connection.execute(f"""
            copy (
                select
                    'arrival' as event, uri, file_name, document_id as sha256, size_bytes, media_type,
                    'inbox' as source, null as claimed_organ, null as claimed_period, false as is_mirrored,
                    concat(replace(arrived_at, ' ', 'T'), '+00:00') as arrived_at,
                    concat(replace(arrived_at, ' ', 'T'), '+00:00') as recorded_at
                from raw.raw_documents
            ) to '{settings.landing_dir / "manifest.jsonl"}' (format json)
        """)
    return LandingStore(settings.landing_dir)


def measure(province: Province, folder: Path, copies: int) -> tuple[int, list[UpdateReport]]:
    """Hold the reports of so many provinces, and take in one document after the other."""
    settings = Settings(project_dir=folder / "project", data_dir=folder / "data")
    settings.project_dir.mkdir(parents=True)
    write_seeds(settings.project_dir, province, copies)
    held = write_work(settings, province, copies)
    land_held(settings)
    manifest = publish(
        settings.work_db,
        settings.published_dir,
        run_facts={},
        **presentation_of(settings.dbt_dir / "target" / "manifest.json", settings.seeds_dir),
    )
    remember_publication(settings.work_db, manifest.version_id)
    reports = []
    with _gate_ready():
        for document in province.held_back:
            store = LandingStore(settings.landing_dir)
            store.land_file(document, source="inbox", now=_NOW, mirror=False)
            reports.append(update_marts(settings, LandingStore(settings.landing_dir)))
    return held, reports


@contextmanager
def _gate_ready() -> Iterator[None]:
    with start_early_gate():
        make_ready()
        yield


def main() -> None:
    """Measure few and many, print the stages side by side, keep the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organs", type=int, default=94)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--many", type=int, default=MANY, help="reports held in the large case")
    parser.add_argument("--province", type=Path, help="a province that gongkai synth made before")
    options = parser.parse_args()
    console = Console(width=None if os.isatty(1) else 120)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        province = make_province(options.province or folder / "province", options.organs, (2019, 2024), options.seed)
        of_one = province.frames["raw_documents"].height
        few, of_few = measure(province, folder / "few", max(1, round(FEW / of_one)))
        console.print(f"{few:,} reports held: {statistics.median(map(_seconds, of_few)):.1f} s a submission")
        shutil.rmtree(folder / "few")
        many, of_many = measure(province, folder / "many", max(1, round(options.many / of_one)))
    _print_stages(console, few, of_few, many, of_many)
    sums = [[_seconds(one) for one in reports] for reports in (of_few, of_many)]
    without = [[_seconds(one, "publication") for one in reports] for reports in (of_few, of_many)]
    rows = [statistics.median(one.row_count for one in reports) for reports in (of_few, of_many)]
    report(
        f"one submission, {many:,} reports held against {few:,}: medians of {len(of_few)} "
        f"({statistics.median(without[0]):.2f} s and {statistics.median(without[1]):.2f} s without publication)",
        [
            Result("update without publication, many / few reports held", _ratio(without), 1.5),
            Result("rows touched by an update, many / few reports held", rows[1] / rows[0], 1.0),
            Result("update with publication, many / few reports held (grows with the marts)", _ratio(sums), 30.0),
        ],
    )


def _seconds(one: UpdateReport, *but: str) -> float:
    return sum(seconds for stage, seconds in one.seconds.items() if ":" not in stage and stage not in but)


def _ratio(pairs: list[list[float]]) -> float:
    return statistics.median(pairs[1]) / statistics.median(pairs[0])


def _print_stages(
    console: Console, few: int, of_few: list[UpdateReport], many: int, of_many: list[UpdateReport]
) -> None:
    table = Table(title="one submission, median seconds a stage")
    for column in ("stage", f"{few:,} held", f"{many:,} held", "ratio"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage in of_few[0].seconds:
        a, b = (statistics.median(one.seconds[stage] for one in reports) for reports in (of_few, of_many))
        table.add_row(stage, f"{a:.3f}", f"{b:.3f}", f"{b / a:.2f}")
    console.print(table)
    for reports in (of_few, of_many):
        console.print(f"rows touched: {sorted(one.row_count for one in reports)}")


if __name__ == "__main__":
    main()
