"""Organs by their id: those declared one by one, and those that follow from a region, a department kind or a town."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from orchestration.reference.registry.departments import OFFICE, DepartmentIndex
from orchestration.reference.registry.regions import Region, RegionIndex
from orchestration.reference.seed_files import read_plain

_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
_GOVERNMENT = "人民政府"


class Organ(NamedTuple):
    """An organ as the registry knows it; blank years are open."""

    organ_id: str
    name: str
    kind: str  # government, department, town
    level: str
    region_code: str
    parent_organ_id: str
    valid_from: str
    valid_to: str
    source: str


class OrganRegistry:
    """Every organ that the seeds declare or imply."""

    def __init__(self, seeds_dir: Path) -> None:
        self.declared: dict[str, Organ] = {}
        self.children_declared: dict[str, list[str]] = {}
        for row in read_plain(seeds_dir, "registry/organs"):
            organ = Organ(row[0], row[1], *row[3:10])
            self.declared[organ.organ_id] = organ
            self.children_declared.setdefault(organ.parent_organ_id, []).append(organ.organ_id)
        self.regions = RegionIndex(seeds_dir, self._declared_regions())
        self.departments = DepartmentIndex(seeds_dir)
        self.departments_declared = dict(self._departments_declared())

    def _departments_declared(self) -> Iterator[tuple[tuple[str, str], str]]:
        """(government, department code) -> the declared organ that is that department."""
        for organ in self.declared.values():
            government = self.declared.get(organ.parent_organ_id)
            if organ.kind == "department" and government:
                own = organ.name.removeprefix(government.name.removesuffix(_GOVERNMENT))
                if code := self.departments.find(own):
                    yield (government.organ_id, code), organ.organ_id

    def department_id(self, government_id: str, code: str) -> str:
        """The id of a department of a government: of the declared one, or made of both."""
        return self.departments_declared.get((government_id, code), f"{government_id}-{code}")

    def _declared_regions(self) -> Iterator[Region]:
        """Declared governments are places too; those of GB/T 2260 are there already."""
        for organ in self.declared.values():
            if organ.kind == "government" and organ.region_code:
                parent = self.declared.get(organ.parent_organ_id)
                yield Region(
                    organ.region_code, organ.name.removesuffix(_GOVERNMENT), organ.level,
                    parent.region_code if parent else "", organ.organ_id,
                    int(organ.valid_from or 0), int(organ.valid_to or 9999), organ.source,
                )  # fmt: skip

    def organ(self, organ_id: str) -> Organ | None:
        """The organ of an id, or None; a region of several names goes by its last."""
        if organ_id in self.declared:
            return self.declared[organ_id]
        if spans := self.regions.by_organ.get(organ_id):
            return self._government(spans)
        government_id, dash, code = organ_id.rpartition("-")
        if dash and code in self.departments.by_code and (government := self.organ(government_id)):
            return self._department(government, code)
        return self._town(organ_id)

    def _government(self, spans: list[Region]) -> Organ:
        first, last = spans[0], spans[-1]
        above = next(self.regions.above(last, None), None)
        full_name = last.name
        if above and last.level == "county" and (not last.name.endswith("市") or len(last.name) == 1):
            full_name = above.name + last.name
        from_year = str(first.first_year) if first.first_year else ""
        to_year = "" if last.is_present else str(last.last_year)
        return Organ(
            last.organ_id, full_name, "government", last.level, last.code, above.organ_id if above else "",
            from_year, to_year, last.source,
        )  # fmt: skip

    def _department(self, government: Organ, code: str) -> Organ:
        kind = self.departments.by_code[code]
        is_provincial = government.level == "province" and government.region_code not in _MUNICIPALITIES
        own = kind.name_of_province if is_provincial or (government.level, code) == ("province", OFFICE) else kind.name
        return government._replace(
            organ_id=f"{government.organ_id}-{code}", name=government.name.removesuffix(_GOVERNMENT) + own,
            kind="department", parent_organ_id=government.organ_id, source=kind.source,
        )  # fmt: skip

    def _town(self, organ_id: str) -> Organ | None:
        code = organ_id.removeprefix("G")
        if len(code) != 9 or not code.isdigit():
            return None
        named = {town: name for name, town in self.regions.towns(code[:6]).items()}
        county = self.organ(f"G{code[:6]}")
        if code not in named or county is None:
            return None
        return Organ(organ_id, county.name + named[code], "town", "town", code, county.organ_id, "", "", county.source)

    def ancestors(self, organ_id: str) -> Iterator[Organ]:
        """The organs above one, the nearest first."""
        seen = {organ_id}
        organ = self.organ(organ_id)
        while organ and organ.parent_organ_id and organ.parent_organ_id not in seen:
            seen.add(organ.parent_organ_id)
            organ = self.organ(organ.parent_organ_id)
            if organ:
                yield organ

    def governments_below(self, organ_id: str, year: int | None) -> Iterator[Organ]:
        """The governments right below one, of a year or of today."""
        organ = self.organ(organ_id)
        if organ is None or organ.kind != "government":
            return
        found: set[str] = set()
        for region in self.regions.below(organ.region_code):
            stands = region.held_in(year) if year else region.is_present
            if stands and region.organ_id not in found and (below := self.organ(region.organ_id)):
                found.add(region.organ_id)
                yield below
