"""The raw tables of given report years made anew from the landed documents."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from orchestration.contracts import RAW_SCHEMAS, RAW_TABLES, empty_frame
from orchestration.domain import Arrival
from orchestration.landing import ZIP, LandingStore
from orchestration.reference import Knowledge
from orchestration.warehouse.documents import RawRows, to_frames
from orchestration.warehouse.kept_readings import KeptReadings
from orchestration.warehouse.raw_store import EVERY_YEAR, read_raw, write_partition
from orchestration.warehouse.reading import find_report_years, read_documents
from orchestration.warehouse.standing_organs import standing_rows
from orchestration.warehouse.submission_rows import arrival_rows, decision_rows, refusal_rows, submissions_of

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
    kept = _kept_readings(raw_dir, knowledge)
    new = [arrival for sha256, arrival in arrivals.items() if known.get(keys[sha256], "unknown") == "unknown"]
    found = {keys[sha256]: year for sha256, year in find_report_years(new, store, knowledge, kept).items()}
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
) -> list[str]:
    """Read the documents of the given report years and replace the raw tables of those years.

    What was read before by the same code and the same knowledge is not read again.
    What arrived, what was refused and what the office decided is written whole, whatever the years.

    One year is held in memory at a time: those of a province together are more than a machine has.

    Returns:
        The partitions that were written: the years, and the one of rows that belong to none.
    """
    arrivals = documents_of(store.current_arrivals())
    year_of = report_years(store, raw_dir, knowledge)
    kept = _kept_readings(raw_dir, knowledge)
    kept.forget_former()
    written = []
    for year in years:
        of_year = [arrival for sha256, arrival in arrivals.items() if year_of[sha256] == year]
        for arrival in of_year:
            on_document(arrival)
        read = list(read_documents(of_year, store, knowledge, kept))
        frames = {table: pl.concat([empty_frame(table), *(f[table] for f in read)]) for table in RAW_TABLES}
        write_partition(raw_dir, year, frames)
        written.append(year)
    names = read_raw(raw_dir, "raw_organ_names")
    reporters = names.filter(pl.col("role") == "reporter")["organ_id"].unique().to_list()
    write_partition(raw_dir, EVERY_YEAR, to_frames([rows_of_every_year(store, reporters, knowledge)]))
    return [*written, EVERY_YEAR]


def _kept_readings(raw_dir: Path, knowledge: Knowledge) -> KeptReadings:
    return KeptReadings(raw_dir.parent / "readings", knowledge.seeds_dir)


def rows_of_every_year(store: LandingStore, reporters: Iterable[str], knowledge: Knowledge) -> RawRows:
    """What arrived and was decided, and the governments around all who reported, claim to, or are to collect."""
    resolver = knowledge.organ_resolver
    arrivals = arrival_rows(submissions_of(store), resolver)
    claimed = [dict(zip(RAW_SCHEMAS["raw_arrivals"].columns, row, strict=True)) for row in arrivals]
    organs = {*reporters, *(row["claimed_organ_id"] for row in claimed), *knowledge.collectors}
    return {
        "raw_arrivals": arrivals,
        "raw_submission_decisions": decision_rows(store),
        "raw_quarantine": refusal_rows(store),
        "raw_standing_organs": standing_rows(organs, resolver.registry),
    }


def documents_of(arrivals: Iterable[Arrival]) -> dict[str, Arrival]:
    """One arrival a document: of those that brought the same content the first, or the first that claims a period.

    An archive is no document; what is in it has arrived beside it.
    """
    documents: dict[str, Arrival] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.claimed_period is None, a.arrived_at, a.uri)):
        if arrival.media_type != ZIP:
            documents.setdefault(arrival.sha256, arrival)
    return documents
