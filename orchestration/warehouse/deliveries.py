"""Submissions by delivery, for those who follow them in the orchestrator: what came together, and how each stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

_SUBMISSIONS = """
    select
        strftime(received_at, '%Y-%m-%dT%H:%M:%SZ') as received_at, source, sender, submission_id, uri, archive_uri,
        coalesce(organ_name_zh, claimed_organ_name_zh, '') as organ, coalesce(period, claimed_period, '') as period,
        state, reason, document_id
    from marts.rpt_submission
    order by received_at, source, sender, uri, submission_id
"""
_BY = ("received_at", "source", "sender")


@dataclass(frozen=True, slots=True)
class DeliveredSubmissions:
    """What was handed in at one instant by one sender; ``rows`` are of ``rpt_submission``."""

    name: str  # 2025-01-20T00:00:00Z inbox 泰州市政务公开办
    digest: str  # changes when a submission of it comes to stand otherwise
    rows: tuple[dict[str, str], ...]


def read_deliveries(work_db: Path) -> Iterator[DeliveredSubmissions]:
    """Each delivery with its submissions, in order of receipt."""
    with duckdb.connect(str(work_db), read_only=True) as connection:
        cursor = connection.execute(_SUBMISSIONS)
        names = [column[0] for column in cursor.description]
        records = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for key, group in groupby(records, key=itemgetter(*_BY)):
        rows = tuple(group)
        said = "\n".join("|".join(map(str, row.values())) for row in rows)
        yield DeliveredSubmissions(" ".join(filter(None, key)), hashlib.sha256(said.encode()).hexdigest()[:16], rows)
