"""What a consolidated form says: its layout with a figure or a dash in each cell, and the lists that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.consolidated.lists import exclusion_lines, gap_line, interval_line
from orchestration.publication.consolidated.model import (
    OPEN,
    ROLES,
    STATUSES,
    ConsolidatedForm,
    ConsolidatedFormError,
    FormUnits,
    Part,
    Value,
    key_of,
    plain,
)
from orchestration.publication.consolidated.totals import totals_of
from orchestration.publication.receipt.layout import Box, Key, is_official, official_boxes
from orchestration.publication.receipt.names import Names, join_parts, parse_place, place_words, show
from orchestration.reference import read_seed

if TYPE_CHECKING:
    from orchestration.warehouse.consolidation import Consolidation


def build_form(consolidation: Consolidation, seeds_dir: Path) -> ConsolidatedForm:
    """Put together what the form and its lists say.

    Raises:
        ConsolidatedFormError: if the form of that year has no official layout.
    """
    names = Names(seeds_dir)
    form = consolidation.form
    if not is_official([cell for cell in names.form_cells if cell.form_code == form]):
        raise ConsolidatedFormError(
            f"{consolidation.year} 年没有统一的官方表式，汇总数见 rpt_consolidated（that year has no official form）"
        )
    units = FormUnits(seeds_dir)
    boxes = official_boxes(form, names.form_cells, set(), {form: names.forms[form]}, names.form_sections)
    has_units = any(row["has_units"] == "true" for (code, _), row in names.form_sections.items() if code == form)
    keys = [box.key for box in boxes if box.key]
    totals = totals_of(
        form, keys, read_seed(seeds_dir, "rules/sum_rules"), read_seed(seeds_dir, "rules/sum_rule_terms")
    )
    rows = {key_of(row): row for row in consolidation.cells}
    parts = _parts(consolidation, names, units)
    values = {key: _value(key, rows.get(key), form, names, units, parts, totals) for key in keys}
    filled = [replace(box, text=plain(values[box.key].amount) or OPEN) if box.key else box for box in boxes]
    ordered = [rows[key] for key in keys if key in rows]
    return ConsolidatedForm(
        title=f"{consolidation.organ_name}{consolidation.year}年政府信息公开工作年度报告（汇总）",
        remarks=_remarks(consolidation),
        boxes=tuple(_with_units(filled, units) if has_units else filled),
        values=values,
        gaps=tuple(gap_line(row, values, units) for row in ordered if row["value_reported"] is not None),
        exclusions=tuple(exclusion_lines(consolidation, values, seeds_dir)),
        intervals=tuple(interval_line(row, values, units) for row in ordered if not row["is_complete"]),
    )


def _value(
    key: Key,
    row: Mapping[str, Any] | None,
    form: str,
    names: Names,
    units: FormUnits,
    parts: Mapping[Key, list[Part]],
    totals: Mapping[Key, tuple[Key, ...]],
) -> Value:
    amount = units.of_form(key[0], row["value_consolidated"]) if row else None
    return Value(key, _name(form, key, names), amount, tuple(parts.get(key, ())), totals.get(key, ()))


def _name(form: str, key: Key, names: Names) -> str:
    """Table and cell: 表四：行政复议·总计."""
    dimensions = dict(key[1])
    return f"{names.table_name(form, key[0], dimensions)}：{join_parts(names.parts(form, key[0], dimensions))}"


def _parts(consolidation: Consolidation, names: Names, units: FormUnits) -> dict[Key, list[Part]]:
    """Cell -> the figures that are added in it: of counted members, with where each stands."""
    counted = {(m["role"], m["member_organ_id"]) for m in consolidation.members if m["status"] == "counted"}
    found: dict[Key, list[Part]] = {}
    for row in consolidation.sources:
        is_added = row["role"] != "reported" and (row["role"], row["member_organ_id"]) in counted
        amount = units.of_form(row["indicator_code"], row["value_counted"])
        if not is_added or amount is None:
            continue
        key = key_of(row)
        name = _name(consolidation.form, key, names)
        where = place_words(parse_place(row["document_id"], row["place"]))
        why = "空白计为零（表内合计证明）" if row["assumed_blank_zero"] else ""
        if row["value_counted"] != row["value_reported"] and not row["assumed_blank_zero"]:
            why = f"按已登记的更正，原报 {plain(row['value_reported']) or '空白'}"
        unit = units.names[key[0]]
        line = (name, row["member_name_zh"], ROLES[row["role"]], unit, show(row["value_raw"] or ""), row["file_name"])
        found.setdefault(key, []).append(Part((*line, where, why), amount))
    return found


def _remarks(consolidation: Consolidation) -> tuple[str, ...]:
    counts = dict.fromkeys(("counted", "missing", "exempt", "uncertified", "refused"), 0)
    for member in consolidation.members:
        if member["role"] == "child":
            counts[member["status"]] += 1
    own = next(member["status"] for member in consolidation.members if member["role"] == "own")
    expected = sum(counts.values()) - counts["refused"]
    remarks = [
        "本表汇总本机关及下级机关年度报告的数据编制，各数均可追溯到原报告。",
        f"本级报告{'已计入' if own == 'counted' else STATUSES[own]}；"
        f"下级机关应报{expected}个，计入{counts['counted']}个，缺报{counts['missing']}个，免报{counts['exempt']}个，"
        f"未认定{counts['uncertified']}个。",
        f"“{OPEN}”表示有机关的数字未能计入，不是零；已计合计和未计部分的范围见“未纳入”。",
    ]
    if consolidation.as_of:
        remarks.append(f"按截至{consolidation.as_of}已收到的报告汇总。")
    return tuple(remarks)


def _with_units(boxes: list[Box], units: FormUnits) -> list[Box]:
    """The form of 2014 has a column of units between labels and figures."""
    unit_at = {box.row: units.names[box.key[0]] for box in boxes if box.key}
    first = min(box.column for box in boxes if box.key)
    moved = []
    for box in boxes:
        if box.column >= first:
            head = box.kind == "head"
            moved.append(Box(box.row, first, 1, 1, "单位" if head else unit_at[box.row], "head" if head else "label"))
            box = replace(box, column=box.column + 1)
        elif box.column + box.column_span > first:
            box = replace(box, column_span=box.column_span + 1)
        moved.append(box)
    return moved
