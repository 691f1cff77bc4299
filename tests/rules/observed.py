"""Rules evaluated on figures that are given directly: no document is written, none is read.

A ``Report`` is a document that exists only as its figures. ``evaluate`` puts any number of them through the
warehouse's own SQL at once. What a figure says as it is written is decided by the project's own numeral parser; a
figure that states its interval itself is taken at its word.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.contracts.raw_frames import empty_frame, require_valid
from orchestration.extraction.numerals import Units, find_numerals, parse_cell
from orchestration.reference import load_knowledge
from orchestration.settings import load_settings
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw

SEEDS = load_settings().seeds_dir
_DBT = load_settings().dbt_dir


@dataclass(frozen=True)
class Interval:
    """A figure by its bounds, for those that no numeral would state."""

    number: Decimal
    low: Decimal
    high: Decimal
    is_high_open: bool = False
    is_approximate: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class Figure:
    """One figure: what it counts, and what is written in its place; ``scope`` and ``period`` default to the report's."""

    indicator: str
    dimensions: str
    written: str | Interval
    method: str = "table"
    scope: str = ""
    period: str = ""


@dataclass
class Report:
    """The figures of one organ for one period. Organs are told apart by name; ``parent`` names one of them."""

    organ: str
    period: str
    form: str
    figures: list[Figure] = field(default_factory=list)
    scope: str = "unknown"
    parent: str = ""

    @property
    def document_id(self) -> str:
        """Stands for the hash of the file that was never there."""
        return hashlib.sha256(f"{self.organ}|{self.period}|{self.form}|{self.scope}".encode()).hexdigest()

    def places(self) -> list[str]:
        """Where each figure stands."""
        return [
            f"t1!r{number}c1" if figure.method == "table" else f"p{number}:0-1"
            for number, figure in enumerate(self.figures, start=1)
        ]


class Evaluation:
    """What the rules say of some reports; build it with :func:`evaluate`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, checks: str) -> None:
        self._connection = connection
        self._checks: dict[str, list[dict[str, Any]]] = {}
        for row in _rows(connection, f"select * from {checks}"):
            self._checks.setdefault(row["document_id"], []).append(row)

    def of(self, report: Report, rule: str = "") -> list[dict[str, Any]]:
        """The checks of a report, of one rule or of all."""
        return [row for row in self._checks.get(report.document_id, []) if rule in ("", row["rule_id"])]

    def rows(self, table: str, report: Report) -> list[dict[str, Any]]:
        """The rows of a further model that belong to a report."""
        return list(_rows(self._connection, f"select * from {table} where document_id = '{report.document_id}'"))

    def select(self, query: str) -> list[dict[str, Any]]:
        """The rows of a query over the models."""
        return list(_rows(self._connection, query))

    def operands(self) -> list[dict[str, Any]]:
        """One row per check and figure that took part in it, each with the outcome of the check."""
        return list(
            _rows(
                self._connection,
                """
                select o.check_id, o.rule_id, o.side, o.document_id, o.place, o.indicator_code, c.outcome, c.scope
                from marts.fct_sum_check_operand as o
                inner join intermediate.int_rule_outcomes as c using (check_id)
                """,
            )
        )


def evaluate(
    reports: Iterable[Report],
    folder: Path,
    changed_rules: Path | None = None,
    *,
    only_outcomes: bool = False,
    further: tuple[str, ...] = (),
    corrections: dict[str, list[str]] | None = None,
) -> Evaluation:
    """All rules on all reports, in one evaluation.

    Args:
        reports: The reports; at most one an organ, period, form and reporting scope.
        folder: An empty folder for a copy of the seeds, in which the organs of the reports are registered.
        changed_rules: A folder whose files replace those of ``seeds/rules``.
        only_outcomes: Whether to do without the columns of ``fct_sum_check`` that say more than the outcome; nothing
            is localised then, which takes most of the time where much is violated.
    """
    reports = list(reports)
    seeds = folder / "seeds"
    shutil.copytree(SEEDS, seeds, ignore=shutil.ignore_patterns("documents"))
    if changed_rules:
        shutil.copytree(changed_rules, seeds / "rules", dirs_exist_ok=True)
    organ_ids = _register_organs(reports, seeds / "registry" / "organs.csv")
    for name, rows in (corrections or {}).items():
        with (seeds / "corrections" / name).open("a", encoding="utf-8") as file:
            file.writelines(row.format(**organ_ids) + "\n" for row in rows)
    connection = duckdb.connect(config={"threads": 2})
    load_raw(connection, _frames_of(reports))
    model = "int_rule_outcomes" if only_outcomes else "fct_sum_check"
    build_models(connection, compiled_nodes(_DBT), seeds, [model, "fct_sum_check_operand", *further])
    return Evaluation(connection, f"intermediate.{model}" if only_outcomes else f"marts.{model}")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        yield dict(zip(names, values, strict=True))


def _register_organs(reports: list[Report], registry: Path) -> dict[str, str]:
    parents = {report.organ: report.parent for report in reports}
    ids = _organ_ids(reports)
    with registry.open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or []
    with registry.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        for name, parent in parents.items():
            level = "county" if parent else "city"
            writer.writerow(
                {
                    "organ_id": ids[name],
                    "organ_name_zh": name,
                    "kind": "government",
                    "level": level,
                    "parent_organ_id": ids[parent] if parent else "",
                    "source": "test",
                }
            )
    return ids


def _organ_ids(reports: list[Report]) -> dict[str, str]:
    names = dict.fromkeys(report.organ for report in reports)
    return {name: f"T{number:07}" for number, name in enumerate(names)}


def _frames_of(reports: list[Report]) -> dict[str, pl.DataFrame]:
    documents = [_document_row(report) for report in reports]
    observations = [
        _observation_row(report, number, figure, place)
        for report in reports
        for number, (figure, place) in enumerate(zip(report.figures, report.places(), strict=True))
    ]
    frames = {}
    ids = _organ_ids(reports)
    names = [
        (report.document_id, "reporter", report.organ, "resolved", ids[report.organ], "", "declared_name")
        for report in reports
    ]
    for table, rows in (
        ("raw_documents", documents),
        ("raw_observations", observations),
        ("raw_organ_names", list(dict.fromkeys(names))),
    ):
        frame = pl.DataFrame(rows, schema=empty_frame(table).schema, orient="row")
        frames[table] = require_valid(table, frame)
    return frames


def _document_row(report: Report) -> tuple[Any, ...]:
    name = f"{report.organ}_{report.period.replace('/', '_')}"
    count = len(report.figures)
    return (
        *(report.document_id, name, name, 0, "text/plain", "utf-8", "", report.form, 1.0, "", report.organ, ""),
        *(report.period, report.scope, "", "2000-01-01 00:00:00", 1, 1, count),
    )


def _observation_row(report: Report, number: int, figure: Figure, place: str) -> tuple[Any, ...]:
    written = figure.written
    said = _said(written, figure.method)
    identity = f"{report.document_id}|{number}"
    return (
        *(hashlib.md5(identity.encode(), usedforsecurity=False).hexdigest(), report.document_id, number),
        *(figure.indicator, figure.dimensions, figure.period or report.period, figure.scope or report.scope, ""),
        *(str(written) if isinstance(written, str) else format(written.number, "f"), *said),
        *(figure.method, place, 1.0, ""),
    )


@cache
def _said(written: str | Interval, method: str) -> tuple[Any, ...]:
    """Status, number, decimals, bounds, openness, approximateness and unit of what is written."""
    if isinstance(written, Interval):
        bounds = (_text(written.low), _text(written.high), written.is_high_open, written.is_approximate)
        return ("number", _text(written.number), written.decimals, *bounds, "")
    cell = parse_cell(written, _units())
    numeral, status = cell.numeral, cell.value_status
    if method == "prose" and (found := find_numerals(written, _units())):
        numeral, status = found[0], "number" if found[0].number else "zero"
    if numeral is None:
        return (status, None, None, None, None, False, False, "")
    bounds = (_text(numeral.low), _text(numeral.high), numeral.is_high_open, numeral.is_approximate)
    return (status, _text(numeral.number), numeral.decimals, *bounds, numeral.unit)


def _text(value: Decimal) -> str:
    return format(value, "f")


@cache
def _units() -> Units:
    return Units(load_knowledge(SEEDS).unit_names)
