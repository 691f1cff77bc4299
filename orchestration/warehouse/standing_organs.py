"""The governments that stood below the provinces that reports came from, whether they sent anything or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from orchestration.reference.registry import OrganRegistry

_FIRST, _LAST = 0, 9999
Row = tuple[Any, ...]


def standing_rows(organ_ids: Iterable[str], registry: OrganRegistry) -> list[Row]:
    """Rows of ``raw_standing_organs``.

    Args:
        organ_ids: Those that reports came from, seem to have come from, or are declared to collect them.
        registry: Declared regions with their years.
    """
    tops = tops_of(organ_ids, registry)
    rows: dict[tuple[str, str, int], Row] = {}
    for top in sorted(tops):
        for row in _below(top, registry):
            rows.setdefault((row[0], row[5], row[6]), row)
    return list(rows.values())


def tops_of(organ_ids: Iterable[str], registry: OrganRegistry) -> set[str]:
    """The governments above all others that stand above organs; these tell which rows there are."""
    tops = {_top_of(organ_id, registry) for organ_id in organ_ids if organ_id}
    return {top for top in tops if (organ := registry.organ(top)) and organ.kind == "government"}


def _top_of(organ_id: str, registry: OrganRegistry) -> str:
    return [organ_id, *(organ.organ_id for organ in registry.ancestors(organ_id))][-1]


def _below(top: str, registry: OrganRegistry) -> Iterator[Row]:
    """The organ at the top, and the regions below it at any depth, each with the years it stood below its parent."""
    organ = registry.organ(top)
    if organ is None:
        return
    yield (top, organ.name, organ.kind, organ.level, organ.region_code, "", _FIRST, _LAST)
    waiting, seen = [organ.region_code], {organ.region_code}
    while waiting:
        code = waiting.pop()
        parents = registry.regions.by_code[code]
        for region in registry.regions.below(code):
            child = registry.organ(region.organ_id)
            for parent in parents:
                first = max(parent.first_year, region.first_year)
                last = min(parent.last_year, region.last_year)
                if child and first <= last:
                    yield (
                        child.organ_id, child.name, child.kind, region.level, region.code, parent.organ_id, first, last,
                    )  # fmt: skip
            if region.code not in seen:
                seen.add(region.code)
                waiting.append(region.code)
