"""Publication: the marts that passed the gate, swapped in while readers go on."""

import json

import dagster as dg

from orchestration.defs.checks import mart_keys
from orchestration.defs.resources import SettingsResource
from orchestration.publication.presentation import made_with, presentation_of
from orchestration.publication.publisher import publish
from orchestration.warehouse.increment import remember_publication


@dg.asset(
    deps=mart_keys,
    group_name="publication",
    kinds={"duckdb", "parquet"},
    owners=["team:data-engineering"],
    description="The published marts as one version: gongkai.duckdb (read-only), parquet/<mart>/, descriptions.",
)
def published_marts(context: dg.AssetExecutionContext, settings: SettingsResource) -> dg.MaterializeResult:
    """Copy the audited marts and switch the public names to them in one step."""
    paths = settings.get()
    manifest = publish(
        paths.work_db,
        paths.published_dir,
        run_facts={"run_id": context.run_id, "target": paths.target, "made_with": made_with()},
        gate=json.loads(paths.verdict_file.read_text(encoding="utf-8")),
        versions_kept=paths.versions_kept,
        **presentation_of(paths.dbt_dir / "target" / "manifest.json", paths.seeds_dir),
    )
    remember_publication(paths.work_db, manifest.version_id)
    return dg.MaterializeResult(
        metadata={
            "version": manifest.version_id,
            "is_new": manifest.is_new,
            "tables": len(manifest.tables),
            "dagster/row_count": sum(manifest.row_counts.values()),
            "rows": dg.MetadataValue.json(manifest.row_counts),
            "folder": dg.MetadataValue.path(str(manifest.directory)),
        }
    )
