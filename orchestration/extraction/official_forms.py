"""Tables of the official forms -> observations, each with what its labels and units say of it.

Which rows and columns a form has is declared in ``seeds/forms/form_cells.csv``; how a table is matched with them is
``form_matching``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from orchestration.domain import Cell, Observation, Table, TableReport
from orchestration.extraction.form_reading import FormReading
from orchestration.extraction.heading import Heading
from orchestration.extraction.runs import layout_of
from orchestration.extraction.table_plans import Said, TablePlan, plan_of
from orchestration.reference.knowledge import FormCell, Knowledge

_new_record = tuple.__new__  # a quarter of the time that the constructor of a named tuple takes
_UNIT_REMARK = re.compile(r"[（(]\s*(?:计量)?(?:单位\s*[:：]?)?\s*([一-龥%％]{1,3})\s*[)）]")


def read_official_form(
    table: Table, said: Said, serials: frozenset[int], heading: Heading, knowledge: Knowledge
) -> tuple[list[Observation], TableReport, FormReading]:
    """The observations of a table of an official form; none if it is no such table.

    Args:
        table: The table.
        said: What its cells say.
        serials: Positions of the cells that number rows or columns.
        heading: The document it stands in.
        knowledge: Declared knowledge.

    Returns:
        Observations in reading order, blanks included, how the table was read, and which of its cells were.
    """
    plan = _choose_plan(table, said, serials, heading.form_code, knowledge)
    reading, places = plan.reading(heading.form_code), plan.places(table)
    texts, values = said.texts, said.values
    document = (heading.organ_raw, heading.period, heading.reporting_scope)
    observations = [
        _new_record(
            Observation,
            (
                *(cell.indicator_code, cell.dimensions, *document, texts[i], values[i].value_status, *values[i].said),
                *("table", places[i], None, confidence, ""),
            ),
        )
        for i, cell, _, confidence in reading.matches
    ]
    if reading.has_periods or not knowledge.money_indicators.isdisjoint(reading.indicator_codes):
        units = _money_units(table, knowledge)
        observations = [
            _with_period_and_unit(observation, table.cells[match.cell], match.form_cell, units, knowledge)
            for observation, match in zip(observations, reading.matches, strict=True)
        ]
    return observations, _report(table, plan, heading), reading


def _choose_plan(table: Table, said: Said, serials: frozenset[int], form_code: str, knowledge: Knowledge) -> TablePlan:
    """The plan of the layout as it is, or if that leaves anything open, of the one that tells blank values apart."""
    texts, plan = said.labels, said.plan
    if serials:  # no values, so they count as labels
        texts = [text if i in serials else label for i, (text, label) in enumerate(zip(said.texts, texts, strict=True))]
        plan = plan_of(layout_of(table, texts), knowledge, said.units)
    if plan.reading(form_code).is_sure:
        return plan
    blanks = ["" if value.value_status == "blank" else text for text, value in zip(texts, said.values, strict=True)]
    return plan_of(layout_of(table, blanks), knowledge, said.units)


def _with_period_and_unit(
    observation: Observation,
    cell: Cell,
    form_cell: FormCell,
    units: dict[tuple[str, int], str],
    knowledge: Knowledge,
) -> Observation:
    """The observation with the span of a cumulative column, and with the unit of money that the table names for it."""
    if form_cell.period_from:
        observation = observation._replace(period=_cumulative_period(observation.period, form_cell))
    if units and not observation.unit_raw and observation.number is not None:
        observation = observation._replace(unit_raw=_unit_of(cell, form_cell, units, knowledge))
    return observation


def _report(table: Table, plan: TablePlan, heading: Heading) -> TableReport:
    reading, form = plan.reading(heading.form_code), ""
    if reading.forms:
        most = max(count for _, count in reading.forms)
        equals = sorted(code for code, count in reading.forms if count == most)
        form = heading.form_code if heading.form_code in equals else equals[-1]
    return TableReport(
        table.number,
        "official_form" if reading.matches else "unknown",
        form,
        round(reading.confidence, 3),
        reading.value_count,
        len(reading.matches),
        table.note,
        plan.labels(table, heading.form_code),
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
