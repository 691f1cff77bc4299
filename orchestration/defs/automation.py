"""When work is done: one job for everything, a daily schedule, and a sensor that watches the inbox."""

import hashlib
import warnings

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from orchestration.defs.landing import land_everything
from orchestration.defs.partitions import FIRST_YEAR, UNKNOWN_YEAR, report_years
from orchestration.defs.resources import SettingsResource
from orchestration.defs.update import update_job
from orchestration.warehouse.increment import can_update, undeclared_marts, work_fingerprint
from orchestration.warehouse.models import compiled_nodes

# the orchestrator copies a sensor of several jobs with all its parameters, and warns of one that nobody set
warnings.filterwarnings("ignore", "Parameter `owners` of initializer", dg.BetaWarning)

build_job = dg.define_asset_job(
    "build_all",
    selection=dg.AssetSelection.all(),
    partitions_def=report_years,
    executor_def=dg.in_process_executor,
    description="Land, extract, transform, check and publish; with a range of report years, only those are read anew.",
)

_ALL_YEARS = {ASSET_PARTITION_RANGE_START_TAG: str(FIRST_YEAR), ASSET_PARTITION_RANGE_END_TAG: UNKNOWN_YEAR}


def year_range_tags(years: set[str]) -> dict[str, str]:
    """The tags that make one run cover the report years given, and all between them."""
    keys = [key for key in report_years.get_partition_keys() if key in years]
    if not keys:
        return {ASSET_PARTITION_RANGE_START_TAG: UNKNOWN_YEAR, ASSET_PARTITION_RANGE_END_TAG: UNKNOWN_YEAR}
    return {ASSET_PARTITION_RANGE_START_TAG: keys[0], ASSET_PARTITION_RANGE_END_TAG: keys[-1]}


@dg.schedule(job=build_job, cron_schedule="0 6 * * *", execution_timezone="Asia/Shanghai")
def daily_build() -> dg.RunRequest:
    """Every morning before offices open."""
    return dg.RunRequest(tags=_ALL_YEARS)


@dg.sensor(jobs=[build_job, update_job], minimum_interval_seconds=60)
def inbox_sensor(context: dg.SensorEvaluationContext, settings: SettingsResource) -> dg.SensorResult:
    """Land what is in the inbox, archives too; ask for an update when something has come or was decided.

    Where an update can't do, it asks for a build.
    """
    store = land_everything(settings.get())
    arrivals, decisions = store.current_arrivals(), store.decisions.decisions()
    known = [f"{arrival.uri} {arrival.sha256}" for arrival in arrivals]
    known += [f"{refusal.uri} {refusal.sha256} refused" for refusal in store.refusals()]
    known += [f"{one.submission_id} {one.decision} {one.decided_at.isoformat()}" for one in decisions]
    cursor = hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest()
    if cursor == context.cursor:
        return dg.SensorResult(skip_reason=f"nothing new among {len(arrivals)} arrivals")
    paths = settings.get()
    is_enough = not undeclared_marts(compiled_nodes(paths.dbt_dir)) and can_update(
        paths.work_db, work_fingerprint(paths.seeds_dir, paths.dbt_dir)
    )
    job, which = (update_job, {}) if is_enough else (build_job, _ALL_YEARS)
    tags = {**which, "gongkai/arrivals": str(len(arrivals)), "gongkai/decisions": str(len(decisions))}
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=cursor, job_name=job.name, tags=tags)], cursor=cursor)
