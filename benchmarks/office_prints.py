"""What a season came to, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.office_installation import Stage
from benchmarks.office_resolution import VERDICTS
from benchmarks.office_truth import Comparison
from orchestration.synthesis import SynthesisSummary

RESOLVED_WANTED = 0.995  # share of the names that are to be right
_MOST_SHOWN = 40
_FOUND = ("error", "warning", "undecided", "silent")


@dataclass(frozen=True, slots=True)
class Season:
    """All that a season is judged by."""

    province: SynthesisSummary
    deliveries: int
    exempt: int
    states: tuple[Counter[str], ...]  # after each build
    detected: Counter[tuple[str, bool, str]]
    returned: int
    accepted: int
    status_page: str
    comparison: Comparison
    resolution: dict[str, Counter[str]]
    stages: tuple[Stage, ...]

    @property
    def goals(self) -> dict[str, bool]:
        """Goal in words -> whether it is met."""
        compared = self.comparison
        names = sum(self.resolution.values(), Counter[str]())
        right = names["right"] + names["several"]
        return {
            "every parent and year has its consolidation": not compared.absent,
            "every figure that the parent's report confirms is the truth": compared.is_confirmed_right,
            "every claimed figure is the truth and every interval holds it, but for faults that no arithmetic sees": (
                compared.is_right_but_for_unseen
            ),
            f"{RESOLVED_WANTED:.1%} of the organs are recognised": right >= RESOLVED_WANTED * names.total() > 0,
            "no organ is silently taken for another": not names["wrong"],
        }

    @property
    def is_met(self) -> bool:
        return all(self.goals.values())


def print_season(console: Console, season: Season) -> None:
    """Print documents, states, faults, the comparison, resolution, what each stage took, and the goals."""
    made = season.province
    _table(
        console, "the season", ["", "count"],
        [("organs", made.organs), ("documents, all rendered, landed and read", made.documents),
         ("deliveries", season.deliveries), ("reports that came twice", made.revised_reports),
         ("reports that never came", made.missing_reports), ("of these exempt", season.exempt),
         ("documents with a fault", made.faulted_documents), ("returned by the office", season.returned),
         ("conflicts settled", season.accepted)],
    )  # fmt: skip
    names = sorted({name for states in season.states for name in states})
    rows = [(name, *(states[name] for states in season.states)) for name in names]
    _table(console, "annual reports by state", ["state", "after the first build", "at the end"], rows)
    _print_faults(console, season.detected)
    _print_comparison(console, season.comparison)
    ways = [(way, found.total(), *(found[verdict] for verdict in VERDICTS)) for way, found in season.resolution.items()]
    _table(console, "whose organ is told by", ["", "names", *VERDICTS], ways)
    console.print(season.status_page, highlight=False, soft_wrap=True)
    stages = [(one.name, f"{one.seconds:,.1f}", f"{one.peak_mb:,.0f}") for one in season.stages]
    total = sum(one.seconds for one in season.stages)
    _table(console, "what it took", ["stage", "seconds", "most memory, MB"], [*stages, ("all", f"{total:,.1f}", "")])
    for words, is_met in season.goals.items():
        console.print(f"{'met' if is_met else 'NOT MET'}: {words}", style="green" if is_met else "bold red")


def _print_faults(console: Console, detected: Counter[tuple[str, bool, str]]) -> None:
    """Faults by kind, those that break a declared rule and those that no arithmetic sees apart."""
    rows = []
    for kind in sorted({kind for kind, _, _ in detected}):
        seen = [detected[kind, True, found] for found in _FOUND]
        unseen = sum(detected[kind, False, found] for found in _FOUND)
        rows.append((kind, sum(seen), *seen, unseen))
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    heads = ["fault", "break a rule", *(f"report {found}" for found in _FOUND), "no rule speaks of it"]
    _table(console, "documents with a fault, by what their checks say", heads, [*rows, ("all", *totals)])


def _print_comparison(console: Console, compared: Comparison) -> None:
    _table(
        console, "consolidated figures against the truth", ["", "cells", "right"],
        [("claimed: all children certified, nothing contested", compared.claimed, compared.equal),
         ("  confirmed by the parent's certified report", compared.confirmed, compared.confirmed_equal),
         ("open: an interval is stated", compared.open, compared.within),
         ("  from the parent's certified report", compared.reported, ""),
         ("  from the rule that a count isn't negative", compared.bounded_below, ""),
         ("  contested: the parent's report and its children disagree", compared.contested, ""),
         ("all", compared.cells, compared.equal + compared.within)],
    )  # fmt: skip
    console.print(f"{compared.wrong:,} not right, {compared.unseen:,} of them for faults that no arithmetic sees")
    for (cause, fault), count in Counter((miss.cause, miss.fault) for miss in compared.misses).most_common():
        console.print(f"  {count:,} x {cause} ({fault})" if fault else f"  {count:,} x {cause}", highlight=False)
    for miss in compared.misses[:_MOST_SHOWN]:
        stated = miss.claimed if miss.claimed is not None else f"[{miss.low}, {miss.high}]"
        console.print(
            f"  {miss.organ} {miss.period} {miss.indicator} {miss.dimensions}: {stated}, in truth {miss.truth}; "
            f"{miss.cause}: {miss.member} {miss.value_raw!r} in {miss.file_name} {miss.place}",
            highlight=False,
        )
    if len(compared.misses) > _MOST_SHOWN:
        console.print(f"  and {len(compared.misses) - _MOST_SHOWN:,} more")


def _table(console: Console, title: str, heads: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    table = Table(title=title)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(f"{value:,}" if isinstance(value, int) else str(value) for value in row))
    console.print(table)
