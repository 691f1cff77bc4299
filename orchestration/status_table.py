"""The status of a season on the terminal, in Chinese: who owes, who is late, what was returned and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from orchestration.warehouse.status import Status

_STYLE = {"owed": "yellow", "unreadable": "red", "conflict": "magenta", "returned": "red", "read": "yellow",
          "certified": "green"}  # fmt: skip
_COLUMNS = ("单位", "期间", "报告", "状态", "应报", "收到", "逾期", "原因", "编号")
_SHOWN_ID = 8  # digits of an id that people are shown
_WIDTH = 160  # of a table where the output is no terminal


def print_status(status: Status) -> None:
    """A table for each office, then the counts."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for parent, rows in groupby(status.rows, key=lambda row: row["parent_organ_name_zh"] or ""):
        console.print(_table(parent, list(rows), status.on))
    console.print(Text(_counts(status)))


def status_lines(status: Status) -> Iterator[str]:
    """One JSON record a row."""
    for row in status.rows:
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        yield json.dumps(told | {"on": status.on.isoformat()}, ensure_ascii=False)


def _table(parent: str, rows: list[dict[str, Any]], on: date) -> Table:
    table = Table(title=f"{parent or '无上级收报机关'} · {on}", title_justify="left", header_style="bold")
    for column in _COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column == "逾期" else "left")
    for row in rows:
        table.add_row(
            Text(row["organ_name_zh"] or ""),
            row["period"],
            row["report_kind_name_zh"],
            Text(row["state_name_zh"], style=_STYLE.get(row["state"], "")),
            str(row["due_date"] or ""),
            str(row["first_received_date"] or row["received_date"] or ""),
            f"{row['overdue_days']} 天" if row["overdue_days"] else "",
            Text(row["reason"]),
            (row["submission_id"] or "")[:_SHOWN_ID],
        )
    return table


def _counts(status: Status) -> str:
    """合计 14：未报送 13（逾期 13），已核准 1（迟报 1）"""
    names = {row["state"]: row["state_name_zh"] for row in sorted(status.rows, key=lambda row: row["state_order"])}
    held = Counter(row["state"] for row in status.rows)
    late = Counter(row["state"] for row in status.rows if row["overdue_days"])
    parts = [
        f"{name} {held[state]}" + (f"（{'逾期' if state == 'owed' else '迟报'} {late[state]}）" if late[state] else "")
        for state, name in names.items()
    ]
    return f"合计 {len(status.rows)}：" + "，".join(parts)
