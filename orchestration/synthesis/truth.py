"""The files beside the documents that say what each of them holds: organs, documents, cells and faults."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.synthesis.organs import Organ

ORGAN_COLUMNS = ("organ_id", "organ_name", "region", "kind", "level", "region_code", "parent_organ_id")
DOCUMENT_COLUMNS = (
    "path",
    "sha256",
    "size_bytes",
    "organ_id",
    "organ",
    "document_kind",
    "form",
    "format",
    "period",
    "reporting_scope",
    "layout_variant",
    "drifts",
    "is_clean",
    "fault",
    "version",
    "is_preliminary",
)
FAULT_COLUMNS = (
    "path",
    "fault",
    "indicator_code",
    "dimensions",
    "true_raw",
    "printed_raw",
    "true_value",
    "printed_value",
    "table",
    "row",
    "column",
    "broken_rules",
)
CELL_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("indicator_code", pa.string()),
        ("dimensions", pa.string()),
        ("value_raw", pa.string()),
        ("value", pa.string()),
        ("value_status", pa.string()),
        ("unit", pa.string()),
        ("method", pa.string()),
        ("has_fault", pa.bool_()),
        ("true_value", pa.string()),
        ("table", pa.int16()),
        ("row", pa.int16()),
        ("column", pa.int16()),
    ]
)
MISSING_COLUMNS = ("organ_id", "period", "reporting_scope")
TOTAL_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("organ_id", "period", "indicator_code", "dimensions", "value")]
)
TotalRow = tuple[str, str, str, str, str]
CellRow = tuple[str, str, str, str, str, str, str, str, bool, str, int | None, int | None, int | None]


def table_of(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    """Rows of a Parquet file as columns."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


class TruthWriter:
    """Writes the truth of documents as they are done, in their order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._documents = (folder / "documents.csv").open("w", encoding="utf-8", newline="")
        self._faults = (folder / "faults.csv").open("w", encoding="utf-8", newline="")
        self._missing = (folder / "missing.csv").open("w", encoding="utf-8", newline="")
        self._document_rows = csv.writer(self._documents, lineterminator="\n")
        self._fault_rows = csv.writer(self._faults, lineterminator="\n")
        self._missing_rows = csv.writer(self._missing, lineterminator="\n")
        self._missing_rows.writerow(MISSING_COLUMNS)
        self._document_rows.writerow(DOCUMENT_COLUMNS)
        self._fault_rows.writerow(FAULT_COLUMNS)
        self._cells = pq.ParquetWriter(folder / "cells.parquet", CELL_SCHEMA, compression="zstd")
        self._totals = pq.ParquetWriter(folder / "consolidated.parquet", TOTAL_SCHEMA, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._documents.close()
        self._faults.close()
        self._missing.close()
        self._cells.close()
        self._totals.close()

    def organs(self, organs: Iterable[Organ]) -> None:
        """Write the organs, each after the one above it."""
        with (self._folder / "organs.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(ORGAN_COLUMNS)
            for organ in organs:
                parent = organ.parent.organ_id if organ.parent is not None else ""
                rows.writerow(
                    (organ.organ_id, organ.name, organ.region, organ.kind, organ.level, organ.region_code, parent)
                )

    def documents(self, documents: Iterable[tuple[object, ...]], faults: Iterable[tuple[object, ...]]) -> None:
        """Append documents and their faults."""
        self._document_rows.writerows(documents)
        self._fault_rows.writerows(faults)

    def missing(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Append reports that never come."""
        self._missing_rows.writerows(rows)

    def cells(self, cells: pa.Table, totals: pa.Table) -> None:
        """Append the cells of documents, and what those of a whole region add up to."""
        self._cells.write_table(cells)
        if totals.num_rows:
            self._totals.write_table(totals)
