"""Landed documents to frames of the raw tables: in this process if they are few, else by one process a processor.

A document is read once; what was read of it is kept beside the raw tables.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.collector import collector_paused
from orchestration.domain import Arrival
from orchestration.landing import LandingStore
from orchestration.reference import Knowledge, load_knowledge
from orchestration.warehouse.documents import RawRows, process_document, report_year_of, to_frames
from orchestration.warehouse.kept_readings import KeptReadings

Frames = dict[str, pl.DataFrame]  # raw table -> its rows
_Batch = Sequence[Arrival]
_BATCH = 50  # documents a task
_FEWEST = 500  # documents that are worth starting processes for: each takes a few seconds to begin
_Given = tuple[LandingStore, Knowledge, KeptReadings]  # what a batch is read with
_Work = Callable[[_Batch, *_Given], Any]

_given: _Given | None = None  # of a process of the pool


def read_documents(arrivals: _Batch, store: LandingStore, knowledge: Knowledge, kept: KeptReadings) -> Iterator[Frames]:
    """The raw tables of documents, some documents at a time, in their order."""
    yield from _over_batches(_read, arrivals, (store, knowledge, kept))


def find_report_years(
    arrivals: _Batch, store: LandingStore, knowledge: Knowledge, kept: KeptReadings
) -> dict[str, str]:
    """Document -> the report year by which it is partitioned; ``unknown`` where nothing tells it."""
    years: dict[str, str] = {}
    for found in _over_batches(_years, arrivals, (store, knowledge, kept)):
        years.update(found)
    return years


def _read(batch: _Batch, store: LandingStore, knowledge: Knowledge, kept: KeptReadings) -> Frames:
    return to_frames(with_period(_rows(one, store, knowledge, kept)) for one in batch)


def _years(batch: _Batch, store: LandingStore, knowledge: Knowledge, kept: KeptReadings) -> dict[str, str]:
    return {one.sha256: report_year_of(_rows(one, store, knowledge, kept)) for one in batch}


def _rows(arrival: Arrival, store: LandingStore, knowledge: Knowledge, kept: KeptReadings) -> RawRows:
    """What a document adds to each raw table: as it was read before, or read now."""
    if (rows := kept.find(arrival)) is None:
        rows = process_document(store.read(arrival.sha256), arrival, knowledge)
        kept.keep(arrival, rows)
    return rows


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


def _over_batches(work: _Work, arrivals: _Batch, given: _Given) -> Iterator[Any]:
    """What the work makes of each batch, in order."""
    batches = [arrivals[at : at + _BATCH] for at in range(0, len(arrivals), _BATCH)]
    workers = min(os.cpu_count() or 1, len(batches))
    if workers < 2 or len(arrivals) < _FEWEST:
        yield from (work(batch, *given) for batch in batches)
        return
    store, knowledge, kept = given
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of the orchestrator's threads
    with ProcessPoolExecutor(workers, context, _begin, (store.root, knowledge.seeds_dir, kept.root)) as pool:
        yield from pool.map(_work_on, [work] * len(batches), batches)


def _begin(root: Path, seeds_dir: Path, kept: Path) -> None:
    global _given
    with collector_paused():
        _given = LandingStore(root), load_knowledge(seeds_dir), KeptReadings(kept, seeds_dir)


def _work_on(work: _Work, batch: _Batch) -> Any:
    if _given is None:
        raise RuntimeError("the process was not set up")
    return work(batch, *_given)
