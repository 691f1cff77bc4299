"""A county of a synthetic country, and its marts as they are published: with all reports, and with one missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from orchestration.warehouse.consolidation import Consolidation, load_consolidation, parse_as_of
from tests.consolidation.country import DAY_1, Country, build_over

COUNTY, YEAR = "G900221", 2021
_PUBLISHED = [
    "rpt_consolidated",
    "rpt_consolidated_member",
    "rpt_consolidated_source",
    "rpt_certification",
    "dim_organ",
]


class Seeds(Protocol):
    """Whatever has declared knowledge."""

    @property
    def seeds(self) -> Path: ...


@dataclass(frozen=True)
class Published:
    """Marts over the reports that arrived, as published, and as they were on an earlier day."""

    country: Seeds
    arrivals: list[tuple[str, bytes, datetime]]
    folder: Path

    def load(self, organ: str = COUNTY, year: int = YEAR, as_of: str = "") -> Consolidation:
        until = parse_as_of(as_of).replace(tzinfo=UTC) if as_of else None
        database = self.folder / f"{as_of.replace(':', '') or 'now'}.duckdb"
        if not database.exists():
            self._publish([arrival for arrival in self.arrivals if until is None or arrival[2] < until], database)
        return load_consolidation(database, self.country.seeds, organ, year, as_of)

    def _publish(self, arrivals: list[tuple[str, bytes, datetime]], database: Path) -> None:
        connection = build_over(self.country.seeds, arrivals, _PUBLISHED)
        connection.execute(f"attach '{database}' as public")
        for table in _PUBLISHED:
            connection.execute(f"create table public.main.{table} as from marts.{table}")
        connection.execute("detach public")


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country(tmp_path_factory.mktemp("country"), 60, (YEAR, YEAR + 1))


@pytest.fixture(scope="session")
def whole(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """All reports of the county: its own, its consolidated one, and those of its four children."""
    return Published(country, country.arrivals(country.family(COUNTY, YEAR)), tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def lacking(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """One child's report has not come, and the consolidated one came a day after the others."""
    own, reported, *children = country.family(COUNTY, YEAR)
    arrivals = country.arrivals([own, *children[:-1]]) + country.arrivals([reported], DAY_1 + timedelta(days=1))
    return Published(country, arrivals, tmp_path_factory.mktemp("lacking"))
