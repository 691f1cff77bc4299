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
    figure = value.numeral
    return Observation(
        indicator_code=indicator_code,
        dimensions=dimensions,
        organ_raw=heading.organ_raw,
        period=heading.period,
        reporting_scope=heading.reporting_scope,
        value_raw=cell.text,
        value_status=value.value_status,
        number=figure.number if figure else None,
        decimals=figure.decimals if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        is_high_open=figure.is_high_open if figure else False,
        is_approximate=figure.is_approximate if figure else False,
        unit_raw=figure.unit if figure else "",
        method="table",
        place=place_of_cell(table_number, cell),
        confidence=confidence,
    )
