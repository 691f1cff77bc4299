"""Files looked at without a warehouse: their observations and findings, by the warehouse's own SQL, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.domain import Arrival
from orchestration.landing import detect_media_type
from orchestration.landing.labels import claimed_period, file_name_label
from orchestration.reference import check_seeds, load_knowledge
from orchestration.warehouse.documents import RawRows, process_document, to_frames
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)  # files looked at have not arrived; nothing reads the clock
_LARGEST_FILE = 256 * 1024 * 1024
_SHARE_PLACES = 2  # decimals in which a computed rate is shown, at the least
_MOST_PLACES = 8  # decimals a value has


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, and why."""

    file: str
    reason_code: str
    reason: str


class Examination:
    """What some files say and what is wrong with it; build it with :func:`examine_files`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, unreadable: list[Unreadable]) -> None:
        self._connection = connection
        self.unreadable = unreadable

    def query(self, sql: str) -> pa.Table:
        """Whatever SQL asks of the tables of the examination."""
        return self._connection.cursor().execute(sql).to_arrow_table()

    def observations(self) -> Iterator[dict[str, Any]]:
        """One record an observation, in document order, with the keys of ``gongkai extract --json``."""
        rows = self._records("""
            select o.*, d.file_name, d.organ_name_zh, d.form_code
            from intermediate.int_observations_standardized as o
            join intermediate.int_documents_resolved as d using (document_id)
            order by d.uri, o.position
        """)
        for row in rows:
            is_exact = row["value_low"] == row["value_high"]
            yield {
                "document": row["document_id"],
                "file": row["file_name"],
                "organ": row["organ_name_zh"],
                "period": row["period"] or None,
                "form": row["form_code"] or None,
                "indicator": row["indicator_code"],
                "dimensions": split_dimensions(row["dimensions"]),
                "value_raw": row["value_raw"],
                "value": decimal_text(row["value"]),
                "value_status": row["value_status"],
                "unit": row["unit"],
                "low": None if is_exact else decimal_text(row["value_low"]),
                "high": None if is_exact else decimal_text(row["value_high"]),
                "as_of": row["as_of_date"].isoformat() if row["as_of_date"] else None,
                "scope": row["reporting_scope"],
                "method": row["method"],
                "place": row["place"],
                "confidence": row["confidence"],
            }

    def unmapped(self) -> Iterator[dict[str, Any]]:
        """One record a figure that became no observation, with its reason."""
        rows = self._records("""
            select u.*, d.file_name, r.reason_zh, r.reason_en, r.is_statistic
            from staging.stg_raw__unmapped as u
            join intermediate.int_documents_resolved as d using (document_id)
            left join seeds.unmapped_reasons as r using (reason_code)
            order by d.uri, u.position
        """)
        for row in rows:
            yield {
                "unmapped": True,
                "document": row["document_id"],
                "file": row["file_name"],
                "value_raw": row["value_raw"],
                "place": row["place"],
                "reason": row["reason_code"],
                "reason_zh": row["reason_zh"],
                "reason_en": row["reason_en"],
                "is_statistic": row["is_statistic"],
            }

    def checks(self) -> Iterator[dict[str, Any]]:
        """One record a check, whatever its outcome, with the keys of ``gongkai check --json``."""
        suspects = self._suspects()
        cells: dict[str, list[dict[str, Any]]] = {}
        for row in self._records("""
            select c.*, d.file_name
            from marts.fct_sum_check_operand as c
            join intermediate.int_documents_resolved as d using (document_id)
            order by c.check_id, c.term_no, d.uri, c.place
        """):
            cells.setdefault(row["check_id"], []).append(
                {
                    "side": row["side"],
                    "file": row["file_name"],
                    "document": row["document_id"],
                    "place": row["place"],
                    "indicator": row["indicator_code"],
                    "dimensions": split_dimensions(row["dimensions"]),
                    "weight": row["weight"],
                    "value_raw": row["value_raw"],
                }
            )
        for row in self._records("""
            select
                f.*, d.file_name, r.description_zh, r.description_en, r.relation,
                coalesce(w.reason_en, '') as words_en
            from marts.fct_sum_check as f
            left join seeds.outcome_reasons as w using (reason_code)
            join intermediate.int_documents_resolved as d using (document_id)
            join seeds.sum_rules as r using (rule_id)
            order by d.uri, f.rule_id, f.scope
        """):
            shown = min(max(row["left_decimals_shown"] or 0, _SHARE_PLACES), _MOST_PLACES)
            places = shown if row["relation"] == "rate" else None
            yield {
                "rule": row["rule_id"],
                "kind": row["kind"],
                "description": row["description_zh"],
                "description_en": row["description_en"],
                "file": row["file_name"],
                "document": row["document_id"],
                "organ": row["organ_name_zh"],
                "period": row["period"] or None,
                "scope": split_dimensions(row["scope"]),
                "outcome": row["outcome"],
                "severity": row["severity"],
                "left": decimal_text(row["left_value"]),
                "right": decimal_text(row["right_value"], places),
                "difference": decimal_text(row["difference"], places),
                "cells": cells.get(row["check_id"], []),
                "reason": row["reason"],
                "reason_en": row["words_en"] + _names_in(row["reason"]) if row["reason"] else "",
                "reason_code": row["reason_code"],
                "assumed_blank_zero": row["assumed_blank_zero"],
                "waived": row["is_waived"],
                "resolved": row["is_resolved"],
                "localisation": row["localisation"],
                "suspects": suspects.get(row["check_id"], []),
            }

    def _suspects(self) -> dict[str, list[dict[str, Any]]]:
        """Check -> the figures that are likely wrong, the likeliest of equal solutions first."""
        suspects: dict[str, list[dict[str, Any]]] = {}
        for row in self._records("""
            select s.*, d.file_name, w.reason_en as why_en
            from marts.fct_sum_check_suspect as s
            join intermediate.int_documents_resolved as d using (document_id)
            left join seeds.suspect_reasons as w on w.reason_code = s.why_code
            order by s.check_id, s.solution_no, d.uri, s.place
        """):
            suspects.setdefault(row["check_id"], []).append(
                {
                    "indicator": row["indicator_code"],
                    "dimensions": split_dimensions(row["dimensions"]),
                    "file": row["file_name"],
                    "document": row["document_id"],
                    "place": row["place"],
                    "reported": decimal_text(row["value_reported"]),
                    "repair": decimal_text(row["value_repair"]),
                    "repairs": [rule for rule in row["repairs"].split(";") if rule],
                    "why": row["why_zh"],
                    "why_en": row["why_en"],
                    "why_code": row["why_code"],
                    "fault": row["fault_side"],
                    "alternative": row["solution_no"],
                    "alternatives": row["solution_count"],
                    "status": row["status"],
                }
            )
        return suspects

    def documents(self) -> list[dict[str, Any]]:
        """One record a document: file, organ, period, form, and how many figures it holds."""
        return list(
            self._records("""
            select d.*, count(o.observation_id) as observation_count
            from intermediate.int_documents_resolved as d
            left join staging.stg_raw__observations as o using (document_id)
            group by all order by d.uri
        """)
        )

    def tables(self, document: str) -> Iterator[dict[str, Any]]:
        """One record a cell of the document's tables, merged cells once: place and spans (1-based), and its text."""
        return self._records(
            """
            select
                table_no as "table", anchor_row_no as "row", anchor_column_no as "column",
                max(row_no) - anchor_row_no + 1 as row_span, max(column_no) - anchor_column_no + 1 as column_span,
                bool_or(is_header) as is_header, any_value(text_raw) as text
            from raw.raw_cells where document_id = ?
            group by table_no, anchor_row_no, anchor_column_no
            order by table_no, anchor_row_no, anchor_column_no
            """,
            document,
        )

    def passages(self, document: str) -> Iterator[dict[str, Any]]:
        """One record a paragraph of the document: its number and its text, verbatim."""
        return self._records(
            """
            select passage_no as "passage", text_raw as "text" from raw.raw_passages
            where document_id = ? order by passage_no
            """,
            document,
        )

    def _records(self, sql: str, *parameters: object) -> Iterator[dict[str, Any]]:
        cursor = self._connection.cursor()
        cursor.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def examine_files(
    paths: Iterable[Path],
    seeds_dir: Path,
    dbt_dir: Path,
    *,
    with_checks: bool,
    on_file: Callable[[Path], None] = lambda path: None,
) -> Examination:
    """Read files and folders, and run the warehouse's models over them in memory.

    Args:
        paths: Files, or folders whose files are taken in order.
        seeds_dir: Declared knowledge.
        dbt_dir: The dbt project.
        with_checks: Whether the rules are evaluated too.
        on_file: Called before each file is read.

    Raises:
        GongkaiError: if the declared knowledge or the models are broken.
    """
    check_seeds(seeds_dir, with_name_seeds=False)
    knowledge = load_knowledge(seeds_dir)
    rows: dict[str, RawRows] = {}
    unreadable = []
    for path in _files_of(paths):
        on_file(path)
        if not path.is_file():
            unreadable.append(Unreadable(str(path), "missing", "There is no such file or folder. Check the path."))
            continue
        document_rows = _process_file(path, knowledge)
        for quarantined in document_rows.get("raw_quarantine", []):
            unreadable.append(Unreadable(str(path), quarantined[5], quarantined[6]))
        for document in document_rows.get("raw_documents", []):
            rows.setdefault(document[0], document_rows)  # the same content twice is one document
    connection = duckdb.connect(config={"threads": 2})
    load_raw(connection, to_frames(rows.values()))
    wanted = ["int_observations_standardized", "int_documents_resolved", "stg_raw__unmapped", "unmapped_reasons"]
    if with_checks:
        wanted += ["fct_sum_check", "fct_sum_check_operand", "fct_sum_check_suspect"]
    build_models(connection, compiled_nodes(dbt_dir), seeds_dir, wanted)
    return Examination(connection, unreadable)


def _process_file(path: Path, knowledge: Any) -> RawRows:
    label = file_name_label(path.name)
    size = path.stat().st_size
    if size > _LARGEST_FILE:
        reason = f"The file has {size:,} bytes; at most {_LARGEST_FILE:,} are read. Split it."
        return {"raw_quarantine": [("0" * 64, label, str(path), size, "", "too_large", reason, "")]}
    data = path.read_bytes()
    arrival = Arrival(
        uri=str(path),
        file_name=label,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=size,
        media_type=detect_media_type(data),
        arrived_at=_NO_CLOCK,
        source="files",
        claimed_period=claimed_period(label),
    )
    return process_document(data, arrival, knowledge)


def _files_of(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            yield path


def _names_in(reason: str) -> str:
    """The labels a reason names, which are Chinese in every language."""
    _, colon, names = reason.partition("：")
    return f": {names}" if colon else ""


def split_dimensions(text: str) -> dict[str, str]:
    """``applicant=total;kind=投诉`` as a dict."""
    return dict(part.split("=", 1) for part in text.split(";") if part)


def decimal_text(value: Decimal | None, places: int | None = None) -> str | None:
    """A decimal as plain text without trailing zeros; rounded half up where ``places`` is given."""
    if value is None:
        return None
    if places is not None:
        value = round_half_up(value, places)
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded as forms round: a half goes away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
