"""The raw tables of given report years made anew from the landed documents."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from orchestration.domain import Arrival
from orchestration.landing import LandingStore
from orchestration.reference import Knowledge
from orchestration.warehouse.documents import RawRows, process_document, report_year_of, to_frames
from orchestration.warehouse.raw_store import write_partition

_INDEX = "report_years.json"


def report_years(store: LandingStore, raw_dir: Path, knowledge: Knowledge) -> dict[str, str]:
    """Document -> report year of all documents that are there now.

    A year once found is kept beside the raw tables; it is found again for a new document, or when the forms change.
    """
    index = raw_dir / _INDEX
    stored = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
    known: dict[str, str] = stored.get("years", {}) if stored.get("forms") == knowledge.forms_fingerprint else {}
    arrivals = documents_of(store.current_arrivals())
    keys = {sha256: f"{sha256} {arrival.claimed_period or ''}".strip() for sha256, arrival in arrivals.items()}
    found = {
        keys[sha256]: report_year_of(store.read(sha256), arrival, knowledge)
        for sha256, arrival in arrivals.items()
        if known.get(keys[sha256], "unknown") == "unknown"
    }
    if found:
        raw_dir.mkdir(parents=True, exist_ok=True)
        unfinished = index.with_suffix(f".{os.getpid()}")
        content = {"forms": knowledge.forms_fingerprint, "years": {**known, **found}}
        unfinished.write_text(json.dumps(content, indent=0, sort_keys=True), encoding="utf-8")
        os.replace(unfinished, index)
    return {sha256: found.get(key) or known[key] for sha256, key in keys.items()}


def refresh_years(
    years: Iterable[str],
    store: LandingStore,
    raw_dir: Path,
    knowledge: Knowledge,
    on_document: Callable[[Arrival], None] = lambda arrival: None,
) -> dict[str, dict[str, pl.DataFrame]]:
    """Read the documents of the given report years and replace the raw tables of those years.

    Returns:
        Year -> raw table -> frame, as written.
    """
    arrivals = documents_of(store.current_arrivals())
    year_of = report_years(store, raw_dir, knowledge)
    written = {}
    for year in years:
        rows: list[RawRows] = []
        for sha256, arrival in arrivals.items():
            if year_of[sha256] == year:
                on_document(arrival)
                rows.append(with_period(process_document(store.read(sha256), arrival, knowledge)))
        written[year] = to_frames(rows)
        write_partition(raw_dir, year, written[year])
    return written


def with_period(rows: RawRows) -> RawRows:
    """A document that names no period can't stand in a mart: it is set aside, with what to do about it."""
    documents = rows.get("raw_documents", [])
    if not documents or documents[0][12]:
        return rows
    document_id, file_name, uri, size, media_type = documents[0][:5]
    reason = (
        "No title tells which period this document reports on. "
        "Put the period into its file name, such as 2018Q1 or 2021-08, and land it again."
    )
    return {"raw_quarantine": [(document_id, file_name, uri, size, media_type, "no_period", reason, documents[0][15])]}


def documents_of(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """One arrival a document: of those that brought the same content the first, or the first that claims a period."""
    documents: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.claimed_period is None, a.arrived_at, a.uri)):
        documents.setdefault(arrival.sha256, arrival)
    return documents
