"""A county of a synthetic country, and its marts as they are published: with all reports, and with one missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.consolidation import Consolidation, load_consolidation
from tests.conftest import PROJECT
from tests.consolidation.country import DAY_1, Country

COUNTY, YEAR = "G900221", 2021
_PUBLISHED = [
    "rpt_consolidated",
    "rpt_consolidated_member",
    "rpt_consolidated_source",
    "rpt_certification",
    "dim_organ",
]


@dataclass(frozen=True)
class Published:
    """A database of marts, and how to ask it for the county's form."""

    country: Country
    database: Path

    def load(self, organ: str = COUNTY, year: int = YEAR, as_of: str = "") -> Consolidation:
        return load_consolidation(self.database, self.country.seeds, PROJECT / "dbt_project", organ, year, as_of)


Publish = Callable[[duckdb.DuckDBPyConnection, str], Published]


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country(tmp_path_factory.mktemp("country"), 60, (YEAR, YEAR + 1))


@pytest.fixture(scope="session")
def publish(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Publish:
    folder = tmp_path_factory.mktemp("published")

    def run(connection: duckdb.DuckDBPyConnection, name: str) -> Published:
        database = folder / f"{name}.duckdb"
        connection.execute(f"attach '{database}' as public")
        for table in _PUBLISHED:
            connection.execute(f"create table public.main.{table} as from marts.{table}")
        connection.execute("detach public")
        return Published(country, database)

    return run


@pytest.fixture(scope="session")
def whole(country: Country, publish: Publish) -> Published:
    """All reports of the county: its own, its consolidated one, and those of its four children."""
    return publish(country.build(country.arrivals(country.family(COUNTY, YEAR)), _PUBLISHED), "whole")


@pytest.fixture(scope="session")
def lacking(country: Country, publish: Publish) -> Published:
    """One child's report has not come, and the consolidated one came a day after the others."""
    own, reported, *children = country.family(COUNTY, YEAR)
    arrivals = country.arrivals([own, *children[:-1]]) + country.arrivals([reported], DAY_1 + timedelta(days=1))
    return publish(country.build(arrivals, _PUBLISHED), "lacking")
