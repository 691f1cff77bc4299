"""The update as a job: what has landed taken into the marts without building the others anew."""

import dagster as dg

from orchestration.defs.resources import SettingsResource
from orchestration.landing import LandingStore
from orchestration.update import update_marts


@dg.op
def take_in_what_landed(context: dg.OpExecutionContext, settings: SettingsResource) -> None:
    """Update the marts and publish; each mart that changed is told with the rows that went and came."""
    paths = settings.get()
    store = LandingStore(paths.landing_dir)
    report = update_marts(paths, store, lambda arrival: context.log.info(f"reading {arrival.file_name}"))
    for mart, (gone, come) in report.rows.items():
        context.log_event(dg.AssetMaterialization(mart, metadata={"rows_gone": gone, "rows_come": come}))
    if report.refusals:
        raise dg.Failure("The release gate refused.", metadata={"words": "\n".join(report.refusals)})
    if report.version_id:
        metadata = {"version": report.version_id, "is_new": report.is_new, "documents_come": report.documents_come}
        context.log_event(dg.AssetMaterialization("published_marts", metadata=metadata))


@dg.job(
    name="update_marts",
    executor_def=dg.in_process_executor,
    description="Take in what has landed: only what depends on it is built, judged and published anew. It fails where "
    "only build_all can help: no work database, or other seeds, models or code than it was built with.",
)
def update_job() -> None:
    """One step; what it does is told by its log."""
    take_in_what_landed()
