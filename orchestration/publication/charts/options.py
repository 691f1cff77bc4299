"""Charts as data: the options that ECharts draws, and the words that a screen reader says in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_INK, _SOFT, _LINE = "#1d2129", "#4a5160", "#d5d9e0"
_COLOURS = ("#b3141c", "#1f4e8c", "#b7791f", "#2f6b4f", "#6b4a86", "#4a5160")
_SYMBOLS = ("circle", "rect", "triangle", "diamond", "roundRect", "pin")  # lines are told apart without colour too
_FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
_BAR_HEIGHT = 16  # of one bar
_AROUND = 84  # legend, axis and margins
_LONGEST_NAME = 14  # characters of a category beside its bar

Option = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, how high, and what is said of it."""

    option: Option
    height: int  # CSS pixels
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a point without a value is a gap, never a zero, and nothing is drawn across it."""

    name: str
    values: tuple[Decimal | None, ...]


def bar_chart(names: Sequence[str], series: Mapping[str, Sequence[Decimal | None]], unit: str, words: str) -> Chart:
    """Lying bars, the first name on top, one colour a series; a missing value has no bar.

    Args:
        names: What the bars stand for.
        series: Name of a series -> its values, one for each name.
        unit: Unit of all values.
        words: What the chart shows, in a sentence.
    """
    option = _base(list(series)) | {
        "grid": {"left": 8, "right": 56, "top": 40 if len(series) > 1 else 12, "bottom": 8, "containLabel": True},
        "xAxis": _value_axis(unit),
        "yAxis": {
            "type": "category",
            "data": [_cut(name) for name in names],
            "inverse": True,
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": _SOFT}},
            "axisLabel": {"color": _INK, "fontSize": 12, "interval": 0},
        },
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": [_number(value) for value in values],
                "barMaxWidth": _BAR_HEIGHT,
                "barGap": "10%",
                "label": {"show": True, "position": "right", "color": _INK, "fontSize": 11},
            }
            for name, values in series.items()
        ],
    }
    height = _AROUND + len(names) * (len(series) * (_BAR_HEIGHT + 2) + 10)
    return Chart(option, height, words)


def line_chart(years: Sequence[str], lines: Sequence[Line], breaks: Mapping[str, str], unit: str, words: str) -> Chart:
    """Lines over the years; a break is a dashed upright line with its reason.

    Args:
        years: All years of the axis, those without a report too.
        lines: The lines, with one value for each year.
        breaks: Year -> what sets it apart from the year before.
        unit: Unit of all values.
        words: What the chart shows, in a sentence.
    """
    series: list[Option] = [
        {
            "type": "line",
            "name": line.name,
            "data": [_number(value) for value in line.values],
            "connectNulls": False,
            "showSymbol": True,
            "symbol": symbol,
            "symbolSize": 8,
            "lineStyle": {"width": 2},
            "label": {
                "show": len(lines) == 1,
                "position": "top",
                "color": _INK,
                "fontSize": 11,
                "backgroundColor": "#fff",
                "padding": [1, 3],
            },
        }
        for line, symbol in zip(lines, _SYMBOLS * len(lines), strict=False)
    ]
    if series and breaks:
        series[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"type": "dashed", "color": _SOFT},
            "label": {"color": _SOFT, "fontSize": 11, "position": "end"},
            "data": [{"xAxis": year, "label": {"formatter": reason}} for year, reason in breaks.items()],
        }
    option = _base([line.name for line in lines]) | {
        "grid": {"left": 8, "right": 24, "top": 64 if len(lines) > 1 else 44, "bottom": 8, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": list(years),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": _SOFT}},
            "axisLabel": {"color": _INK, "fontSize": 12},
        },
        "yAxis": _value_axis(unit),
        "series": series,
    }
    return Chart(option, 320, words)


def _base(names: list[str]) -> Option:
    return {
        "animation": False,
        "color": list(_COLOURS),
        "textStyle": {"fontFamily": _FONT, "color": _INK},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True, "axisPointer": {"type": "shadow"}},
        "legend": {"show": len(names) > 1, "top": 4, "textStyle": {"color": _INK}, "data": names},
    }


def _value_axis(unit: str) -> Option:
    return {
        "type": "value",
        "name": unit,
        "minInterval": 0 if unit == "%" else 1,
        "nameTextStyle": {"color": _SOFT},
        "axisLabel": {"color": _SOFT, "fontSize": 11, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": _LINE}},
    }


def _number(value: Decimal | None) -> int | float | None:
    """The figure as the library takes it; none stays none."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
