"""One document from cells and passages to observations: recognise it, read its tables and its prose, account for all.

A pure function of the document and the declared knowledge; no file, clock or network.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from orchestration.domain import Observation, Passage, ReadDocument, Table, Unmapped
from orchestration.extraction.cells import place_of_cell
from orchestration.extraction.heading import Heading, read_heading
from orchestration.extraction.masking import MaskedText, mask_figures
from orchestration.extraction.non_statistics import reasons_to_set_aside
from orchestration.extraction.numerals import Units, find_numerals, parse_cell
from orchestration.extraction.official_forms import read_official_form, serial_columns
from orchestration.extraction.outline import outline_passages
from orchestration.extraction.prose import ProseReader
from orchestration.extraction.unit_lists import group_of, read_unit_list, recognise_unit_list
from orchestration.reference.knowledge import Knowledge

_TITLE_LINES = 2  # lines above a table that may name it
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """All that one document says: grain of ``observations`` is indicator, dimensions, place, method."""

    heading: Heading
    observations: tuple[Observation, ...]
    unmapped: tuple[Unmapped, ...]
    figure_count: int  # numeric cells, figures in prose and statements of none, counted before anything is mapped


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
    units = Units(knowledge.unit_names)
    texts = [passage.text for passage in document.passages]
    masked = [mask_figures(text, units, knowledge.number_names) for text in texts]
    heading = read_heading(texts, masked, knowledge, claimed_period)
    observations: list[Observation] = []
    unmapped: list[Unmapped] = []
    figure_count = 0
    groups: set[str] = set()
    forms: Counter[str] = Counter()
    for table in document.tables:
        titles = _titles_above(table, document.passages)
        stated, left, count = _read_table(table, titles, groups, heading, knowledge, units, forms)
        observations += stated
        unmapped += left
        figure_count += count
    heading = _with_form_of_tables(heading, forms)
    stated, left, count = _read_prose(document.passages, masked, heading, knowledge)
    return ExtractedDocument(heading, tuple(observations + stated), tuple(unmapped + left), figure_count + count)


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


def _read_table(
    table: Table,
    titles: list[str],
    groups: set[str],
    heading: Heading,
    knowledge: Knowledge,
    units: Units,
    forms: Counter[str],
) -> tuple[list[Observation], list[Unmapped], int]:
    """Observations and unmapped figures of one table, and the number of figures its cells hold."""
    layout = recognise_unit_list(table, knowledge)
    observations: list[Observation] = []
    reasons: dict[tuple[int, int], str] = {}
    if layout:
        above = (cell for cell in table.cells if cell.row < layout.header_row)
        own_title = [cell.text for cell in above if cell.column_span == table.column_count]
        group = group_of(table, titles + own_title, knowledge, groups)
        groups.add(group)
        observations, reasons = read_unit_list(table, layout, group, heading, knowledge, units)
    else:
        observations, cells_of_forms = read_official_form(table, heading, knowledge, units)
        forms.update(cells_of_forms)
        serials = serial_columns(table, knowledge)
        reasons = {(cell.row, cell.column): "serial_number" for cell in table.cells if cell.column in serials}
    mapped = {observation.place for observation in observations}
    unmapped: list[Unmapped] = []
    figure_count = 0
    for cell in table.cells:
        place = place_of_cell(table.number, cell)
        value = parse_cell(cell.text, units)
        if value.value_status in ("number", "zero"):
            figure_count += 1 + len(value.extra)
            if place not in mapped:
                reason = reasons.get((cell.row, cell.column), "no_label" if observations else "no_layout")
                unmapped.append(Unmapped(cell.text, place, reason))
            unmapped += [Unmapped(extra.raw, place, "no_label", "a remark in the cell") for extra in value.extra]
        elif value.value_status == "text" and find_numerals(cell.text, units):
            figure_count += 1
            unmapped.append(Unmapped(cell.text, place, _reason_for_text(cell.text, knowledge, units)))
    return observations, unmapped, figure_count


def _reason_for_text(text: str, knowledge: Knowledge, units: Units) -> str:
    """Why a cell of words and figures is no observation: what its figures are, where that is known of all of them."""
    masked = mask_figures(text, units, knowledge.number_names)
    reasons = reasons_to_set_aside(masked, knowledge)
    if set(masked.figures) <= set(reasons):
        return next(iter(reasons.values()), "name")
    return "not_a_figure"
