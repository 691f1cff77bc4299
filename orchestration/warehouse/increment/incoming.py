"""What came and went since the work database was made: documents by their arrivals, and the rows of new ones.

Beside documents there are the submissions that brought them, and what the office decided about these.
"""

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
from orchestration.warehouse.increment.changes import NotIncrementalError
from orchestration.warehouse.increment.held import OF_EVERY_YEAR, REFUSED
from orchestration.warehouse.raw_store import EVERY_YEAR, add_documents, drop_documents, write_partition
from orchestration.warehouse.reading import with_period
from orchestration.warehouse.refresh import documents_of
from orchestration.warehouse.standing_organs import tops_of
from orchestration.warehouse.submission_rows import (
    arrival_rows,
    decision_rows,
    instant_text,
    refusal_rows,
    submissions_of,
)

_ONE_A_DOCUMENT = ("raw_documents", "raw_quarantine")
_HELD = f"""
    select document_id, file_name, uri, arrived_at from work.raw.raw_documents
    union all
    select document_id, file_name, uri, arrived_at from work.raw.raw_quarantine where document_id not in {REFUSED}
"""


class Submissions(NamedTuple):
    """How submissions and decisions differ from those of the work database."""

    come: dict[str, pl.DataFrame]  # new ``raw_arrivals``, all decisions, all refusals of archives among ``touched``
    gone: list[str]
    touched: list[str]  # documents and archives that came, went or were decided on otherwise


class Incoming(NamedTuple):
    """The raw rows that come, by report year, and the documents whose rows go; both may hold one document."""

    come: dict[str, dict[str, pl.DataFrame]]
    gone: list[str]
    submissions: Submissions

    @property
    def is_empty(self) -> bool:
        """True if the work database is up to date."""
        return not (self.come or self.gone or self.submissions.gone or self.submissions.touched)

    @property
    def counts(self) -> tuple[int, int]:
        """Documents that come, quarantined ones among them, and documents that go."""
        of_tables = (frames[table].height for frames in self.come.values() for table in _ONE_A_DOCUMENT)
        return sum(of_tables), len(self.gone)

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """All rows that come, a frame a raw table."""
        years = [*self.come.values(), to_frames([]), self.submissions.come]
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
        NotIncrementalError: if a province came that nothing was of, or one went.
    """
    arrivals = documents_of(store.current_arrivals())
    held = {row[0]: row[1:] for row in connection.execute(_HELD).fetchall()}
    facts = {sha256: arrival_facts(arrival) for sha256, arrival in arrivals.items()}
    new = [arrivals[sha256] for sha256, told in facts.items() if held.get(sha256) != told]
    gone = [sha256 for sha256, told in held.items() if facts.get(sha256) != told]
    come = read_arrivals(new, store, knowledge, on_document) if new else {}
    incoming = Incoming(come, gone, find_submissions(connection, store, knowledge))
    if not incoming.is_empty:
        _require_same_provinces(connection, incoming, knowledge())
    return incoming


def find_submissions(
    connection: duckdb.DuckDBPyConnection, store: LandingStore, knowledge: Callable[[], Knowledge]
) -> Submissions:
    """Compare submissions, refusals and decisions with the attached work database."""
    present = {one.submission_id: one for one in submissions_of(store)}
    held = {
        row[0]: row[1:]
        for row in connection.execute(
            "select submission_id, received_at, document_id from work.raw.raw_arrivals"
        ).fetchall()
    }
    new = [one for key, one in present.items() if key not in held or held[key][0] != instant_text(one.arrived_at)]
    gone = [key for key in held if key not in present] + [one.submission_id for one in new if one.submission_id in held]
    decisions = decision_rows(store)
    decided = set(connection.execute("from work.raw.raw_submission_decisions").fetchall()) ^ set(decisions)
    refusals = refusal_rows(store)
    refused = connection.execute(f"from work.raw.raw_quarantine where document_id in {REFUSED}").fetchall()
    archives = {row[0] for row in set(refused) ^ set(refusals)}
    touched = {one.sha256 for one in new} | {held[key][1] for key in gone} | {row[2] for row in decided} | archives
    rows = {
        "raw_arrivals": arrival_rows(new, knowledge().organ_resolver) if new else [],
        "raw_submission_decisions": decisions,
        "raw_quarantine": [row for row in refusals if row[0] in touched],
    }
    return Submissions(to_frames([rows]), gone, sorted(touched))


def _require_same_provinces(connection: duckdb.DuckDBPyConnection, incoming: Incoming, knowledge: Knowledge) -> None:
    """Who stands below a province is listed once for it; with another list of provinces all has to be built."""
    connection.register("names", incoming.frames["raw_organ_names"].to_arrow())
    connection.register("claims", incoming.frames["raw_arrivals"].to_arrow())
    organs = connection.execute(
        """
        select organ_id from work.raw.raw_organ_names where role = 'reporter' and document_id not in (select unnest($1))
        union select claimed_organ_id from work.raw.raw_arrivals where submission_id not in (select unnest($2))
        union select organ_id from names where role = 'reporter'
        union select claimed_organ_id from claims
        """,
        [incoming.gone, incoming.submissions.gone],
    ).fetchall()
    held = connection.execute(
        "select organ_id from work.raw.raw_standing_organs where parent_organ_id = '' and first_year = 0"
    ).fetchall()
    connection.unregister("names")
    connection.unregister("claims")
    tops = tops_of((*(one for (one,) in organs), *knowledge.collectors), knowledge.organ_resolver.registry)
    if tops != {one for (one,) in held}:
        raise NotIncrementalError("The provinces that reports are from are others than before.")


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


def keep_raw(connection: duckdb.DuckDBPyConnection, raw_dir: Path, incoming: Incoming) -> None:
    """Bring the raw tables on disk up to date with what came and went, as the attached work database is already."""
    if incoming.gone:
        drop_documents(raw_dir, incoming.gone)
    for year, frames in incoming.come.items():
        add_documents(raw_dir, year, frames)
    if incoming.submissions.gone or incoming.submissions.touched:
        rows = {table: connection.execute(f"from work.raw.{table}").pl() for table in OF_EVERY_YEAR}
        refused = connection.execute(f"from work.raw.raw_quarantine where document_id in {REFUSED}").pl()
        write_partition(raw_dir, EVERY_YEAR, rows | {"raw_quarantine": refused})
