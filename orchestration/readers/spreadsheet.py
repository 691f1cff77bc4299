"""Sheets of cells -> tables and passages: what a workbook of any kind and a csv file have in common.

Belongs here: titles above a table and remarks below it, several tables in one sheet, merged cells, what is hidden.
Does not: how a file stores its cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchestration.domain.records import Cell, Passage, ReadDocument, Table
from orchestration.readers.sheet_blocks import Band, Block, Rows, Spans, blocks_of, has_figures
from orchestration.readers.spans import refuse_large_grid

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表)[ _]?\d*(?: ?\(\d+\))?", re.IGNORECASE)
_ONE = ("row ", "column ")
_MOST = 1 << 30
_MOST_RANGES = 20  # named in a note


@dataclass(slots=True)
class Sheet:
    """One sheet as its file has it; rows and columns are counted from 0."""

    name: str
    rows: Rows
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right, all included
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)  # first, last
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    unsolved: int = 0  # formulas without a stored result


def lay_out(media_type: str, encoding: str, sheets: Iterable[Sheet], notes: list[str]) -> ReadDocument:
    """Tables and passages of the visible sheets, in order.

    Args:
        media_type: Of the document.
        encoding: Of the document; "" for a workbook.
        sheets: The visible sheets, each read when its turn comes.
        notes: What the reader has to say of the file; notes on sheets are added.

    Returns:
        For each sheet that isn't blank its name, if it was given one, the titles above each table, the table, and the
        remarks below it. A table's note says where in which sheet it stands.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    layout = _Layout()
    sheet_notes: list[str] = []
    unsolved = 0
    for sheet in sheets:
        unsolved += sheet.unsolved
        if not sheet.rows:
            continue
        if sheet.name and not _DEFAULT_NAME.fullmatch(sheet.name):
            layout.add_passages(sheet.name)
        hidden = _Hidden(sheet)
        of_sheet = f" of sheet {sheet.name}" if sheet.name else ""
        sheet_notes += [
            f"{part}{of_sheet} {'is' if part.startswith(_ONE) else 'are'} hidden" for part in hidden.named()
        ]
        spans = {(top, left): (bottom, right) for top, left, bottom, right in reversed(sheet.merges)}
        for block in blocks_of(sheet.rows, spans):
            layout.add_block(sheet, spans, block, hidden)
    if unsolved:
        noun = "formula" if unsolved == 1 else "formulas"
        notes.append(f"{unsolved} {noun} without a stored result; open and save the workbook in its program")
    tables, passages = tuple(layout.tables), tuple(layout.passages)
    return ReadDocument(media_type, encoding, tables, passages, (*notes, *sheet_notes))


def hidden_sheet_notes(names: list[str]) -> list[str]:
    """What is said of sheets that are hidden."""
    notes = [f"sheet {name} is hidden and left out" for name in names[:_MOST_RANGES]]
    more = len(names) - _MOST_RANGES
    return [*notes, f"{more} more sheets are hidden and left out"] if more > 0 else notes


class _Layout:
    """Tables and passages so far."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.passages: list[Passage] = []
        self._positions = 0

    def add_passages(self, text: str) -> None:
        for line in text.split("\n"):
            if line := line.strip():
                self.passages.append(Passage(len(self.passages) + 1, line))

    def add_block(self, sheet: Sheet, spans: Spans, block: Block, hidden: _Hidden) -> None:
        for title in block.titles:
            self.add_passages(title)
        if block.body:
            self._add_table(sheet, spans, block.body, hidden)
        for remark in block.remarks:
            self.add_passages(remark)

    def _add_table(self, sheet: Sheet, spans: Spans, body: list[Band], hidden: _Hidden) -> None:
        left = min(min(sheet.rows[row]) for band in body for row in band.rows)
        right = max(max(sheet.rows[row]) for band in body for row in band.rows)
        top, bottom = body[0].rows[0], body[-1].rows[-1]
        size = bottom - top + 1, right - left + 1
        refuse_large_grid(*size)
        self._positions += size[0] * size[1]
        refuse_large_grid(self._positions, 1)  # many large tables are no better than one
        cells, covered = _cells(sheet, spans, body[0], (top, left, bottom, right))
        note = f"sheet {sheet.name}, from " if sheet.name else "from "
        note += f"{column_letters(left)}{top + 1}"
        if named := hidden.named((top, left, bottom, right)):
            note += f"; hidden: {', '.join(named)}"
        if covered:
            note += f"; {covered} {'value' if covered == 1 else 'values'} under merged cells left out"
        self.tables.append(Table.of_cells(len(self.tables) + 1, *size, cells, len(self.passages), note))


def _cells(sheet: Sheet, spans: Spans, first: Band, box: tuple[int, int, int, int]) -> tuple[list[Cell], int]:
    """A cell for each position that no merged cell covers, and how many texts are covered, which nobody sees.

    A merged cell that runs into another ends before it.
    """
    top, left, bottom, right = box
    header_to = first.rows[-1] if not has_figures(sheet.rows, first) else -1
    free_from = [top] * (right - left + 1)  # for each column the row at which it is free again
    cells: list[Cell] = []
    nothing: dict[int, str] = {}
    covered = 0
    for row in range(top, bottom + 1):
        texts = sheet.rows.get(row, nothing)
        is_header = row <= header_to
        for column in range(left, right + 1):
            if free_from[column - left] > row:
                covered += column in texts
                continue
            text = texts.get(column, "")
            if (row, column) not in spans:
                cells.append(Cell(row - top, column - left, text, 1, 1, is_header))
                continue
            last_row, last_column = spans[row, column]
            last_row, end = min(last_row, bottom), column
            while end <= min(last_column, right) and free_from[end - left] <= row:
                free_from[end - left] = last_row + 1
                end += 1
            cells.append(Cell(row - top, column - left, text, last_row - row + 1, end - column, is_header))
    return cells, covered


class _Hidden:
    """Hidden rows and columns of a sheet that hold something."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows = _within(sorted(sheet.rows), sheet.hidden_rows) if sheet.hidden_rows else []
        used = {column for row in sheet.rows.values() for column in row} if sheet.hidden_columns else ()
        self._columns = _within(sorted(used), sheet.hidden_columns)

    def named(self, box: tuple[int, int, int, int] = (0, 0, _MOST, _MOST)) -> list[str]:
        """Those between top, left, bottom and right, in words."""
        top, left, bottom, right = box
        rows = self._rows[bisect_left(self._rows, top) : bisect_right(self._rows, bottom)]
        columns = self._columns[bisect_left(self._columns, left) : bisect_right(self._columns, right)]
        named = (("row", _ranges(rows, lambda row: str(row + 1))), ("column", _ranges(columns, column_letters)))
        return [_plural(noun, names) for noun, names in named if names]


def _within(sorted_places: list[int], ranges: list[tuple[int, int]]) -> list[int]:
    """The places that lie in any of the ranges."""
    found: list[int] = []
    done = 0  # places before this index have been looked at
    for first, last in sorted(ranges):
        begin = max(done, bisect_left(sorted_places, first))
        done = max(begin, bisect_right(sorted_places, last))
        found += sorted_places[begin:done]
    return found


def _ranges(places: list[int], name: Callable[[int], str]) -> list[str]:
    """Names of places, neighbours as one range: 5-7."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    named = [name(first) if first == last else f"{name(first)}-{name(last)}" for first, last in runs]
    return named if len(named) <= _MOST_RANGES else [*named[:_MOST_RANGES], "more"]


def _plural(noun: str, names: list[str]) -> str:
    is_one = len(names) == 1 and "-" not in names[0]
    return f"{noun}{'' if is_one else 's'} {', '.join(names)}"


def column_letters(column: int) -> str:
    """A, B, ... Z, AA: the name of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
