"""The raw tables as pandera schemas: what extraction hands to SQL, and nothing else may.

Grain, column by column types and allowed values; figures travel as exact decimal text.
"""

from __future__ import annotations

import pandera.errors
import pandera.polars as pa
import polars as pl

from orchestration.domain.errors import BuildError

_SHA256 = pa.Check.str_matches(r"^[0-9a-f]{64}$")
_ID = pa.Check.str_matches(r"^[0-9a-f]{32}$")
_PLACE = pa.Check.str_matches(r"^(t[0-9]+!r[0-9]+c[0-9]+|p[0-9]+:[0-9]+-[0-9]+)$")
_DECIMAL = pa.Check.str_matches(r"^-?[0-9]+(\.[0-9]+)?$")
_PERIOD = pa.Check.str_matches(r"^(|[0-9]{4}|[0-9]{4}Q[1-4]|[0-9]{4}H[12]|[0-9]{4}-[0-9]{2}(/[0-9]{4}-[0-9]{2})?)$")
_DATE = pa.Check.str_matches(r"^(|[0-9]{4}-[0-9]{2}-[0-9]{2})$")
_SCOPE = pa.Check.isin(["own", "consolidated", "unknown"])
_STATUS = pa.Check.isin(["number", "zero", "blank", "dash", "not_applicable", "text"])
_METHOD = pa.Check.isin(["table", "prose", "image"])
_POSITIVE = pa.Check.ge(1)
_NOT_NEGATIVE = pa.Check.ge(0)


def _text(*checks: pa.Check, nullable: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column(pl.String, list(checks), nullable=nullable, unique=unique)


def _count(*checks: pa.Check, nullable: bool = False) -> pa.Column:
    return pa.Column(pl.Int64, list(checks), nullable=nullable)


def _schema(columns: dict[str, pa.Column], unique: list[str] | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=unique)


RAW_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    # One row per document (file content) of the build.
    "raw_documents": _schema(
        {
            "document_id": _text(_SHA256, unique=True),
            "file_name": _text(),
            "uri": _text(),
            "size_bytes": _count(_NOT_NEGATIVE),
            "media_type": _text(),
            "encoding": _text(),
            "reading_notes": _text(),
            "form_code": _text(),
            "form_confidence": pa.Column(pl.Float64, [pa.Check.in_range(0, 1)]),
            "title_raw": _text(),
            "organ_raw": _text(),
            "publisher_raw": _text(),
            "period": _text(_PERIOD),
            "reporting_scope": _text(_SCOPE),
            "published_date": _text(_DATE),
            "arrived_at": _text(),
            "table_count": _count(_NOT_NEGATIVE),
            "passage_count": _count(_NOT_NEGATIVE),
            "figure_count": _count(_NOT_NEGATIVE),
        }
    ),
    # One row per document, table, row and column after expanding merged cells; the anchor is kept.
    "raw_cells": _schema(
        {
            "document_id": _text(_SHA256),
            "table_no": _count(_POSITIVE),
            "row_no": _count(_POSITIVE),
            "column_no": _count(_POSITIVE),
            "anchor_row_no": _count(_POSITIVE),
            "anchor_column_no": _count(_POSITIVE),
            "is_header": pa.Column(pl.Boolean),
            "text_raw": _text(),
        },
        unique=["document_id", "table_no", "row_no", "column_no"],
    ),
    # One row per document and paragraph.
    "raw_passages": _schema(
        {"document_id": _text(_SHA256), "passage_no": _count(_POSITIVE), "text_raw": _text()},
        unique=["document_id", "passage_no"],
    ),
    # One row per document, indicator, dimensions, place and method.
    "raw_observations": _schema(
        {
            "observation_id": _text(_ID, unique=True),
            "document_id": _text(_SHA256),
            "position": _count(_NOT_NEGATIVE),
            "indicator_code": _text(pa.Check.str_matches(r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")),
            "dimensions": _text(),
            "period": _text(_PERIOD),
            "reporting_scope": _text(_SCOPE),
            "as_of_date": _text(_DATE),
            "value_raw": _text(),
            "value_status": _text(_STATUS),
            "number": _text(_DECIMAL, nullable=True),
            "decimals": _count(_NOT_NEGATIVE, nullable=True),
            "low": _text(_DECIMAL, nullable=True),
            "high": _text(_DECIMAL, nullable=True),
            "is_high_open": pa.Column(pl.Boolean),
            "is_approximate": pa.Column(pl.Boolean),
            "unit_raw": _text(),
            "method": _text(_METHOD),
            "place": _text(_PLACE),
            "confidence": pa.Column(pl.Float64, [pa.Check.in_range(0, 1)]),
            "note": _text(),
        }
    ),
    # One row per numeric cell or figure in prose that became no observation.
    "raw_unmapped": _schema(
        {
            "document_id": _text(_SHA256),
            "position": _count(_NOT_NEGATIVE),
            "value_raw": _text(),
            "place": _text(_PLACE),
            "reason_code": _text(),
            "detail": _text(),
        },
        unique=["document_id", "position"],
    ),
    # One row per document and table: what it was read as, and how much of it.
    "raw_tables": _schema(
        {
            "document_id": _text(_SHA256),
            "table_no": _count(_POSITIVE),
            "layout": _text(pa.Check.isin(["official_form", "unit_list", "unknown"])),
            "form_code": _text(),
            "confidence": pa.Column(pl.Float64, [pa.Check.in_range(0, 1)]),
            "row_count": _count(_NOT_NEGATIVE),
            "column_count": _count(_NOT_NEGATIVE),
            "value_count": _count(_NOT_NEGATIVE),
            "matched_count": _count(_NOT_NEGATIVE),
            "note": _text(),
        },
        unique=["document_id", "table_no"],
    ),
    # One row per label of a table of a form that was not read word for word.
    "raw_labels": _schema(
        {
            "document_id": _text(_SHA256),
            "place": _text(_PLACE),
            "label_raw": _text(),
            "how": _text(pa.Check.isin(["unmatched", "alike", "by_neighbours", "by_order"])),
            "read_as": _text(),
            "confidence": pa.Column(pl.Float64, [pa.Check.in_range(0, 1)]),
        }
    ),
    # One row per document, role and name of an organ in it, and what the name resolves to.
    "raw_organ_names": _schema(
        {
            "document_id": _text(_SHA256),
            "role": _text(pa.Check.isin(["reporter", "unit"])),
            "name_raw": _text(),
            "status": _text(pa.Check.isin(["resolved", "ambiguous", "unknown"])),
            "organ_id": _text(),
            "candidates": _text(),
            "reason_code": _text(pa.Check.str_matches(r"^[a-z_]+$")),
        },
        unique=["document_id", "role", "name_raw"],
    ),
    # One row per document and organ that it names, or that stands above or right below the one that reports.
    "raw_organs": _schema(
        {
            "document_id": _text(_SHA256),
            "relation": _text(pa.Check.isin(["reporter", "unit", "above", "below"])),
            "organ_id": _text(pa.Check.str_matches(r"^[A-Z0-9_-]+$")),
            "organ_name_zh": _text(),
            "kind": _text(pa.Check.isin(["government", "department", "town"])),
            "level": _text(pa.Check.isin(["nation", "province", "city", "county", "town"])),
            "region_code": _text(),
            "parent_organ_id": _text(),
            "valid_from": _text(),
            "valid_to": _text(),
            "source": _text(),
        },
        unique=["document_id", "organ_id"],
    ),
    # One row per submission: the arrival of a document, and what it claims to be.
    "raw_arrivals": _schema(
        {
            "submission_id": _text(_ID, unique=True),
            "document_id": _text(_SHA256),
            "source": _text(),
            "uri": _text(),
            "file_name": _text(),
            "size_bytes": _count(_NOT_NEGATIVE),
            "media_type": _text(),
            "archive_uri": _text(),
            "archive_document_id": _text(pa.Check.str_matches(r"^([0-9a-f]{64})?$")),
            "sender": _text(),
            "sender_organ_id": _text(),
            "received_at": _text(),
            "claimed_organ_id": _text(),
            "claimed_organ_name_zh": _text(),
            "claimed_by": _text(pa.Check.isin(["file_name", "folder", ""])),
            "claimed_period": _text(_PERIOD),
            "family": _text(),
        }
    ),
    # One row per decision of the office about a submission.
    "raw_submission_decisions": _schema(
        {
            "decision_no": _count(_POSITIVE),
            "submission_id": _text(),
            "document_id": _text(_SHA256),
            "decision": _text(pa.Check.isin(["accepted", "returned"])),
            "decided_by": _text(),
            "reason": _text(),
            "decided_at": _text(),
        },
        unique=["decision_no"],
    ),
    # One row per government at or below an organ above some reporter, and years in which it stood below its parent.
    "raw_standing_organs": _schema(
        {
            "organ_id": _text(),
            "organ_name_zh": _text(),
            "kind": _text(pa.Check.isin(["government", "department", "town"])),
            "level": _text(pa.Check.isin(["nation", "province", "city", "county", "town"])),
            "region_code": _text(),
            "parent_organ_id": _text(),
            "first_year": _count(_NOT_NEGATIVE),
            "last_year": _count(_NOT_NEGATIVE),
        },
        unique=["organ_id", "parent_organ_id", "first_year"],
    ),
    # One row per arrival that could not be read.
    "raw_quarantine": _schema(
        {
            "document_id": _text(_SHA256),
            "file_name": _text(),
            "uri": _text(),
            "size_bytes": _count(_NOT_NEGATIVE),
            "media_type": _text(),
            "reason_code": _text(),
            "reason": _text(),
            "arrived_at": _text(),
        }
    ),
}

RAW_TABLES = tuple(RAW_SCHEMAS)


def empty_frame(table: str) -> pl.DataFrame:
    """A frame of a raw table without rows."""
    return pl.DataFrame(schema={name: column.dtype.type for name, column in RAW_SCHEMAS[table].columns.items()})


def validate_frame(table: str, frame: pl.DataFrame) -> list[str]:
    """What is wrong with a frame of a raw table, a line a failure; empty when it keeps to its contract."""
    try:
        RAW_SCHEMAS[table].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.head(20)
        return [
            f"{table}, column {case['column']}, row {case['index']}: {case['failure_case']!r} breaks {case['check']}"
            for case in cases.iter_rows(named=True)
        ]
    return []


def require_valid(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame itself, if it keeps to its contract.

    Raises:
        BuildError: naming table, column, row and check.
    """
    failures = validate_frame(table, frame)
    if failures:
        raise BuildError("\n".join(failures))
    return frame
