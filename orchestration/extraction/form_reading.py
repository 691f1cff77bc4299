"""What comes of matching a table with the forms: values with their meaning, labels in doubt, and how sure it all is.

Belongs here: the records, and how they are collected row by row. Does not: which row or column a label is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from orchestration.extraction.form_rows import FormRow, FormRows
from orchestration.extraction.runs import Run
from orchestration.reference.knowledge import FormCell

SURE = 0.95  # how sure a reading is from which no other is tried
BY_ORDER = 0.75  # how sure a column is that no heading tells, but the order of the form
BLANK_WEIGHT = 0.2  # of a blank value that was matched: it says little for a reading


class Match(NamedTuple):
    """One value of a table and the cell of a form it is."""

    cell: int  # position in the table
    form_cell: FormCell
    forms: frozenset[str]
    confidence: float


class Doubt(NamedTuple):
    """A label that was not read word for word."""

    cell: int  # position in the table
    how: str  # unmatched, alike, by_neighbours, by_order
    read_as: str
    confidence: float


@dataclass(frozen=True)
class FormReading:
    """A table read as an official form; without matches if it is none."""

    matches: tuple[Match, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    value_count: int = 0  # values that stand beside or below labels
    blanks: frozenset[int] = frozenset()  # positions of values that are known to be blank
    forms: tuple[tuple[str, int], ...] = ()  # how many of the matches are cells of each form

    @property
    def weight(self) -> float:
        """How much of the table was read, and how surely: few sure readings outweigh many doubtful ones."""
        return sum(m.confidence**2 * (BLANK_WEIGHT if m.cell in self.blanks else 1.0) for m in self.matches)

    @cached_property
    def mapped(self) -> frozenset[int]:
        """Positions of the values that were matched."""
        return frozenset(match.cell for match in self.matches)

    def numbers_of(self, indicators: frozenset[str]) -> tuple[int, ...]:
        """Numbers of the matches that are figures of one of the indicators; most tables have none."""
        return tuple(i for i, match in enumerate(self.matches) if match.form_cell.indicator_code in indicators)

    @cached_property
    def with_periods(self) -> tuple[int, ...]:
        """Numbers of the matches whose column is of another period than the report."""
        return tuple(number for number, match in enumerate(self.matches) if match.form_cell.period_from)

    @cached_property
    def is_sure(self) -> bool:
        """Whether nothing is left open: no other way to read the table need be tried."""
        return bool(self.matches) and len(self.matches) == self.value_count and self.confidence >= SURE

    @cached_property
    def confidence(self) -> float:
        return sum(match.confidence for match in self.matches) / len(self.matches) if self.matches else 0.0


@dataclass(slots=True)
class RowMatch:
    """A run and the row of a form it was taken for."""

    run: Run
    row: FormRow
    score: float
    how: str = "alike"


class Pair(NamedTuple):
    """A value of a run and the column of the row it was taken for."""

    cell: int  # position in the table
    column: int  # position in the form's row
    score: float


@dataclass(slots=True)
class Collected:
    """Matches as they are found, each value and each cell of a form at most once."""

    rows: FormRows
    blanks: frozenset[int]
    matches: list[Match] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _taken: set[int] = field(default_factory=set)
    _filled: set[tuple[object, ...]] = field(default_factory=set)
    _runs: set[int] = field(default_factory=set)

    def add(self, match: RowMatch, pairs: list[Pair]) -> None:
        if not pairs:
            return
        row, run, blanks = match.row, match.run, self.blanks
        self._runs.add(id(run))
        sure = min(match.score, 1.0)
        for cell, column, score in sorted(pairs, key=lambda pair: pair.cell in blanks) if blanks else pairs:
            meaning = row.meanings[column]
            if cell not in self._taken and meaning not in self._filled:
                self._taken.add(cell)
                self._filled.add(meaning)
                self.matches.append(Match(cell, row.cells[column], row.forms[column], round(min(sure, score), 3)))
        if row.path and run.label_cells:
            by_order = min(pair.score for pair in pairs) <= BY_ORDER
            if by_order or row.path[-1] not in run.labels:
                self._doubt(match, by_order=by_order)

    def _doubt(self, match: RowMatch, *, by_order: bool) -> None:
        """Note the label that a row was told by, if it was not read word for word, or its columns by their order."""
        alike = [self.rows.like(label, match.row.path[-1]) for label in match.run.labels]
        likest = max(range(len(alike)), key=alike.__getitem__)
        if alike[likest] < 1 or by_order:
            how = "by_order" if by_order and match.how == "alike" else match.how
            read_as = match.row.cells[0].row_path.rpartition("/")[2]
            self.doubts.append(Doubt(match.run.label_cells[likest], how, read_as, round(min(match.score, 1.0), 3)))

    def reading(self, runs: list[Run]) -> FormReading:
        values = sum(len(run.cells) for run in runs)
        left = [
            Doubt(run.label_cells[-1], "unmatched", "", 0.0)
            for run in runs
            if run.label_cells and id(run) not in self._runs
        ]
        forms = Counter(form for match in self.matches for form in match.forms)
        return FormReading(
            tuple(sorted(self.matches)), tuple(sorted(self.doubts + left)), values, self.blanks, tuple(forms.items())
        )
