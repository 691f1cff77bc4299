"""The compiled models: kept beside the project, in the order they are built, and made again after a change."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.domain.errors import BuildError
from orchestration.settings import load_settings
from orchestration.warehouse.models import build_models, compiled_nodes


def test_each_node_stands_after_its_parents() -> None:
    placed: set[str] = set()
    for name, node in compiled_nodes(load_settings().dbt_dir).items():
        assert name == node.name
        assert set(node.parents) <= placed, name
        assert bool(node.sql) != (bool(node.seed_path) or node.kind == "python"), name
        placed.add(name)
    assert {"fct_sum_check", "int_observations_standardized", "indicators"} <= placed


@pytest.mark.slow
def test_they_are_kept_and_made_again_when_a_model_changes(tiny_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_WORK_DB", raising=False)
    made = compiled_nodes(tiny_project)
    assert list(made) == ["units", "stg_units", "a_money", "not_wanted"]
    assert (made["a_money"].kind, made["stg_units"].kind, made["units"].kind) == ("table", "view", "seed")
    assert (made["units"].seed_path, made["units"].columns) == (
        "units.csv",
        {"unit_zh": "varchar", "factor": "varchar"},
    )

    with duckdb.connect() as connection:  # only what is wanted is built, and all that it is made of
        build_models(connection, made, tiny_project.parent / "seeds", ["a_money"])
        rows = connection.execute(f"select unit_zh, factor from {made['a_money'].schema}.a_money").fetchall()
        tables = connection.execute("select table_name from information_schema.tables order by 1").fetchall()
    assert rows == [("元", Decimal(1)), ("万元", Decimal(10000))]
    assert tables == [("a_money",), ("stg_units",), ("units",)]

    cache = tiny_project / "target" / "compiled_models.json"
    before = cache.stat()
    assert compiled_nodes(tiny_project) == made
    assert (cache.stat().st_ino, cache.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    model = tiny_project / "models" / "marts" / "a_money.sql"
    model.write_text("select *, 1 as one_more from {{ ref('stg_units') }}", encoding="utf-8")
    remade = compiled_nodes(tiny_project)
    assert "one_more" in remade["a_money"].sql
    assert compiled_nodes(tiny_project) == remade
    assert [path.name for path in cache.parent.glob("compiled_models*")] == [cache.name]
    assert "GONGKAI_WORK_DB" not in os.environ

    kept = cache.read_bytes()
    model.write_text("select * from {{ ref('nothing_of_that_name') }}", encoding="utf-8")
    with pytest.raises(BuildError, match="nothing_of_that_name"):
        compiled_nodes(tiny_project)
    assert cache.read_bytes() == kept
