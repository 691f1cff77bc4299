"""Which declared rules a set of figures breaks: the arithmetic of the rules, and nothing of how the product decides it.

Belongs here: identities, bounds, totals over units, carry-overs. Does not: rates, ranks and prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from orchestration.synthesis.catalogue import Catalogue, Rule, Term

Amounts = Mapping[tuple[str, str], int | Decimal]
_KINDS = {"identity", "bound", "rollup", "carry"}


def rules_of(catalogue: Catalogue, form: str) -> list[Rule]:
    """The rules of a form that can be reckoned from figures alone."""
    return [rule for rule in catalogue.rules if rule.form == form and rule.kind in _KINDS]


def constrained_codes(catalogue: Catalogue, form: str) -> tuple[frozenset[str], frozenset[str]]:
    """Indicators that are the sum of others, and those that are summed."""
    sums: set[str] = set()
    parts: set[str] = set()
    for rule in rules_of(catalogue, form):
        if rule.kind in ("identity", "rollup"):
            for term in (term for variant in rule.variants for term in variant):
                left_alone = sum(t.side == "left" for t in rule.variants[0]) == 1
                (sums if term.side == "left" and left_alone else parts).add(term.code)
    return frozenset(sums - {"*"}), frozenset(parts - {"*"})


def decided(rule: Rule, figures: Amounts, before: Amounts | None) -> list[bool]:
    """Ask a rule of figures.

    Args:
        rule: One of ``rules_of``.
        figures: Amounts by indicator and dimensions; what isn't there is not stated.
        before: Those of the year before, for carry-overs.

    Returns:
        Whether the rule holds, for each variant and each scope (a column, a row, a unit) that states all its terms.
    """
    outcomes: list[bool] = []
    for variant in rule.variants:
        for scope in _scopes(variant[0], figures):
            sides = {"left": Decimal(0), "right": Decimal(0)}
            for term in variant:
                amount = _amount(term, scope, figures, before)
                if amount is None:
                    break
                sides[term.side] += term.weight * amount
            else:
                equal = sides["left"] == sides["right"]
                outcomes.append(equal or (rule.relation == "at_most" and sides["left"] < sides["right"]))
    return outcomes


def broken_rules(catalogue: Catalogue, form: str, figures: Amounts, before: Amounts | None) -> list[str]:
    """Ids of the rules that figures break in some scope."""
    return [rule.rule_id for rule in rules_of(catalogue, form) if not all(decided(rule, figures, before))]


def _pattern(term: Term) -> dict[str, str]:
    """Dimensions of a term without what speaks of method and year; ``*`` alone means the applicant."""
    parts = [part for part in term.dimensions.split(";") if part and not part.startswith(("method=", "year="))]
    return dict(part.split("=") if "=" in part else ("applicant", part) for part in parts)


def _parsed(dimensions: str) -> dict[str, str]:
    return dict(part.split("=") for part in dimensions.split(";")) if dimensions else {}


def _scopes(first: Term, figures: Amounts) -> list[tuple[str, ...]]:
    """What the stars of a rule stand for: a code, or values of dimensions, in the order of the first term."""
    pattern = _pattern(first)
    scopes = []
    for code, dimensions in figures:
        stated = _parsed(dimensions)
        fits = first.code in ("*", code) and stated.keys() == pattern.keys()
        if fits and all(want in ("*", stated[name]) for name, want in pattern.items()):
            stars = (stated[name] for name, want in pattern.items() if want == "*")
            scopes.append((code if first.code == "*" else "", *stars))
    return scopes


def _amount(term: Term, scope: tuple[str, ...], figures: Amounts, before: Amounts | None) -> int | Decimal | None:
    source = before if "year=-1" in term.dimensions.split(";") else figures
    if source is None:
        return None
    pattern, stars = _pattern(term), list(scope[1:])
    wanted = {name: stars.pop(0) if want == "*" and stars else want for name, want in pattern.items()}
    code = scope[0] if term.code == "*" else term.code
    if "each" not in wanted.values():
        return source.get((code, ";".join(f"{name}={value}" for name, value in sorted(wanted.items()))))
    parts = [
        amount
        for (other, dimensions), amount in source.items()
        if other == code and _fits_each(_parsed(dimensions), wanted)
    ]
    return sum(parts) if parts else None


def _fits_each(stated: dict[str, str], wanted: dict[str, str]) -> bool:
    if stated.keys() != wanted.keys():
        return False
    return all(
        stated[name] == want or (want == "each" and stated[name] not in ("total", "each"))
        for name, want in wanted.items()
    )
