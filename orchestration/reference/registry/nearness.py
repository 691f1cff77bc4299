"""Which of several regions of one name is meant in what an organ publishes: the nearest to it, if there is one."""

from __future__ import annotations

from collections.abc import Callable

from orchestration.reference.registry.regions import Region, RegionIndex

Reading = tuple[Region, str, bool]  # as of the resolver: region, what of it is meant, whether by an official name


def is_elsewhere(found: list[Reading], name: str, here: Region) -> bool:
    """Whether a county named without its city lies in another province: 矿区 in Heilongjiang is hardly Yangquan's."""
    region = found[0][0]
    return region.level == "county" and region.code[:2] != here.code[:2] and name[:2] == region.name[:2]


def nearest(found: list[Reading], here: Region | None, regions: RegionIndex) -> list[Reading]:
    """The readings nearest to a region; empty if none is nearer than the others.

    Itself, right below it, below that, above it, beside it. By a short name (淮安 for 淮安市 and its
    淮安区) itself and all below it count alike.
    """
    if here is None:
        return []
    rings: list[Callable[[Region], bool]] = [
        lambda region: region.organ_id == here.organ_id,
        lambda region: region.parent_code == here.code,
        lambda region: regions.is_within(region, here.code),
        lambda region: regions.is_within(here, region.code),
        lambda region: region.parent_code == here.parent_code,
    ]
    if not all(official for _, _, official in found):
        itself, right_below, below, *others = rings
        rings = [lambda region: itself(region) or right_below(region) or below(region), *others]
    for ring in rings:
        if near := [one for one in found if ring(one[0])]:
            return near
    return []
