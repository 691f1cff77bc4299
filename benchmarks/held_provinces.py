"""An office that holds the reports of one synthetic province, and the same office with those of many.

The reports of one province are generated, landed, read and built as always. For the many its rows are multiplied into
further provinces with organs, documents and submissions of their own, whose names the registry knows in both cases.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.office_installation import declare_organs
from orchestration.landing import LandingStore
from orchestration.reference import load_knowledge
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.synthesis import generate_country
from orchestration.warehouse.increment import remember_build, work_fingerprint
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import RAW_TABLES, load_raw, read_raw
from orchestration.warehouse.refresh import refresh_years, report_years

NOW = datetime(2025, 2, 1, tzinfo=UTC)
_OF_ALL = ("dim_indicator", "dim_rule", "dim_period", "dim_metric", "dim_metric_definition", "dim_code",
           "rpt_reporting_duty")  # fmt: skip # the same whatever is held, as all organs are declared in both cases
_OUTCOMES = ("evaluated", "holds", "truncated", "violated", "undecided", "unasked_report")
_HASHED = ("document_id", "observation_id", "check_id", "set_id")


@dataclass(frozen=True, slots=True)
class Province:
    """Generated reports: those that are held, and those that are to come."""

    folder: Path
    held: list[Path]
    coming: list[Path]


def make_province(folder: Path, organs: int, years: tuple[int, int], seed: int, coming: int) -> Province:
    """Generate a province; of the last year's annual reports of departments some are still to come."""
    generate_country(folder, organs, years, 0.03, seed, PROJECT_DIR / "seeds")
    documents = pl.read_csv(folder / "truth" / "documents.csv", infer_schema=False)
    kinds = pl.read_csv(folder / "truth" / "organs.csv", infer_schema=False).select("organ_id", "kind")
    annual = (pl.col("period") == str(years[1])) & (pl.col("document_kind") == "annual_report")
    late = documents.join(kinds, on="organ_id").filter(annual & (pl.col("kind") == "department")).head(coming)
    paths = documents["path"].to_list()
    wanted = set(late["path"])
    return Province(folder, [folder / p for p in paths if p not in wanted], [folder / p for p in late["path"]])


def declare_provinces(project: Path, province: Province, copies: int) -> None:
    """A project folder whose registry has the organs of so many provinces."""
    shutil.copytree(PROJECT_DIR / "seeds", project / "seeds", ignore=shutil.ignore_patterns("documents"))
    (project / "dbt_project").symlink_to(PROJECT_DIR / "dbt_project")
    organs = pl.read_csv(province.folder / "truth" / "organs.csv", infer_schema=False).fill_null("").to_dicts()
    for copy in range(copies):
        named = "" if copy == 0 else f"第{copy}省"
        declare_organs(
            project / "seeds",
            [
                organ
                | {"organ_id": _organ_of(organ["organ_id"], copy), "organ_name": named + organ["organ_name"]}
                | {"parent_organ_id": _organ_of(organ["parent_organ_id"], copy), "region": named + organ["region"]}
                for organ in organs
            ],
        )


def _organ_of(organ_id: str, copy: int) -> str:
    return organ_id if copy == 0 or not organ_id else f"P{copy}{organ_id}"


def hold_one(settings: Settings, province: Province) -> int:
    """Land, read and build the reports of the province; how many are held."""
    store = LandingStore(settings.landing_dir)
    for path in province.held:
        store.land_file(path, source="inbox", now=NOW, mirror=False)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with build_in_full(settings) as connection:
        settings.work_db.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"attach '{settings.work_db}' as work")
        connection.execute("copy from database memory to work")
        (held,) = connection.execute("select count(*) from raw.raw_documents").fetchone()
    remember_build(settings.work_db, work_fingerprint(settings.seeds_dir, settings.dbt_dir))
    return int(held)


def read_landed(settings: Settings, store: LandingStore) -> None:
    """Bring the raw tables on disk to what has landed; what was read before is not read again."""
    knowledge = load_knowledge(settings.seeds_dir)
    years = report_years(store, settings.raw_dir, knowledge)
    refresh_years(sorted(set(years.values())), store, settings.raw_dir, knowledge)


def build_in_full(settings: Settings) -> duckdb.DuckDBPyConnection:
    """What a full build over all that has landed gives, in memory: reading what is new, and all models."""
    read_landed(settings, LandingStore(settings.landing_dir))
    connection = duckdb.connect(config={"threads": 2})
    load_raw(connection, {table: read_raw(settings.raw_dir, table) for table in RAW_TABLES})
    nodes = compiled_nodes(settings.dbt_dir)
    build_models(connection, nodes, settings.seeds_dir, list(nodes))
    return connection


def hold_many(settings: Settings, one: Settings, copies: int) -> int:
    """Multiply what an office with one province holds into so many; how many reports are held."""
    settings.work_db.parent.mkdir(parents=True)
    shutil.copytree(one.raw_dir, settings.raw_dir)
    shutil.copytree(one.landing_dir, settings.landing_dir)
    with duckdb.connect(str(settings.work_db), config={"threads": 2, "memory_limit": "4GB"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach '{one.work_db}' as one (read_only)")
        _number_submissions(connection, copies)
        for node in compiled_nodes(one.dbt_dir).values():
            connection.execute(f"create schema if not exists {node.schema}")
            if node.kind == "seed":
                connection.execute(f"create table seeds.{node.name} as from one.seeds.{node.name}")
            elif node.is_mart or node.name == "int_reports":
                _multiply(connection, f"{node.schema}.{node.name}", copies)
        connection.execute("create schema raw")
        for table in RAW_TABLES:
            _multiply(connection, f"raw.{table}", copies)
        connection.execute("drop table main.submissions")
        _land_multiplied(connection, settings)
        (held,) = connection.execute("select count(*) from raw.raw_documents").fetchone()
    remember_build(settings.work_db, work_fingerprint(settings.seeds_dir, settings.dbt_dir))
    return int(held)


def _number_submissions(connection: duckdb.DuckDBPyConnection, copies: int) -> None:
    """Make ``main.submissions``: the id of each submission in each copy, as its source, uri and content give it."""
    connection.execute(f"""
        create table main.submissions as
        select
            submission_id, copy,
            left(sha256(concat_ws(chr(10), source, {_changed("uri")}, {_changed("document_id")})), 32) as copied_id
        from one.raw.raw_arrivals as rows, range({copies}) as copies(copy)
    """)


def _multiply(connection: duckdb.DuckDBPyConnection, table: str, copies: int) -> None:
    """Write a table once for each copy.

    Raw tables are loaded document by document, so the copies lie one after the other; the rows of marts lie beside each
    other, since models leave them in no order.
    """
    schema, _, name = table.partition(".")
    source = f"one.{table} as rows, range({copies}) as copies(copy)"
    if name in _OF_ALL:
        connection.execute(f"create table {table} as from one.{table}")
    elif name == "fct_rule_coverage":
        counts = ", ".join(f"{outcome}_count * {copies} as {outcome}_count" for outcome in _OUTCOMES)
        connection.execute(f"create table {table} as select * replace ({counts}) from one.{table}")
    else:
        columns = [column for column, *_ in connection.execute(f"describe one.{table}").fetchall()]
        changed = ", ".join(f"{_changed(column)} as {column}" for column in columns)
        if "submission_id" in columns:
            source = f"one.{table} as rows cross join range({copies}) as copies(copy) "
            source += "left join main.submissions as ids on ids.submission_id = rows.submission_id "
            source += "and ids.copy = copies.copy"
        # declared organs are those of all provinces already
        once = "and (copies.copy = 0 or not rows.is_registered)" if name == "dim_organ" else ""
        connection.execute(f"create table {table} as select {changed} from {source} limit 0")
        step = 1 if schema == "raw" else copies
        for first in range(0, copies, step):
            some = f"copies.copy >= {first} and copies.copy < {first + step}"
            connection.execute(f"insert into {table} select {changed} from {source} where {some} {once}")


def _changed(column: str) -> str:
    """What a column has in the province that ``copy`` numbers."""
    name = f"rows.{column}"
    if column == "submission_id":
        return "coalesce(ids.copied_id, rows.submission_id)"
    kept = f"copies.copy = 0 or {name} = ''"
    if column.endswith("organ_id"):
        return f"if({kept}, {name}, concat('P', copies.copy, {name}))"
    if column.endswith(_HASHED):
        number = "lpad(cast(copies.copy as varchar), 3, '0')"  # with what follows it no hash of another province
        return f"if({kept}, {name}, concat({number}, 'fffff', substr({name}, 9)))"
    if column in ("uri", "archive_uri"):
        return f"if({kept}, {name}, replace({name}, 'inbox/', concat('inbox/', copies.copy, '/')))"
    return name


def _land_multiplied(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The landing manifest of all that is held; the bytes of the copies are never asked for."""
    connection.execute(f"""
        copy (
            select
                'arrival' as event, uri, file_name, document_id as sha256, size_bytes, media_type, source,
                null as claimed_organ, nullif(claimed_period, '') as claimed_period, false as is_mirrored,
                concat(replace(received_at, ' ', 'T'), '+00:00') as arrived_at,
                concat(replace(received_at, ' ', 'T'), '+00:00') as recorded_at
            from raw.raw_arrivals
        ) to '{settings.landing_dir / "manifest.jsonl"}' (format json)
    """)
