"""The lists that belong to a consolidated form: gaps, what is left out and why, and the intervals left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.consolidated.model import (
    INTERVAL_BASES,
    ROLES,
    STATUSES,
    UNBOUNDED,
    FormUnits,
    Value,
    key_of,
    plain,
)
from orchestration.publication.receipt.layout import Key
from orchestration.reference import read_seed

if TYPE_CHECKING:
    from orchestration.warehouse.consolidation import Consolidation


def gap_line(row: Mapping[str, Any], values: Mapping[Key, Value], units: FormUnits) -> tuple[str, ...]:
    """Own, children, what the parent's report states, and the difference."""
    code, name = row["indicator_code"], values[key_of(row)].name
    columns = ("value_own", "value_children", "value_found", "value_reported", "value_gap")
    amounts = [plain(units.of_form(code, row[column])) for column in columns]
    if not row["is_complete"]:
        said = "有机关未计入，差额为其应填补的数"
    else:
        said = "一致" if row["value_gap"] == 0 else "不一致"
    if row["reported_status"] == "uncertified":
        said += "；上报的汇总报告未认定"
    return (name, units.names[code], *amounts, said)


def exclusion_lines(
    consolidation: Consolidation, values: Mapping[Key, Value], seeds_dir: Path
) -> Iterator[tuple[str, ...]]:
    """Members that are left out whole, then those that lack single cells."""
    reasons = {row["reason_code"]: row["reason_zh"] for row in read_seed(seeds_dir, "catalogue/consolidation_reasons")}
    stated = {
        (row["role"], row["member_organ_id"], key_of(row)): row
        for row in consolidation.sources
        if row["role"] != "reported"
    }
    names = {member["member_organ_id"]: member["member_name_zh"] for member in consolidation.members}
    summed = {key_of(row) for row in consolidation.cells}
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
    if row["is_out_of_scale"]:
        return "out_of_scale"
    return "cell_blank" if row["value_status"] in ("blank", "dash") else "cell_unreadable"


def interval_line(row: Mapping[str, Any], values: Mapping[Key, Value], units: FormUnits) -> tuple[str, ...]:
    """What was found, the bounds of what was not, and whose it is."""
    code, name = row["indicator_code"], values[key_of(row)].name
    found, low, high = (units.of_form(code, row[c]) for c in ("value_found", "missing_low", "missing_high"))
    who = [row["organ_name_zh"]] if row["own_status"] != "counted" else []
    who += [row[f"children_{status}_names_zh"] for status in ("missing", "uncertified", "incomplete")]
    bounds = (UNBOUNDED if bound is None else plain(bound) for bound in (low, high))
    return (
        name,
        units.names[code],
        plain(found),
        *bounds,
        INTERVAL_BASES[row["interval_basis"]],
        "、".join(filter(None, who)),
    )
