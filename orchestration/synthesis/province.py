"""A province of a given shape: its organs, and which of its reports are filed, revised or never come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.chance import chance
from orchestration.synthesis.errors import SynthesisError
from orchestration.synthesis.organs import Namer, Organ, found_below
from orchestration.synthesis.plan import DocumentPlan, Planner

_MOST_CITIES, _MOST_COUNTIES = 89, 78  # of a province, of a city: two digits of the region code
_MOST_DEPARTMENTS, _MOST_TOWNS = 20, 40  # of one government
_FAULTED_FIRST = 0.5  # of the revised reports: the first version has a fault; of the others it was merely not the last


@dataclass(frozen=True, slots=True)
class Province:
    """How many organs a province has, and how its offices file."""

    cities: int
    counties: int
    organs: int  # in all: governments, departments, towns
    missing: float = 0.0  # share of the reports that never come
    revised: float = 0.0  # share that comes twice, the second right


def found_province(shape: Province, seed: int) -> list[Organ]:
    """Found the organs of one province, each after the one above it.

    Departments and towns go by rounds: in each round every government gets a department and every county a town.

    Args:
        shape: How many of each.
        seed: Of the names.

    Returns:
        Organs; names and ids are unique, each family stands together.

    Raises:
        SynthesisError: There is no such province.
    """
    governments = 1 + shape.cities + shape.counties
    if not 1 <= shape.cities <= _MOST_CITIES or not 0 <= shape.counties <= shape.cities * _MOST_COUNTIES:
        raise SynthesisError(
            f"A province of {shape.cities} cities and {shape.counties} counties has no region codes. "
            f"Give 1 to {_MOST_CITIES} cities and up to {_MOST_COUNTIES} counties for each."
        )
    most = governments * (1 + _MOST_DEPARTMENTS) + shape.counties * _MOST_TOWNS
    if not governments <= shape.organs <= most:
        raise SynthesisError(
            f"A province of {shape.cities} cities and {shape.counties} counties has {governments:,} to {most:,} "
            f"organs. Ask for as many, not {shape.organs:,}."
        )
    founder = _Founder(shape, seed)
    founder.found(None)
    return founder.organs


class _Founder:
    def __init__(self, shape: Province, seed: int) -> None:
        self.organs: list[Organ] = []
        self._shape = shape
        self._namer = Namer(chance(seed, "names"))
        self._departments, self._towns = _dealt(shape)
        self._governments: Counter[str] = Counter()  # founded so far, by level

    def found(self, parent: Organ | None, number: int = 0) -> None:
        """Found a government of the level below ``parent`` with all that is below it."""
        organ = self._add(parent, "government", number)
        at = self._governments[organ.level]
        self._governments[organ.level] += 1
        order = at + {"province": 0, "city": 1, "county": 1 + self._shape.cities}[organ.level]
        for department in range(self._departments[order]):
            self._add(organ, "department", department)
        if organ.level == "province":
            for city in range(self._shape.cities):
                self.found(organ, city)
        elif organ.level == "city":
            for county in range(_share(self._shape.counties, self._shape.cities, at)):
                self.found(organ, county)
        else:
            for town in range(self._towns[at]):
                self._add(organ, "government", town)

    def _add(self, parent: Organ | None, kind: str, number: int) -> Organ:
        self.organs.append(found_below(len(self.organs), parent, kind, number, self._namer))
        return self.organs[-1]


def _dealt(shape: Province) -> tuple[list[int], list[int]]:
    """Departments of each government (province, cities, counties) and towns of each county."""
    departments, towns = [0] * (1 + shape.cities + shape.counties), [0] * shape.counties
    left = shape.organs - len(departments)
    while left:
        for counts, most in ((departments, _MOST_DEPARTMENTS), (towns, _MOST_TOWNS)):
            for place, count in enumerate(counts):
                if left and count < most:
                    counts[place] += 1
                    left -= 1
    return departments, towns


def _share(whole: int, parts: int, at: int) -> int:
    return whole // parts + (at < whole % parts)


class ProvincePlanner(Planner):
    """Every organ files a report a year, every organ with others below it a consolidated one too."""

    def __init__(
        self, catalogue: Catalogue, years: tuple[int, int], fault_rate: float, seed: int, shape: Province
    ) -> None:
        super().__init__(catalogue, years, fault_rate, seed)
        self._shape = shape

    def plan(self, organ: Organ) -> list[DocumentPlan]:
        """The documents of one organ; to be asked of the organs in their order."""
        plans = []
        for year in range(self._years[0], self._years[1] + 1):
            for is_consolidated in (False, True) if organ.children else (False,):
                form = self._catalogue.form_of(year)
                plan = self._deal(organ, year, str(year), form, is_consolidated)
                plans.extend(self._filed(organ, plan))
        return plans

    def _filed(self, organ: Organ, plan: DocumentPlan) -> list[DocumentPlan]:
        """A report as it is filed: once, never, or twice."""
        rng = chance(self._seed, "filing", organ.organ_id, plan.period, plan.is_consolidated)
        drawn = rng.random()
        if drawn < self._shape.missing:
            return [replace(plan, is_missing=True, faults=())]
        if drawn >= self._shape.missing + self._shape.revised:
            return [plan]
        if rng.random() < _FAULTED_FIRST:
            first = replace(plan, faults=self._kinds(plan.form, plan.year, rng))
        else:
            first = replace(plan, faults=(), is_preliminary=True)
        return [first, replace(plan, faults=(), version=2)]
