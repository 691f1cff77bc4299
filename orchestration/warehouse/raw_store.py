"""The raw tables on disk: Parquet by report year, and the same rows in the schema ``raw`` of a DuckDB."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb
import polars as pl

from orchestration.contracts.raw_frames import RAW_TABLES, empty_frame

EVERY_YEAR = "all"  # where rows stand that belong to no report year: what arrived, what was decided
_FILE = "part.parquet"  # the rows of a build; what updates add lies beside it
_MOST_MEMORY = "2GB"  # while the raw tables are loaded


def write_partition(raw_dir: Path, report_year: str, frames: dict[str, pl.DataFrame]) -> None:
    """Replace the rows of one report year in every raw table, each file in one atomic step.

    Args:
        raw_dir: Folder of the raw tables.
        report_year: 2018, ``unknown``, or ``EVERY_YEAR`` for rows that belong to none.
        frames: One frame a raw table; a table that is left out has no rows for that year.
    """
    for table in RAW_TABLES:
        frame = frames.get(table, empty_frame(table))
        folder = raw_dir / table / f"report_year={report_year}"
        for added in folder.glob("added-*.parquet"):
            added.unlink()
        if frame.is_empty():
            shutil.rmtree(folder, ignore_errors=True)
            continue
        _write_file(folder, _FILE, frame)


def add_documents(raw_dir: Path, report_year: str, frames: dict[str, pl.DataFrame]) -> None:
    """Put the rows of new documents of one report year beside those that are there; nothing is read or rewritten."""
    documents = sorted({*frames["raw_documents"]["document_id"], *frames["raw_quarantine"]["document_id"]})
    name = f"added-{hashlib.sha256(''.join(documents).encode()).hexdigest()[:16]}.parquet"
    for table in RAW_TABLES:
        if not frames[table].is_empty():
            _write_file(raw_dir / table / f"report_year={report_year}", name, frames[table])


def drop_documents(raw_dir: Path, documents: Collection[str]) -> None:
    """Take the rows of documents out of the raw tables; only the files that hold some are rewritten.

    Rows that belong to no report year stay: they are written whole each time.
    """
    for file in raw_dir.glob("*/report_year=*/[!.]*.parquet"):
        if file.parent.name == f"report_year={EVERY_YEAR}":
            continue
        held = pl.scan_parquet(file)
        if held.filter(pl.col("document_id").is_in(documents)).select(pl.len()).collect().item():
            _write_file(file.parent, file.name, held.filter(~pl.col("document_id").is_in(documents)).collect())


def _write_file(folder: Path, name: str, frame: pl.DataFrame) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.{os.getpid()}"
    frame.write_parquet(unfinished)
    os.replace(unfinished, folder / name)


def stored_years(raw_dir: Path) -> set[str]:
    """The report years that have rows on disk."""
    return {folder.name.removeprefix("report_year=") for folder in raw_dir.glob("*/report_year=*")} - {EVERY_YEAR}


def read_partition(raw_dir: Path, report_year: str, table: str) -> pl.DataFrame:
    """The rows of a raw table in one report year."""
    file = raw_dir / table / f"report_year={report_year}" / _FILE
    return pl.read_parquet(file) if file.exists() else empty_frame(table)


def raw_files(raw_dir: Path, table: str) -> list[Path]:
    """The files of a raw table: those of builds, and what updates have added."""
    return sorted(raw_dir.glob(f"{table}/report_year=*/[!.]*.parquet"))


def read_raw(raw_dir: Path, table: str) -> pl.DataFrame:
    """All rows of a raw table, over its report years."""
    files = raw_files(raw_dir, table)
    return pl.concat([pl.read_parquet(file) for file in files]) if files else empty_frame(table)


def load_raw(connection: duckdb.DuckDBPyConnection, frames: dict[str, pl.DataFrame]) -> None:
    """Put the raw tables into the schema ``raw`` of a database, replacing what was there."""
    connection.execute("create schema if not exists raw")
    for table in RAW_TABLES:
        frame = frames.get(table, empty_frame(table))
        connection.register("incoming_frame", frame.to_arrow())
        connection.execute(f"create or replace table raw.{table} as select * from incoming_frame")
        connection.unregister("incoming_frame")


def load_raw_folder(work_db: Path, raw_dir: Path) -> dict[str, int]:
    """Load the Parquet of every raw table into the work database; rows a table.

    The marts are not made of them yet, so no update can go on from the database until a build is done.
    """
    work_db.parent.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    with duckdb.connect(str(work_db), config={"memory_limit": _MOST_MEMORY}) as connection:
        connection.execute("drop schema if exists held cascade")
        load_raw(connection, {})
        connection.execute("set preserve_insertion_order = false")
        for table in RAW_TABLES:
            if files := [str(file) for file in raw_files(raw_dir, table)]:
                # the frames of a large province don't fit into memory together; the engine streams them
                connection.execute(
                    f"insert into raw.{table} by name select * from read_parquet(?, hive_partitioning = false)", [files]
                )
            rows[table] = connection.execute(f"select count(*) from raw.{table}").fetchall()[0][0]
    return rows
