"""Submissions as rows: each arrival with what it claims to be, what the office decided, what was not taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from orchestration.domain import Arrival, Decision, Refusal
from orchestration.landing import ZIP, LandingStore
from orchestration.landing.labels import claimed_period
from orchestration.reference.registry import OrganResolver

Row = tuple[Any, ...]

_FOLDERS = re.compile(r"[/!]")


def submissions_of(store: LandingStore) -> list[Arrival]:
    """What was handed in: an archive that was opened is no submission; its members are, those refused too."""
    refused = [_arrival_of(refusal) for refusal in store.refusals()]
    return [*(arrival for arrival in store.current_arrivals() if arrival.media_type != ZIP), *refused]


def arrival_rows(submissions: Iterable[Arrival], resolver: OrganResolver) -> list[Row]:
    """Rows of ``raw_arrivals``."""
    return [_arrival_row(one, resolver) for one in submissions]


def decision_rows(store: LandingStore) -> list[Row]:
    """Rows of ``raw_submission_decisions``: all decisions, in the order in which they were recorded."""
    return [_decision_row(no, one) for no, one in enumerate(store.decisions.decisions(), 1)]


def refusal_rows(store: LandingStore) -> list[Row]:
    """The refusals among ``raw_quarantine``, by the hash of their archive."""
    return [_refusal_row(refusal) for refusal in store.refusals()]


def instant_text(instant: datetime) -> str:
    """An instant of UTC as the raw tables write it."""
    return instant.isoformat(sep=" ", timespec="seconds").replace("+00:00", "")


def _arrival_row(arrival: Arrival, resolver: OrganResolver) -> Row:
    year = int(arrival.claimed_period[:4]) if arrival.claimed_period else None
    sender = _government_or_self(resolver.resolve_title(arrival.sender, year).organ_id, resolver)
    organ_id, claimed_by = _claimed_organ(arrival, resolver, year, sender)
    return (
        arrival.submission_id,
        arrival.sha256,
        arrival.source,
        arrival.uri,
        arrival.file_name,
        arrival.size_bytes,
        arrival.media_type,
        arrival.archive_uri,
        arrival.archive_sha256,
        arrival.sender,
        sender,
        instant_text(arrival.arrived_at),
        organ_id,
        _name_of(organ_id, resolver),
        claimed_by,
        arrival.claimed_period or "",
        _family(arrival),
    )


def _claimed_organ(arrival: Arrival, resolver: OrganResolver, year: int | None, sender: str) -> tuple[str, str]:
    """The organ that the name of the file claims, else the folder or archive nearest to it; and which of them did."""
    within = arrival.uri.removeprefix(f"{arrival.source}/")
    *folders, _ = _FOLDERS.split(within)
    claims = [(arrival.file_name, "file_name"), *((folder, "folder") for folder in reversed(folders))]
    contexts = [sender]
    for folder in folders:
        contexts.append(resolver.resolve_title(folder, year, contexts[-1]).organ_id or contexts[-1])
    for text, claimed_by in claims:
        for context in ("", *reversed(contexts)):
            if organ_id := resolver.resolve_title(text, year, context).organ_id:
                return organ_id, claimed_by
    return "", ""


def _government_or_self(organ_id: str, resolver: OrganResolver) -> str:
    """A department hands in for its government: what is claimed is that government."""
    organ = resolver.registry.organ(organ_id) if organ_id else None
    return organ.parent_organ_id if organ and organ.kind == "department" else organ_id


def _name_of(organ_id: str, resolver: OrganResolver) -> str:
    organ = resolver.registry.organ(organ_id) if organ_id else None
    return organ.name if organ else organ_id


def _family(arrival: Arrival) -> str:
    """Whose later file replaces an earlier one: a sender's, else what came into one folder of the inbox."""
    if arrival.sender:
        return f"sender:{arrival.sender}"
    if arrival.source != "inbox":
        return f"source:{arrival.source}"
    return f"folder:{PurePosixPath(arrival.archive_uri or arrival.uri).parent}"


def _arrival_of(refusal: Refusal) -> Arrival:
    """What was refused, as the arrival that it would have been; its content stays in the archive."""
    return Arrival(
        uri=refusal.uri,
        file_name=refusal.file_name,
        sha256=refusal.sha256,
        size_bytes=refusal.size_bytes,
        media_type="",
        arrived_at=refusal.arrived_at,
        source=refusal.source,
        claimed_period=claimed_period(refusal.uri),
        sender=refusal.sender,
        archive_uri=refusal.archive_uri,
        archive_sha256=refusal.sha256,
    )


def _decision_row(number: int, decision: Decision) -> Row:
    return (
        number,
        decision.submission_id,
        decision.document_id,
        decision.decision,
        decision.decided_by,
        decision.reason,
        instant_text(decision.decided_at),
    )


def _refusal_row(refusal: Refusal) -> Row:
    return (
        refusal.sha256,
        refusal.file_name,
        refusal.uri,
        refusal.size_bytes,
        ZIP if refusal.uri == refusal.archive_uri else "",
        refusal.reason_code,
        refusal.reason,
        instant_text(refusal.arrived_at),
    )
