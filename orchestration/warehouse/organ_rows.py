"""The organs of one document as rows: each name in it with what it resolves to, and the organs that stand around."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from orchestration.domain import Arrival
from orchestration.extraction.document import ExtractedDocument
from orchestration.reference.registry import OrganRegistry, OrganResolver, Resolution

_TOTAL = "total"


def organ_rows(
    arrival: Arrival, extracted: ExtractedDocument, resolver: OrganResolver
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of ``raw_organ_names`` and ``raw_organs``.

    The reporter is resolved by its name; where that leaves several, who publishes, the name of the file and its
    address decide, in this order. The units that the figures name are resolved as the reporter would mean them.
    """
    heading = extracted.heading
    year = heading.year
    reporter = _reporter(arrival, extracted, resolver)
    named = {("reporter", " ".join(heading.organ_raw.split())): reporter}
    for unit in _units(extracted):
        named["unit", unit] = resolver.resolve(unit, year, reporter.organ_id)
    names = [
        (arrival.sha256, role, name, found.status, found.organ_id, ";".join(found.candidates), found.reason_code)
        for (role, name), found in named.items()
    ]
    return names, _around(arrival.sha256, named.items(), resolver.registry, year)


def _reporter(arrival: Arrival, extracted: ExtractedDocument, resolver: OrganResolver) -> Resolution:
    heading, year = extracted.heading, extracted.heading.year
    found = resolver.resolve(heading.organ_raw, year)
    if found.status == "resolved" or not heading.organ_raw.strip():
        return found
    claims = (
        resolver.resolve_title(heading.publisher_raw, year),
        resolver.resolve_title(arrival.file_name, year),
        resolver.resolve_url(arrival.uri),
    )
    return resolver.resolve_any(heading.organ_raw, year, [claim.organ_id for claim in claims])


def _units(extracted: ExtractedDocument) -> list[str]:
    """The units that figures are given for, each once, in document order."""
    found = (
        value
        for observation in extracted.observations
        for name, value in observation.dimensions
        if name == "organ" and value and value != _TOTAL
    )
    return list(dict.fromkeys(" ".join(unit.split()) for unit in found))


def _around(
    document_id: str,
    named: Iterable[tuple[tuple[str, str], Resolution]],
    registry: OrganRegistry,
    year: int | None,
) -> list[tuple[Any, ...]]:
    """Each organ that is named, those above it, and the governments right below the one that reports."""
    rows: dict[str, tuple[Any, ...]] = {}
    for (role, _), found in named:
        organ = registry.organ(found.organ_id) if found.organ_id else None
        if organ is None:
            continue
        circle = [(role, organ), *(("above", above) for above in registry.ancestors(organ.organ_id))]
        if role == "reporter":
            circle += [("below", below) for below in registry.governments_below(organ.organ_id, year)]
        for relation, one in circle:
            if one.organ_id not in rows or rows[one.organ_id][1] == "unit":
                rows[one.organ_id] = (document_id, relation, *one)
    return list(rows.values())
