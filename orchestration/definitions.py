"""Assembly only: collects the objects of ``defs/`` for Dagster, holds no logic."""

import dagster as dg

from orchestration.defs.automation import build_job, daily_build, inbox_sensor
from orchestration.defs.checks import release_gate, sum_checks
from orchestration.defs.extraction import extract_raw_tables
from orchestration.defs.landing import landed_documents
from orchestration.defs.publication import published_marts
from orchestration.defs.resources import SettingsResource, dbt_resource
from orchestration.defs.submissions import submissions
from orchestration.defs.update import update_job
from orchestration.defs.warehouse import dbt_warehouse
from orchestration.settings import load_settings

defs = dg.Definitions(
    assets=[landed_documents, extract_raw_tables, dbt_warehouse, submissions, published_marts],
    asset_checks=[release_gate, sum_checks],
    jobs=[build_job, update_job],
    schedules=[daily_build],
    sensors=[inbox_sensor],
    resources={"settings": SettingsResource(), "dbt": dbt_resource(load_settings())},
)
