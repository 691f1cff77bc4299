"""What a consolidated form is made of, before it is a workbook or a document, and its fixed words in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.domain.errors import GongkaiError
from orchestration.publication.receipt.layout import Box, Key, cell_key
from orchestration.reference import read_seed

OPEN = "—"  # of a cell that can't be filled; a dash is no zero
ROLES = {"own": "本级", "child": "下级", "reported": "汇总报告"}
STATUSES = {"missing": "缺报", "uncertified": "未认定", "refused": "不重复计入", "incomplete": "单元格缺数"}
SOURCE_COLUMNS = ("统计项", "机关", "口径", "计入数", "计量单位", "原文", "文件", "位置", "说明")
GAP_COLUMNS = ("统计项", "计量单位", "本级", "下级合计", "已计合计", "汇总报告所列数", "差额", "说明")
EXCLUSION_COLUMNS = ("机关", "口径", "情形", "原因", "涉及统计项")
INTERVAL_COLUMNS = (
    "统计项",
    "计量单位",
    "已计合计",
    "未计各机关合计下限",
    "未计各机关合计上限",
    "依据",
    "未计入的机关",
)
SIGNATURES = ("填报单位（盖章）", "单位负责人", "审核人", "填表人", "联系电话", "填报日期")
INTERVAL_BASES = {
    "count": "件数不小于零",
    "reported": "汇总报告所列数减已计合计",
    "contested": "汇总报告与下级之和相抵触，未定孰是",
}
UNBOUNDED = "不限"


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


class FormUnits:
    """Amounts of the marts in the unit that the form prescribes."""

    def __init__(self, seeds_dir: Path) -> None:
        factors = {row["unit_zh"]: Decimal(row["factor"]) for row in read_seed(seeds_dir, "catalogue/units")}
        self.names = {row["indicator_code"]: row["unit_zh"] for row in read_seed(seeds_dir, "catalogue/indicators")}
        self._factors = {code: factors[unit] for code, unit in self.names.items()}

    def of_form(self, indicator: str, value: Decimal | None) -> Decimal | None:
        """A value of that indicator in the unit of its form; none for none."""
        return None if value is None else value / self._factors[indicator]


def key_of(row: Mapping[str, Any]) -> Key:
    """The cell that a row of the marts speaks of."""
    pairs = (part.split("=", 1) for part in row["dimensions"].split(";") if part)
    return cell_key(row["indicator_code"], ((name, value) for name, value in pairs))
