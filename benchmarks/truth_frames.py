"""The truth of a synthetic country as raw tables: what a reader without a fault would hand to SQL."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from orchestration.contracts.raw_frames import empty_frame


def organs_of(country: Path) -> list[str]:
    """The organs of a country as their documents name them, in the order of their first document."""
    documents = pl.read_csv(country / "truth" / "documents.csv", infer_schema=False)
    return documents.get_column("organ").unique(maintain_order=True).to_list()


def truth_frames(country: Path, organs: list[str]) -> dict[str, pl.DataFrame]:
    """Frames ``raw_documents`` and ``raw_observations`` of documents of some organs, without reading any of them."""
    documents = pl.read_csv(country / "truth" / "documents.csv", infer_schema=False).filter(
        pl.col("organ").is_in(organs)
    )
    cells = (
        pl.scan_parquet(country / "truth" / "cells.parquet")
        .filter(pl.col("path").is_in(documents.get_column("path").to_list()))
        .unique(["path", "indicator_code", "dimensions", "method"], keep="first", maintain_order=True)
        .collect()
    )
    return {"raw_documents": _documents(documents), "raw_observations": _observations(cells, documents)}


def _documents(documents: pl.DataFrame) -> pl.DataFrame:
    return _conform(
        "raw_documents",
        documents.select(
            pl.col("sha256").alias("document_id"),
            pl.col("path").alias("uri"),
            pl.col("form").alias("form_code"),
            pl.col("organ").alias("organ_raw"),
            pl.col("period"),
            pl.col("reporting_scope"),
            pl.lit(1.0).alias("form_confidence"),
            pl.lit("2000-01-01 00:00:00").alias("arrived_at"),
        ),
    )


def _observations(cells: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """One row a cell; a rate is half a unit of its last place either way, all else exact."""
    stated = cells.join(
        documents.select("path", "sha256", "period", "reporting_scope"), on="path", maintain_order="left"
    )
    number = pl.when(pl.col("value") != "").then(pl.col("value"))
    decimals = pl.col("value_raw").str.extract(r"\.([0-9]+)").str.len_chars().fill_null(0)
    is_rate = pl.col("unit") == "%"
    exact = number.cast(pl.Decimal(38, 8))
    half = pl.when(is_rate).then(pl.lit("0.5").cast(pl.Decimal(38, 8)) / (pl.lit(10).pow(decimals))).otherwise(0)
    half = half.cast(pl.Decimal(38, 8))
    place = pl.format(
        "t{}!r{}c{}", pl.col("table").fill_null(1), pl.col("row").fill_null(1), pl.col("column").fill_null(1)
    )
    return _conform(
        "raw_observations",
        stated.with_row_index("position").select(
            pl.format("{}", pl.col("position").cast(pl.String).str.zfill(32)).alias("observation_id"),
            pl.col("sha256").alias("document_id"),
            pl.col("position").cast(pl.Int64),
            "indicator_code",
            pl.col("dimensions").fill_null(""),
            "period",
            "reporting_scope",
            "value_raw",
            "value_status",
            number.alias("number"),
            decimals.cast(pl.Int64).alias("decimals"),
            (exact - half).cast(pl.String).alias("low"),
            (exact + half).cast(pl.String).alias("high"),
            pl.lit(False).alias("is_high_open"),
            pl.lit(False).alias("is_approximate"),
            pl.col("unit").alias("unit_raw"),
            "method",
            pl.when(pl.col("method") == "table")
            .then(place)
            .otherwise(pl.format("p1:{}-{}", "position", "position"))
            .alias("place"),
            pl.lit(1.0).alias("confidence"),
        ),
    )


def _conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with all columns of its contract, those that are missing empty."""
    schema = empty_frame(table).schema
    blank = {pl.String: pl.lit(""), pl.Int64: pl.lit(0, pl.Int64)}
    return frame.with_columns(
        blank[type(kind)].alias(name) if type(kind) in blank else pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
        if name not in frame.columns
    ).select(schema.names())
