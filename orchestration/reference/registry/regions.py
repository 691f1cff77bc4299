"""Regions of GB/T 2260 with their years, found by name; the towns of a county, looked at only when one is asked for."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from orchestration.reference.seed_files import read_frame, read_plain

_LEVELS = {"province": 0, "city": 1, "county": 2, "town": 3}
_SHORTEST, _LONGEST = 2, 16  # characters of a name
_AGES = 9999


class Region(NamedTuple):
    """A region under one name and code in consecutive years, by its state at the end of each year."""

    code: str
    name: str
    level: str
    parent_code: str
    organ_id: str  # of its government
    first_year: int  # 0: since before the registry begins
    last_year: int  # 9999: to this day
    source: str

    def held_in(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    @property
    def is_present(self) -> bool:
        return self.last_year == _AGES


@contextmanager
def _no_collection() -> Iterator[None]:
    """Thousands of rows that stay: looking for garbage among them would take longer than reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class RegionIndex:
    """All regions, by code, by organ and by each name they go by."""

    def __init__(self, seeds_dir: Path, declared: Iterable[Region] = ()) -> None:
        self._seeds_dir = seeds_dir
        self.by_code: dict[str, list[Region]] = defaultdict(list)
        self.by_organ: dict[str, list[Region]] = defaultdict(list)
        self.by_name: dict[str, list[Region]] = defaultdict(list)  # official names
        self.by_short_name: dict[str, list[Region]] = defaultdict(list)
        with _no_collection():
            self._read_regions()
        for region in declared:
            if region.code not in self.by_code:
                self._place(region, ())
        self._below: dict[str, list[Region]] | None = None

    def _read_regions(self) -> None:
        try:
            for row in read_plain(self._seeds_dir, "registry/regions"):
                code, name, short, level, parent, organ, first, last, source = row
                region = Region(code, name, level, parent, organ, int(first or 0), int(last or _AGES), source)
                self._place(region, short.split("|") if short else ())
        except ValueError:
            read_frame(self._seeds_dir, "registry/regions")  # names the row
            raise

    def _place(self, region: Region, short_names: Iterable[str]) -> None:
        self.by_code[region.code].append(region)
        self.by_organ[region.organ_id].append(region)
        self.by_name[region.name].append(region)
        for name in short_names:
            self.by_short_name[name].append(region)

    def below(self, code: str) -> list[Region]:
        """The regions right below one, in all years."""
        if self._below is None:
            self._below = defaultdict(list)
            for regions in self.by_code.values():
                for region in regions:
                    self._below[region.parent_code].append(region)
        return self._below.get(code, [])

    def above(self, region: Region, year: int | None) -> Iterator[Region]:
        """The regions above one, the nearest first, under the names of that year (without one, their last names)."""
        code = region.parent_code
        while held := self.by_code.get(code):
            if year is None:
                year = min(region.last_year, _AGES - 1)
            spans = [span for span in held if span.held_in(year)] or held
            yield spans[-1]
            code = spans[-1].parent_code

    def is_within(self, region: Region, code: str) -> bool:
        """Whether a region stands below (at any depth) the region of a code."""
        while region.parent_code:
            if region.parent_code == code:
                return True
            above = self.by_code.get(region.parent_code)
            if not above:
                return False
            region = above[-1]
        return False

    def prefixes(self, text: str) -> Iterator[tuple[str, list[Region], bool]]:
        """Each name of regions that a text begins with, its regions, and whether the name is official."""
        for length in range(_SHORTEST, min(len(text), _LONGEST) + 1):
            name = text[:length]
            if found := self.by_name.get(name):
                yield name, found, True
            if found := self.by_short_name.get(name):
                yield name, found, False

    @cached_property
    def _towns(self) -> dict[str, tuple[str, str]]:
        return {code: (towns, source) for code, towns, source in read_plain(self._seeds_dir, "registry/townships")}

    def towns(self, county_code: str) -> dict[str, str]:
        """Name -> nine-digit code of the present towns of a county, or of a city that has no counties."""
        towns, _ = self._towns.get(county_code, ("", ""))
        return {town[3:]: county_code + town[:3] for town in towns.split("|") if town}

    @cached_property
    def _changes(self) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
        became: dict[tuple[str, str], list[str]] = defaultdict(list)
        came_of: dict[tuple[str, str], list[str]] = defaultdict(list)
        for _, _, _, old_code, old_name, new_code, new_name, _ in read_plain(
            self._seeds_dir, "registry/region_changes"
        ):
            became[old_code, old_name] += self._organs_named(new_code, new_name)
            came_of[new_code, new_name] += self._organs_named(old_code, old_name)
        return became, came_of

    def _organs_named(self, code: str, name: str) -> list[str]:
        return [span.organ_id for span in self.by_code.get(code, ()) if span.name == name][-1:]

    def kin(self, region: Region, year: int) -> list[str]:
        """The organs that a region became, or came of, as far as they stood in a year."""
        found: dict[str, None] = {}
        links = self._changes[0 if year > region.last_year else 1]
        waiting, seen = [region], {region.organ_id}
        while waiting:
            one = waiting.pop()
            for organ_id in links.get((one.code, one.name), ()):
                for span in self.by_organ[organ_id]:
                    if span.held_in(year):
                        found[organ_id] = None
                    elif organ_id not in seen:
                        waiting.append(span)
                seen.add(organ_id)
        return list(found)

    @staticmethod
    def depth(region: Region) -> int:
        """0 for a province, 3 for a town."""
        return _LEVELS.get(region.level, 3)
