"""Tables as people read them, and the figures that show them, whatever they are written to."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.publication.charts.options import Chart


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings; every cell is text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()  # columns that hold figures, from 0
    total: tuple[str, ...] = ()  # the last row, if it is one
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A table, and the chart that shows it; without a chart the table stands alone."""

    table: Table
    chart: Chart | None = None
    is_folded: bool = True  # whether the table unfolds below its chart, or stands open
