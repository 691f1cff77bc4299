"""The definitions, and the running webserver asked for them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.contracts import RAW_TABLES
from orchestration.settings import export_settings, load_settings
from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

_QUERY = """
{ assetNodes {
    assetKey { path } groupName kinds description owners { __typename } isPartitioned
    assetChecksOrError { __typename ... on AssetChecks { checks { name blocking } } } } }
"""
_START_SECONDS = 120


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Any:
    saved = dict(os.environ)
    export_settings(load_settings(data=tmp_path_factory.mktemp("definitions")))
    from orchestration.definitions import defs

    yield defs
    os.environ.clear()
    os.environ.update(saved)


def test_the_job_the_schedule_and_the_sensor_are_there(definitions: Any) -> None:
    assert definitions.resolve_job_def("build_all").name == "build_all"
    assert definitions.resolve_schedule_def("daily_build").cron_schedule == "0 6 * * *"
    sensor = definitions.resolve_sensor_def("inbox_sensor")
    assert {target.job_name for target in sensor.targets} == {"build_all", "update_marts"}


@pytest.fixture(scope="module")
def served_assets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the webserver lists, by asset."""
    settings = load_settings(data=tmp_path_factory.mktemp("served"))
    saved = dict(os.environ)
    export_settings(settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("dagster-webserver"))
    command = [program, "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/graphql",
            data=json.dumps({"query": _QUERY}).encode(),
            headers={"Content-Type": "application/json"},
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    nodes = json.load(answer)["data"]["assetNodes"]
                break
            except OSError:
                assert server.poll() is None, "the webserver ended"
                assert time.monotonic() < deadline, "the webserver did not answer"
                time.sleep(0.5)
    finally:
        server.terminate()
        server.wait()
        os.environ.clear()
        os.environ.update(saved)
    return {"/".join(node["assetKey"]["path"]): node for node in nodes}


def checks_of(node: dict[str, Any]) -> dict[str, bool]:
    return {check["name"]: check["blocking"] for check in node["assetChecksOrError"].get("checks", [])}


def test_the_ui_lists_every_asset_from_landing_to_publication(served_assets: dict[str, dict[str, Any]]) -> None:
    folder = PROJECT / "dbt_project"
    models = {path.stem for suffix in ("sql", "py") for path in (folder / "models").rglob(f"*.{suffix}")}
    settings = yaml.safe_load((folder / "dbt_project.yml").read_text(encoding="utf-8"))
    seeds = {
        name for group in settings["seeds"]["gongkai"].values() if isinstance(group, dict)
        for name, seed in group.items() if isinstance(seed, dict) and "+column_types" in seed and seed.get("+enabled", True)
    }  # fmt: skip
    assert {"landed_documents", "submissions", "published_marts", *RAW_TABLES} | models | seeds == set(served_assets)
    groups = {node["groupName"] for node in served_assets.values()}
    assert groups == {
        "landing", "extraction", "staging", "intermediate", "marts", "declared_knowledge", "submissions", "publication",
    }  # fmt: skip


def test_assets_say_what_they_are(served_assets: dict[str, dict[str, Any]]) -> None:
    for name, node in served_assets.items():
        assert node["owners"], name
        assert node["kinds"], name
        if node["groupName"] != "declared_knowledge":
            assert node["description"], name
    assert all(served_assets[table]["isPartitioned"] for table in RAW_TABLES)


def test_the_ui_lists_the_checks_of_each_owner(served_assets: dict[str, dict[str, Any]]) -> None:
    for table in RAW_TABLES:
        assert checks_of(served_assets[table])["pandera_contract"] is True
    marts = [name for name, node in served_assets.items() if node["groupName"] == "marts"]
    assert len(marts) >= 26
    for mart in marts:
        assert checks_of(served_assets[mart])["release_gate"] is True
    dbt_tests = {check for node in served_assets.values() for check in checks_of(node)}
    assert "unique_int_facts_observation_id" in dbt_tests
    assert any(check.startswith("source_not_null_raw_raw_observations") for check in dbt_tests)
    assert any(check.startswith("assert_figures_are_conserved") for check in dbt_tests)
