"""Rules declared by a test: rows beside which no other rule is asked."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.rules.observed import SEEDS

Term = tuple[str, int, str]  # side, weight, indicator


def declare_rules(folder: Path, rules: dict[str, tuple[str, str, list[Term]]]) -> Path:
    """A folder that takes the place of ``seeds/rules``.

    Args:
        folder: Where it is made.
        rules: By rule id: relation, kind and terms. Each is asked of every form.
    """
    folder.mkdir(parents=True, exist_ok=True)
    headers = [
        {
            "rule_id": rule_id,
            "form_code": "ANY",
            "kind": kind,
            "description_zh": rule_id,
            "description_en": rule_id,
            "relation": relation,
            "severity": "error",
            "applies_when": "left" if relation == "rate" else "any",  # as the declared rules have it
            "when_missing": "undecided",
        }
        for rule_id, (relation, kind, _) in rules.items()
    ]
    terms = [
        {"rule_id": rule_id, "term_no": number, "side": side, "weight": weight, "indicator_code": indicator}
        for rule_id, (_, _, rule_terms) in rules.items()
        for number, (side, weight, indicator) in enumerate(rule_terms, start=1)
    ]
    for name, rows in (("sum_rules.csv", headers), ("sum_rule_terms.csv", terms)):
        with (SEEDS / "rules" / name).open(encoding="utf-8", newline="") as file:
            columns = csv.DictReader(file).fieldnames or []
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder
