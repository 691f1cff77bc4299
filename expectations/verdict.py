"""What the gate has found, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ExpectationOutcome:
    """One expectation on one mart."""

    mart: str
    expectation: str  # Great Expectations' name of its type, or unexpected_rows
    column: str  # the columns it looks at, separated by spaces; "" for the table
    success: bool
    severity: str  # critical refuses the release, warning is reported
    description_zh: str
    description_en: str
    observed: str  # what was seen, for people; "" where there is nothing to say
    unexpected_count: int | None  # rows or values against it; None where it can't be counted


@dataclass(frozen=True, slots=True)
class GateResult:
    """The verdict on a whole build."""

    passed: bool  # no critical expectation failed
    outcomes: tuple[ExpectationOutcome, ...]  # by mart, then in the order of suites.csv
    row_counts: Mapping[str, int]  # of every mart that is there, with or without expectations

    @property
    def refusals(self) -> tuple[ExpectationOutcome, ...]:
        """The failures that refuse the release."""
        return tuple(outcome for outcome in self.outcomes if not outcome.success and outcome.severity == "critical")

    @property
    def warnings(self) -> tuple[ExpectationOutcome, ...]:
        """The failures that are only reported."""
        return tuple(outcome for outcome in self.outcomes if not outcome.success and outcome.severity != "critical")

    def summary(self) -> dict[str, Any]:
        """The verdict for machines: what `publish(gate=...)` takes and `datapackage.json` shows."""
        return {
            "passed": self.passed,
            "evaluated_count": len(self.outcomes),
            "refusals": [_brief(outcome) for outcome in self.refusals],
            "warnings": [_brief(outcome) for outcome in self.warnings],
        }


def _brief(outcome: ExpectationOutcome) -> dict[str, Any]:
    return {
        "mart": outcome.mart,
        "expectation": outcome.expectation,
        "column": outcome.column,
        "description_zh": outcome.description_zh,
        "unexpected_count": outcome.unexpected_count,
    }
