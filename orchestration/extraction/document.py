"""One document from cells and passages to observations: recognise it, read its tables and its prose, account for all.

A pure function of the document and the declared knowledge; no file, clock or network.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from orchestration.domain import Observation, Passage, ReadDocument, Table, TableReport, Unmapped
from orchestration.extraction.cells import place_of_cell
from orchestration.extraction.form_rows import form_rows
from orchestration.extraction.heading import Heading, read_heading
from orchestration.extraction.labels import normalise_label
from orchestration.extraction.masking import MaskedText, mask_figures
from orchestration.extraction.non_statistics import reasons_to_set_aside
from orchestration.extraction.numerals import CellValue, Units, find_numerals, parse_cell
from orchestration.extraction.official_forms import read_official_form
from orchestration.extraction.outline import outline_passages
from orchestration.extraction.prose import ProseReader
from orchestration.extraction.serials import serial_numbers
from orchestration.extraction.unit_lists import group_of, read_unit_list, recognise_unit_list
from orchestration.reference.knowledge import Knowledge

_TITLE_LINES = 2  # lines above a table that may name it
_LONGEST_TITLE = 60
_YEAR_IN_WORDS = re.compile(r"二[〇○零Ｏ][一二三四五六七八九〇○零Ｏ]{2}(?=年)")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_FIGURES = frozenset(("number", "zero"))


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """All that one document says: grain of ``observations`` is indicator, dimensions, place, method."""

    heading: Heading
    observations: tuple[Observation, ...]
    unmapped: tuple[Unmapped, ...]
    figure_count: int  # numeric cells, figures in prose and statements of none, counted before anything is mapped
    tables: tuple[TableReport, ...] = ()  # how each table was read


def extract_document(document: ReadDocument, knowledge: Knowledge, claimed_period: str = "") -> ExtractedDocument:
    """Read everything a document states.

    Args:
        document: Cells and passages, as a reader gave them.
        knowledge: Declared knowledge.
        claimed_period: The period its sender claims, used only where the document names none.

    Returns:
        Observations in document order and the figures that became none, each with its reason. Every numeric cell
        and every figure in prose is in one of the two.
    """
    units = _units_of(knowledge)
    texts = [passage.text for passage in document.passages]
    masked = [mask_figures(text, units, knowledge.number_names) for text in texts]
    heading = read_heading(texts, _with_figures_for_years(texts, masked, knowledge, units), knowledge, claimed_period)
    reader = _TableReader(heading, knowledge, units)
    for table in document.tables:
        reader.read(table, _titles_above(table, document.passages))
    heading = _with_form_of_tables(heading, reader.forms)
    stated, left, count = _read_prose(document.passages, masked, heading, knowledge)
    return ExtractedDocument(
        heading,
        tuple(reader.observations + stated),
        tuple(reader.unmapped + left),
        reader.figure_count + count,
        tuple(reader.reports),
    )


def _with_figures_for_years(
    texts: list[str], masked: list[MaskedText], knowledge: Knowledge, units: Units
) -> list[MaskedText]:
    """The passages with years such as 二〇二〇年 as figures: in a title they are the period, elsewhere only words."""
    return [
        mask_figures(_YEAR_IN_WORDS.sub(lambda year: year[0].translate(_DIGITS), text), units, knowledge.number_names)
        if "年" in text and _YEAR_IN_WORDS.search(text)
        else passage
        for text, passage in zip(texts, masked, strict=True)
    ]


@lru_cache(maxsize=4)
def _units_of(knowledge: Knowledge) -> Units:
    return Units(knowledge.unit_names)


def _titles_above(table: Table, passages: tuple[Passage, ...]) -> list[str]:
    above = passages[max(0, table.after_passage - _TITLE_LINES) : table.after_passage]
    return [passage.text for passage in above if len(passage.text) <= _LONGEST_TITLE and "。" not in passage.text]


def _read_prose(
    passages: tuple[Passage, ...], masked: list[MaskedText], heading: Heading, knowledge: Knowledge
) -> tuple[list[Observation], list[Unmapped], int]:
    reader = ProseReader(knowledge, heading)
    places = outline_passages(masked, knowledge)
    observations: list[Observation] = []
    unmapped: list[Unmapped] = []
    figure_count = 0
    for passage, text, place in zip(passages, masked, places, strict=True):
        stated, left = reader.read_passage(passage.number, text, place)
        observations += stated
        unmapped += left
        in_words = {observation.place for observation in stated if observation.note == "stated in words"}
        figure_count += len(text.figures) + len(text.names) + len(in_words)
    return observations, unmapped, figure_count


def _with_form_of_tables(heading: Heading, forms: Counter[str]) -> Heading:
    """A document is of the form that most cells of its tables belong to; its year decides between equals."""
    if not forms:
        return heading
    most = max(forms.values())
    candidates = sorted(form for form, count in forms.items() if count == most)
    form = heading.form_code if heading.form_code in candidates else candidates[-1]
    return replace(heading, form_code=form, document_kind="annual_report")


class _TableReader:
    """Reads the tables of one document, one after the other, and accounts for each of their cells."""

    def __init__(self, heading: Heading, knowledge: Knowledge, units: Units) -> None:
        self.observations: list[Observation] = []
        self.unmapped: list[Unmapped] = []
        self.reports: list[TableReport] = []
        self.forms: Counter[str] = Counter()
        self.figure_count = 0
        self._heading, self._knowledge, self._units = heading, knowledge, units
        self._groups: set[str] = set()  # of units, that lists of the document are about

    def read(self, table: Table, titles: list[str]) -> None:
        """Read a table; ``titles`` are the lines above it."""
        values = [parse_cell(cell.text, self._units) for cell in table.cells]
        layout = recognise_unit_list(table, self._knowledge)
        reasons: dict[tuple[int, int], str] = {}
        if layout:
            above = (cell for cell in table.cells if cell.row < layout.header_row)
            own_title = [cell.text for cell in above if cell.column_span == table.column_count]
            group = group_of(table, titles + own_title, self._knowledge, self._groups)
            self._groups.add(group)
            stated, reasons = read_unit_list(table, layout, group, self._heading, self._knowledge, self._units)
            figures = sum(value.value_status in _FIGURES for value in values)
            report = TableReport(table.number, "unit_list", "", 1.0, figures, len(stated), table.note, ())
            places = {observation.place for observation in stated}
            mapped = {i for i, cell in enumerate(table.cells) if place_of_cell(table.number, cell) in places}
        else:
            serials = serial_numbers(table, values, self._knowledge)
            stated, forms, report, mapped = read_official_form(table, values, serials, self._heading, self._knowledge)
            self.forms.update(forms)
            reasons = {(table.cells[i].row, table.cells[i].column): "serial_number" for i in serials}
        self.observations += stated
        self.reports.append(report)
        self._account_for(table, values, mapped, reasons)

    def _account_for(
        self, table: Table, values: list[CellValue], mapped: set[int], reasons: dict[tuple[int, int], str]
    ) -> None:
        """Count the figures of the cells, and list those that became no observation."""
        units, knowledge = self._units, self._knowledge
        for i, value in enumerate(values):
            status = value.value_status
            if status in _FIGURES:
                self.figure_count += 1
                if i in mapped and not value.extra:
                    continue
                cell = table.cells[i]
                place = place_of_cell(table.number, cell)
                if i not in mapped:
                    reason = reasons.get((cell.row, cell.column), "no_label" if mapped else "no_layout")
                    self.unmapped.append(Unmapped(cell.text, place, reason))
                for extra in value.extra:
                    self.figure_count += 1
                    self.unmapped.append(Unmapped(extra.raw, place, "no_label", "a remark in the cell"))
            elif status == "text" and _has_figures(text := table.cells[i].text, units):
                self.figure_count += 1
                place = place_of_cell(table.number, table.cells[i])
                self.unmapped.append(Unmapped(text, place, _reason_for_text(text, knowledge, units)))


@lru_cache(maxsize=16384)
def _has_figures(text: str, units: Units) -> bool:
    """Whether a cell of words holds a figure; most are labels that every report has."""
    return bool(find_numerals(text, units))


@lru_cache(maxsize=16384)
def _reason_for_text(text: str, knowledge: Knowledge, units: Units) -> str:
    """Why a cell of words and figures is no observation: what its figures are, where that is known of all of them."""
    masked = mask_figures(text, units, knowledge.number_names)
    reasons = reasons_to_set_aside(masked, knowledge)
    if set(masked.figures) <= set(reasons):
        return next(iter(reasons.values()), "name")
    return "label" if form_rows(knowledge).is_label(normalise_label(text)) else "not_a_figure"
