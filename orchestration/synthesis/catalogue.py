"""The declared knowledge that the generator shares with the readers, as plain rows of CSV.

Belongs here: the cells of the official forms, the units of indicators, the terms of the rules. Nothing is resolved,
matched or normalised.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from orchestration.synthesis.errors import SynthesisError

FIRST_YEAR, LAST_YEAR = 2014, 2099  # before it every province had forms of its own


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of an official form: the labels to its left and above it, and what it holds."""

    section: str
    row_path: str
    column_path: str
    code: str
    dimensions: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a rule."""

    side: str
    weight: int
    code: str
    dimensions: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be equal, or at most; each variant is a list of terms of its own."""

    rule_id: str
    form: str
    kind: str
    relation: str
    variants: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True)
class Catalogue:
    """Forms, units and rules."""

    cells: dict[str, tuple[FormCell, ...]]
    units: dict[str, str]  # indicator -> unit that its form prescribes
    canonical_units: dict[str, tuple[str, Decimal]]  # unit -> canonical unit, factor
    rules: tuple[Rule, ...]
    years: tuple[tuple[int, int, str], ...]  # from, to, form of an annual report

    def form_of(self, year: int) -> str:
        """The form that annual reports of a year follow."""
        return next(form for first, last, form in self.years if first <= year <= last)

    def canonical(self, unit: str) -> tuple[str, Decimal]:
        """Canonical unit and factor of a unit as written."""
        return self.canonical_units.get(unit, (unit, Decimal(1)))


@cache
def load_catalogue(seeds_dir: Path) -> Catalogue:
    """Read forms, indicators, units and rules.

    Args:
        seeds_dir: The folder ``seeds`` of a checkout.

    Raises:
        SynthesisError: A file is missing.
    """
    cells: dict[str, list[FormCell]] = {}
    for row in _rows(seeds_dir / "forms" / "form_cells.csv"):
        cell = FormCell(
            row["section"], row["row_path"], row["column_path"], row["indicator_code"], row["dimensions"] or ""
        )
        cells.setdefault(row["form_code"], []).append(cell)
    return Catalogue(
        cells={form: tuple(of_form) for form, of_form in cells.items()},
        units={r["indicator_code"]: r["unit_zh"] for r in _rows(seeds_dir / "catalogue" / "indicators.csv")},
        canonical_units={
            row["unit_zh"]: (row["canonical_unit_zh"], Decimal(row["factor"]))
            for row in _rows(seeds_dir / "catalogue" / "units.csv")
        },
        rules=_load_rules(seeds_dir / "rules"),
        years=tuple(
            (int(row["year_from"]), int(row["year_to"]), row["form_code"])
            for row in _rows(seeds_dir / "forms" / "form_versions.csv")
            if row["document_kind"] == "annual_report"
        ),
    )


def _load_rules(folder: Path) -> tuple[Rule, ...]:
    terms: dict[str, dict[str, list[Term]]] = {}
    for row in _rows(folder / "sum_rule_terms.csv"):
        variant = terms.setdefault(row["rule_id"], {}).setdefault(row["variant"], [])
        variant.append(Term(row["side"], int(row["weight"]), row["indicator_code"], row["dimensions"]))
    return tuple(
        Rule(
            row["rule_id"],
            row["form_code"],
            row["kind"],
            row["relation"],
            tuple(tuple(variant) for variant in terms.get(row["rule_id"], {}).values()),
        )
        for row in _rows(folder / "sum_rules.csv")
    )


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise SynthesisError(
            f"{path.name} is not in {path.parent}. Give the folder 'seeds' of a checkout of this project."
        ) from error
