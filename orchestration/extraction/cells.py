"""A cell of a table as an observation: what it says is kept as written, whatever its layout was told by."""

from __future__ import annotations

from orchestration.domain import Cell, Observation
from orchestration.extraction.heading import Heading
from orchestration.extraction.numerals import CellValue


def place_of_cell(table_number: int, cell: Cell) -> str:
    """``t3!r12c7``: table, row and column from 1."""
    return f"t{table_number}!r{cell.row + 1}c{cell.column + 1}"


def observe_cell(
    table_number: int,
    cell: Cell,
    value: CellValue,
    indicator_code: str,
    dimensions: tuple[tuple[str, str], ...],
    heading: Heading,
    confidence: float = 1.0,
) -> Observation:
    """The observation of one cell; blanks, dashes and words keep their status and have no number."""
    return Observation(
        indicator_code,
        dimensions,
        heading.organ_raw,
        heading.period,
        heading.reporting_scope,
        cell.text,
        *value.said,
        "table",
        place_of_cell(table_number, cell),
        None,
        confidence,
    )
