"""A few seconds of the load that `make serve-test` runs for a minute."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.publication.publisher import publish
from tests.serving.load import mixture_of, read_parquet, run_load, write_marts

pytestmark = pytest.mark.slow


def test_readers_see_whole_versions_while_they_are_switched(tmp_path: Path, any_database: str) -> None:
    load = run_load(tmp_path, any_database, seconds=3)
    assert set(load.seen) == {"duckdb", "parquet", "held"} | ({"postgres", "postgres views"} if any_database else set())
    for kind, seen in load.seen.items():
        assert (seen.errors, seen.mixed) == ([], []), kind
        assert seen.latencies, kind
    assert load.rollbacks >= 1
    assert len(set.union(*(seen.versions for seen in load.seen.values()))) >= 3
    assert load.differences == []


def test_a_mixed_read_would_be_noticed(tmp_path: Path) -> None:
    for number in (1, 2):
        write_marts(tmp_path / f"work_{number}.duckdb", number)
        publish(tmp_path / f"work_{number}.duckdb", tmp_path / f"published_{number}", title="t", run_facts={})
    mixed = tmp_path / "mixed"
    shutil.copytree(tmp_path / "published_1" / "current", mixed)
    table = "parquet/fct_sum_check/fct_sum_check.parquet"
    (mixed / table).unlink()
    shutil.copy(tmp_path / "published_2" / "current" / table, mixed / table)
    assert mixture_of(read_parquet(tmp_path / "published_1", "")) == ""
    (tmp_path / "current").symlink_to(mixed)
    assert "2-2 of" in mixture_of(read_parquet(tmp_path, ""))
