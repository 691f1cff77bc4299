"""What the layout of a table settles, worked out once: all of its reading but the figures.

Every report prints the same forms, so most tables have the layout of one that was read before. Belongs here: what may
be kept from one table for the next of the same layout. Does not: how labels are told, or what any figure says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from orchestration.domain import LabelReading, Placement, Table, TableReport, Unmapped
from orchestration.extraction.cells import place_of_cell
from orchestration.extraction.form_matching import match_layout
from orchestration.extraction.form_reading import FormReading
from orchestration.extraction.form_rows import form_rows
from orchestration.extraction.labels import normalise_label
from orchestration.extraction.masking import masker_of
from orchestration.extraction.money_units import MoneyUnits, may_name_units, money_units
from orchestration.extraction.non_statistics import reasons_to_set_aside
from orchestration.extraction.numerals import WORDS, CellValue, Units, find_numerals, parse_cells, parse_figures
from orchestration.extraction.runs import Layout
from orchestration.extraction.serials import cells_to_number, columns_to_count
from orchestration.extraction.unit_lists import recognise_unit_list
from orchestration.reference.knowledge import Knowledge

_USUAL_CELLS = 1_500  # of a table whose plan is kept
_MOST_CELLS = 50_000  # a larger table is a list of something, no form
_MOST_NUMBERS = 4  # of tables whose places are kept, a layout


class Words(NamedTuple):
    """A cell of words that holds figures, none of them a value."""

    cell: int  # position in the table
    text: str
    reason: str


class Meanings(NamedTuple):
    """What the values of a form are, in reading order: all that no figure changes."""

    count: int
    pick: Callable[[Sequence[Any]], tuple[Any, ...]]  # from something of each cell of the table that of the values
    indicators: tuple[tuple[object, ...], ...]  # columns of an observation: codes and dimensions
    sources: tuple[tuple[object, ...], ...]  # of each value method, place, day, confidence and note


class TablePlan:
    """What follows from a layout alone; asked for piece by piece, as few tables need all of it."""

    def __init__(self, layout: Layout, knowledge: Knowledge, units: Units) -> None:
        self._layout, self._knowledge, self._units = layout, knowledge, units
        self._readings: dict[str, FormReading] = {}
        self._asked: tuple[frozenset[int], bool] | None = None
        self._places: dict[int, tuple[str, ...]] = {}
        self._unread: dict[int, tuple[tuple[int, Unmapped], ...]] = {}
        self._meanings: dict[tuple[int, str], Meanings] = {}
        self._money: dict[str, tuple[int, ...]] = {}
        self._reports: dict[tuple[int, str, str], TableReport] = {}

    @cached_property
    def values(self) -> tuple[int, ...]:
        """Positions of the cells that are no words."""
        return tuple(i for i, text in enumerate(self._layout.texts) if text is None)

    def has_all_in(self, cells: frozenset[int]) -> bool:
        """Whether all values, blank ones too, are among these cells; asked for the same ones again and again."""
        if self._asked is None or self._asked[0] is not cells:
            self._asked = cells, cells.issuperset(self.values)
        return self._asked[1]

    def read(self, texts: tuple[str, ...]) -> list[CellValue] | None:
        """What the cells of a table of the same placement say if it has this layout; else None."""
        if self._pick_labels(texts) != self._labels:
            return None
        figures = parse_figures(self._pick_values(texts), self._units)
        if figures is None:
            return None
        values = [WORDS] * len(texts)
        for i, value in zip(self.values, figures, strict=True):
            values[i] = value
        return values

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        return tuple(text for text in self._layout.texts if text is not None)

    @cached_property
    def _pick_labels(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        return _picker([i for i, text in enumerate(self._layout.texts) if text is not None])

    @cached_property
    def _pick_values(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        return _picker(self.values)

    @property
    def labels(self) -> tuple[str | None, ...]:
        """The texts of its words, None for a value."""
        return self._layout.texts

    @property
    def placement(self) -> Placement:
        """Where the cells of its tables stand."""
        return self._layout.placement

    def money_units(self, texts: tuple[str, ...]) -> MoneyUnits:
        """The units of money that a table of this layout names; ``texts`` are those of its cells."""
        if may_name_units("".join(map(texts.__getitem__, self.values))):
            return money_units(self._layout.placement, texts, self._knowledge)
        return self._money_units_of_labels

    @cached_property
    def _money_units_of_labels(self) -> MoneyUnits:
        return money_units(self._layout.placement, self._layout.texts, self._knowledge)

    @cached_property
    def to_number(self) -> frozenset[int]:
        """Positions of the cells that number rows or columns if they hold a number."""
        return cells_to_number(self._layout, self._knowledge)

    @cached_property
    def may_count(self) -> bool:
        """Whether values may count the rows of a column without a label that says so."""
        return columns_to_count(self._layout)

    @cached_property
    def may_list_units(self) -> bool:
        """Whether the labels are those of a list of units, unless some figure is a per cent."""
        texts = tuple(text or "" for text in self._layout.texts)
        table = Table(0, self._layout.placement, texts, (False,) * len(texts), 0)
        return recognise_unit_list(table, self._knowledge) is not None

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The cells of words that hold figures, with the reason why they are no values."""
        return tuple(
            Words(i, text, _reason_for_text(text, self._knowledge))
            for i, text in enumerate(self._layout.texts)
            if text and _has_figures(text, self._units)
        )

    def reading(self, form_code: str) -> FormReading:
        """The table as an official form, in a document that is of a form by its year."""
        if form_code not in self._readings:
            is_form = len(self._layout.texts) <= _MOST_CELLS
            self._readings[form_code] = (
                match_layout(self._layout, self._knowledge, form_code) if is_form else FormReading()
            )
        return self._readings[form_code]

    def places(self, table: Table) -> tuple[str, ...]:
        """The place of each cell of a table of this layout."""
        places = self._places.get(table.number)
        if places is None:
            places = tuple(place_of_cell(table.number, cell) for cell in table.cells)
            if len(self._places) < _MOST_NUMBERS:
                self._places[table.number] = places
        return places

    def unread_words(self, table: Table) -> tuple[tuple[int, Unmapped], ...]:
        """The cells of ``words`` as figures that become no observation, with their positions."""
        unread = self._unread.get(table.number)
        if unread is None:
            places = self.places(table)
            unread = tuple((word.cell, Unmapped(word.text, places[word.cell], word.reason)) for word in self.words)
            if len(self._unread) < _MOST_NUMBERS:
                self._unread[table.number] = unread
        return unread

    def meanings(self, table: Table, form_code: str) -> Meanings:
        """What each value of a table of this layout is, that is a cell of a form."""
        key = (table.number, form_code)
        meanings = self._meanings.get(key)
        if meanings is None:
            places, matches = self.places(table), self.reading(form_code).matches
            meanings = Meanings(
                len(matches),
                _picker([match.cell for match in matches]),
                (
                    tuple(match.form_cell.indicator_code for match in matches),
                    tuple(match.form_cell.dimensions for match in matches),
                ),
                tuple(("table", places[match.cell], None, match.confidence, "") for match in matches),
            )
            if len(self._meanings) < _MOST_NUMBERS:
                self._meanings[key] = meanings
        return meanings

    def money(self, form_code: str) -> tuple[int, ...]:
        """Numbers of the ``meanings`` that are figures of money."""
        if form_code not in self._money:
            self._money[form_code] = self.reading(form_code).numbers_of(self._knowledge.money_indicators)
        return self._money[form_code]

    def report(self, table: Table, form_code: str) -> TableReport:
        """How a table of this layout is read, with the labels that were not read word for word."""
        key = (table.number, form_code, table.note)
        report = self._reports.get(key)
        if report is None:
            report = self._report(table, form_code)
            if len(self._reports) < _MOST_NUMBERS:
                self._reports[key] = report
        return report

    def _report(self, table: Table, form_code: str) -> TableReport:
        reading, places, form = self.reading(form_code), self.places(table), ""
        if reading.forms:
            most = max(count for _, count in reading.forms)
            equals = sorted(code for code, count in reading.forms if count == most)
            form = form_code if form_code in equals else equals[-1]
        labels = tuple(
            LabelReading(places[doubt.cell], table.texts[doubt.cell], *doubt[1:])
            for doubt in (reading.doubts if reading.matches else ())
        )
        layout = "official_form" if reading.matches else "unknown"
        counts = (round(reading.confidence, 3), reading.value_count, len(reading.matches))
        return TableReport(table.number, layout, form, *counts, table.note, labels)


def _picker(positions: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Takes what stands at these positions."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return lambda whole: tuple(whole[position] for position in positions)


class Said(NamedTuple):
    """What the cells of one table say, and what its layout comes to."""

    texts: tuple[str, ...]
    values: list[CellValue]
    labels: tuple[str | None, ...]  # the texts of words, None for a value
    plan: TablePlan
    units: Units


def read_cells(table: Table, knowledge: Knowledge, units: Units) -> Said:
    """What the cells of a table say."""
    latest = _latest_plans(table.placement, knowledge, units)
    for plan in latest:
        if (values := plan.read(table.texts)) is not None:
            return Said(table.texts, values, plan.labels, plan, units)
    values = parse_cells(table.texts, units)
    labels = tuple(
        [text if value.value_status == "text" else None for text, value in zip(table.texts, values, strict=True)]
    )
    plan = plan_of(Layout(table.placement, labels), knowledge, units)
    if len(labels) <= _USUAL_CELLS:
        latest.appendleft(plan)
    return Said(table.texts, values, labels, plan, units)


@lru_cache(maxsize=512)
def _latest_plans(placement: Placement, knowledge: Knowledge, units: Units) -> deque[TablePlan]:
    """The layouts that tables of a placement had last; mostly the next one has one of them."""
    return deque(maxlen=2)


def plan_of(layout: Layout, knowledge: Knowledge, units: Units) -> TablePlan:
    """The plan of a layout; that of a table of usual size is kept."""
    plan = _plan_once if len(layout.texts) <= _USUAL_CELLS else TablePlan
    return plan(layout, knowledge, units)


_plan_once = lru_cache(maxsize=512)(TablePlan)


@lru_cache(maxsize=16384)
def _has_figures(text: str, units: Units) -> bool:
    """Whether a cell of words holds a figure; most are labels that every report has."""
    return bool(find_numerals(text, units))


@lru_cache(maxsize=16384)
def _reason_for_text(text: str, knowledge: Knowledge) -> str:
    """Why a cell of words and figures is no observation: what its figures are, where that is known of all of them."""
    masked = masker_of(knowledge).mask(text)
    reasons = reasons_to_set_aside(masked, knowledge)
    if set(masked.figures) <= set(reasons):
        return next(iter(reasons.values()), "name")
    return "label" if form_rows(knowledge).is_label(normalise_label(text)) else "not_a_figure"
