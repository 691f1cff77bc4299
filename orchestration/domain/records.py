"""The records that cross from one room to the next, each frozen and comparable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

new_record = tuple.__new__  # of a named tuple: a quarter of the time that its constructor takes


@dataclass(frozen=True, slots=True)
class Arrival:
    """One arrival of a file: grain of the landing manifest is (uri, sha256, arrived_at)."""

    uri: str  # where it came from, as a label only; never used as a path again
    file_name: str  # base name with control characters removed, at most 255 characters
    sha256: str  # of the content; the document_id everywhere else
    size_bytes: int
    media_type: str  # by content, never by extension
    arrived_at: datetime  # UTC; the only clock in the warehouse
    source: str  # name of the folder or inbox it belongs to
    claimed_organ: str | None = None  # from the folder or file name, unverified
    claimed_period: str | None = None
    sender: str = ""  # who handed it in, as told with the delivery; "" if nobody said
    archive_uri: str = ""  # of the landed archive that it came out of; "" if it came as a file
    archive_sha256: str = ""

    @property
    def submission_id(self) -> str:
        """The submission that this arrival is: one content at one uri of one source, whenever it is landed again."""
        identity = "\n".join((self.source, self.uri, self.sha256))
        return hashlib.sha256(identity.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An archive, or a member of one, that was not taken out: grain is (source, uri)."""

    uri: str
    file_name: str
    sha256: str  # of the landed archive
    size_bytes: int  # as the archive declares it; of the archive itself if all of it is refused
    reason_code: str
    reason: str
    arrived_at: datetime  # UTC; of the archive
    source: str
    sender: str = ""
    archive_uri: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office decided about one submission: grain is (submission, instant); the last one holds."""

    submission_id: str
    document_id: str
    decision: str  # accepted, returned
    decided_by: str
    reason: str
    decided_at: datetime  # UTC


class Cell(NamedTuple):
    """One cell of a table; row and column are 0-based positions of the anchor after expanding spans."""

    row: int
    column: int
    text: str  # verbatim, inner line breaks kept as "\n"
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


@dataclass(frozen=True)
class Placement:
    """Where the cells of a table stand: grain is anchor cell, one item a cell in each of the tuples.

    Tables of one form have the same, so readers share it between them, and what follows from it is found by it.
    """

    row_count: int
    column_count: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_spans: tuple[int, ...]
    column_spans: tuple[int, ...]

    @classmethod
    def of(
        cls, row_count: int, column_count: int, cells: Sequence[Cell]
    ) -> tuple[Placement, tuple[str, ...], tuple[bool, ...]]:
        """The placement of cells on a grid of row_count x column_count, their texts, and which of them are headers."""
        rows, columns, texts, row_spans, column_spans, are_headers = zip(*cells, strict=True) if cells else ((),) * 6
        return cls(row_count, column_count, rows, columns, row_spans, column_spans), texts, are_headers

    @cached_property
    def _hash(self) -> int:
        return hash((self.row_count, self.column_count, self.rows, self.columns, self.row_spans, self.column_spans))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Table:
    """A table as a sparse list of anchor cells on a grid.

    Placement and texts are kept apart, as a document has thousands of cells, and most of what is done with them takes
    all texts at once.
    """

    number: int  # 1-based order in the document
    placement: Placement
    texts: tuple[str, ...]  # of the cells, verbatim, inner line breaks kept as "\n"
    are_headers: tuple[bool, ...]  # of the cells
    after_passage: int  # number of the last passage before the table; 0 if none
    note: str = ""  # what the reader had to assume, e.g. how a column count was found

    @classmethod
    def of_cells(
        cls, number: int, row_count: int, column_count: int, cells: Sequence[Cell], after_passage: int, note: str = ""
    ) -> Table:
        """A table of these cells on a grid of row_count x column_count."""
        return cls(number, *Placement.of(row_count, column_count, cells), after_passage, note)

    @property
    def row_count(self) -> int:
        """Rows of its grid."""
        return self.placement.row_count

    @property
    def column_count(self) -> int:
        """Columns of its grid."""
        return self.placement.column_count

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Its anchor cells, in the order in which the document has them."""
        at = self.placement
        spans = at.row_spans, at.column_spans
        return tuple(map(Cell._make, zip(at.rows, at.columns, self.texts, *spans, self.are_headers, strict=True)))

    def grid(self) -> list[list[Cell | None]]:
        """Rows x columns of anchor cells, spans expanded; None where no cell covers the position."""
        rows: list[list[Cell | None]] = [[None] * self.column_count for _ in range(self.row_count)]
        for cell in self.cells:
            for r in range(cell.row, min(cell.row + cell.row_span, self.row_count)):
                for c in range(cell.column, min(cell.column + cell.column_span, self.column_count)):
                    rows[r][c] = cell
        return rows


class Passage(NamedTuple):
    """One paragraph of running text, verbatim; number is its 1-based order in the document."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader makes of the bytes of one document."""

    media_type: str
    encoding: str  # "" where the format has none
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()  # e.g. "declared gb2312, read as utf-8"


class Numeral(NamedTuple):
    """A figure as written, with what it says exactly.

    ``low``/``high`` bound the true value in the unit as written: closed, except that ``high`` is excluded when
    ``is_high_open`` (3500余 is [3500, 3600)). An exact figure has low == high == number.
    """

    raw: str  # verbatim, with modifiers (近, 约, 余, 多) and unit
    number: Decimal
    decimals: int  # decimals shown
    unit: str  # as written, multiplier words (万, 亿) already applied to number; "" if none
    low: Decimal
    high: Decimal
    is_high_open: bool = False
    is_approximate: bool = False
    start: int = 0  # span of ``raw`` in the text it was found in
    end: int = 0
    digits_end: int = 0  # end of the digits and multiplier, before the unit


class Observation(NamedTuple):
    """One figure of one document: grain is document, indicator, dimensions, place, method."""

    indicator_code: str
    dimensions: tuple[tuple[str, str], ...]  # sorted (name, code) pairs
    organ_raw: str  # the reporting organ as written in the document
    period: str  # 2017, 2018Q1, 2018H1, 2021-08, 2021-01/2021-08
    reporting_scope: str  # own, consolidated, unknown
    value_raw: str
    value_status: str  # number, zero, blank, dash, not_applicable, text
    number: Decimal | None
    decimals: int | None
    low: Decimal | None
    high: Decimal | None
    is_high_open: bool
    is_approximate: bool
    unit_raw: str
    method: str  # table, prose, image
    place: str  # t3!r12c7 (1-based), p41:120-133 (0-based, end excluded)
    as_of_date: date | None = None
    confidence: float = 1.0
    note: str = ""


class Unmapped(NamedTuple):
    """A figure that became no observation, and why."""

    value_raw: str
    place: str
    reason_code: str  # a code of seeds/catalogue/unmapped_reasons.csv
    detail: str = ""
    sources: tuple[str, ...] = ()


class LabelReading(NamedTuple):
    """A label of a table that was not read word for word: what it was taken for, and why."""

    place: str  # t3!r12c7 (1-based)
    label_raw: str
    how: str  # unmatched, alike, by_neighbours, by_order
    read_as: str  # the label of the form; "" if none
    confidence: float


class TableReport(NamedTuple):
    """How one table was read: grain is table of a document."""

    table_number: int
    layout: str  # official_form, unit_list, unknown
    form_code: str  # "" where the table is of no form
    confidence: float  # mean over the values that were matched; 0 if there are none
    value_count: int  # cells that hold a figure, a blank or a dash, and stand beside or below a label
    matched_count: int  # of these, the ones that became observations
    note: str  # what the reader had to assume
    labels: tuple[LabelReading, ...]
