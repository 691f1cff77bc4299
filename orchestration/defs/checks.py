"""The release gate: what Great Expectations says of each mart, as checks that stand before publication."""

import json
from collections.abc import Iterator

import dagster as dg

from expectations.early import ask_gate
from orchestration.defs.resources import SettingsResource
from orchestration.defs.warehouse import dbt_warehouse

GATE = "release_gate"
mart_keys = sorted(
    (key for key, group in dbt_warehouse.group_names_by_key.items() if group == "marts"),
    key=lambda key: key.to_user_string(),
)


@dg.multi_asset_check(
    name=GATE,
    specs=[
        dg.AssetCheckSpec(
            GATE,
            asset=key,
            blocking=True,
            description="Great Expectations on this mart; a critical expectation that fails stops the publication.",
        )
        for key in mart_keys
    ],
)
def release_gate(settings: SettingsResource) -> Iterator[dg.AssetCheckResult]:
    """Ask the gate about every mart of the work database."""
    paths = settings.get()
    result = ask_gate(paths.work_db, paths.data_docs_dir)
    paths.verdict_file.write_text(json.dumps(result.summary(), ensure_ascii=False), encoding="utf-8")
    for key in mart_keys:
        outcomes = [outcome for outcome in result.outcomes if outcome.mart == key.path[-1]]
        broken = [outcome for outcome in outcomes if not outcome.success]
        critical = [outcome for outcome in broken if outcome.severity == "critical"]
        yield dg.AssetCheckResult(
            asset_key=key,
            check_name=GATE,
            passed=not critical,
            severity=dg.AssetCheckSeverity.ERROR if critical else dg.AssetCheckSeverity.WARN,
            metadata={
                "expectations": len(outcomes),
                "not_met": len(broken),
                "words": "\n".join(f"{o.column}: {o.description_en}" for o in broken) or "all met",
                "page": dg.MetadataValue.path(str(paths.data_docs_dir / "index.html")),
            },
        )
