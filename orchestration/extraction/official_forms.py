"""Tables of the official forms -> observations, each with what its labels and units say of it.

Which rows and columns a form has is declared in ``seeds/forms/form_cells.csv``; how a table is matched with them is
``form_matching``.
"""

from __future__ import annotations

from itertools import repeat
from operator import add, attrgetter

from orchestration.domain import Observation, Table, TableReport, new_record
from orchestration.extraction.form_reading import FormReading
from orchestration.extraction.heading import Heading
from orchestration.extraction.runs import Layout
from orchestration.extraction.table_plans import Said, TablePlan, plan_of
from orchestration.reference.knowledge import FormCell, Knowledge

_SAID = attrgetter("said")


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
    reading = plan.reading(heading.form_code)
    meanings = plan.meanings(table, heading.form_code)
    document = map(repeat, (heading.organ_raw, heading.period, heading.reporting_scope))
    beginnings = zip(*meanings.indicators, *document, meanings.pick(said.texts), strict=False)  # of a document repeats
    figures = map(_SAID, meanings.pick(said.values))
    records = map(add, map(add, beginnings, figures), meanings.sources)
    observations = list(map(new_record, repeat(Observation, meanings.count), records))
    if reading.with_periods:
        for number in reading.with_periods:
            period = _cumulative_period(heading.period, reading.matches[number].form_cell)
            observations[number] = observations[number]._replace(period=period)
    if money := plan.money(heading.form_code):
        _tell_units_of_money(observations, money, said, reading, knowledge)
    return observations, plan.report(table, heading.form_code), reading


def _choose_plan(table: Table, said: Said, serials: frozenset[int], form_code: str, knowledge: Knowledge) -> TablePlan:
    """The plan of the layout as it is, or if that leaves anything open, of the one that tells blank values apart."""
    texts, plan = said.labels, said.plan
    if serials:  # no values, so they count as labels
        texts = list(texts)
        for i in serials:
            texts[i] = said.texts[i]
        plan = plan_of(Layout(table.placement, tuple(texts)), knowledge, said.units)
    if plan.reading(form_code).is_sure:
        return plan
    blanks = ["" if value.value_status == "blank" else text for text, value in zip(texts, said.values, strict=True)]
    return plan_of(Layout(table.placement, tuple(blanks)), knowledge, said.units)


def _tell_units_of_money(
    observations: list[Observation], money: tuple[int, ...], said: Said, reading: FormReading, knowledge: Knowledge
) -> None:
    """Give figures of money without a unit the one that the table names for them; ``money`` are their numbers."""
    bare = [number for number in money if not observations[number].unit_raw and observations[number].number is not None]
    units = said.plan.money_units(said.texts) if bare else {}
    at = said.plan.placement
    for number in bare if units else ():
        match = reading.matches[number]
        row, column = at.rows[match.cell], at.columns[match.cell]
        unit = units.get(("row", row)) or units.get(("column", column)) or ""
        if unit != knowledge.indicators[match.form_cell.indicator_code]["unit_zh"]:  # blank for the declared one
            observations[number] = observations[number]._replace(unit_raw=unit)


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
