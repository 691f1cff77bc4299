"""One document from cells and passages to observations: recognise it, read its tables and its prose, account for all.

A pure function of the document and the declared knowledge; no file, clock or network.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import compress
from operator import attrgetter, itemgetter

from orchestration.domain import Observation, Passage, ReadDocument, Table, TableReport, Unmapped
from orchestration.extraction.heading import Heading, read_heading
from orchestration.extraction.masking import MaskedText, Masker, masker_of
from orchestration.extraction.numerals import Units
from orchestration.extraction.official_forms import read_official_form
from orchestration.extraction.outline import outline_passages
from orchestration.extraction.passage_words import passage_words
from orchestration.extraction.prose import ProseReader
from orchestration.extraction.serials import serial_numbers
from orchestration.extraction.table_plans import Said, read_cells
from orchestration.extraction.unit_lists import UnitList, group_of, read_unit_list, recognise_unit_list
from orchestration.reference.knowledge import Knowledge

_TITLE_LINES = 2  # lines above a table that may name it
_LONGEST_TITLE = 60
_YEAR_IN_WORDS = re.compile(r"二[〇○零Ｏ][一二三四五六七八九〇○零Ｏ]{2}(?=年)")
_FIGURE_COUNT = attrgetter("figure_count")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """All that one document says: grain of ``observations`` is indicator, dimensions, place, method."""

    heading: Heading
    observations: tuple[Observation, ...]
    unmapped: tuple[Unmapped, ...]
    figure_count: int  # numeric cells, figures in prose and statements of none, counted before anything is mapped
    tables: tuple[TableReport, ...] = ()  # how each table was read


def extract_document(
    document: ReadDocument, knowledge: Knowledge, claimed_period: str = "", file_name: str = ""
) -> ExtractedDocument:
    """Read everything a document states.

    Args:
        document: Cells and passages, as a reader gave them.
        knowledge: Declared knowledge.
        claimed_period: The period its sender claims, used only where the document names none.
        file_name: What its sender calls it, used only where the document doesn't tell its scope.

    Returns:
        Observations in document order and the figures that became none, each with its reason. Every numeric cell
        and every figure in prose is in one of the two.
    """
    masker = masker_of(knowledge)
    texts = [passage.text for passage in document.passages]
    masked = list(map(masker.mask, texts))
    with_years = _with_figures_for_years(texts, masked, masker)
    heading = read_heading(texts, with_years, knowledge, claimed_period, file_name)
    reader = _TableReader(heading, knowledge, masker.units)
    for table in document.tables:
        reader.read(table, document.passages)
    heading = _with_form_of_tables(heading, reader.forms)
    stated, left, count = _read_prose(document.passages, masked, heading, knowledge)
    return ExtractedDocument(
        heading,
        tuple(reader.observations + stated),
        tuple(reader.unmapped + left),
        reader.figure_count + count,
        tuple(reader.reports),
    )


def _with_figures_for_years(texts: list[str], masked: list[MaskedText], masker: Masker) -> list[MaskedText]:
    """The passages with years such as 二〇二〇年 as figures: in a title they are the period, elsewhere only words."""
    return [
        masker.mask(_YEAR_IN_WORDS.sub(lambda year: year[0].translate(_DIGITS), text))
        if "二" in text and _YEAR_IN_WORDS.search(text)
        else passage
        for text, passage in zip(texts, masked, strict=True)
    ]


def _titles_above(table: Table, passages: tuple[Passage, ...]) -> list[str]:
    above = passages[max(0, table.after_passage - _TITLE_LINES) : table.after_passage]
    return [passage.text for passage in above if len(passage.text) <= _LONGEST_TITLE and "。" not in passage.text]


def _read_prose(
    passages: tuple[Passage, ...], masked: list[MaskedText], heading: Heading, knowledge: Knowledge
) -> tuple[list[Observation], list[Unmapped], int]:
    reader, words = ProseReader(knowledge, heading), passage_words(knowledge)
    places = outline_passages(masked, knowledge)
    observations: list[Observation] = []
    unmapped: list[Unmapped] = []
    figure_count = 0
    for passage, text, place in zip(passages, masked, places, strict=True):
        if not text.figures and not text.names and words[text.text].states_nothing:
            continue
        stated, left = reader.read_passage(passage.number, text, place)
        observations += stated
        unmapped += left
        figure_count += len(text.figures) + len(text.names)
        if stated:
            figure_count += len({observation.place for observation in stated if observation.note == "stated in words"})
    return observations, unmapped, figure_count


def _with_form_of_tables(heading: Heading, forms: Counter[str]) -> Heading:
    """A document is of the form that most cells of its tables belong to; its year decides between equals."""
    if not forms:
        return heading
    most = max(forms.values())
    candidates = sorted(form for form, count in forms.items() if count == most)
    form = heading.form_code if heading.form_code in candidates else candidates[-1]
    if (form, "annual_report") == (heading.form_code, heading.document_kind):
        return heading
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

    def read(self, table: Table, passages: tuple[Passage, ...]) -> None:
        """Read a table of a document with these passages."""
        said = read_cells(table, self._knowledge, self._units)
        layout = None
        words = "\n".join(said.texts)
        if said.plan.may_list_units or "%" in words or "％" in words:
            layout = recognise_unit_list(table, self._knowledge)
        if layout:
            self._read_unit_list(table, said, layout, _titles_above(table, passages))
        else:
            self._read_official_form(table, said)

    def _read_official_form(self, table: Table, said: Said) -> None:
        serials = serial_numbers(table, said.texts, said.values, said.plan.to_number, may_count=said.plan.may_count)
        stated, report, reading = read_official_form(table, said, serials, self._heading, self._knowledge)
        self.observations += stated
        self.reports.append(report)
        self.forms.update(dict(reading.forms))
        self._account_for(table, said, reading.mapped, dict.fromkeys(serials, "serial_number"))

    def _read_unit_list(self, table: Table, said: Said, layout: UnitList, titles: list[str]) -> None:
        above = (cell for cell in table.cells if cell.row < layout.header_row)
        own_title = [cell.text for cell in above if cell.column_span == table.column_count]
        group = group_of(table, titles + own_title, self._knowledge, self._groups)
        self._groups.add(group)
        stated, reasons = read_unit_list(table, layout, group, self._heading, self._knowledge, self._units)
        figures = sum(map(bool, map(_FIGURE_COUNT, said.values)))
        self.observations += stated
        self.reports.append(TableReport(table.number, "unit_list", "", 1.0, figures, len(stated), table.note, ()))
        places = {observation.place for observation in stated}
        mapped = frozenset(i for i, place in enumerate(said.plan.places(table)) if place in places)
        by_cell = {i: reasons.get((cell.row, cell.column), "") for i, cell in enumerate(table.cells)}
        self._account_for(table, said, mapped, {i: reason for i, reason in by_cell.items() if reason})

    def _account_for(self, table: Table, said: Said, mapped: frozenset[int], reasons: dict[int, str]) -> None:
        """Count the figures of the cells, and list those that became no observation."""
        values, places = said.values, said.plan.places(table)
        unread = said.plan.unread_words(table)
        counts = list(map(_FIGURE_COUNT, values))
        self.figure_count += len(unread) + sum(counts)
        if max(counts, default=0) <= 1 and said.plan.has_all_in(mapped):  # as in most tables
            self.unmapped += [unmapped for _, unmapped in unread]
            return
        found = list(unread)
        usual = "no_label" if mapped else "no_layout"
        for i in compress(range(len(values)), counts):
            value = values[i]
            if i not in mapped:
                found.append((i, Unmapped(said.texts[i], places[i], reasons.get(i, usual))))
            for extra in value.extra:
                found.append((i, Unmapped(extra.raw, places[i], "no_label", "a remark in the cell")))
        self.unmapped += [unmapped for _, unmapped in sorted(found, key=itemgetter(0))]
