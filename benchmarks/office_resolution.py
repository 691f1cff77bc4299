"""How surely the organs of a season are recognised: by the names of files, by titles, and by who hands them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import duckdb

from benchmarks.office_deliveries import Delivery, Post
from orchestration.reference.registry import OrganResolver, Resolution

VERDICTS = ("right", "several", "open", "wrong")


def judge_names(post: Post, deliveries: Iterable[Delivery], resolver: OrganResolver) -> dict[str, Counter[str]]:
    """Way of telling -> how many were right, several (the organ among candidates of one name), open or wrong."""
    found: dict[str, Counter[str]] = {"file name": Counter(), "sender": Counter()}
    for delivery in deliveries:
        year = delivery.wave.year
        sender = resolver.resolve(delivery.sender, year)
        found["sender"][_verdict(sender, delivery.wave.sender_id)] += 1
        for row in delivery.documents:
            place = PurePosixPath(post.names[row["path"]])
            region = resolver.resolve(place.parent.name, year, sender.organ_id)
            named = resolver.resolve_title(place.name, year, region.organ_id)
            found["file name"][_verdict(named, row["organ_id"])] += 1
    return found


def _verdict(found: Resolution, organ_id: str) -> str:
    if found.status == "resolved":
        return "right" if found.organ_id == organ_id else "wrong"
    return "several" if found.status == "ambiguous" and organ_id in found.candidates else "open"


def judge_documents(post: Post, published: Path) -> Counter[str]:
    """What the warehouse made of each document: its title, and where that leaves doubt its publisher and its name."""
    with duckdb.connect(str(published), read_only=True) as connection:
        said = dict(connection.execute("select document_id, organ_id from dim_document").fetchall())
    verdicts: Counter[str] = Counter()
    for row in post.documents:
        organ_id = said.get(row["sha256"], "UNKNOWN")
        is_open = organ_id.startswith(("UNKNOWN", "UNRESOLVED"))
        verdicts["right" if organ_id == row["organ_id"] else "open" if is_open else "wrong"] += 1
    return verdicts
