"""The truth balances: every declared identity and bound, and what is carried from one year to the next."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

from tests.unit.synthesis.conftest import SEEDS, Country

Values = dict[tuple[str, str], Decimal]
APPLICANTS = (
    "natural_person",
    "commercial",
    "research",
    "public_welfare",
    "legal_service",
    "other_organization",
    "total",
)


def rules() -> dict[str, tuple[str, str, str, list[dict[str, str]]]]:
    """Rule and variant -> form, kind, relation, terms; straight from the files."""
    with (SEEDS / "rules" / "sum_rules.csv").open(encoding="utf-8") as file:
        heads = {row["rule_id"]: row for row in csv.DictReader(file)}
    variants: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (SEEDS / "rules" / "sum_rule_terms.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            variants[row["rule_id"] + " " + row["variant"]].append(row)
    found = {}
    for name, terms in variants.items():
        head = heads[name.split(" ")[0]]
        if head["form_code"].startswith("NF") and head["kind"] in ("identity", "bound", "carry"):
            found[name] = (head["form_code"], head["kind"], head["relation"], terms)
    return found


def values(country: Country, path: str) -> Values:
    """True values of the table cells; blanks and dashes are zeros."""
    return {
        (row["indicator_code"], row["dimensions"]): Decimal(row["true_value"] or 0)
        for row in country.cells[path]
        if row["method"] == "table"
    }


def sides(terms: list[dict[str, str]], scope: str, now: Values, before: Values | None) -> dict[str, Decimal] | None:
    """What stands on the left and on the right, for an applicant or an indicator; None if a term isn't stated."""
    totals = {"left": Decimal(0), "right": Decimal(0)}
    for term in terms:
        parts = term["dimensions"].split(";")
        applicant = next((p for p in parts if p.startswith("applicant=")), f"applicant={scope}" if "*" in parts else "")
        code = scope if term["indicator_code"] == "*" else term["indicator_code"]
        source = before if "year=-1" in parts else now
        if source is None or (code, applicant) not in source:
            return None
        totals[term["side"]] += int(term["weight"]) * source[code, applicant]
    return totals


def test_every_identity_bound_and_carry_holds_in_every_report(country: Country) -> None:
    asked: Counter[str] = Counter()
    reports: dict[tuple[str, str], dict[int, dict[str, str]]] = defaultdict(dict)
    for row in country.documents:
        if row["document_kind"] == "annual_report":
            reports[row["organ_id"], row["reporting_scope"]][int(row["period"])] = row
    for years in reports.values():
        before: Values | None = None
        for _, row in sorted(years.items()):
            now = values(country, row["path"])
            for name, (form, _, relation, terms) in rules().items():
                if form != row["form"]:
                    continue
                scopes: tuple[str, ...] = APPLICANTS
                if terms[0]["indicator_code"] == "*":
                    scopes = tuple(dict.fromkeys(code for code, dimensions in now if dimensions))
                for scope in scopes if "*" in terms[0]["indicator_code"] + terms[0]["dimensions"] else ("",):
                    found = sides(terms, scope, now, before)
                    if found is None:
                        continue
                    asked[name.split(" ")[0]] += 1
                    left, right = found["left"], found["right"]
                    assert left == right if relation == "equal" else left <= right, (name, scope, row["path"])
            before = now
    never = {name.split(" ")[0] for name in rules()} - set(asked)
    assert never == {"SUM_NF2014_017"}  # of the prose: no table states a sum of the channels
    assert asked.total() > 8_000


def test_what_is_carried_forward_is_carried_in_the_year_after(country: Country) -> None:
    by_organ: dict[str, dict[int, Values]] = defaultdict(dict)
    for row in country.documents:
        if row["document_kind"] == "annual_report" and row["reporting_scope"] == "own" and row["period"] >= "2019":
            by_organ[row["organ_id"]][int(row["period"])] = values(country, row["path"])
    moved = Decimal(0)
    for years in by_organ.values():
        for year, after in pairwise(sorted(years)):
            for applicant in APPLICANTS:
                dimensions = f"applicant={applicant}"
                forward = years[year]["applications.carried_forward", dimensions]
                assert years[after]["applications.carried_in", dimensions] == forward
                moved += forward
    assert moved > 100


def test_a_consolidated_report_adds_up_its_own_and_those_below(country: Country) -> None:
    own = {
        (row["organ_id"], row["period"]): values(country, row["path"])
        for row in country.documents
        if row["document_kind"] == "annual_report" and row["reporting_scope"] == "own"
    }
    consolidated = [row for row in country.documents if row["reporting_scope"] == "consolidated"]
    assert consolidated
    for row in consolidated:
        below = [o["organ_id"] for o in country.organs if o["parent_organ_id"] == row["organ_id"]]
        for key, value in values(country, row["path"]).items():
            parts = [own[organ, row["period"]].get(key) for organ in [row["organ_id"], *below]]
            if None not in parts:  # not each is filed on the same form
                assert value == sum(part for part in parts if part is not None), (row["path"], key)


def test_values_are_in_the_canonical_unit(country: Country) -> None:
    money = [r for rows in country.cells.values() for r in rows if r["unit"] == "元" and r["value_status"] == "number"]
    fees = [r for r in money if r["indicator_code"] == "fees.amount" and not r["has_fault"]]
    assert fees
    for row in fees:
        raw = row["value_raw"].replace(",", "").translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,"))
        factor = 1 if raw.endswith("元") else 10_000
        assert Decimal(row["value"]) == Decimal(raw.rstrip("元").replace(",", "")) * factor
    purchases = {r["value_raw"][-2:] for r in money if r["indicator_code"] == "procurement.amount"}
    assert "万元" in purchases
    assert any(end[0].isdigit() for end in purchases)


def test_every_way_of_writing_occurs(country: Country) -> None:
    rows = [row for of_path in country.cells.values() for row in of_path]
    assert {row["value_status"] for row in rows} == {"number", "zero", "blank", "dash"}
    raws = {row["value_raw"] for row in rows}
    for sample in ("/", "-", "", "0"):
        assert sample in raws
    for mark in (",", "（其中修订", "增", "减", "+", "５"):
        assert any(mark in raw for raw in raws), mark
    assert all(not row["value"] for row in rows if row["value_status"] in ("blank", "dash"))
    assert {row["method"] for row in rows} == {"table", "prose"}
