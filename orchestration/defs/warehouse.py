"""The warehouse: dbt models and tests as assets and checks, in the work database."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from expectations.early import make_ready
from orchestration.defs.resources import SettingsResource, dbt_project
from orchestration.settings import load_settings
from orchestration.warehouse.increment import remember_build, work_fingerprint
from orchestration.warehouse.raw_store import load_raw_folder

_GROUPS = {"staging": "staging", "intermediate": "intermediate", "marts": "marts", "seeds": "declared_knowledge"}


class WarehouseTranslator(DagsterDbtTranslator):
    """Assets are named as their tables are; groups are the stages."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The table's own name, also of a version of a model; a source is the raw table that extraction makes."""
        return dg.AssetKey([dbt_resource_props.get("alias") or dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The stage of the model."""
        return _GROUPS.get(dbt_resource_props.get("schema", ""), "warehouse")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Who answers for the table."""
        return ["team:data-engineering"]


_project = dbt_project(load_settings())


@dbt_assets(
    manifest=_project.manifest_path,
    project=_project,
    dagster_dbt_translator=WarehouseTranslator(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)),
)
def dbt_warehouse(context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: SettingsResource) -> Iterator[Any]:
    """Load the raw tables and build seeds, models and tests."""
    paths = settings.get()
    rows = load_raw_folder(paths.work_db, paths.raw_dir)
    context.log.info(f"raw rows: {rows}")
    make_ready()
    # unit tests have inputs of their own and say nothing of these data; the test suite runs them
    command = ["build", "--exclude-resource-type", "unit_test"]
    yield from dbt.cli(command, context=context, target_path=paths.dbt_dir / "target").stream()
    remember_build(paths.work_db, work_fingerprint(paths.seeds_dir, paths.dbt_dir))
