"""A name as written -> one organ, several candidates, or unknown, with the reason. Nothing is guessed.

The words of each reason stand in ``seeds/catalogue/organ_reasons.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.reference.registry.departments import LEVEL_WORDS
from orchestration.reference.registry.names import normalise_name, split_brackets
from orchestration.reference.registry.nearness import is_elsewhere, nearest
from orchestration.reference.registry.organs import OrganRegistry
from orchestration.reference.registry.readings import GOVERNMENT, PlaceReader, Reading
from orchestration.reference.registry.regions import Region
from orchestration.reference.seed_files import read_plain

_TITLE_PARTS = re.compile(
    r"(?:19|20)?\d{2,4}(?:年度?|(?=\D)|$)|第?[一二三四\d]季度|[上下]半年|\d+月份?|关于|政府信息|政务公开|政务信息"
    r"|信息公开|政府网站|政务新媒体|年度报告|工作|报告|年报|通报|\.[0-9A-Za-z]{1,5}$|[_\-\s,;:,。;:《》()]+"
)
_OFFICE_ENDINGS = ("办公室", "办公厅", "政府办", "府办")
_MOST_CANDIDATES = 20
_LONGEST = 300  # characters of a name that are looked at


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name resolves to; ``organ_id`` is blank unless ``status`` is ``resolved``."""

    status: str  # resolved, ambiguous, unknown
    organ_id: str
    candidates: tuple[str, ...]  # organ ids, of an ambiguous name
    reason_code: str
    detail: str = ""


def _resolved(organ_id: str, reason: str, detail: str = "") -> Resolution:
    return Resolution("resolved", organ_id, (), reason, detail)


def _unknown(reason: str, detail: str = "") -> Resolution:
    return Resolution("unknown", "", (), reason, detail)


def _one_of(organs: Iterable[str], reason: str, alone: str, detail: str = "") -> Resolution:
    """Resolved for the reason ``alone`` if there is one organ, else ambiguous for ``reason``."""
    ids = tuple(dict.fromkeys(organs))
    if len(ids) == 1:
        return _resolved(ids[0], alone, detail)
    return Resolution("ambiguous", "", ids[:_MOST_CANDIDATES], reason, detail)


def _reason_of(meant: str, name: str) -> str:
    if meant:
        return "town" if meant.isdigit() else "department"
    return "office_signs" if name.endswith(_OFFICE_ENDINGS) else "region_name"


class OrganResolver:
    """Resolves names of organs against the registry below ``seeds_dir``."""

    def __init__(self, seeds_dir: Path) -> None:
        self.registry = OrganRegistry(seeds_dir)
        self._regions, self._departments = self.registry.regions, self.registry.departments
        for short in [name for name in self._regions.by_short_name if self._departments.begin_with(name)]:
            del self._regions.by_short_name[short]
        self._places = PlaceReader(self._regions, self._departments, self.registry.departments_declared)
        self.simplified = {
            ord(traditional): simplified
            for traditional, simplified, _ in read_plain(seeds_dir, "registry/traditional_characters")
        }
        self._hosts = {host: organ_id for host, organ_id, _ in read_plain(seeds_dir, "registry/organ_hosts")}
        self._declared: dict[str, dict[str, None]] = {}
        for organ in self.registry.declared.values():
            self._declared.setdefault(self.normalise(organ.name), {})[organ.organ_id] = None
        for alias, organ_id in read_plain(seeds_dir, "registry/organ_aliases"):
            self._declared.setdefault(self.normalise(alias), {})[organ_id] = None
        self.resolve = lru_cache(maxsize=65536)(self._resolve)

    def normalise(self, text: str) -> str:
        """The form in which names are compared."""
        return normalise_name(text, self.simplified)

    def _resolve(self, name: str, year: int | None = None, context: str = "") -> Resolution:
        """Resolve a name.

        Args:
            name: As written: ``市农委(扶贫办)``, ``郊 区``, ``泰州市高港区人民政府办公室``.
            year: The year it is written of; regions count in their years alone.
            context: The id of the organ that publishes; it says which 市 is meant, and tells homonyms apart.
        """
        whole = self.normalise(name[:_LONGEST])
        main, inner = split_brackets(whole)
        main = main or next(iter(inner), "")
        if not main:
            return _unknown("blank")
        for written in dict.fromkeys((whole, main)):
            if declared := self._find_declared(written, year, context):
                return declared
        found = self._find_places(main, year, context)
        if found and found.status == "ambiguous" and inner:
            for remark in inner:
                place = self._find_places(remark, year, "")
                if place and place.organ_id:
                    nearer = self._find_places(main, year, place.organ_id)
                    found = nearer if nearer and nearer.status == "resolved" else found
        if found and found.status == "resolved":
            return found
        relative = self._find_relative(main, context)
        if relative and relative.status == "resolved":
            return relative
        declared = self._find_declared(whole, year, context, slack=1)
        declared = declared or self._find_declared(main, year, context, slack=1)
        return declared or found or relative or _unknown("not_registered")

    def resolve_any(self, name: str, year: int | None, contexts: Iterable[str]) -> Resolution:
        """Resolve a name by itself, else in the first context that decides."""
        first = self.resolve(name, year)
        if first.status == "resolved" or not name.strip():
            return first
        tried = (self.resolve(name, year, context) for context in contexts if context)
        return next((found for found in tried if found.status == "resolved"), first)

    def resolve_title(self, text: str, year: int | None = None, context: str = "") -> Resolution:
        """The organ that a title or a file name begins with or names; different organs make it ambiguous."""
        parts = [part for part in _TITLE_PARTS.split(self.normalise(text)) if part]
        found = [self.resolve(part, year, context) for part in parts]
        named = list(dict.fromkeys(one.organ_id for one in found if one.organ_id))
        if len(named) > 1:
            return Resolution("ambiguous", "", tuple(named), "two_organs")
        ranked = sorted(found, key=lambda one: ("resolved", "ambiguous", "unknown").index(one.status))
        return ranked[0] if ranked else _unknown("blank")

    def resolve_url(self, url: str) -> Resolution:
        """The organ of a declared host, with or without ``www.``; no other host is understood."""
        try:
            host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower()
        except ValueError:
            return _unknown("not_registered", "URL")
        for known in (host, f"www.{host}", host.removeprefix("www.")):
            if organ_id := self._hosts.get(known):
                return _resolved(organ_id, "declared_host", known)
        return _unknown("not_registered", host)

    def _find_declared(self, name: str, year: int | None, context: str, slack: int = 0) -> Resolution | None:
        organs = [organ_id for organ_id in self._declared.get(name, ()) if self._stood_in(organ_id, year, slack)]
        if len(organs) > 1 and context:
            family = {context, *(organ.organ_id for organ in self.registry.ancestors(context))}
            near = [
                organ_id
                for organ_id in organs
                if organ_id in family or any(above.organ_id in family for above in self.registry.ancestors(organ_id))
            ]
            organs = near if len(near) == 1 else organs
        return _one_of(organs, "homonyms", "change_year" if slack else "declared_name") if organs else None

    def _stood_in(self, organ_id: str, year: int | None, slack: int) -> bool:
        organ = self.registry.organ(organ_id)
        if year is None or organ is None:
            return True
        spans = self._regions.by_organ.get(organ_id, ()) if organ.kind == "government" else ()
        first = min((span.first_year for span in spans), default=0)
        last = max((span.last_year for span in spans), default=9999)
        return int(organ.valid_from or first) - slack <= year <= int(organ.valid_to or last) + slack

    def _find_places(self, name: str, year: int | None, context: str) -> Resolution | None:
        """A name that begins with a region; None if there is no reading of it."""
        found = self._places.read(name)
        if not found:
            return None
        standing, why = self._of_year([one for one in found if one[2]], year)
        if not standing:
            standing, why = self._of_year([one for one in found if not one[2]], year)
        if not standing:
            return self._not_in_year(found, year or 0)
        organs = {self._organ_id(region, meant) for region, meant, _ in standing}
        here = self._region_of(context) if context else None
        if len(organs) == 1 and here and is_elsewhere(standing, name, here):
            return Resolution("ambiguous", "", (organs.pop(),), "elsewhere")
        if len(organs) == 1:
            return _resolved(organs.pop(), why or _reason_of(standing[0][1], name))
        near = nearest(standing, here, self._regions)
        return _one_of((self._organ_id(r, m) for r, m, _ in near or standing), "homonyms", "by_context")

    def _not_in_year(self, found: list[Reading], year: int) -> Resolution:
        """What a name of another year may mean: the same organ under its later name, or what came of the region."""
        organs = dict.fromkeys(self._organ_id(region, meant) for region, meant, _ in found)
        if len(organs) == 1 and any(span.held_in(year) for span in self._regions.by_organ[found[0][0].organ_id]):
            return _resolved(next(iter(organs)), "renamed", str(year))
        kin = [organ for region, meant, _ in found if not meant for organ in self._regions.kin(region, year)]
        return Resolution("ambiguous", "", tuple(dict.fromkeys([*organs, *kin]))[:_MOST_CANDIDATES], "not_in_year")

    def _organ_id(self, region: Region, meant: str) -> str:
        if not meant:
            return region.organ_id
        return f"G{meant}" if meant.isdigit() else self.registry.department_id(region.organ_id, meant)

    def _of_year(self, found: list[Reading], year: int | None) -> tuple[list[Reading], str]:
        """Those that stood in the year, or else in the one beside it; without a year, of today or else the last."""
        if year is not None:
            held = [one for one in found if one[0].held_in(year)]
            if held:
                return held, ""
            return [one for one in found if year in (one[0].first_year - 1, one[0].last_year + 1)], "change_year"
        if not found:
            return [], ""
        present = [one for one in found if one[0].is_present]
        if present:
            return present, ""
        last = max(found, key=lambda one: one[0].last_year)
        others = [one for one in found if one[0].organ_id != last[0].organ_id]
        if all(last[0].organ_id in self._regions.kin(one[0], last[0].last_year) for one in others):
            return [last], "former_name"
        return found, ""

    def _region_of(self, organ_id: str) -> Region | None:
        """The region whose government an organ is, or belongs to."""
        for one in (organ_id, *(above.organ_id for above in self.registry.ancestors(organ_id))):
            if spans := self._regions.by_organ.get(one):
                return spans[-1]
        return None

    def _find_relative(self, name: str, context: str) -> Resolution | None:
        """A name that leaves out its government, such as 市教育局 or 团市委: that of the organ that publishes."""
        here = self._region_of(context) if context else None
        if here is None:
            stripped = name[1:] if name[:1] in LEVEL_WORDS else name
            known = self._departments.find(name) or self._departments.find(stripped)
            return _unknown("no_government") if known or stripped in GOVERNMENT else None
        chain = [here, *self._regions.above(here, None)]
        if towns := self._places.towns_named(here, name):
            return _one_of((f"G{town}" for town in towns), "homonyms", "town")
        for level, rest in self._levels_in(name):
            place = here if not level else next((region for region in chain if region.name.endswith(level)), None)
            if place is None:
                continue
            if level == "区" and place.level == "province" and place is not here and not rest.endswith("厅"):
                continue  # 区教育局 is a district's; below an autonomous region (自治区) only its 厅 are called so
            if rest and (declared := self._declared.get(place.name + rest)):
                return _one_of(declared, "homonyms", "declared_name")
            if level and rest in GOVERNMENT - {""}:
                return _resolved(place.organ_id, "by_context")
            code = self._departments.find(rest)
            if code and self._departments.is_of_level(rest, place.level):
                return _resolved(self.registry.department_id(place.organ_id, code), "department")
        return None

    def _levels_in(self, name: str) -> list[tuple[str, str]]:
        """(level word, name without it): 市教育局 is (市, 教育局); without one the organ that publishes is meant."""
        inside = [
            (word, name)
            for word in LEVEL_WORDS
            if word in name[1:]
            and not self._departments.find(name[1:])
            and self._departments.find(name)
            and self._departments.find(name.replace(word, "", 1))
        ]
        if inside:
            return inside
        leading = [(name[0], name[1:])] if name[:1] in LEVEL_WORDS else []
        return [*leading, ("", name)]
