"""Deliveries can be followed in the orchestrator; what has not changed is not told again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.landing import LandingStore
from orchestration.settings import Settings, export_settings, load_settings
from tests.submissions.conftest import Season, jiamusi
from tests.unit.landing.zips import Part, zip_bytes


@pytest.fixture
def settings(season: Season, tmp_path: Path) -> Iterator[Settings]:
    saved = dict(os.environ)
    (tmp_path / "source").mkdir()
    given = load_settings(source=tmp_path / "source", data=season.settings.data_dir)
    export_settings(given)
    yield given
    os.environ.clear()
    os.environ.update(saved)


def keep_marts(season: Season, work_db: Path) -> None:
    """What a build leaves in the work database."""
    rows = season.build().connection.execute("select * from marts.rpt_submission").to_arrow_table()
    work_db.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(work_db)) as connection:
        connection.execute("create schema if not exists marts")
        connection.register("built", rows)
        connection.execute("create or replace table marts.rpt_submission as select * from built")


def test_each_delivery_is_an_observation_until_it_changes(season: Season, settings: Settings) -> None:
    from orchestration.defs.resources import SettingsResource
    from orchestration.defs.submissions import RUN_TAG, submissions

    with dg.DagsterInstance.ephemeral() as instance:

        def observed() -> list[Any]:
            keep_marts(season, settings.work_db)
            result = dg.materialize([submissions], instance=instance, resources={"settings": SettingsResource()})
            tags = instance.get_run_by_id(result.run_id).tags
            told = result.get_asset_observation_events()
            assert bool(told) == (RUN_TAG in tags)
            return [event.asset_observation_data.asset_observation for event in told]

        season.deliver("2018-03-20", {"a.html": jiamusi()}, "佳木斯市")
        season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省")
        first, second = observed()
        assert first.partition == "2018-03-20T00:00:00Z inbox 佳木斯市"
        assert first.metadata["sender"].value == "佳木斯市"
        (row,) = second.metadata["listed"].records
        assert (row.data["state"], row.data["organ"]) == ("conflict", "佳木斯市")
        assert observed() == []
        season.accept("b.html", "2018-04-01")
        assert [one.metadata["states"].value for one in observed()] == [{"superseded": 1}, {"certified": 1}]


def test_the_sensor_takes_archives_in_and_asks_once(season: Season, settings: Settings) -> None:
    from orchestration.defs.automation import inbox_sensor
    from orchestration.defs.resources import SettingsResource

    settings.inbox_dir.mkdir(parents=True)
    name = "佳木斯市2017年报.html".encode("gbk")
    (settings.inbox_dir / "黑龙江.zip").write_bytes(zip_bytes(Part(name, jiamusi().encode())))
    cursor = None

    def ask() -> list[dg.RunRequest]:
        nonlocal cursor
        with dg.build_sensor_context(cursor=cursor, resources={"settings": SettingsResource()}) as context:
            result = inbox_sensor(context)
        cursor = result.cursor or cursor
        return result.run_requests or []

    assert [request.tags["gongkai/arrivals"] for request in ask()] == ["2"]
    assert ask() == []
    uris = [arrival.uri for arrival in LandingStore(settings.landing_dir).current_arrivals()]
    assert uris == ["inbox/黑龙江.zip", "inbox/黑龙江.zip!佳木斯市2017年报.html"]
    season.send_back("佳木斯市2017年报.html", "")
    assert [request.tags["gongkai/decisions"] for request in ask()] == ["1"]
    assert ask() == []
