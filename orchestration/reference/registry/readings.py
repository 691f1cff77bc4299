"""The ways to read a name as a path of regions and what of the last one is meant."""

from __future__ import annotations

import re
from collections.abc import Container

from orchestration.reference.registry.departments import OFFICE, DepartmentIndex
from orchestration.reference.registry.regions import Region, RegionIndex

# a region, what of it is meant ("" its government, a department code, the code of a town), by official names or not
Reading = tuple[Region, str, bool]

GOVERNMENT = frozenset(("", "政府", "人民政府", "行政公署", "行署"))
_TOWN = re.compile(r"(?:镇|乡|苏木|街道|区公所|农场|林场)$")
_TOWN_ENDINGS = re.compile(r"(?:人民政府|政府|办事处)(?:办公室)?$")


class PlaceReader:
    """Reads names that begin with a region.

    Args:
        regions: All regions.
        departments: All kinds of departments.
        declared: (government, department code) of the departments that are declared one by one.
    """

    def __init__(
        self, regions: RegionIndex, departments: DepartmentIndex, declared: Container[tuple[str, str]]
    ) -> None:
        self._regions, self._departments, self._declared = regions, departments, declared

    def read(self, name: str) -> list[Reading]:
        """All ways to read a name as a path of regions and what of the last one is meant."""
        found: list[Reading] = []
        waiting: list[tuple[Region | None, str, bool]] = [(None, name, True)]
        while waiting:
            above, rest, was_official = waiting.pop()
            for part, regions, official in self._regions.prefixes(rest):
                for region in regions:
                    if above and not self._regions.is_within(region, above.code):
                        continue
                    left, is_official = rest[len(part) :], was_official and official
                    for meant in self._meant(region, left):
                        found.append((region, meant, is_official))
                    if left and region.level != "county":
                        waiting.append((region, left, is_official))
        return found

    def _meant(self, region: Region, rest: str) -> list[str]:
        """What the rest of a name makes of its region: ``""`` the government, a department code, codes of towns."""
        if rest in GOVERNMENT:
            return [""]
        if code := self._departments.find(rest):
            if code == OFFICE and (region.organ_id, code) not in self._declared:
                return [""]  # the office of a government signs for it
            return [code] if self._departments.is_of_level(rest, region.level) else []
        return self.towns_named(region, rest)

    def towns_named(self, region: Region, name: str) -> list[str]:
        town = _TOWN_ENDINGS.sub("", name)
        if not _TOWN.search(town) or region.level == "province" or not region.is_present:
            return []
        counties = [region.code, *(below.code for below in self._regions.below(region.code) if below.is_present)]
        towns = (self._regions.towns(code).get(town) for code in counties)
        return [code for code in towns if code]
