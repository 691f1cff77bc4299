"""Documents as they arrive, the declared knowledge, and a small dbt project to change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.domain import Arrival
from orchestration.landing import detect_media_type
from orchestration.reference import Knowledge, load_knowledge
from tests.conftest import PROJECT

DAY_1 = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)

Arrive = Callable[..., Arrival]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "seeds")


@pytest.fixture(scope="session")
def arrive() -> Arrive:
    """The arrival of some bytes."""

    def run(data: bytes, name: str = "report.txt", period: str | None = None, day: datetime = DAY_1) -> Arrival:
        return Arrival(
            uri=f"documents/{name}",
            file_name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            media_type=detect_media_type(data),
            arrived_at=day,
            source="documents",
            claimed_period=period,
        )

    return run


_PROJECT = """\
name: tiny
profile: tiny
seed-paths: ["../seeds"]
flags: {send_anonymous_usage_stats: false, use_colors: false}
models: {tiny: {staging: {+materialized: view}, marts: {+materialized: table, +schema: marts}}}
seeds: {tiny: {units: {+column_types: {unit_zh: varchar, factor: varchar}}}}
"""
_PROFILES = """\
tiny:
  target: duckdb
  outputs: {duckdb: {type: duckdb, path: "{{ env_var('GONGKAI_WORK_DB') }}"}}
"""
_FILES = {
    "dbt_project/dbt_project.yml": _PROJECT,
    "dbt_project/profiles.yml": _PROFILES,
    "dbt_project/models/staging/stg_units.sql": "select unit_zh, cast(factor as decimal(18, 4)) as factor from {{ ref('units') }}",
    "dbt_project/models/marts/a_money.sql": "select * from {{ ref('stg_units') }} where unit_zh like '%元'",
    "dbt_project/models/marts/not_wanted.sql": "select 1 as one",
    "seeds/units.csv": "unit_zh,factor\n条,1\n元,1\n万元,10000\n",
}


@pytest.fixture
def tiny_project(tmp_path: Path) -> Path:
    """A dbt project of one seed and three models beside its seeds: as the real one, and quick."""
    for name, content in _FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "dbt_project"
