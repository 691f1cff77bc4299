"""Which cells of an official form are totals of others, by the declared identities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from orchestration.publication.receipt.layout import Key

Row = Mapping[str, str]


def totals_of(form: str, keys: Iterable[Key], rules: Sequence[Row], terms: Sequence[Row]) -> dict[Key, tuple[Key, ...]]:
    """Total -> its parts, for each cell of a form that an identity of the form states to be a plain sum of others.

    Args:
        form: The form.
        keys: Its cells.
        rules: Rows of ``rules/sum_rules``.
        terms: Rows of ``rules/sum_rule_terms``, in order.
    """
    cells = set(keys)
    wanted = {
        rule["rule_id"]
        for rule in rules
        if (rule["form_code"], rule["kind"], rule["relation"], rule["severity"]) == (form, "identity", "equal", "error")
    }
    found: dict[Key, tuple[Key, ...]] = {}
    for (rule, _), group in groupby(terms, key=lambda term: (term["rule_id"], term["variant"])):
        sides = list(group)
        left = [term for term in sides if term["side"] == "left"]
        right = [term for term in sides if term["side"] == "right"]
        if rule not in wanted or len(left) != 1 or any(term["weight"] != "1" for term in sides):
            continue
        for total in sorted(cells):
            parts = tuple(_named(term, left[0], total) for term in right)
            if _fits(left[0], total) and cells.issuperset(parts) and total not in parts:
                found.setdefault(total, parts)
    return found


def _asked(term: Row) -> dict[str, str]:
    """The dimensions that a term names; how a figure was read plays no part here."""
    pairs = (part.partition("=")[::2] for part in term["dimensions"].split(";") if part)
    return {name: value for name, value in pairs if name != "method"}


def _fits(term: Row, key: Key) -> bool:
    asked, has = _asked(term), dict(key[1])
    if term["indicator_code"] not in ("*", key[0]):
        return False
    if "*" in asked:
        return True
    return asked.keys() == has.keys() and all(value in ("*", has[name]) for name, value in asked.items())


def _named(term: Row, left: Row, total: Key) -> Key:
    """The cell that a part of a total stands in."""
    indicator = total[0] if term["indicator_code"] == "*" else term["indicator_code"]
    dimensions = dict(total[1]) if "*" in _asked(left) or "*" in _asked(term) else {}
    dimensions |= {name: value for name, value in _asked(term).items() if name != "*" and value != "*"}
    return indicator, tuple(sorted(dimensions.items()))
