"""Who was late and who has sent nothing, by ``rpt_submission_status``; where it is not known, that is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orchestration.publication.bulletin.model import BLANK, Passage, Section
from orchestration.publication.charts import Figure, Table
from orchestration.publication.receipt.names import show

if TYPE_CHECKING:
    from orchestration.warehouse.bulletin import BulletinFigures

_COLUMNS = ("机关名称", "材料", "状态", "应报日期", "收到日期", "逾期天数", "说明")
_UNKNOWN = "没有收到本期报送时间的记载，逾期和未报情况无从列示。"
_NOTHING_DUE = "登记中没有下级机关本期应向本机关报送的材料，逾期和未报情况无从列示。"
_OWED = "owed"
_OPEN = ("returned", "conflict", "unreadable")  # it came, and the office or its sender has to do something

Record = Mapping[str, Any]


def tell_timeliness(figures: BulletinFigures) -> Section:
    """The section on time; its table lists those that were late, have sent nothing, or got their report back."""
    heading = "按时报送情况"
    if not figures.statuses:
        return Section(heading, (Passage("", (_UNKNOWN if figures.statuses is None else _NOTHING_DUE,)),))
    late = [row for row in figures.statuses if (row["late_days"] or 0) > 0]
    owing = [row for row in figures.statuses if row["state"] == _OWED]
    waiting = [row for row in figures.statuses if row["state"] in _OPEN and row not in late]
    paragraphs = [_named("逾期报送", late), _named("尚未报送", owing)]
    if waiting:
        paragraphs.append(_named("所报材料待处理", waiting))
    listed = [*late, *owing, *waiting]
    table = Table("报送情况", _COLUMNS, tuple(map(_line, listed)), frozenset({5}))
    return Section(heading, (Passage("", tuple(paragraphs)),), (Figure(table),) if listed else ())


def _named(what: str, rows: list[Record]) -> str:
    names = list(dict.fromkeys(show(row["organ_name_zh"]) for row in rows))
    return f"{what}的是{'、'.join(names)}。" if names else f"没有{what}的机关。"


def _line(row: Record) -> tuple[str, ...]:
    return (
        show(row["organ_name_zh"]),
        show(row["report_kind_name_zh"] or BLANK),
        show(row["state_name_zh"] or BLANK),
        str(row["due_date"] or BLANK),
        str(row["received_date"] or BLANK),
        str(row["late_days"] or BLANK),
        show(row["reason"] or ""),
    )
