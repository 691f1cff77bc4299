"""The dashboards' files against the marts' contracts, without Superset: every column, metric and filter is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.conftest import PROJECT

ASSETS = PROJECT / "bi" / "assets"
MARTS = PROJECT / "dbt_project" / "models" / "marts"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Asset = dict[str, Any]


def load_assets(kind: str) -> dict[str, Asset]:
    """The files of one kind, by their name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ASSETS / kind).rglob("*.yaml")}


DATASETS, CHARTS, DASHBOARDS = load_assets("datasets"), load_assets("charts"), load_assets("dashboards")
_BY_UUID = {asset["uuid"]: asset for asset in DATASETS.values()}


@pytest.fixture(scope="module")
def empty_marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of empty marts, made of their contracts."""
    with duckdb.connect() as connection:
        for path in MARTS.rglob("_*.yml"):
            for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
                columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
                connection.execute(f"create table {model['name']} ({columns})")
        yield connection


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_has_the_columns_that_it_says_and_its_metrics_can_be_asked(
    name: str, empty_marts: duckdb.DuckDBPyConnection
) -> None:
    dataset = DATASETS[name]
    found = {row[0] for row in empty_marts.execute(f"describe {dataset['sql']}").fetchall()}
    declared = {column["column_name"] for column in dataset["columns"]}
    assert declared <= found
    for metric in dataset["metrics"]:
        empty_marts.execute(f"select {metric['expression']} from ({dataset['sql']})")
    assert all(_CHINESE.search(item["verbose_name"]) for item in (*dataset["columns"], *dataset["metrics"]))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_asks_for_what_its_dataset_has(name: str, empty_marts: duckdb.DuckDBPyConnection) -> None:
    chart = CHARTS[name]
    dataset, params = _BY_UUID[chart["dataset_uuid"]], chart["params"]
    columns = {column["column_name"] for column in dataset["columns"]}
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    groupby = params.get("groupby") or []
    wanted = {
        params.get("x_axis"),
        *([groupby] if isinstance(groupby, str) else groupby),
        *params.get("all_columns", []),
    }
    assert wanted - {None} <= columns
    asked = {params.get("metric"), params.get("timeseries_limit_metric"), *params.get("metrics", [])}
    assert asked - {None} <= metrics
    for condition in params["adhoc_filters"]:
        if condition["expressionType"] == "SIMPLE":
            assert condition["subject"] in columns
        else:
            empty_marts.execute(f"select 1 from ({dataset['sql']}) where {condition['sqlExpression']}")
    assert _CHINESE.search(chart["slice_name"])
    assert params["viz_type"] == chart["viz_type"]
    assert "country_map" not in chart["viz_type"] and not chart["viz_type"].startswith("deck")  # no tiles are fetched


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_shows_charts_that_are_there_and_filters_by_columns_that_are_there(name: str) -> None:
    dashboard = DASHBOARDS[name]
    charts = {chart["uuid"]: chart for chart in CHARTS.values()}
    shown = [
        part["meta"] for part in dashboard["position"].values() if isinstance(part, dict) and part["type"] == "CHART"
    ]
    assert shown and all(charts[meta["uuid"]]["slice_name"] == meta["sliceName"] for meta in shown)
    identifiers = {meta["chartId"] for meta in shown}
    reached: set[str] = set()
    for meta in shown:
        reached |= {column["column_name"] for column in _BY_UUID[charts[meta["uuid"]]["dataset_uuid"]]["columns"]}
    for condition in dashboard["metadata"]["native_filter_configuration"]:
        (target,) = condition["targets"]
        columns = {column["column_name"] for column in _BY_UUID[target["datasetUuid"]]["columns"]}
        assert target["column"]["name"] in columns
        assert target["column"]["name"] in reached, condition["name"]
        assert set(condition["scope"]["excluded"]) <= identifiers
        assert _CHINESE.search(condition["name"])
    assert _CHINESE.search(dashboard["dashboard_title"])


def test_every_chart_is_on_a_dashboard_and_has_an_id_of_its_own() -> None:
    placed = {
        part["meta"]["uuid"]
        for dashboard in DASHBOARDS.values()
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    }
    assert placed == {chart["uuid"] for chart in CHARTS.values()}
    everything = [asset["uuid"] for kind in (DATASETS, CHARTS, DASHBOARDS) for asset in kind.values()]
    assert len(everything) == len(set(everything))


def test_the_drilling_tables_share_the_columns_they_filter_each_other_by() -> None:
    """A click on a province, city, county or organ filters by that column, so the cells must have it."""
    cells = {column["column_name"] for column in DATASETS["cells"]["columns"]}
    for chart in ("drill_provinces", "drill_cities", "drill_counties", "drill_organs", "drill_indicators"):
        assert CHARTS[chart]["params"]["groupby"][0] in cells
    assert {"file_name", "place", "value_raw", "certification_zh"} <= cells


def test_the_default_basis_is_one_that_the_marts_have() -> None:
    (condition,) = (
        condition
        for condition in DASHBOARDS["overview"]["metadata"]["native_filter_configuration"]
        if condition["name"] == "统计口径"
    )
    names = (PROJECT / "seeds" / "catalogue" / "code_names.csv").read_text(encoding="utf-8")
    (value,) = condition["defaultDataMask"]["filterState"]["value"]
    assert f"basis,own,1,{value}," in names


def test_the_files_hold_no_secret_and_no_address_of_a_machine() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "bi").rglob("*") if path.is_file())
    database = load_assets("databases")["gongkai"]
    assert database["allow_dml"] is False
    assert database["sqlalchemy_uri"] == "duckdb:///gongkai.duckdb"
    assert not re.search(r"https?://", text)


def test_the_lock_pins_every_package_of_superset_with_its_hash() -> None:
    lines = (PROJECT / "requirements-bi.lock").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#", "--"))]
    assert all(re.match(r"^[a-z0-9.\[\]_-]+==\S+", line) for line in pinned)
    names = {line.split("==")[0] for line in pinned}
    wanted = (PROJECT / "requirements-bi.in").read_text(encoding="utf-8").split()
    assert {re.split("==", name)[0] for name in wanted} <= names
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)


def test_paths_of_the_configuration_come_from_the_settings() -> None:
    configuration = Path(PROJECT / "bi" / "superset_config.py").read_text(encoding="utf-8")
    assert "os.environ" not in configuration and '"read_only": True' in configuration
