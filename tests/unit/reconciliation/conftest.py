"""Tables three and four, bulletins and reports as figures and checks, small enough to reckon by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from orchestration.reconciliation.arithmetic import check_holds
from orchestration.reconciliation.localise import LocalisedSet
from orchestration.reconciliation.problem import Check, Figure, Term

APPLICANTS = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_organization")
OUTCOMES = ("granted", "partial", "refused", "unable", "not_processed", "other")
ROWS = ("received", "carried_in", *OUTCOMES, "handled", "carried_forward")
Key = tuple[str, str]
Values = dict[Key, int | None]


def figure(name: str, value: str | int | None, place: str = "t1!r1c1", **more: object) -> Figure:
    """An exact count of a document ``a``, read word for word; None is a blank cell."""
    number = None if value is None else Decimal(value)
    status = "blank" if number is None else "number" if number else "zero"
    base = Figure(
        name, "a", name, "", "table", place, "" if value is None else str(value), number, number, number,
        value_status=status,
    )  # fmt: skip
    return replace(base, **more)


def rate(name: str, value: str, **more: object) -> Figure:
    """A rate of the running text, half a unit of its last place either way."""
    number = Decimal(value)
    decimals = max(0, -int(number.as_tuple().exponent))
    half = Decimal(5).scaleb(-decimals - 1)
    own = {"method": "prose", "quantity": "rate", "decimals": decimals, "low": number - half, "high": number + half}
    return figure(name, value, **{**own, **more})


def check(
    rule_id: str, relation: str, *terms: Term, kind: str = "identity", document_id: str = "a", scope: str = ""
) -> Check:
    """A check with the outcome that its figures have."""
    asked = Check(
        f"{rule_id}|{scope}|{document_id}", rule_id, kind, relation, "holds", "", "error", document_id, terms, scope
    )
    holds = check_holds(asked)
    has_blank = any(term.figure.is_blank for term in terms)
    if holds or not has_blank:
        return replace(asked, outcome="holds" if holds else "violated")
    return replace(asked, outcome="undecided", reason_code="blank_not_zero")


def total(rule_id: str, whole: Figure, parts: Iterable[Figure], **more: str) -> Check:
    """A whole and its parts."""
    return check(rule_id, "equal", Term(whole, "left"), *(Term(part, "right") for part in parts), **more)


def share(rule_id: str, stated: Figure, over: Iterable[tuple[Figure, int]], under: Iterable[Figure]) -> Check:
    """A rate, its numerator with weights, and its denominator."""
    return check(
        rule_id, "rate", Term(stated, "left"), *(Term(f, "numerator", weight) for f, weight in over),
        *(Term(f, "denominator") for f in under), kind="rate",
    )  # fmt: skip


def complete(parts: Mapping[Key, int]) -> Values:
    """A consistent table three from its outcomes and what is carried; received is what makes it add up."""
    values: Values = {(row, who): parts.get((row, who), 0) for row in ROWS for who in APPLICANTS}
    for who in APPLICANTS:
        values["handled", who] = sum(values[row, who] or 0 for row in OUTCOMES)
        out = (values["handled", who] or 0) + (values["carried_forward", who] or 0)
        values["carried_in", who] = min(values["carried_in", who] or 0, out)
        values["received", who] = out - (values["carried_in", who] or 0)
    for row in ROWS:
        values[row, "total"] = sum(values[row, who] or 0 for who in APPLICANTS)
    return values


def table_three(values: Values, document_id: str = "a") -> dict[Key, Figure]:
    """The figures of a table three, as they stand on the page."""
    columns = (*APPLICANTS, "total")
    return {
        (row, who): replace(
            figure(f"{document_id}/{row}/{who}", values[row, who], f"t2!r{at + 4}c{columns.index(who) + 4}"),
            document_id=document_id,
            indicator_code=row,
            dimensions=f"applicant={who}",
        )
        for at, row in enumerate(ROWS)
        for who in columns
    }


def checks_of_three(figures: Mapping[Key, Figure], document_id: str = "a") -> list[Check]:
    """The three identities of a table three, in each column or row."""
    checks = []
    for who in (*APPLICANTS, "total"):
        cells = {row: figures[row, who] for row in ROWS}
        terms = (Term(cells["received"], "left"), Term(cells["carried_in"], "left"))
        right = (Term(cells["handled"], "right"), Term(cells["carried_forward"], "right"))
        checks.append(check("SUM_1", "equal", *terms, *right, document_id=document_id, scope=who))
        checks.append(
            total("SUM_2", cells["handled"], [cells[r] for r in OUTCOMES], document_id=document_id, scope=who)
        )
    for row in ROWS:
        parts = [figures[row, who] for who in APPLICANTS]
        checks.append(total("SUM_3", figures[row, "total"], parts, document_id=document_id, scope=row))
    return checks


def sample() -> Values:
    """A table three with figures of one to three digits."""
    parts = {
        (row, who): (7 * i + 3) * (j + 2) % 41 + j * j
        for i, row in enumerate(OUTCOMES)
        for j, who in enumerate(APPLICANTS)
    }
    carried = {("carried_in", who): 3 + j for j, who in enumerate(APPLICANTS)}
    return complete({**parts, **carried, ("carried_forward", "research"): 5, ("carried_forward", "commercial"): 12})


def changes(found: LocalisedSet) -> list[dict[str, Decimal]]:
    """Of each solution, the values that would repair."""
    return [{repair.figure.observation_id: repair.value for repair in s.repairs} for s in found.solutions]


def reasons(found: LocalisedSet) -> list[list[str]]:
    """Of each solution, the reasons."""
    return [[repair.why_code for repair in solution.repairs] for solution in found.solutions]
