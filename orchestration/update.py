"""What came since the last build taken in: the work database updated, what changed judged, and a version made of it.

Belongs here: the order of the steps, and what is done when one can't go on from the last. Does not: landing, which
comes before, and the full build, which the caller does when this room says that only that can help.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from expectations.early import ask_gate
from expectations.verdict import GateResult
from orchestration.domain import Arrival
from orchestration.landing import LandingStore
from orchestration.publication.carried import MartChange, carry_tables
from orchestration.publication.presentation import made_with, presentation_of
from orchestration.publication.publisher import publish
from orchestration.publication.versions import current_version
from orchestration.reference import load_knowledge
from orchestration.settings import Settings
from orchestration.warehouse.increment import (
    Stopwatch,
    Update,
    find_incoming,
    keep_raw,
    open_work,
    remember_publication,
    update_work,
    work_fingerprint,
    write_part,
)
from orchestration.warehouse.models import compiled_nodes

__all__ = ["UpdateReport", "update_marts"]


@dataclass(slots=True)
class UpdateReport:
    """What an update did."""

    documents_come: int = 0
    documents_gone: int = 0
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)  # mart -> rows that went, rows that came
    version_id: str | None = None  # that readers see now
    is_new: bool = False
    refusals: tuple[str, ...] = ()  # what the gate refused for, in words
    seconds: dict[str, float] = field(default_factory=dict)  # by stage

    @property
    def row_count(self) -> int:
        """Rows of marts that went or came."""
        return sum(gone + come for gone, come in self.rows.values())


@dataclass(slots=True)
class TakenIn:
    """The work database is up to date; what is new in it waits for the gate."""

    report: UpdateReport
    part: Path  # a database with the rows to judge: those of the part, or all
    base: str  # the version that the changes are changes of; blank if there is none
    changes: dict[str, MartChange]
    is_published: bool

    def judge(self, settings: Settings) -> GateResult:
        """Ask the gate about the rows that are new."""
        verdict = ask_gate(self.part, settings.data_docs_dir / "update")
        if self.part != settings.work_db:
            self.part.unlink()
        return verdict


def update_marts(
    settings: Settings, store: LandingStore, on_document: Callable[[Arrival], None] = lambda arrival: None
) -> UpdateReport:
    """Bring the work database and what is published up to date with what has landed.

    The marts are then those of a full build, row for row. If the gate refuses, the work database is up to date and
    readers keep the last good version.

    Raises:
        NotIncrementalError: if only a full build can do it; the message says why. Nothing was changed.
        BuildError: if the work database is in use, or publication fails.
    """
    taken = take_in(settings, store, on_document)
    if not taken.is_published:
        _release(settings, taken)
    taken.report.version_id = current_version(settings.published_dir)
    return taken.report


def take_in(
    settings: Settings, store: LandingStore, on_document: Callable[[Arrival], None] = lambda arrival: None
) -> TakenIn:
    """Bring the work database up to date with what has landed; nothing is judged or published.

    Raises:
        NotIncrementalError: if only a full build can do it; the message says why. Nothing was changed.
        BuildError: if the work database is in use.
    """
    report = UpdateReport()
    clock = Stopwatch(report.seconds)
    base, part = "", settings.work_db
    changes: dict[str, MartChange] = {}
    with open_work(settings.work_db, work_fingerprint(settings.seeds_dir, settings.dbt_dir)) as connection:
        nodes = compiled_nodes(settings.dbt_dir)
        clock.note("opening")
        incoming = find_incoming(connection, store, partial(load_knowledge, settings.seeds_dir), on_document)
        clock.note("reading")
        report.documents_come, report.documents_gone = incoming.counts
        if not incoming.is_empty:
            update = update_work(
                connection,
                nodes,
                settings.seeds_dir,
                incoming.frames,
                incoming.gone,
                incoming.submissions.gone,
                incoming.submissions.touched,
            )
            keep_raw(connection, settings.raw_dir, incoming)
            report.rows = {mart: tuple(counts) for mart, counts in update.rows.items()}
            base, changes = update.version_id, _changes(update)
            part = write_part(connection, nodes, settings.work_db.with_name("part.duckdb")) or part
            report.seconds |= {f"models: {stage}": seconds for stage, seconds in update.seconds.items()}
        is_published = connection.execute("select version_id <> '' from work.held.basis").fetchone()[0]
    clock.note("models")
    return TakenIn(report, part, base, changes, is_published)


def _changes(update: Update) -> dict[str, MartChange]:
    """The rows that went and came, by mart."""
    read = update.connection.execute
    return {
        mart: MartChange(
            read(f"select * exclude (work_row) from going.{mart}").to_arrow_table(),
            read(f"from coming.{mart}").to_arrow_table(),
        )
        for mart in update.rows
    }


def _release(settings: Settings, taken: TakenIn) -> None:
    """Ask the gate about the rows that are new, and publish if it lets them pass."""
    report, base = taken.report, taken.base
    clock = Stopwatch(report.seconds)
    verdict = taken.judge(settings)
    clock.note("gate")
    report.refusals = tuple(f"{refusal.mart}: {refusal.description_zh}" for refusal in verdict.refusals)
    settings.verdict_file.write_text(json.dumps(verdict.summary(), ensure_ascii=False), encoding="utf-8")
    if not verdict.passed:
        return
    arguments: dict[str, Any] = {}
    if base and base == current_version(settings.published_dir):
        arguments["make_tables"] = partial(
            carry_tables, published_dir=settings.published_dir, version_id=base, changes=taken.changes
        )
    manifest = publish(
        settings.work_db,
        settings.published_dir,
        run_facts={"target": settings.target, "made_with": made_with()},
        gate=verdict.summary(),
        versions_kept=settings.versions_kept,
        **presentation_of(settings.dbt_dir / "target" / "manifest.json", settings.seeds_dir),
        **arguments,
    )
    remember_publication(settings.work_db, manifest.version_id)
    report.is_new = manifest.is_new
    clock.note("publication")
