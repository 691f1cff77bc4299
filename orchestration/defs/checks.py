"""What stands between building and publishing: the release gate of each mart, and how the sums of each fact ended."""

import json
from collections.abc import Iterator

import dagster as dg

from expectations.early import ask_gate
from orchestration.defs.resources import SettingsResource
from orchestration.defs.warehouse import dbt_warehouse
from orchestration.warehouse.fact_findings import find_by_fact

GATE = "release_gate"
SUMS = "sum_checks"
_NOT_FACTS = ("fct_sum_check", "fct_rule_coverage")
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


fact_keys = [key for key in mart_keys if key.path[-1].startswith("fct_") and not key.path[-1].startswith(_NOT_FACTS)]


@dg.multi_asset_check(
    name=SUMS,
    specs=[
        dg.AssetCheckSpec(
            SUMS,
            asset=key,
            description="How the checks on the figures of this fact ended; a violated one stops nothing.",
        )
        for key in fact_keys
    ],
)
def sum_checks(settings: SettingsResource) -> Iterator[dg.AssetCheckResult]:
    """Count the checks of each fact by outcome and show where the violated ones stand."""
    for mart, found in find_by_fact(settings.get().work_db, tuple(key.path[-1] for key in fact_keys)).items():
        yield dg.AssetCheckResult(
            asset_key=dg.AssetKey([mart]),
            check_name=SUMS,
            passed=not found.violated_errors,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                **{
                    outcome: found.counts.get(outcome, 0) for outcome in ("holds", "truncated", "violated", "undecided")
                },
                "violated_rows": dg.MetadataValue.md(found.as_markdown()),
                "rows": found.rows_sql,
            },
        )
