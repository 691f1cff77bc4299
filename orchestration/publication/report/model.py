"""What a hand-out is made of, before it is a page, and the figures it takes them from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.publication.charts import Figure
from orchestration.publication.receipt.layout import Box
from orchestration.publication.receipt.names import show
from orchestration.reference import read_seed

BLANK = "—"  # of a figure that is not stated; a dash is no zero
_PLAIN = ("number", "zero")

Record = Mapping[str, Any]
FigureKey = tuple[str, str]  # indicator, dimensions


@dataclass(frozen=True, slots=True)
class Card:
    """One headline figure; a value of none is one that the report leaves open."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    code: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A section of the official form, row by row, values as the report writes them."""

    title: str
    rows: tuple[tuple[Box, ...], ...]
    marked: frozenset[tuple[int, int]]  # row and column of values that a violated check speaks of


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole page."""

    title: str
    subtitle: str
    stamp: str
    stamp_class: str
    facts: tuple[tuple[str, str], ...]  # name and value of what is said of the report itself
    sections: tuple[Section, ...]
    official: tuple[OfficialTable, ...]
    sources: Figure


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A declared chart and its figures."""

    code: str
    section: str
    kind: str
    title: str
    figures: tuple[Mapping[str, str], ...]  # rows of seeds/report/chart_figures.csv, in order


def read_charts(seeds_dir: Path) -> list[ChartRow]:
    """The declared charts, in order."""
    figures: dict[str, list[Mapping[str, str]]] = {}
    for row in sorted(read_seed(seeds_dir, "report/chart_figures"), key=lambda row: int(row["item_no"])):
        figures.setdefault(row["chart_code"], []).append(row)
    return [
        ChartRow(
            row["chart_code"], row["section"], row["kind"], row["title_zh"], tuple(figures.get(row["chart_code"], ()))
        )
        for row in read_seed(seeds_dir, "report/charts")
    ]


def key_of(row: Mapping[str, str]) -> FigureKey:
    """The figure that a row of a chart or of the marts speaks of."""
    return row["indicator_code"], row["dimensions"]


def index_facts(facts: Sequence[Record]) -> dict[FigureKey, Record]:
    """Figure -> its row."""
    return {key_of(fact): fact for fact in facts}


def plain(value: Decimal | None) -> str:
    """A figure without trailing zeros; a dash for none."""
    if value is None:
        return BLANK
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(fact: Record | None) -> str:
    """A figure of a report: the number, else what stands there; a dash where nothing does."""
    if fact is None:
        return BLANK
    if fact["value_status"] in _PLAIN and fact["value_accepted"] is not None:
        return plain(fact["value_accepted"])
    return show(fact["value_raw"] or "") or BLANK
