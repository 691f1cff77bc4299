"""How surely organs are recognised: names as people write them, made from the registry, each resolved and compared.

A name is *right* if it resolves to its organ, or, where the same words name several organs of that year, to candidates
with its organ among them. It is *open* if it ends as unknown, or as candidates although one organ alone has the name.
It is *wrong* if it resolves to another organ: nobody would see that, so not one may be.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from orchestration.reference.registry import OrganResolver
from orchestration.reference.registry.departments import LEVEL_WORDS, OFFICE
from orchestration.reference.registry.regions import Region
from orchestration.settings import PROJECT_DIR

YEARS = range(2008, 2026)
GOAL = 0.995  # share of names that are to be right
FASTEST_WANTED = 10_000  # names a second
_WIDE = {ord(" "): "\u3000", ord("("): "（", ord(")"): "）"}


class Case(NamedTuple):
    """A name as written of an organ in a year, by an organ that publishes (blank: nothing is known of it)."""

    way: str
    name: str
    year: int
    context: str
    organ_id: str
    core: str = ""  # of a region: the words in it that other regions may share


def main() -> int:
    """Print the figures; 0 if the goal is met and nothing is wrong."""
    console = Console()
    resolver = OrganResolver(PROJECT_DIR / "seeds")
    cases = list(cases_of(resolver, seed=1))
    started = time.process_time()
    verdicts = judge(resolver, cases)
    per_second = len(cases) / (time.process_time() - started)
    table = Table("way", "names", "right", "of these several", "open", "wrong", "right %")
    total: Counter[str] = Counter()
    for way, found in verdicts.items():
        total.update(found)
        _row(table, way, found)
    _row(table, "all", total)
    console.print(table)
    console.print(f"{len(cases):,} names, {per_second:,.0f} a second")
    right = (total["one"] + total["several"]) / sum(total.values())
    return 0 if right >= GOAL and not total["wrong"] and per_second >= FASTEST_WANTED else 1


def judge(resolver: OrganResolver, cases: list[Case], show: int = 5) -> dict[str, Counter[str]]:
    """Way of writing -> how many names ended as one, several, open or wrong; the first wrong ones are printed."""
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        found = resolver.resolve(case.name, case.year, case.context)
        if not case.organ_id:
            verdict = "wrong" if found.status == "resolved" else "one"
        elif found.status == "resolved":
            verdict = "one" if found.organ_id == case.organ_id else "wrong"
        elif (
            len(found.candidates) > 1 and case.organ_id in found.candidates and _bear(resolver, found.candidates, case)
        ):
            verdict = "several"
        else:
            verdict = "open"
        verdicts[case.way][verdict] += 1
        if verdict in ("wrong", "open") and verdicts[case.way][verdict] <= show:
            print(verdict, case, found, file=sys.stderr)
    return verdicts


def _bear(resolver: OrganResolver, organs: tuple[str, ...], case: Case) -> bool:
    """Whether all these organs bear the name in that year, by the rows of the registry alone."""
    regions = resolver.registry.regions
    bearers = {
        span.organ_id
        for spans in (regions.by_name.get(case.core, ()), regions.by_short_name.get(case.core, ()))
        for span in spans
        if span.held_in(case.year)
    }
    return bool(case.core) and set(organs) <= bearers


def cases_of(resolver: OrganResolver, seed: int) -> Iterator[Case]:
    """Names of every region that stood in a year drawn for it, and of departments and towns drawn for it."""
    rng = Random(seed)  # noqa: S311
    regions = resolver.registry.regions
    year = {span: year for spans in regions.by_code.values() for span in spans if (year := _year_of(span, rng))}
    short = {id(span): name for name, spans in regions.by_short_name.items() for span in spans}
    to_traditional = {ord(simple): chr(code) for code, simple in reversed(resolver.simplified.items())}
    yield from _of_former_names(resolver, rng)
    for span, drawn in year.items():
        for a_year in {drawn, rng.choice([y for y in YEARS if span.held_in(y)])}:
            yield from _of_region(resolver, span, a_year, rng, short.get(id(span), ""), to_traditional)


def _year_of(span: Region, rng: Random) -> int | None:
    held = [year for year in YEARS if span.held_in(year)]
    return rng.choice(held) if held else None


def _of_region(
    resolver: OrganResolver, span: Region, year: int, rng: Random, short: str, to_traditional: dict[int, str]
) -> Iterator[Case]:
    regions, organ_id = resolver.registry.regions, span.organ_id
    above = list(regions.above(span, year))
    path = "".join(region.name for region in reversed(above)) + span.name
    context = above[0].organ_id if above else organ_id
    office = resolver.registry.departments_declared.get((organ_id, OFFICE), organ_id)
    written = {
        "name": span.name,
        "path": path,
        "name and government": f"{span.name}人民政府",
        "path and office": f"{path}人民政府办公室" if span.level != "province" else f"{path}人民政府办公厅",
        "name and office, short": f"{span.name}政府办",
        "blanks": " ".join(span.name),
        "full-width blanks and line breaks": "\u3000".join(span.name) + "\n人民政府",
        "brackets": f"{path}（{rng.choice(('本级', '汇总', '含乡镇'))}）",
        "traditional": path.translate(to_traditional),
    }
    if short:
        written["short name"] = short
        written["short path"] = (above[0].name if above else "") + short
    for way, name in written.items():
        core = short if way.startswith("short") else span.name
        yield Case(way, name, year, "", office if "office" in way else organ_id, core)
        if above and way in ("name", "short name", "blanks", "brackets"):
            yield Case(f"{way}, published above", name, year, context, organ_id, core)
    if len(above) > 1:
        yield Case("path without its city", above[-1].name + span.name, year, "", organ_id, span.name)
    yield from _altered(resolver, span, path, year, rng)
    yield Case("name, published by itself", span.name, year, organ_id, organ_id)
    yield from _departments(resolver, span, path, year, rng)
    if span.level == "county" and span.is_present:
        towns = list(regions.towns(span.code).items())
        for town, code in rng.sample(towns, min(2, len(towns))):
            yield Case("town, published by its county", f"{town}人民政府", year, organ_id, f"G{code}")
            yield Case("town by its path", f"{path}{town}", year, "", f"G{code}")


def _altered(resolver: OrganResolver, span: Region, path: str, year: int, rng: Random) -> Iterator[Case]:
    """Names of nothing: another character in place of one, and bodies that are no organs; none may be resolved."""
    regions = resolver.registry.regions
    other = rng.choice("甴囗乂丨丶亅彐")  # of no name
    place = rng.randrange(len(span.name) - 1) if len(span.name) > 2 else 0
    altered = span.name[:place] + other + span.name[place + 1 :]
    borrowed = rng.choice(list(regions.by_code.values()))[-1].name
    mixed = span.name[:1] + borrowed[1:]
    yield Case("no such region", altered, year, "", "")
    yield Case("no such region in its city", path.removesuffix(span.name) + altered, year, "", "")
    if mixed not in regions.by_name and mixed not in regions.by_short_name:
        yield Case("no such region", mixed, year, "", "")
    for body in ("供水有限公司", "第一中学", "人民医院", "日报社"):
        yield Case("a body that is no organ", span.name + body, year, "", "")
        yield Case("a body that is no organ", span.name + body, year, span.organ_id, "")


def _of_former_names(resolver: OrganResolver, rng: Random) -> Iterator[Case]:
    """Regions of the past in their years, and in later years, when the same organ under its new name is meant."""
    regions = resolver.registry.regions
    for spans in regions.by_code.values():
        for span in spans:
            if span.is_present or span.name.endswith("镇"):  # a town of that name may be there today
                continue
            year = rng.randint(max(span.first_year, 1980), span.last_year)
            path = "".join(region.name for region in reversed(list(regions.above(span, year)))) + span.name
            yield Case("former name in its years", path, year, "", span.organ_id, span.name)
            later = rng.randint(min(span.last_year + 2, 2025), 2025)
            lives_on = any(other.held_in(later) for other in regions.by_organ[span.organ_id])
            bearers = [*regions.by_name[span.name], *regions.by_short_name.get(span.name, ())]
            named_so = any(other.held_in(near) for other in bearers for near in (later - 1, later, later + 1))
            if not named_so:
                meant = span.organ_id if lives_on else ""
                yield Case("former name, years later", path, later, "", meant, "")


def _departments(resolver: OrganResolver, span: Region, path: str, year: int, rng: Random) -> Iterator[Case]:
    departments, registry = resolver.registry.departments, resolver.registry
    level = span.name[-1]
    names = [(name, code) for name, code in departments.names() if departments.is_of_level(name, span.level)]
    for name, code in rng.sample(names, 3):
        if code == OFFICE:
            continue
        organ_id = registry.department_id(span.organ_id, code)
        yield Case("department by its path", path + name, year, "", organ_id)
        yield Case("department, published by its government", name, year, span.organ_id, organ_id)
        if level in LEVEL_WORDS and not any(word in name for word in LEVEL_WORDS):
            yield Case("department with its level", level + name, year, span.organ_id, organ_id)
            yield Case("department with a second name", f"{level}{name}（扶贫办）", year, span.organ_id, organ_id)
            yield Case("department, full-width", f"{level} {name}".translate(_WIDE), year, span.organ_id, organ_id)
            if below := [r for r in registry.regions.below(span.code) if r.held_in(year) and r.name[-1] != level]:
                lower = rng.choice(below).organ_id
                yield Case("department above, published below", level + name, year, lower, organ_id)


def _row(table: Table, way: str, found: Counter[str]) -> None:
    count = sum(found.values())
    right = found["one"] + found["several"]
    table.add_row(
        way, f"{count:,}", f"{right:,}", f"{found['several']:,}", f"{found['open']:,}", f"{found['wrong']:,}",
        f"{100 * right / count:.2f}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
