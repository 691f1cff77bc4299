"""What a consolidated form says, before it is a workbook or a document: the form, and the lists that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.domain.errors import GongkaiError
from orchestration.publication.consolidated.totals import totals_of
from orchestration.publication.receipt.layout import Box, Key, cell_key, is_official, official_boxes
from orchestration.publication.receipt.names import Names, join_parts, parse_place, place_words, show
from orchestration.publication.receipt.words import ONE_TABLE_FORMS
from orchestration.reference import read_seed

if TYPE_CHECKING:
    from orchestration.warehouse.consolidation import Consolidation

OPEN = "—"  # of a cell that can't be filled; a dash is no zero
ROLES = {"own": "本级", "child": "下级", "reported": "汇总报告"}
STATUSES = {"missing": "缺报", "uncertified": "未认定", "refused": "不重复计入", "incomplete": "单元格缺数"}
SOURCE_COLUMNS = ("统计项", "机关", "口径", "计入数", "计量单位", "原文", "文件", "位置", "说明")
GAP_COLUMNS = ("统计项", "计量单位", "本级", "下级合计", "已计合计", "汇总报告所列数", "差额", "说明")
EXCLUSION_COLUMNS = ("机关", "口径", "情形", "原因", "涉及统计项")
INTERVAL_COLUMNS = ("统计项", "计量单位", "已计合计", "未计各机关合计下限", "未计各机关合计上限", "依据", "未计入的机关")
SIGNATURES = ("填报单位（盖章）", "单位负责人", "审核人", "填表人", "联系电话", "填报日期")
_BASES = {"count": "件数不小于零", "reported": "汇总报告所列数减已计合计"}
_UNBOUNDED = "不限"


@dataclass(frozen=True, slots=True)
class Part:
    """One figure that a cell is made of."""

    line: tuple[str, ...]  # SOURCE_COLUMNS without the figure, which stands in fourth place
    amount: Decimal  # in the unit of the form


@dataclass(frozen=True, slots=True)
class Value:
    """One cell of the form."""

    key: Key
    name: str
    amount: Decimal | None  # in the unit of the form; None if a member is not counted
    parts: tuple[Part, ...]
    total_of: tuple[Key, ...]  # cells of the form that it is the sum of; nothing if it is no total


@dataclass(frozen=True, slots=True)
class ConsolidatedForm:
    """The whole form."""

    title: str
    remarks: tuple[str, ...]
    boxes: tuple[Box, ...]  # values filled in
    values: dict[Key, Value]
    gaps: tuple[tuple[str, ...], ...]
    exclusions: tuple[tuple[str, ...], ...]
    intervals: tuple[tuple[str, ...], ...]


class ConsolidatedFormError(GongkaiError):
    """The form can't be written; the message says why."""


def plain(amount: Decimal | None) -> str:
    """An amount without exponent or trailing zeros; nothing for none."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def build_form(consolidation: Consolidation, seeds_dir: Path) -> ConsolidatedForm:
    """Put together what the form and its lists say.

    Raises:
        ConsolidatedFormError: if the form of that year has no official layout.
    """
    names = Names(seeds_dir)
    form = consolidation.form
    if not is_official([cell for cell in names.form_cells if cell.form_code == form]):
        raise ConsolidatedFormError(
            f"{consolidation.year} 年没有统一的官方表式（there is no official form for that year）；汇总数见 rpt_consolidated。"
        )
    units = _Units(seeds_dir)
    boxes = official_boxes(form, names.form_cells, set(), {form: names.forms[form]})
    keys = [box.key for box in boxes if box.key]
    totals = totals_of(form, keys, read_seed(seeds_dir, "rules/sum_rules"), read_seed(seeds_dir, "rules/sum_rule_terms"))
    rows = {_key_of(row): row for row in consolidation.cells}
    parts = _parts(consolidation, names, units)
    values = {key: _value(key, rows.get(key), form, names, units, parts, totals) for key in keys}
    filled = [replace(box, text=plain(values[box.key].amount) or OPEN) if box.key else box for box in boxes]
    ordered = [rows[key] for key in keys if key in rows]
    return ConsolidatedForm(
        title=f"{consolidation.organ_name}{consolidation.year}年政府信息公开工作年度报告（汇总）",
        remarks=_remarks(consolidation),
        boxes=tuple(_with_units(filled, units) if form in ONE_TABLE_FORMS else filled),
        values=values,
        gaps=tuple(_gap(row, values[_key_of(row)].name, units) for row in ordered if row["value_reported"] is not None),
        exclusions=tuple(_exclusions(consolidation, values, seeds_dir)),
        intervals=tuple(_interval(row, values[_key_of(row)].name, units) for row in ordered if not row["is_complete"]),
    )


class _Units:
    """Amounts of the marts in the unit that the form prescribes."""

    def __init__(self, seeds_dir: Path) -> None:
        factors = {row["unit_zh"]: Decimal(row["factor"]) for row in read_seed(seeds_dir, "catalogue/units")}
        self.names = {row["indicator_code"]: row["unit_zh"] for row in read_seed(seeds_dir, "catalogue/indicators")}
        self._factors = {code: factors[unit] for code, unit in self.names.items()}

    def of_form(self, indicator: str, value: Decimal | None) -> Decimal | None:
        return None if value is None else value / self._factors[indicator]


def _key_of(row: Mapping[str, Any]) -> Key:
    pairs = (part.split("=", 1) for part in row["dimensions"].split(";") if part)
    return cell_key(row["indicator_code"], ((name, value) for name, value in pairs))


def _value(
    key: Key,
    row: Mapping[str, Any] | None,
    form: str,
    names: Names,
    units: _Units,
    parts: Mapping[Key, list[Part]],
    totals: Mapping[Key, tuple[Key, ...]],
) -> Value:
    amount = units.of_form(key[0], row["value_consolidated"]) if row else None
    return Value(key, _name(form, key, names), amount, tuple(parts.get(key, ())), totals.get(key, ()))


def _name(form: str, key: Key, names: Names) -> str:
    """Table and cell: 表四：行政复议·总计."""
    dimensions = dict(key[1])
    return f"{names.table_name(form, key[0], dimensions)}：{join_parts(names.parts(form, key[0], dimensions))}"


def _parts(consolidation: Consolidation, names: Names, units: _Units) -> dict[Key, list[Part]]:
    """Cell -> the figures that are added in it: of counted members, with where each stands."""
    counted = {(m["role"], m["member_organ_id"]) for m in consolidation.members if m["status"] == "counted"}
    found: dict[Key, list[Part]] = {}
    for row in consolidation.sources:
        is_added = row["role"] != "reported" and (row["role"], row["member_organ_id"]) in counted
        amount = units.of_form(row["indicator_code"], row["value_counted"])
        if not is_added or amount is None:
            continue
        key = _key_of(row)
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
    counts = {status: 0 for status in ("counted", "missing", "uncertified", "refused")}
    for member in consolidation.members:
        if member["role"] == "child":
            counts[member["status"]] += 1
    own = next(member["status"] for member in consolidation.members if member["role"] == "own")
    expected = counts["counted"] + counts["missing"] + counts["uncertified"]
    remarks = [
        "本表汇总本机关及下级机关年度报告的数据编制，各数均可追溯到原报告。",
        f"本级报告{'已计入' if own == 'counted' else STATUSES[own]}；下级机关应报{expected}个，计入{counts['counted']}个，"
        f"缺报{counts['missing']}个，未认定{counts['uncertified']}个。",
        f"“{OPEN}”表示有机关的数字未能计入，不是零；已计合计和未计部分的范围见“未纳入”。",
    ]
    if consolidation.as_of:
        remarks.append(f"按截至{consolidation.as_of}已收到的报告汇总。")
    return tuple(remarks)


def _gap(row: Mapping[str, Any], name: str, units: _Units) -> tuple[str, ...]:
    code = row["indicator_code"]
    columns = ("value_own", "value_children", "value_found", "value_reported", "value_gap")
    amounts = [plain(units.of_form(code, row[column])) for column in columns]
    if not row["is_complete"]:
        said = "有机关未计入，差额为其应填补的数"
    else:
        said = "一致" if row["value_gap"] == 0 else "不一致"
    if row["reported_status"] == "uncertified":
        said += "；上报的汇总报告未认定"
    return (name, units.names[code], *amounts, said)


def _exclusions(
    consolidation: Consolidation, values: Mapping[Key, Value], seeds_dir: Path
) -> Iterator[tuple[str, ...]]:
    """Members that are left out whole, then those that lack single cells."""
    reasons = {row["reason_code"]: row["reason_zh"] for row in read_seed(seeds_dir, "catalogue/consolidation_reasons")}
    stated = {
        (row["role"], row["member_organ_id"], _key_of(row)): row
        for row in consolidation.sources
        if row["role"] != "reported"
    }
    names = {member["member_organ_id"]: member["member_name_zh"] for member in consolidation.members}
    summed = {_key_of(row) for row in consolidation.cells}
    for member in consolidation.members:
        who = (member["member_name_zh"], ROLES[member["role"]])
        if member["role"] == "reported" and member["status"] == "missing":
            continue
        if member["status"] != "counted":
            reason = reasons[member["reason_code"]]
            if member["status"] == "refused":
                through = member["through_organ_id"]
                reason += f"（{names.get(through, through)}）"
            yield (*who, STATUSES[member["status"]], reason, "全部")
            continue
        lacking: dict[str, list[str]] = {}
        for key, value in values.items():
            row = stated.get((member["role"], member["member_organ_id"], key))
            if member["role"] == "reported" or key not in summed or (row and row["value_counted"] is not None):
                continue
            lacking.setdefault(_cell_reason(row), []).append(value.name)
        for code, cells in lacking.items():
            yield (*who, STATUSES["incomplete"], reasons[code], "、".join(cells))


def _cell_reason(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "cell_not_stated"
    return "cell_blank" if row["value_status"] in ("blank", "dash") else "cell_unreadable"


def _interval(row: Mapping[str, Any], name: str, units: _Units) -> tuple[str, ...]:
    code = row["indicator_code"]
    found, low, high = (units.of_form(code, row[c]) for c in ("value_found", "missing_low", "missing_high"))
    who = [row["organ_name_zh"]] if row["own_status"] != "counted" else []
    who += [row[f"children_{status}_names_zh"] for status in ("missing", "uncertified", "incomplete")]
    bounds = (_UNBOUNDED if bound is None else plain(bound) for bound in (low, high))
    return (name, units.names[code], plain(found), *bounds, _BASES[row["interval_basis"]], "、".join(filter(None, who)))


def _with_units(boxes: list[Box], units: _Units) -> list[Box]:
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
