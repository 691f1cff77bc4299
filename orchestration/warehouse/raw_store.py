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

_FILE = "part.parquet"  # the rows of a build; what updates add lies beside it


def write_partition(raw_dir: Path, report_year: str, frames: dict[str, pl.DataFrame]) -> None:
    """Replace the rows of one report year in every raw table, each file in one atomic step.

    Args:
        raw_dir: Folder of the raw tables.
        report_year: 2018, or ``unknown``.
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
    """Take the rows of documents out of the raw tables; only the files that hold some are rewritten."""
    for file in raw_dir.glob("*/report_year=*/[!.]*.parquet"):
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
    return {folder.name.removeprefix("report_year=") for folder in raw_dir.glob("*/report_year=*")}


def read_raw(raw_dir: Path, table: str) -> pl.DataFrame:
    """All rows of a raw table, over its report years."""
    files = sorted(raw_dir.glob(f"{table}/report_year=*/[!.]*.parquet"))
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
    frames = {table: read_raw(raw_dir, table) for table in RAW_TABLES}
    with duckdb.connect(str(work_db)) as connection:
        connection.execute("drop schema if exists held cascade")
        load_raw(connection, frames)
    return {table: frame.height for table, frame in frames.items()}
