"""The organs of the country: provinces, cities, counties, towns and the departments of the first three."""

from __future__ import annotations

import csv
import heapq
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import count
from random import Random

from orchestration.synthesis.chance import chance
from orchestration.synthesis.errors import SynthesisError

LEVELS = ("province", "city", "county", "town")
_BELOW = {"province": "city", "city": "county", "county": "town"}
# The larger a number, the later the organ is founded: (first, step, at most) of what a government has below it.
_GOVERNMENTS = {"province": (1.0, 30.0, 14), "city": (1.2, 12.0, 9), "county": (1.4, 4.0, 12)}
_DEPARTMENTS = {"province": (6.0, 14.0, 20), "city": (3.0, 8.0, 20), "county": (1.6, 5.0, 20)}
_STEP_OF_PROVINCES, _MOST_PROVINCES = 160.0, 10


@dataclass(slots=True)
class Organ:
    """An organ that reports; ``region`` is the name of the place it governs or belongs to."""

    index: int
    organ_id: str
    name: str
    region: str
    kind: str  # government, department
    level: str
    region_code: str
    parent: Organ | None
    children: list[Organ] = field(default_factory=list)


@cache
def names(kind: str) -> tuple[str, ...]:
    """The syllables and names declared beside this module."""
    text = files("orchestration.synthesis").joinpath("names.csv").read_text(encoding="utf-8")
    return tuple(row["name"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)


def found_organs(how_many: int, seed: int) -> list[Organ]:
    """Found the organs of a country, each after the one above it.

    Args:
        how_many: Organs; the pyramid keeps its shape whatever their number.
        seed: Of the names.

    Returns:
        Organs in the order of their founding; names and ids are unique.

    Raises:
        SynthesisError: More organs are asked for than the country has room for.
    """
    namer = Namer(chance(seed, "names"))
    order = count()
    # due, tie-breaker, parent, kind, number among the parent's organs of that kind
    queue: list[tuple[float, int, Organ | None, str, int]] = [(0.0, next(order), None, "government", 0)]
    organs: list[Organ] = []
    while len(organs) < how_many:
        if not queue:
            raise SynthesisError(f"The country has room for {len(organs):,} organs. Ask for as many at most.")
        due, _, parent, kind, number = heapq.heappop(queue)
        organ = found_below(len(organs), parent, kind, number, namer)
        organs.append(organ)
        step = _step(parent, kind, number)
        if step is not None:
            heapq.heappush(queue, (due + step, next(order), parent, kind, number + 1))
        if kind == "government" and organ.level in _BELOW:
            for below, table in (("government", _GOVERNMENTS), ("department", _DEPARTMENTS)):
                heapq.heappush(queue, (due + table[organ.level][0], next(order), organ, below, 0))
    return organs


def _step(parent: Organ | None, kind: str, number: int) -> float | None:
    if parent is None:
        return _STEP_OF_PROVINCES if number + 1 < _MOST_PROVINCES else None
    _, step, most = (_GOVERNMENTS if kind == "government" else _DEPARTMENTS)[parent.level]
    return step if number + 1 < most else None


def found_below(index: int, parent: Organ | None, kind: str, number: int, namer: Namer) -> Organ:
    """Found the organ of a number (from 0) among those of its kind below a government; a province has none above it."""
    level = "province" if parent is None else parent.level if kind == "department" else _BELOW[parent.level]
    if kind == "department" and parent is not None:
        department = names("department")[number]
        name = f"{parent.region}{department}{'厅' if level == 'province' else '局'}"
        organ = Organ(
            index, f"{parent.organ_id}-{number + 1:02d}", name, parent.region, kind, level, parent.region_code, parent
        )
    else:
        region = namer.place(level, parent)
        code = _region_code(level, number, parent)
        organ_id = f"{parent.organ_id}-T{number + 1:02d}" if level == "town" and parent else f"G{code}"
        organ = Organ(index, organ_id, f"{region}人民政府", region, kind, level, code, parent)
    if parent is not None:
        parent.children.append(organ)
    return organ


def _region_code(level: str, number: int, parent: Organ | None) -> str:
    """Six digits: two each for province, city and county; the codes begin with 9, which no real one does."""
    if level == "province" or parent is None:
        return str(900_000 + number * 10_000)
    step = {"city": (number + 1) * 100, "county": number + 21}.get(level, 0)
    return str(int(parent.region_code) + step)


class Namer:
    """Gives each place a name that no other has; a town's name needs to be new in its county only."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def place(self, level: str, parent: Organ | None) -> str:
        suffixes = {"province": "省", "city": "市", "county": "县县县区市", "town": "镇镇乡"}[level]
        before = parent.region if level == "town" and parent is not None else ""
        tries = 0
        while True:
            tries += 1
            rng = self._rng
            stem = rng.choice(names("first")) + rng.choice(names("second"))
            if tries > 200:  # two syllables are used up
                stem += rng.choice(names("second"))
            if stem[0] == stem[1] or (before + stem) in self._taken:
                continue
            self._taken.add(before + stem)
            return before + stem + rng.choice(suffixes)
