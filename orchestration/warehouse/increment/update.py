"""An update of the work database: the documents that came and went, what depends on them, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from orchestration.domain.errors import BuildError
from orchestration.warehouse.increment.changes import (
    NotIncrementalError,
    find_changes,
    take_in_changes,
    undeclared_marts,
)
from orchestration.warehouse.increment.family import Family
from orchestration.warehouse.increment.held import (
    OF_EVERY_YEAR,
    REFUSED,
    UNREAD,
    count_mentions,
    published_version,
    why_not,
)
from orchestration.warehouse.increment.marts import build_marts
from orchestration.warehouse.increment.part import Part
from orchestration.warehouse.increment.scopes import name_changed_organs, name_organs, name_scopes, touched_cells
from orchestration.warehouse.models import CompiledNode, build_models
from orchestration.warehouse.raw_store import RAW_TABLES, empty_frame, load_raw

_WHO = "document_id, organ_id, period, reporting_scope, form_code"
Frames = Mapping[str, pl.DataFrame]


class Touched(NamedTuple):
    """Rows of one mart that went and came."""

    gone: int
    come: int


@dataclass(slots=True)
class Update:
    """What an update did; ``connection`` still has the rows that went and came, in ``going`` and ``coming``."""

    connection: duckdb.DuckDBPyConnection
    version_id: str  # published from the work database as it was before; blank if none was
    rows: dict[str, Touched] = field(default_factory=dict)
    documents_read: int = 0
    documents_rebuilt: int = 0
    seconds: dict[str, float] = field(default_factory=dict)  # by stage


def open_work(work_db: Path, fingerprint: str) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the work database attached as ``work``.

    Raises:
        NotIncrementalError: if it isn't there, or was built with other seeds, models or code.
        BuildError: if another process is writing to it.
    """
    if not work_db.is_file():
        raise NotIncrementalError("There is no work database yet.")
    connection = duckdb.connect(config={"threads": 2})
    try:
        connection.execute("attach '" + str(work_db).replace("'", "''") + "' as work")
    except duckdb.IOException as error:
        raise BuildError(f"{work_db} is in use by another run: {error}") from None
    if reason := why_not(connection, fingerprint):
        connection.close()
        raise NotIncrementalError(reason)
    return connection


def update_work(
    connection: duckdb.DuckDBPyConnection,
    nodes: dict[str, CompiledNode],
    seeds_dir: Path,
    come: Frames,
    gone: Collection[str],
    gone_submissions: Collection[str] = (),
    touched: Collection[str] = (),
) -> Update:
    """Take documents into the work database and others out of it; its marts are then those of a full build.

    Args:
        connection: As :func:`open_work` gives it.
        nodes: The compiled models.
        seeds_dir: Declared knowledge.
        come: The raw rows of the documents and submissions that came, a frame a raw table; of decisions all there are,
            and of archives among ``touched`` all that was refused.
        gone: Documents that are no longer there, or whose raw rows ``come`` replaces.
        gone_submissions: Submissions that are no longer there, or whose rows ``come`` replaces.
        touched: Documents and archives whose submissions or decisions are others than before.

    Raises:
        NotIncrementalError: if only a full build can tell; nothing was changed then.
    """
    if undeclared := undeclared_marts(nodes):
        raise NotIncrementalError(f"{', '.join(undeclared)}: made by full builds alone.")
    update = Update(connection, published_version(connection))
    clock = Stopwatch(update.seconds)
    _lay_out(connection, nodes, seeds_dir, come, {*gone})
    newcomers = {*come["raw_documents"]["document_id"]} if "raw_documents" in come else set()
    _lay_out_submissions(connection, {*gone_submissions}, {*touched} - {*gone} - newcomers)
    name_organs(connection)
    count_mentions(connection)
    name_changed_organs(connection)
    family = Family(connection)
    part = Part(connection, family, nodes, seeds_dir)
    clock.note("looking around")
    part.close_over(*touched_cells(connection, family))
    name_scopes(connection, family, part.cells, part.forms)
    clock.note("checks")
    build_marts(connection, part, nodes)
    clock.note("marts")
    found = find_changes(connection, nodes)
    clock.note("comparison")
    take_in_changes(connection, found)
    clock.note("writing")
    update.rows = {mart: Touched(*counts) for mart, counts in found.items()}
    update.documents_read = _count(connection, "raw.raw_documents")
    update.documents_rebuilt = _count(connection, "main.scope_documents")
    return update


class Stopwatch:
    """Seconds from note to note, by stage."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._started = time.perf_counter()

    def note(self, stage: str) -> None:
        """The stage ends here."""
        now = time.perf_counter()
        self._seconds[stage] = now - self._started
        self._started = now


def _lay_out(
    connection: duckdb.DuckDBPyConnection,
    nodes: dict[str, CompiledNode],
    seeds_dir: Path,
    come: Frames,
    gone: set[str],
) -> None:
    """The rows that came in the schema ``incoming``; what went, and who the newcomers are, in ``main``."""
    connection.execute("create schema incoming")
    for table in RAW_TABLES:
        connection.register("frame", come.get(table, empty_frame(table)).to_arrow())
        connection.execute(f"create table incoming.{table} as from frame")
        connection.unregister("frame")
    connection.execute("create table main.gone_documents (document_id varchar)")
    if gone:
        connection.execute("insert into main.gone_documents select unnest(?::varchar[])", [sorted(gone)])
    with duckdb.connect(config={"threads": 2}) as newcomers:
        load_raw(newcomers, dict(come))
        build_models(newcomers, nodes, seeds_dir, ["dim_document", "dim_period"])
        for table, sql in (
            ("new_documents", f"select {_WHO} from marts.dim_document"),
            ("new_periods", "from marts.dim_period"),
        ):
            connection.register("rows", newcomers.execute(sql).to_arrow_table())
            connection.execute(f"create table main.{table} as from rows")
            connection.unregister("rows")


def _lay_out_submissions(
    connection: duckdb.DuckDBPyConnection, gone: Collection[str], touched: Collection[str]
) -> None:
    """What is said of touched documents goes and comes again, since it may stand otherwise; their raw rows stay."""
    for table, keys in (("gone_submissions", gone), ("touched_documents", touched)):
        connection.execute(f"create table main.{table} as select unnest(?::varchar[]) as key", [sorted(keys)])
    for table in RAW_TABLES:
        if table not in OF_EVERY_YEAR and table not in UNREAD:
            refused = f" and document_id not in {REFUSED}" if table == "raw_quarantine" else ""
            connection.execute(
                f"insert into incoming.{table} from work.raw.{table} "
                f"where document_id in (from main.touched_documents){refused}"
            )
    connection.execute(f"""
        insert into main.new_documents
        select {_WHO} from work.marts.dim_document where document_id in (from main.touched_documents)
    """)
    connection.execute("insert into main.gone_documents from main.touched_documents")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
