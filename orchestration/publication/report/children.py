"""The organ's own figures beside those of the organs below it, as ``rpt_consolidated`` has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.charts import Figure, Table, bar_chart
from orchestration.publication.receipt.names import show
from orchestration.publication.report.model import ChartRow, Section, key_of, plain
from orchestration.reference import read_seed

if TYPE_CHECKING:
    from orchestration.warehouse.report import AnnualReport

_HEAD = ("统计项", "计量单位", "本级", "下级合计", "已计合计", "汇总报告所列", "差额", "说明")
_MOST_BARS = 20
_INTAKE = "applications.received"


def make_children(chart: ChartRow, report: AnnualReport, seeds_dir: Path) -> Section | None:
    """The section on the organs below; nothing if there are none."""
    rows = {key_of(row): row for row in report.consolidated}
    named = [(row["name_zh"], rows[key_of(row)]) for row in chart.figures if key_of(row) in rows]
    if not named:
        return None
    units = {row["unit_zh"]: row["canonical_unit_zh"] for row in read_seed(seeds_dir, "catalogue/units")}
    lines = tuple(
        (
            name,
            units.get(row["unit"], row["unit"]),
            *(plain(row[c]) for c in ("value_own", "value_children", "value_found", "value_reported", "value_gap")),
            "各机关均已计入" if row["is_complete"] else "有机关未计入，合计不全",
        )
        for name, row in named
    )
    first = named[0][1]
    paragraphs = [
        f"下级机关应报{first['children_expected_count']}个，计入{first['children_counted_count']}个，"
        f"缺报{first['children_missing_count']}个，未认定{first['children_uncertified_count']}个。"
    ]
    for status, words in (("missing", "缺报"), ("uncertified", "报告未认定，未计入")):
        if first[f"children_{status}_names_zh"]:
            paragraphs.append(f"{words}：{show(first[f'children_{status}_names_zh'])}。")
    figures = [Figure(Table(chart.title, _HEAD, lines, frozenset(range(2, 7))), None)]
    bars = _bars(report)
    return Section("children", "本级与下级机关", tuple(paragraphs), figures=(*figures, *([bars] if bars else [])))


def _bars(report: AnnualReport) -> Figure | None:
    """Applications by organ below, most first."""
    rows = [
        row
        for row in report.children
        if row["indicator_code"] == _INTAKE
        and row["dimensions"] in ("", "applicant=total")
        and row["value_counted"] is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row["value_counted"], row["member_organ_id"]))
    caption = f"下级机关{report.year}年新收申请"
    lines = tuple((show(row["member_name_zh"]), plain(row["value_counted"]), show(row["file_name"])) for row in rows)
    table = Table(caption, ("机关", "新收申请（件）", "文件"), lines, frozenset({1}))
    top = rows[:_MOST_BARS]
    words = f"条形图：{caption}{f'，前{_MOST_BARS}个' if len(rows) > _MOST_BARS else ''}，各数见数据表。"
    series = {"新收申请": [row["value_counted"] for row in top]}
    return Figure(table, bar_chart([show(row["member_name_zh"]) for row in top], series, "件", words))
