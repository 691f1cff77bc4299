"""Extraction: landed documents to the raw tables, by report year, each table held to its contract."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from orchestration.contracts import RAW_TABLES, empty_frame, validate_frame
from orchestration.defs.landing import landed_documents
from orchestration.defs.partitions import report_years
from orchestration.defs.resources import SettingsResource
from orchestration.landing import LandingStore
from orchestration.reference import load_knowledge
from orchestration.warehouse.raw_store import read_partition
from orchestration.warehouse.refresh import refresh_years

_GRAINS = {
    "raw_documents": "One row per document (file content): what it is, who reports, for which period.",
    "raw_cells": "One row per document, table, row and column after expanding merged cells; the anchor is kept.",
    "raw_passages": "One row per document and paragraph.",
    "raw_observations": "One row per document, indicator, dimensions, place and method: each figure with its meaning.",
    "raw_unmapped": "One row per figure that became no observation, with the reason.",
    "raw_tables": "One row per document and table: the form it was read as, how surely, and how much of it.",
    "raw_labels": "One row per label of a form that was misprinted, told by order or neighbours, or not matched.",
    "raw_organ_names": "One row per document, role and name of an organ in it, and what the name resolves to.",
    "raw_organs": "One row per document and organ that it names, or that stands above or right below its reporter.",
    "raw_arrivals": "One row per submission, the arrival of a document: from where and whom, when, and its claims.",
    "raw_submission_decisions": "One row per decision of the office about a submission: who, when and why.",
    "raw_standing_organs": "One row per government of the provinces that reports came from, with the years it stood.",
    "raw_quarantine": "One row per file that could not be read, with the reason.",
}
_SAMPLE_ROWS = 5


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table,
            deps=[landed_documents],
            description=_GRAINS[table],
            kinds={"python", "parquet"},
            group_name="extraction",
            owners=["team:data-engineering"],
        )
        for table in RAW_TABLES
    ],
    partitions_def=report_years,
    backfill_policy=dg.BackfillPolicy.single_run(),
    check_specs=[
        dg.AssetCheckSpec(
            "pandera_contract",
            asset=table,
            blocking=True,
            description="The frame keeps to its contract: columns, types, allowed values, key.",
        )
        for table in RAW_TABLES
    ],
)
def extract_raw_tables(context: dg.AssetExecutionContext, settings: SettingsResource) -> Iterator[dg.MaterializeResult]:
    """Read the documents of the report years asked for."""
    paths = settings.get()
    written = refresh_years(
        context.partition_keys,
        LandingStore(paths.landing_dir),
        paths.raw_dir,
        load_knowledge(paths.seeds_dir),
        on_document=lambda arrival: context.log.info(f"reading {arrival.file_name}"),
    )
    for table in RAW_TABLES:
        rows, failures, sample = 0, list[str](), empty_frame(table)
        for year in written:
            frame = read_partition(paths.raw_dir, year, table)
            failures += validate_frame(table, frame)
            rows += frame.height
            sample = pl.concat([sample, frame]).head(_SAMPLE_ROWS)
        yield dg.MaterializeResult(
            asset_key=table,
            metadata={"dagster/row_count": rows, "sample": dg.MetadataValue.md(_as_markdown(sample))},
            check_results=[
                dg.AssetCheckResult(
                    asset_key=table,
                    check_name="pandera_contract",
                    passed=not failures,
                    metadata={"failures": len(failures), "first": "\n".join(failures[:5]) or "none"},
                )
            ],
        )


def _as_markdown(frame: pl.DataFrame) -> str:
    with pl.Config(tbl_formatting="MARKDOWN", tbl_hide_dataframe_shape=True, fmt_str_lengths=40):
        return str(frame)
