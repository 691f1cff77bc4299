"""One document from bytes to rows of the raw tables: a pure function, to be mapped over any number of documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import polars as pl

from orchestration.contracts.raw_frames import RAW_TABLES, empty_frame
from orchestration.domain import Arrival, Observation, ReadDocument, Table, TableReport
from orchestration.domain.errors import UnreadableDocumentError
from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.readers import read_document
from orchestration.reference import Knowledge
from orchestration.warehouse.organ_rows import organ_rows
from orchestration.warehouse.submission_rows import instant_text

_RESERVED = str.maketrans(";=", "；＝")  # the marks of a dimension string may stand in a name

RawRows = dict[str, list[tuple[Any, ...]]]  # table -> rows in the column order of its contract


def process_document(data: bytes, arrival: Arrival, knowledge: Knowledge) -> RawRows:
    """The rows that one document adds to each raw table.

    Args:
        data: The bytes of the file.
        arrival: How it arrived.
        knowledge: Declared knowledge.

    Returns:
        Rows of raw_documents, raw_cells, raw_passages, raw_observations, raw_unmapped, raw_tables, raw_labels,
        raw_organ_names and raw_organs; or, if the file can't be read, one row of raw_quarantine with the reason.
    """
    try:
        document = read_document(data, arrival.media_type)
    except UnreadableDocumentError as error:
        return {"raw_quarantine": [_quarantine_row(arrival, error.reason_code, str(error))]}
    extracted = extract_document(document, knowledge, arrival.claimed_period or "", arrival.file_name)
    names, organs = organ_rows(arrival, extracted, knowledge.organ_resolver)
    rows: RawRows = {
        "raw_documents": [_document_row(arrival, document, extracted)],
        "raw_cells": list(_cell_rows(arrival.sha256, document)),
        "raw_passages": [(arrival.sha256, passage.number, passage.text) for passage in document.passages],
        "raw_observations": _observation_rows(arrival.sha256, extracted),
        "raw_unmapped": [
            (arrival.sha256, position, unmapped.value_raw, unmapped.place, unmapped.reason_code, unmapped.detail)
            for position, unmapped in enumerate(extracted.unmapped)
        ],
        "raw_tables": [
            _table_row(arrival.sha256, table, report)
            for table, report in zip(document.tables, extracted.tables, strict=True)
        ],
        "raw_labels": [(arrival.sha256, *label) for report in extracted.tables for label in report.labels],
        "raw_organ_names": names,
        "raw_organs": organs,
    }
    return rows


def report_year_of(rows: RawRows) -> str:
    """The report year by which a document is partitioned; ``unknown`` where it can't be read or names no period."""
    periods = [row[12] for row in rows.get("raw_documents", [])]
    return periods[0][:4] if periods and periods[0] else "unknown"


def to_frames(rows: Iterable[RawRows]) -> dict[str, pl.DataFrame]:
    """All rows as one frame a raw table, each with the columns and types of its contract."""
    gathered: dict[str, list[tuple[Any, ...]]] = {table: [] for table in RAW_TABLES}
    for document in rows:
        for table, table_rows in document.items():
            gathered[table] += table_rows
    return {
        table: pl.DataFrame(table_rows, schema=empty_frame(table).schema, orient="row")
        for table, table_rows in gathered.items()
    }


def _document_row(arrival: Arrival, document: ReadDocument, extracted: ExtractedDocument) -> tuple[Any, ...]:
    heading = extracted.heading
    return (
        arrival.sha256,
        arrival.file_name,
        arrival.uri,
        arrival.size_bytes,
        arrival.media_type,
        document.encoding,
        "; ".join(document.notes),
        heading.form_code,
        heading.confidence,
        heading.title_raw,
        heading.organ_raw,
        heading.publisher_raw,
        heading.period,
        heading.reporting_scope,
        heading.published_date.isoformat() if heading.published_date else "",
        instant_text(arrival.arrived_at),
        len(document.tables),
        len(document.passages),
        extracted.figure_count,
    )


def _table_row(document_id: str, table: Table, report: TableReport) -> tuple[Any, ...]:
    return (
        document_id,
        report.table_number,
        report.layout,
        report.form_code,
        report.confidence,
        table.row_count,
        table.column_count,
        report.value_count,
        report.matched_count,
        report.note,
    )


def _cell_rows(document_id: str, document: ReadDocument) -> Iterable[tuple[Any, ...]]:
    for table in document.tables:
        for cell in table.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
                for column in range(cell.column, min(cell.column + cell.column_span, table.column_count)):
                    yield (
                        document_id,
                        table.number,
                        row + 1,
                        column + 1,
                        cell.row + 1,
                        cell.column + 1,
                        cell.is_header,
                        cell.text,
                    )


def _observation_rows(document_id: str, extracted: ExtractedDocument) -> list[tuple[Any, ...]]:
    rows: dict[str, tuple[Any, ...]] = {}
    for position, observation in enumerate(extracted.observations):
        row = _observation_row(document_id, position, observation)
        rows.setdefault(row[0], row)
    return list(rows.values())


def _observation_row(document_id: str, position: int, observation: Observation) -> tuple[Any, ...]:
    dimensions = ";".join(f"{name}={value.translate(_RESERVED)}" for name, value in observation.dimensions)
    identity = "|".join((document_id, observation.indicator_code, dimensions, observation.place, observation.method))
    return (
        hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(),
        document_id,
        position,
        observation.indicator_code,
        dimensions,
        observation.period,
        observation.reporting_scope,
        observation.as_of_date.isoformat() if observation.as_of_date else "",
        observation.value_raw,
        observation.value_status,
        _decimal_text(observation.number),
        observation.decimals,
        _decimal_text(observation.low),
        _decimal_text(observation.high),
        observation.is_high_open,
        observation.is_approximate,
        observation.unit_raw,
        observation.method,
        observation.place,
        observation.confidence,
        observation.note,
    )


def _decimal_text(value: object) -> str | None:
    return None if value is None else format(value, "f")


def _quarantine_row(arrival: Arrival, reason_code: str, reason: str) -> tuple[Any, ...]:
    return (
        arrival.sha256,
        arrival.file_name,
        arrival.uri,
        arrival.size_bytes,
        arrival.media_type,
        reason_code,
        reason,
        instant_text(arrival.arrived_at),
    )
