"""Tables of the official forms -> observations, each with what its labels and units say of it.

Which rows and columns a form has is declared in ``seeds/forms/form_cells.csv``; how a table is matched with them is
``form_matching``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from orchestration.domain import Cell, LabelReading, Observation, Table, TableReport
from orchestration.extraction.cells import observe_cell, place_of_cell
from orchestration.extraction.form_matching import match_layout
from orchestration.extraction.form_reading import FormReading
from orchestration.extraction.heading import Heading
from orchestration.extraction.numerals import CellValue
from orchestration.extraction.runs import layout_of
from orchestration.reference.knowledge import FormCell, Knowledge

_MOST_CELLS = 50_000  # a larger table is a list of something, no form
_UNIT_REMARK = re.compile(r"[（(]\s*(?:计量)?(?:单位\s*[:：]?)?\s*([一-龥%％]{1,3})\s*[)）]")


def read_official_form(
    table: Table, values: Sequence[CellValue], serials: frozenset[int], heading: Heading, knowledge: Knowledge
) -> tuple[list[Observation], Counter[str], TableReport, set[int]]:
    """The observations of a table of an official form; none if it is no such table.

    Args:
        table: The table.
        values: What each of its cells says.
        serials: Positions of the cells that number rows or columns.
        heading: The document it stands in.
        knowledge: Declared knowledge.

    Returns:
        Observations in reading order, blanks included, how many of them are cells of each form, how the table was
        read, and the positions of the cells that were.
    """
    reading = FormReading()
    if len(table.cells) <= _MOST_CELLS:
        reading = match_layout(layout_of(table, values, serials, with_blanks=False), knowledge, heading.form_code)
        if not reading.is_sure:
            reading = match_layout(layout_of(table, values, serials, with_blanks=True), knowledge, heading.form_code)
    forms = Counter(dict(reading.forms))
    observations = []
    money = knowledge.money_indicators
    units = _money_units(table, knowledge) if any(m.form_cell.indicator_code in money for m in reading.matches) else {}
    for match in reading.matches:
        cell, form_cell = table.cells[match.cell], match.form_cell
        observation = observe_cell(
            table.number,
            cell,
            values[match.cell],
            form_cell.indicator_code,
            form_cell.dimensions,
            heading,
            match.confidence,
        )
        if form_cell.period_from:
            observation = observation._replace(period=_cumulative_period(heading.period, form_cell))
        if units and not observation.unit_raw and observation.number is not None:
            observation = observation._replace(unit_raw=_unit_of(cell, form_cell, units, knowledge))
        observations.append(observation)
    mapped = {match.cell for match in reading.matches}
    return observations, forms, _report(table, reading, forms, heading), mapped


def _report(table: Table, reading: FormReading, forms: Counter[str], heading: Heading) -> TableReport:
    form = ""
    if forms:
        most = max(forms.values())
        equals = sorted(code for code, count in forms.items() if count == most)
        form = heading.form_code if heading.form_code in equals else equals[-1]
    labels = tuple(
        LabelReading(
            place_of_cell(table.number, table.cells[doubt.cell]),
            table.cells[doubt.cell].text,
            doubt.how,
            doubt.read_as,
            doubt.confidence,
        )
        for doubt in (reading.doubts if reading.matches else ())
    )
    return TableReport(
        table.number,
        "official_form" if reading.matches else "unknown",
        form,
        round(reading.confidence, 3),
        reading.value_count,
        len(reading.matches),
        table.note,
        labels,
    )


def _cumulative_period(period: str, form_cell: FormCell) -> str:
    """The span of a cumulative column: to the end of the period of the report."""
    if not period:
        return ""
    end = _LAST_MONTH.get(period[4:6], period[5:7]) if len(period) > 4 else "12"
    start = f"{period[:4]}-01" if form_cell.period_from == "year" else form_cell.period_from
    if start == f"{period[:4]}-01" and end == "12":
        return period[:4]
    return f"{start}/{period[:4]}-{end}"


_LAST_MONTH = {"Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12", "H1": "06", "H2": "12"}


def _money_units(table: Table, knowledge: Knowledge) -> dict[tuple[str, int], str]:
    """Units of money that the table names beside or above its figures: (row or column, number) -> unit."""
    units: dict[tuple[str, int], str] = {}
    for cell in table.cells:
        unit = _money_unit(cell.text, knowledge)
        if unit:
            units["row", cell.row] = unit
            for column in range(cell.column, cell.column + cell.column_span):
                units["column", column] = unit
    return units


def _unit_of(cell: Cell, form_cell: FormCell, units: dict[tuple[str, int], str], knowledge: Knowledge) -> str:
    """The unit the table names for a figure of money; blank where it is the declared one, or names none."""
    if form_cell.indicator_code not in knowledge.money_indicators:
        return ""
    declared = knowledge.indicators[form_cell.indicator_code]["unit_zh"]
    named = units.get(("row", cell.row)) or units.get(("column", cell.column)) or ""
    return named if named != declared else ""


@lru_cache(maxsize=4096)
def _money_unit(text: str, knowledge: Knowledge) -> str:
    """``万元`` of a cell that says just that, or has it as a remark: 本年收费金额（单位：万元）."""
    bare = "".join(text.split())
    found = _UNIT_REMARK.search(bare)
    unit = bare if bare in knowledge.money_units else found[1] if found else ""
    return unit if unit in knowledge.money_units else ""
