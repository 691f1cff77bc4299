"""All marts as they were known at the end of a day, in a database of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import duckdb

from orchestration.domain.errors import GongkaiError
from orchestration.landing import LandingStore
from orchestration.publication.presentation import presentation_of
from orchestration.publication.publisher import copy_marts
from orchestration.settings import Settings
from orchestration.warehouse.consolidation import parse_as_of
from orchestration.warehouse.known import build_as_known
from orchestration.warehouse.models import compiled_nodes


@contextmanager
def published_or_as_of(settings: Settings, day: str) -> Iterator[Path]:
    """The published database; or, where a day is named, one of the marts of that day, gone after the block."""
    if not day:
        yield settings.published_dir / "gongkai.duckdb"
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-as-of-") as folder:
        database = Path(folder) / "gongkai.duckdb"
        write_as_of(settings, day, database)
        yield database


def write_as_of(settings: Settings, day: str, out: Path) -> int:
    """Write the marts as they were known at the end of a day; the number of documents they are made of.

    The same models run over the raw rows, arrivals, corrections and waivers known then, so certification, the series,
    consolidations and checks are those of that day; what was published then is equal to it, row by row.

    Args:
        settings: The installation; it is only read.
        day: A day such as 2024-03-01, or an instant in UTC.
        out: The DuckDB file, laid out as the published one; replaced if it is there.

    Raises:
        GongkaiError: if the day is none, nothing had arrived by then, or the file can't be written.
    """
    until = parse_as_of(day).replace(tzinfo=UTC)
    if not out.parent.is_dir():
        raise GongkaiError(f"{out.parent} 不是文件夹（there is no such folder）")
    store = LandingStore(settings.landing_dir)
    if not store.before(until).current_arrivals():
        raise GongkaiError(f"截至 {day}，尚未收到任何文件（nothing had arrived by then）")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".as-of-") as name:
        folder = Path(name)
        work, finished = folder / "work.duckdb", folder / "finished.duckdb"
        with duckdb.connect(config={"threads": 2, "temp_directory": str(folder / "spill")}) as connection:
            nodes = compiled_nodes(settings.dbt_dir)
            seeds = settings.seeds_dir
            count = build_as_known(connection, store, settings.raw_dir, seeds, nodes, until, folder / "seeds")
            connection.execute("attach '" + str(work).replace("'", "''") + "' as work")
            connection.execute("create schema work.marts")
            for node in nodes.values():
                if node.is_mart:
                    connection.execute(f"create table work.marts.{node.name} as from marts.{node.name}")
        told = presentation_of(settings.dbt_dir / "target" / "manifest.json", seeds)
        with duckdb.connect(str(finished), config={"preserve_insertion_order": True}) as connection:
            copy_marts(connection, work, told["descriptions"], told["keys"])
        os.replace(finished, out)
    return count
