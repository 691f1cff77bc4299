"""Publication: the marts that passed the gate, swapped in while readers go on."""

import json
from importlib.metadata import version

import dagster as dg

from orchestration.defs.checks import mart_keys
from orchestration.defs.resources import SettingsResource
from orchestration.publication.descriptions import descriptions_of, keys_of, schemas_of, titles_of
from orchestration.publication.dictionary import build_dictionary, render_json, render_page, sources_of
from orchestration.publication.publisher import publish

TITLE = "公开：政府信息公开统计 (Gongkai: government information disclosure statistics)"


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
    dbt_manifest = paths.dbt_dir / "target" / "manifest.json"
    titles = titles_of(paths.seeds_dir)
    dictionary = build_dictionary(dbt_manifest, paths.seeds_dir)
    manifest = publish(
        paths.work_db,
        paths.published_dir,
        title=TITLE,
        run_facts={
            "run_id": context.run_id,
            "target": paths.target,
            "made_with": {name: version(name) for name in ("gongkai", "duckdb", "dbt-core")},
        },
        gate=json.loads(paths.verdict_file.read_text(encoding="utf-8")),
        descriptions=descriptions_of(dbt_manifest, titles),
        keys=keys_of(dbt_manifest),
        schemas=schemas_of(dbt_manifest, titles),
        sources=sources_of(paths.seeds_dir),
        beside={"dictionary.html": render_page(dictionary), "dictionary.json": render_json(dictionary)},
        versions_kept=paths.versions_kept,
    )
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
