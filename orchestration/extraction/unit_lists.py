"""Tables that list units (departments, counties) with counts, rates and ranks: one row a unit, a total row at the end.

Columns are told by their labels (``seeds/forms/column_labels.csv``), never by their position.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from orchestration.domain import Cell, Observation, Table
from orchestration.extraction.cells import observe_cell
from orchestration.extraction.heading import Heading
from orchestration.extraction.labels import likeness
from orchestration.extraction.numerals import Units, parse_cell
from orchestration.reference.knowledge import ColumnLabel, Knowledge

_BRACKETS = re.compile(r"[（(\[][^）)\]]*[）)\]]")
_BLANKS = re.compile(r"\s+")
_ALIKE = 0.6
_NOT_AS_WRITTEN = 0.95
_LONGEST_LABEL = 12
_HEADER_REACH = 4  # rows among which the header is looked for


@dataclass(frozen=True, slots=True)
class _Column:
    role: str  # serial, organ, indicator
    indicator_code: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class UnitList:
    """A table that was recognised: where its header stands and what its columns hold."""

    header_row: int
    blocks: tuple[dict[int, _Column], ...]  # lists side by side, each column number -> what it holds


def normalise(text: str) -> str:
    """A title as patterns expect it: without blanks, brackets and figures at half width."""
    return squeeze(unicodedata.normalize("NFKC", text))


def squeeze(text: str) -> str:
    """A label without blanks: ``郊 区`` and ``合 计`` are 郊区 and 合计."""
    return _BLANKS.sub("", text)


def recognise_unit_list(table: Table, knowledge: Knowledge) -> UnitList | None:
    """The layout of a table, or None if it isn't a list of units."""
    if not any(_is_known(cell.text, knowledge) for cell in table.cells if cell.row < _HEADER_REACH):
        return None
    grid = table.grid()
    for header_row in range(min(_HEADER_REACH, table.row_count)):
        columns = _label_columns(grid, header_row, knowledge)
        roles = {column.role for column in columns.values()}
        if {"organ", "indicator"} <= roles:
            return UnitList(header_row, _split_blocks(columns))
    return None


@lru_cache(maxsize=16384)
def _is_known(text: str, knowledge: Knowledge) -> bool:
    return squeeze(_BRACKETS.sub("", text)) in knowledge.column_labels


def _label_columns(grid: list[list[Cell | None]], header_row: int, knowledge: Knowledge) -> dict[int, _Column]:
    row = grid[header_row]
    labels = {number: squeeze(_BRACKETS.sub("", cell.text)) for number, cell in enumerate(row) if cell}
    options = knowledge.column_labels
    known = {number: options[label] for number, label in labels.items() if label in options}
    columns = _fitting(known, dict.fromkeys(known, 1.0))
    if not any(column.role != "serial" for column in columns.values()):
        return columns
    # beside a label that is known, one that is like another was misprinted or cut
    alike: dict[int, list[ColumnLabel]] = {}
    scores: dict[int, float] = {}
    for number, label in labels.items():
        if number not in known and 1 < len(label) <= _LONGEST_LABEL:
            other, score = _likest(label, _holds_rates(grid, header_row, number), knowledge)
            if score >= _ALIKE:
                alike[number], scores[number] = options[other], score
    taken = {column.indicator_code for column in columns.values()}
    return columns | {
        number: column
        for number, column in _fitting({**known, **alike}, scores).items()
        if number in alike and column.indicator_code not in taken
    }


def _fitting(candidates: dict[int, list[ColumnLabel]], confidences: dict[int, float]) -> dict[int, _Column]:
    """The columns whose label means one thing, given the others."""
    families = {
        option.indicator_code.split(".")[0]
        for options in candidates.values()
        for option in options
        if option.indicator_code and not option.beside
    }
    columns = {}
    for number, options in candidates.items():
        fitting = [option for option in options if not option.beside or option.beside in families]
        if len(fitting) == 1:
            columns[number] = _Column(fitting[0].role, fitting[0].indicator_code, confidences.get(number, 1.0))
    return columns


def _holds_rates(grid: list[list[Cell | None]], header_row: int, column: int) -> bool:
    """Whether most figures of a column are written with a per cent sign."""
    texts = [cell.text for row in grid[header_row + 1 :] if (cell := row[column]) and cell.text]
    return sum("%" in text or "％" in text for text in texts) > len(texts) / 2


@lru_cache(maxsize=4096)
def _likest(label: str, is_rate: bool, knowledge: Knowledge) -> tuple[str, float]:
    """The column label that a written one is most like, if all that are as like mean the same."""
    fitting = [
        other
        for other, options in knowledge.column_labels.items()
        if any(_is_rate(option, knowledge) == is_rate for option in options)
    ]
    scored = sorted(((likeness(label, other), other) for other in fitting), reverse=True)
    best, other = scored[0] if scored else (0.0, "")
    equals = {tuple(knowledge.column_labels[name]) for score, name in scored if score == best}
    return (other, round(best * _NOT_AS_WRITTEN, 3)) if len(equals) == 1 else ("", 0.0)


def _is_rate(option: ColumnLabel, knowledge: Knowledge) -> bool:
    return bool(option.indicator_code) and knowledge.indicators[option.indicator_code]["measure_kind"] == "rate"


def _split_blocks(columns: dict[int, _Column]) -> tuple[dict[int, _Column], ...]:
    """Lists printed side by side repeat their header; each begins at its serial number or its unit."""
    blocks: list[dict[int, _Column]] = [{}]
    for number in sorted(columns):
        column = columns[number]
        held = {other.role for other in blocks[-1].values()}
        begins = (column.role == "serial" and "organ" in held) or (column.role == "organ" and "organ" in held)
        if begins:
            blocks.append({})
        blocks[-1][number] = column
    return tuple(block for block in blocks if {"organ", "indicator"} <= {c.role for c in block.values()})


def read_unit_list(
    table: Table, layout: UnitList, group: str, heading: Heading, knowledge: Knowledge, units: Units
) -> tuple[list[Observation], dict[tuple[int, int], str]]:
    """The observations of a list, and a reason for each numeric cell that is none.

    Args:
        table: The table.
        layout: Its layout.
        group: The group of units it lists; part of the dimensions of every figure.
        heading: The document it stands in.
        knowledge: Declared knowledge.
        units: The unit names known.

    Returns:
        Observations in reading order, and (row, column) of an anchor -> reason code.
    """
    grid = table.grid()
    observations: list[Observation] = []
    reasons: dict[tuple[int, int], str] = {}
    for row in range(layout.header_row + 1, table.row_count):
        for block in layout.blocks:
            organ = _organ_of(grid[row], block, knowledge, units)
            for number, column in block.items():
                cell = grid[row][number]
                if (
                    cell is None
                    or cell.row != row
                    or cell.column not in block
                    or squeeze(cell.text) in knowledge.total_labels
                ):
                    continue
                if column.role == "serial":
                    reasons[cell.row, cell.column] = "serial_number"
                elif column.role == "indicator" and organ:
                    value = parse_cell(cell.text, units)
                    is_rank = knowledge.indicators[column.indicator_code]["measure_kind"] == "rank"
                    if organ == "total" and is_rank and value.value_status == "blank":
                        continue  # a total has no rank
                    dimensions = (("group", group), ("organ", organ))
                    observations.append(
                        observe_cell(
                            table.number, cell, value, column.indicator_code, dimensions, heading, column.confidence
                        )
                    )
    return observations, reasons


def _organ_of(row: list[Cell | None], block: dict[int, _Column], knowledge: Knowledge, units: Units) -> str:
    """The unit of a row as written without blanks, ``total`` for a total row, blank where there is none."""
    texts = [
        squeeze(cell.text) for number, column in block.items() if column.role != "indicator" and (cell := row[number])
    ]
    if any(_BRACKETS.sub("", text) in knowledge.total_labels for text in texts):
        return "total"
    organ = next((number for number, column in block.items() if column.role == "organ"), None)
    cell = row[organ] if organ is not None else None
    # a header repeated on the next page, or a figure that reaches over from the list beside, is no unit
    if cell is None or squeeze(cell.text) in knowledge.column_labels or parse_cell(cell.text, units).numeral:
        return ""
    return squeeze(cell.text)


def group_of(table: Table, titles: list[str], knowledge: Knowledge, used: set[str]) -> str:
    """The group of units a list is about, by the lines above it; ``t3`` where another list has that group already."""
    for title in map(normalise, reversed(titles)):
        for code, pattern in knowledge.unit_groups:
            if pattern.search(title):
                return code if code not in used else f"t{table.number}"
    return "all" if "all" not in used else f"t{table.number}"
