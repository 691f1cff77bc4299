"""What came and went since the work database was made: documents by their arrivals, and the rows of new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from orchestration.contracts import RAW_TABLES, validate_frame
from orchestration.domain import Arrival
from orchestration.domain.errors import BuildError
from orchestration.landing import LandingStore
from orchestration.reference import Knowledge
from orchestration.warehouse.documents import process_document, to_frames
from orchestration.warehouse.raw_store import add_documents, drop_documents
from orchestration.warehouse.refresh import documents_of, with_period

_ONE_A_DOCUMENT = ("raw_documents", "raw_quarantine")
_HELD = """
    select document_id, file_name, uri, arrived_at from work.raw.raw_documents
    union all
    select document_id, file_name, uri, arrived_at from work.raw.raw_quarantine
"""


class Incoming(NamedTuple):
    """The raw rows that come, by report year, and the documents whose rows go; both may hold one document."""

    come: dict[str, dict[str, pl.DataFrame]]
    gone: list[str]

    @property
    def counts(self) -> tuple[int, int]:
        """Documents that come, quarantined ones among them, and documents that go."""
        of_tables = (frames[table].height for frames in self.come.values() for table in _ONE_A_DOCUMENT)
        return sum(of_tables), len(self.gone)

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """All rows that come, a frame a raw table."""
        years = [*self.come.values(), to_frames([])]
        return {table: pl.concat([frames[table] for frames in years]) for table in RAW_TABLES}


def find_incoming(
    connection: duckdb.DuckDBPyConnection,
    store: LandingStore,
    knowledge: Callable[[], Knowledge],
    on_document: Callable[[Arrival], None] = lambda arrival: None,
) -> Incoming:
    """Compare the arrivals with the attached work database, and read what is new.

    Args:
        connection: It has the work database attached as ``work``.
        store: The landing store; nothing is landed here.
        knowledge: Gives the declared knowledge; asked only if there is something to read.
        on_document: Called before each document is read.

    Raises:
        BuildError: if the rows of a document break the contract of a raw table.
    """
    arrivals = documents_of(store.current_arrivals())
    held = {row[0]: row[1:] for row in connection.execute(_HELD).fetchall()}
    new = [arrival for sha256, arrival in arrivals.items() if held.get(sha256) != arrival_facts(arrival)]
    gone = [sha256 for sha256 in held if sha256 not in arrivals or held[sha256] != arrival_facts(arrivals[sha256])]
    return Incoming(read_arrivals(new, store, knowledge, on_document) if new else {}, gone)


def arrival_facts(arrival: Arrival) -> tuple[str, str, str]:
    """File name, address and instant of an arrival as the raw tables keep them: with the same ones nothing is new."""
    instant = arrival.arrived_at.isoformat(sep=" ", timespec="seconds").replace("+00:00", "")
    return arrival.file_name, arrival.uri, instant


def read_arrivals(
    arrivals: Iterable[Arrival],
    store: LandingStore,
    knowledge: Callable[[], Knowledge],
    on_document: Callable[[Arrival], None] = lambda arrival: None,
) -> dict[str, dict[str, pl.DataFrame]]:
    """Report year -> the raw rows of documents, a frame a raw table, each held to its contract.

    Raises:
        BuildError: if a row breaks a contract.
    """
    by_year: dict[str, list] = {}
    for arrival in arrivals:
        on_document(arrival)
        rows = with_period(process_document(store.read(arrival.sha256), arrival, knowledge()))
        documents = rows.get("raw_documents")
        by_year.setdefault(documents[0][12][:4] if documents else "unknown", []).append(rows)
    frames = {year: to_frames(rows) for year, rows in by_year.items()}
    for of_year in frames.values():
        for table, frame in of_year.items():
            if failures := validate_frame(table, frame):
                raise BuildError(f"{table} breaks its contract: {failures[0]}")
    return frames


def keep_raw(raw_dir: Path, incoming: Incoming) -> None:
    """Bring the raw tables on disk up to date with what came and went."""
    if incoming.gone:
        drop_documents(raw_dir, incoming.gone)
    for year, frames in incoming.come.items():
        add_documents(raw_dir, year, frames)
