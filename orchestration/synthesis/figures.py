"""True figures of an organ for each year since 2019: what goes in equals what comes out, and what is left comes again.

Belongs here: quantities of the forms of 2019 and 2021 at once, so that a year can be filed on either. Does not: the
form of 2014 (figures_2014), how a figure is written (writing), what a document shows of them (layout).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.chance import about, chance, split
from orchestration.synthesis.figures_2014 import figures_of_2014
from orchestration.synthesis.organs import Organ

Amount = int | Decimal
Figures = dict[tuple[str, str], Amount]  # (indicator, dimensions) -> amount in the unit that the form prescribes

_SIZES = {  # applications a year
    ("province", "government"): 900.0,
    ("province", "department"): 90.0,
    ("city", "government"): 260.0,
    ("city", "department"): 24.0,
    ("county", "government"): 60.0,
    ("county", "department"): 5.0,
    ("town", "government"): 1.2,
}
_APPLICANTS = {
    "natural_person": 86.0,
    "commercial": 9.0,
    "research": 0.4,
    "public_welfare": 0.6,
    "legal_service": 2.5,
    "other_organization": 1.5,
}
_LIKELY = {  # outcomes; any other has weight 1
    "outcome.granted": 34.0,
    "outcome.partial": 6.0,
    "outcome.unable.not_held": 22.0,
    "outcome.unable.needs_creation": 3.0,
    "outcome.not_processed.repeated": 2.0,
    "outcome.refused.administrative_query": 2.0,
    "outcome.other.remaining": 5.0,
}
_GROUPS = ("outcome.refused", "outcome.unable", "outcome.not_processed", "outcome.other")
_PROCEEDINGS = {"review": 0.05, "litigation_direct": 0.02, "litigation_after_review": 0.012}
_RESULTS = {"upheld": 6.0, "corrected": 2.0, "other": 3.0, "pending": 2.0}
_SERVICES = {"licensing": 9.0, "other_external_services": 5.0, "penalties": 4.0, "compulsion": 0.6, "fees": 0.0}


@dataclass(slots=True)
class _State:
    """What one year hands to the next."""

    carried: dict[str, int]
    in_force: dict[str, int]
    items: dict[str, int]
    weights: list[float] = field(default_factory=list)


def size_of(organ: Organ, seed: int) -> float:
    """Applications that an organ gets in a usual year."""
    return _SIZES[organ.level, organ.kind] * chance(seed, "size", organ.organ_id).lognormvariate(0, 0.5)


def series_of(organ: Organ, years: tuple[int, int], seed: int, catalogue: Catalogue) -> dict[int, Figures]:
    """Figures of an organ, year by year.

    Args:
        organ: Which.
        years: First and last.
        seed: Of the country.
        catalogue: Its outcomes and rules are what the figures satisfy.

    Returns:
        For each year the figures of the form of 2014 (until 2018) or of both later forms together.
    """
    size = size_of(organ, seed)
    leaves = [c for c in dict.fromkeys(cell.code for cell in catalogue.cells["NF2021"]) if c.startswith("outcome.")]
    leaves.remove("outcome.total")
    state = _begin(organ, size, leaves, chance(seed, "state", organ.organ_id))
    series: dict[int, Figures] = {}
    for year in range(years[0], years[1] + 1):
        rng = chance(seed, "figures", organ.organ_id, year)
        if catalogue.form_of(year) == "NF2014":
            series[year] = figures_of_2014(rng, organ.level, size)
        else:
            figures: Figures = dict(_applications(rng, size, state, leaves))
            figures.update(_remedies(rng, size))
            figures.update(_disclosure(rng, organ, size, state))
            figures.update(_prose_only(rng, size))
            series[year] = figures
    return series


def add_up(total: Figures, more: Figures) -> None:
    """Add the figures of another organ to a total."""
    for key, amount in more.items():
        total[key] = total.get(key, 0) + amount


def as_preliminary(figures: Figures, rng: Random) -> Figures:
    """Figures as they stood before the last were in: some fewer or more in a few cells, every rule kept."""
    more = rng.randint(1, 9)
    if ("disclosure.total", "") in figures:
        moved = [("disclosure.total", ""), ("channel.website", "")]
    else:
        codes = ("applications.received", "outcome.granted", "outcome.total")
        moved = [(code, f"applicant={who}") for code in codes for who in ("natural_person", "total")]
    return {**figures, **{key: figures[key] + more for key in moved}}


def _begin(organ: Organ, size: float, leaves: list[str], rng: Random) -> _State:
    makes_rules = organ.kind == "government" and organ.level in ("province", "city")
    return _State(
        carried={applicant: split_one(rng, size * share / 1200) for applicant, share in _APPLICANTS.items()},
        in_force={
            "regulations": rng.randint(12, 160) if makes_rules else 0,
            "normative_documents": rng.randint(0, 90) if organ.level != "town" else rng.randint(0, 2),
        },
        items={name: rng.randint(0, 60) if weight or rng.random() < 0.4 else 0 for name, weight in _SERVICES.items()},
        weights=[_LIKELY.get(leaf, 1.0) * rng.gammavariate(1.4, 1) + 0.01 for leaf in leaves],
    )


def split_one(rng: Random, expected: float) -> int:
    """A small count of that expectation."""
    return int(expected) + (rng.random() < expected % 1)


def _applications(
    rng: Random, size: float, state: _State, leaves: list[str]
) -> Iterator[tuple[tuple[str, str], Amount]]:
    received = split(rng, about(rng, size), list(_APPLICANTS.values()))
    totals: dict[str, int] = {}
    for applicant, new in zip(_APPLICANTS, received, strict=True):
        carried_in = state.carried[applicant]
        forward = split_one(rng, (new + carried_in) * rng.uniform(0, 0.16))
        handled = new + carried_in - forward
        state.carried[applicant] = forward
        row = {"applications.received": new, "applications.carried_in": carried_in}
        row.update(zip(leaves, split(rng, handled, state.weights), strict=True))
        for group in _GROUPS:
            row[group] = sum(amount for code, amount in row.items() if code.startswith(group + "."))
        row |= {"outcome.total": handled, "applications.carried_forward": forward}
        for code, amount in row.items():
            yield (code, f"applicant={applicant}"), amount
            totals[code] = totals.get(code, 0) + amount
    for code, amount in totals.items():
        yield (code, "applicant=total"), amount


def _remedies(rng: Random, size: float) -> Iterator[tuple[tuple[str, str], Amount]]:
    for proceeding, share in _PROCEEDINGS.items():
        results = split(rng, about(rng, size * share), list(_RESULTS.values()))
        for result, amount in zip(_RESULTS, results, strict=True):
            yield (f"{proceeding}.{result}", ""), amount
        yield (f"{proceeding}.total", ""), sum(results)


def _disclosure(rng: Random, organ: Organ, size: float, state: _State) -> Iterator[tuple[tuple[str, str], Amount]]:
    for what, before in state.in_force.items():
        active = before > 0 or what == "normative_documents"
        issued = rng.randint(0, 6 if organ.level != "town" else 1) if active else 0
        repealed = rng.randint(0, min(4, before + issued))
        state.in_force[what] = before + issued - repealed
        for name, amount in (
            ("issued", issued),
            ("repealed", repealed),
            ("in_force", state.in_force[what]),
            ("newly_made", issued),
            ("newly_disclosed", issued),
            ("disclosed_total", state.in_force[what]),
        ):
            yield (f"{what}.{name}", ""), amount
    for name, weight in _SERVICES.items():
        items = state.items[name]
        change = rng.randint(-min(items, 5), 6) if items else 0
        state.items[name] = items + change
        yield (f"{name}.items_prior_year", ""), items
        yield (f"{name}.items_change", ""), change
        yield (f"{name}.decisions", ""), about(rng, size * weight * 6)
    charges = organ.level != "town" and rng.random() < 0.55
    places = rng.choice((2, 2, 2, 4, 6))
    cents = rng.randint(1, int(size * 10**places * 30) + 100) if charges else 0
    yield ("fees.amount", ""), Decimal(cents).scaleb(-places) if cents else 0
    projects = about(rng, size / 8)
    yield ("procurement.projects", ""), projects
    yield ("procurement.amount", ""), projects * rng.randint(900, 480_000)


def _prose_only(rng: Random, size: float) -> Iterator[tuple[tuple[str, str], Amount]]:
    """What reports tell of themselves outside the tables."""
    published = about(rng, 300 + size * 12)
    yield ("website.published", ""), published
    yield ("response.policy_explanations", ""), about(rng, 6 + size / 10)
    yield ("training.sessions", ""), rng.randint(1, 6)
    yield ("training.participants", ""), rng.randint(20, 400)
