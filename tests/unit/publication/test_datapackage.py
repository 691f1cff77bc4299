"""The data package keeps to the published schema of Frictionless, and says of each mart what readers need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

from orchestration.publication.datapackage import PublishedTable, describe_package
from orchestration.publication.descriptions import descriptions_of, keys_of, schemas_of, titles_of
from orchestration.publication.dictionary import sources_of
from orchestration.settings import load_settings
from orchestration.warehouse.models import compiled_manifest, compiled_nodes

# data-package-2-0.json is the schema of https://datapackage.org/profiles/2.0/datapackage.json without its prose,
# as the package check-datapackage 0.37.0 (MIT) has it
SCHEMA = json.loads(Path(__file__).with_name("data-package-2-0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    """The package of all marts, empty, as the project declares them."""
    settings = load_settings()
    manifest = compiled_manifest(settings.dbt_dir)
    connection = duckdb.connect()
    declared = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    tables = []
    for name, node in compiled_nodes(settings.dbt_dir).items():
        if node.schema == "marts":
            columns = declared[f"model.gongkai.{name}"]["columns"].values()
            described = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in columns)
            connection.execute(f"create table {name} ({described})")
            kinds = connection.execute(f"describe {name}").fetchall()
            tables.append(PublishedTable(name, 0, "0" * 64, 1, tuple((column, kind) for column, kind, *_ in kinds)))
    text = describe_package(
        tuple(tables),
        version_id="0123456789ab",
        title="公开",
        descriptions=descriptions_of(manifest, titles_of(settings.seeds_dir)),
        keys=keys_of(manifest),
        schemas=schemas_of(manifest, titles_of(settings.seeds_dir)),
        sources=sources_of(settings.seeds_dir),
        run_facts={},
        gate={"passed": True},
    )
    return json.loads(text)


def of(package: dict[str, Any], name: str) -> dict[str, Any]:
    return next(resource for resource in package["resources"] if resource["name"] == name)


def test_the_package_keeps_to_the_schema(package: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(package)
    assert len(package["resources"]) >= 38


def test_the_schema_refuses_what_it_should(package: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(package))
    broken["resources"][0]["schema"]["fields"][0]["type"] = "varchar"
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(broken)


def test_every_field_has_a_chinese_title_and_a_description(package: dict[str, Any]) -> None:
    for resource in package["resources"]:
        assert resource["title"] and resource["description"], resource["name"]
        for field in resource["schema"]["fields"]:
            assert field["title"].strip() and field["description"], f"{resource['name']}.{field['name']}"


def test_a_fact_tells_key_references_and_units(package: dict[str, Any]) -> None:
    schema = of(package, "fct_resource")["schema"]
    assert schema["primaryKey"] == ["document_id", "period", "indicator_code"]
    assert schema["foreignKeys"] == [
        {"fields": [column], "reference": {"resource": mart, "fields": [column]}}
        for column, mart in (
            ("document_id", "dim_document"),
            ("indicator_code", "dim_indicator"),
            ("organ_id", "dim_organ"),
            ("period", "dim_period"),
        )
    ]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["value_reported"]["title"] == "填报值"
    assert fields["value_reported"]["unit"] == "values are in the canonical unit of the column `unit`"
    assert fields["period"]["constraints"] == {"required": True}
    assert "constraints" not in fields["value_reported"]
    assert {field["name"]: field.get("unit") for field in of(package, "rpt_metric")["schema"]["fields"]}[
        "value_pct"
    ] == "%"


def test_every_reference_points_to_the_key_of_a_mart_that_is_there(package: dict[str, Any]) -> None:
    keys = {resource["name"]: resource["schema"].get("primaryKey") for resource in package["resources"]}
    found = [key for resource in package["resources"] for key in resource["schema"].get("foreignKeys", ())]
    assert len(found) > 60
    for key in found:
        assert keys[key["reference"]["resource"]] == key["reference"]["fields"]


def test_licence_and_sources_are_told(package: dict[str, Any]) -> None:
    assert package["licenses"][0]["name"] == "Apache-2.0"
    assert {"title": "国办公开办函〔2021〕30号：政府信息公开工作年度报告（2021年版）"} in package["sources"]
