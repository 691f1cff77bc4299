"""The main job from the command line: the same Dagster definitions as the UI's, run in this process."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from expectations.early import make_ready, start_early_gate
from orchestration.collector import collector_paused
from orchestration.domain.errors import BuildError, GongkaiError
from orchestration.early_dbt import start_early_dbt
from orchestration.settings import Settings

PUBLISHED, FAILED, GATE_REFUSED = 0, 1, 3


def prepare_project(settings: Settings) -> None:
    """Check the seeds, and make dbt's manifest and the compiled models where they are missing or out of date.

    Raises:
        GongkaiError: if a seed is broken or the project does not parse.
    """
    import dagster as dg

    from orchestration.reference import check_seeds

    check_seeds(settings.seeds_dir)
    _prepare_models(settings)
    dg.DagsterInstance.get()  # makes the tables of the run history


def _prepare_models(settings: Settings) -> None:
    from orchestration.warehouse.models import compiled_nodes

    if not _has_manifest(settings):
        from dbt.cli.main import dbtRunner

        settings.work_db.parent.mkdir(parents=True, exist_ok=True)
        folders = ["--project-dir", str(settings.dbt_dir), "--profiles-dir", str(settings.dbt_dir)]
        result = dbtRunner().invoke(["--quiet", "parse", *folders])
        if not result.success:
            raise BuildError(f"The dbt project does not parse: {result.exception}")
    compiled_nodes(settings.dbt_dir)


def _has_manifest(settings: Settings) -> bool:
    """Whether dbt's manifest is there and no model is newer than it."""
    manifest = settings.dbt_dir / "target" / "manifest.json"
    files = [path for pattern in ("*.sql", "*.yml") for path in settings.dbt_dir.rglob(pattern)]
    newest = max(path.stat().st_mtime for path in files if "target" not in path.relative_to(settings.dbt_dir).parts)
    return manifest.exists() and manifest.stat().st_mtime >= newest


def run_build(settings: Settings, lang: str) -> int:
    """Land, extract, transform, check and publish; print the closing table; the exit code.

    Raises:
        GongkaiError: before anything is built, if a seed is broken or the source is not there.
    """
    if settings.target != "duckdb":
        raise GongkaiError(f"There is no target {settings.target!r}; the warehouse is built on duckdb.")
    if not settings.source_dir.is_dir():
        raise GongkaiError(f"{settings.source_dir}: there is no such folder. Name a folder of documents with --source.")
    if not _has_manifest(settings):
        prepare_project(settings)
    with start_early_dbt(settings.dbt_dir), start_early_gate():
        return _run_job(settings, lang)


def _run_job(settings: Settings, lang: str) -> int:
    with collector_paused():
        from orchestration.reference import check_seeds

        check_seeds(settings.seeds_dir)
        years = _land(settings)
        import dagster as dg

        from orchestration.definitions import defs
        from orchestration.defs.automation import year_range_tags
        from orchestration.progress import progress_over_stages

    with progress_over_stages(len(_STAGES), _STAGES["landed_documents"][lang == "en"]) as advance:
        _follow_steps(advance, lang)
        with _dbt_output_kept(settings):
            result = defs.resolve_job_def("build_all").execute_in_process(
                instance=dg.DagsterInstance.get(),
                tags=year_range_tags(years),
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    checks = result.get_asset_check_evaluations()
    refused = [
        check
        for check in checks
        if check.check_name == "release_gate" and not check.passed and check.severity == dg.AssetCheckSeverity.ERROR
    ]
    if not result.success and not refused:
        _explain_failure(result)
        return FAILED
    _print_closing(settings, checks, refused, lang)
    return GATE_REFUSED if refused else PUBLISHED


_STAGES = {
    "landed_documents": ("落地文件", "landing"),
    "raw_tables": ("读取文件", "reading documents"),
    "dbt_warehouse": ("建模与勾稽", "building models and checks"),
    "submissions": ("报送状态", "submissions"),
    "release_gate": ("发布门", "release gate"),
    "sum_checks": ("勾稽结果", "sum checks"),
    "published_marts": ("发布", "publishing"),
}


def _land(settings: Settings) -> set[str]:
    """Land the source and the inbox; the report years that the build has to cover."""
    from orchestration.defs.landing import land_everything
    from orchestration.reference import load_knowledge
    from orchestration.warehouse.raw_store import stored_years
    from orchestration.warehouse.refresh import report_years

    store = land_everything(settings)
    found = report_years(store, settings.raw_dir, load_knowledge(settings.seeds_dir))
    return set(found.values()) | stored_years(settings.raw_dir)


def run_update(settings: Settings, lang: str) -> int:
    """Land the source and the inbox and take in what is new; everything is built if only that can help; the exit code.

    Raises:
        GongkaiError: if the source is not there, or another run is at work.
    """
    from orchestration.defs.landing import land_everything
    from orchestration.progress import progress_over_files
    from orchestration.reporting import print_update
    from orchestration.terminal_words import words
    from orchestration.update import update_marts
    from orchestration.warehouse.increment import NotIncrementalError

    if not settings.source_dir.is_dir():
        raise GongkaiError(f"{settings.source_dir}: there is no such folder. Name a folder of documents with --source.")
    store = land_everything(settings)
    try:
        with start_early_gate(), progress_over_files(False) as on_file:
            make_ready()
            report = update_marts(settings, store, lambda arrival: on_file(Path(arrival.file_name)))
    except NotIncrementalError as reason:
        print(f"{reason} {words(lang)['built_whole']}", file=sys.stderr)
        return run_build(settings, lang)
    print_update(report, settings.published_dir / "gongkai.duckdb", lang)
    for refusal in report.refusals:
        print(refusal, file=sys.stderr)
    return GATE_REFUSED if report.refusals else PUBLISHED


def serve_ui(settings: Settings, host: str, port: int) -> int:
    """Serve the Dagster UI with its daemon until it is stopped."""
    prepare_project(settings)
    command = [str(Path(sys.executable).with_name("dagster")), "dev", "-m", "orchestration.definitions", "-h", host]
    try:
        return subprocess.call([*command, "-p", str(port)], cwd=settings.project_dir)
    except KeyboardInterrupt:
        return PUBLISHED


@contextmanager
def _dbt_output_kept(settings: Settings) -> Iterator[None]:
    """What dbt prints goes to a file beside the data instead of the terminal."""
    log = settings.data_dir / "logs" / "dbt.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file):
        yield


def _follow_steps(advance: Any, lang: str) -> None:
    """Move the bar as steps begin; Dagster tells of them on its logger."""

    class StepHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            event = getattr(record, "dagster_meta", {}).get("dagster_event")
            if event is not None and event.event_type_value == "STEP_START" and event.step_key in _STAGES:
                advance(_STAGES[event.step_key][lang == "en"])

    logging.getLogger("dagster").addHandler(StepHandler())


def _explain_failure(result: Any) -> None:
    """The steps that failed, in dbt's or the room's own words, without a trace."""
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            cause = error
            while cause is not None and cause.cause is not None:
                cause = cause.cause
            print(f"{event.step_key} failed: {(cause or error).message.strip()}", file=sys.stderr)
    print("Nothing was published; the last published copy is unchanged.", file=sys.stderr)


def _print_closing(settings: Settings, checks: list[Any], refused: list[Any], lang: str) -> None:
    from orchestration.publication.summary import summarise_marts
    from orchestration.reporting import print_closing
    from orchestration.terminal_words import words

    w = words(lang)
    summary = summarise_marts(settings.work_db)
    outcomes = summary.outcomes
    gate = [check for check in checks if check.check_name == "release_gate"]
    expectations = sum(int(check.metadata["expectations"].value) for check in gate)
    not_met = sum(int(check.metadata["not_met"].value) for check in gate)
    yes_no = w["yes"] if summary.is_conserved else w["no"]
    rows = [
        (w["documents"], f"{summary.document_count:,}"),
        (w["quarantined"], f"{summary.quarantined_count:,}"),
        (w["observations"], f"{summary.observation_count:,}"),
        (w["unmapped"], f"{summary.unmapped_count:,}"),
        (w["unmapped_statistics"], f"{summary.unmapped_statistic_count:,}"),
        (w["certified"], yes_no),
        (w["rules_checked"], f"{sum(outcomes.values()):,}"),
        *((w[name], f"{outcomes.get(name, 0):,}") for name in ("holds", "truncated", "violated", "undecided")),
        (w["gate"], f"{expectations - not_met}/{expectations} {w['expectations']}"),
        (w["published"], w["refused"] if refused else str(settings.published_dir / "gongkai.duckdb")),
    ]
    print_closing(rows, summary.findings, lang)
    for check in refused:
        print(f"{check.asset_key.to_user_string()}: {check.metadata['words'].value}", file=sys.stderr)
