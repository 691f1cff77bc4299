"""The declared figures over the years: what can be compared as points, what can not as a gap with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.publication.charts import Figure, Line, Table, line_chart
from orchestration.publication.report.model import BLANK, ChartRow, FigureKey, Record, key_of, plain

_HEAD = ("年份", "统计项", "可比数", "原列数", "较上年", "说明")
_LEAST_YEARS = 2  # with a figure; of fewer there is nothing to draw
_NEW_FORM = "换用新表式"
_BREAKS = {"revised": "有修订", "boundary_change": "机构区划变动", "scope_unknown": "口径不明"}


def make_trend(chart: ChartRow, series: Sequence[Record], forms: Mapping[str, str]) -> Figure | None:
    """Lines over the years of the reports; nothing if no report speaks of the figures.

    Args:
        chart: The declared figures.
        series: Rows of ``rpt_series`` of one organ.
        forms: Form -> its name.
    """
    rows: dict[FigureKey, dict[int, Record]] = {}
    for row in series:
        rows.setdefault(key_of(row), {})[row["report_year"]] = row
    named = [(one["series_zh"], rows[key_of(one)]) for one in chart.figures if key_of(one) in rows]
    if not named:
        return None
    filed = {row["report_year"]: row["form_code"] for row in series}
    years = list(range(min(filed), max(filed) + 1))
    lines = tuple(
        _table_line(year, name, known[year], forms) for year in years for name, known in named if year in known
    )
    table = Table(chart.title, _HEAD, lines, frozenset({2, 3, 4}), notes=tuple(_missing_years(years, filed)))
    drawn = [
        Line(name, tuple(known[year]["value"] if year in known else None for year in years)) for name, known in named
    ]
    if sum(any(line.values[n] is not None for line in drawn) for n in range(len(years))) < _LEAST_YEARS:
        return Figure(table, None)
    unit = next(iter(named[0][1].values()))["unit"]
    words = (
        f"折线图：{chart.title}，{years[0]}至{years[-1]}年，单位{unit}。不可比和缺报的年份留空，不连线；各数见数据表。"
    )
    chart_drawn = line_chart(
        list(map(str, years)), drawn, _breaks(years, filed, [known for _, known in named]), unit, words
    )
    return Figure(table, chart_drawn)


def _table_line(year: int, name: str, row: Record, forms: Mapping[str, str]) -> tuple[str, ...]:
    reasons = [row["comparability_reason_zh"], row["change_reason_zh"], row["break_reasons_zh"]]
    said = "；".join(dict.fromkeys(reason for reason in reasons if reason))
    return (
        f"{year}",
        name,
        plain(row["value"]),
        plain(row["value_stated"]),
        _change(row),
        said or ("与现行表式相同" if row["comparability"] == "same" else "由该表式各项相加"),
    )


def _change(row: Record) -> str:
    if row["value_change"] is None:
        return BLANK
    sign = "+" if row["value_change"] > 0 else ""
    percent = f"（{sign}{row['change_pct']}%）" if row["change_pct"] is not None else ""
    return f"{sign}{plain(row['value_change'])}{percent}"


def _breaks(years: Sequence[int], filed: Mapping[int, str], known: Sequence[Mapping[int, Record]]) -> dict[str, str]:
    """Year -> why it is not simply comparable with the one before."""
    found: dict[str, str] = {}
    before = None
    for year in years:
        reasons = [_NEW_FORM] if year in filed and before and filed[year] != before else []
        codes = {code for rows in known if year in rows for code in rows[year]["break_reason_codes"].split(";")}
        reasons += [words for code, words in _BREAKS.items() if code in codes]
        if reasons:
            found[str(year)] = "、".join(reasons)
        before = filed.get(year, before)
    return found


def _missing_years(years: Sequence[int], filed: Mapping[int, str]) -> list[str]:
    missing = [str(year) for year in years if year not in filed]
    return [f"注：{'、'.join(missing)}年没有报告。"] if missing else []
