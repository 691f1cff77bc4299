"""Reads `suites.csv` and says which expectation applies to which mart. Knows nothing of Great Expectations.

A row names its marts by a pattern: `fct_* !fct_sum_check*` is every fact but the sum checks. Of the tables that match,
those that have all its columns are judged. A row that would judge nothing is a failure, not a pass.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from expectations.verdict import ExpectationOutcome
from orchestration.domain.errors import SeedError

SUITES_CSV = Path(__file__).with_name("suites.csv")
UNEXPECTED_ROWS = "unexpected_rows"
_SEVERITIES = ("critical", "warning")


@dataclass(frozen=True, slots=True)
class DeclaredExpectation:
    """One row of `suites.csv`."""

    mart: str
    expectation_type: str
    columns: tuple[str, ...]
    arguments: Mapping[str, Any]
    severity: str
    description_zh: str
    description_en: str

    def is_for(self, table: str, columns: frozenset[str]) -> bool:
        """True if the table matches the pattern and has every column that the expectation looks at."""
        patterns = self.mart.split()
        is_named = any(fnmatchcase(table, pattern) for pattern in patterns if not pattern.startswith("!"))
        is_excluded = any(fnmatchcase(table, pattern[1:]) for pattern in patterns if pattern.startswith("!"))
        return is_named and not is_excluded and columns.issuperset(self.columns)

    def outcome(
        self, table: str, *, success: bool, observed: str, unexpected_count: int | None = None
    ) -> ExpectationOutcome:
        """What became of this expectation on one mart."""
        return ExpectationOutcome(
            mart=table,
            expectation=self.expectation_type,
            column=" ".join(self.columns),
            success=success,
            severity=self.severity,
            description_zh=self.description_zh,
            description_en=self.description_en,
            observed=observed,
            unexpected_count=unexpected_count,
        )


def load_suites(path: Path = SUITES_CSV) -> tuple[DeclaredExpectation, ...]:
    """Every declared expectation, in the order of the file.

    Raises:
        SeedError: a row is broken; the message names file, line, column and what is expected.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return tuple(_parse_row(row, f"{path.name}:{reader.line_num}") for row in reader)


def expand_suites(
    declared: tuple[DeclaredExpectation, ...], tables: Mapping[str, frozenset[str]]
) -> tuple[dict[str, list[DeclaredExpectation]], list[DeclaredExpectation]]:
    """The expectations of each mart (table -> its columns are given), and those that no table answers."""
    suites = {
        table: [expectation for expectation in declared if expectation.is_for(table, columns)]
        for table, columns in sorted(tables.items())
    }
    answered = {id(expectation) for suite in suites.values() for expectation in suite}
    unanswered = [expectation for expectation in declared if id(expectation) not in answered]
    return {table: suite for table, suite in suites.items() if suite}, unanswered


def _parse_row(row: Mapping[str, str | None], where: str) -> DeclaredExpectation:
    if None in row or None in row.values():
        raise SeedError(f"{where}: expected one field for each column of the header")
    for column in ("mart", "expectation_type", "description_zh", "description_en"):
        if not row[column]:
            raise SeedError(f"{where}: column {column} is empty")
    if row["severity"] not in _SEVERITIES:
        raise SeedError(f"{where}: column severity is {row['severity']!r}, expected {' or '.join(_SEVERITIES)}")
    try:
        arguments = json.loads(row["arguments_json"] or "{}")
    except json.JSONDecodeError as error:
        raise SeedError(f"{where}: column arguments_json isn't JSON: {error}") from None
    if row["expectation_type"] == UNEXPECTED_ROWS and "{batch}" not in arguments.get("sql", ""):
        raise SeedError(f"{where}: column arguments_json needs a sql that reads from {{batch}}")
    return DeclaredExpectation(
        mart=row["mart"],
        expectation_type=row["expectation_type"],
        columns=tuple(row["column"].split()),
        arguments=arguments,
        severity=row["severity"],
        description_zh=row["description_zh"],
        description_en=row["description_en"],
    )
