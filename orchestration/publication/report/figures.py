"""The declared cards and bars of one report."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.publication.charts import Figure, Table, bar_chart
from orchestration.publication.receipt.names import parse_place, place_words, show
from orchestration.publication.report.model import BLANK, Card, ChartRow, FigureKey, Record, key_of, shown

_ALONE = ""  # series of a chart that has one


def make_cards(chart: ChartRow, facts: Mapping[FigureKey, Record], of_form: frozenset[FigureKey]) -> tuple[Card, ...]:
    """A card for each declared figure that the report states or its form asks for.

    Args:
        chart: The declared cards.
        facts: The figures of the report.
        of_form: The cells of the form of the report.
    """
    cards = []
    for row in chart.figures:
        fact = facts.get(key_of(row))
        if fact is None and key_of(row) not in of_form:
            continue
        text = shown(fact)
        is_open = fact is None or fact["value_accepted"] is None
        cards.append(Card(row["name_zh"], "" if is_open else text, fact["unit"] if fact else "", _card_note(fact)))
    return tuple(cards)


def _card_note(fact: Record | None) -> str:
    if fact is None:
        return "报告没有列明"
    if fact["value_accepted"] is None:
        return f"原文为“{show(fact['value_raw'])}”" if show(fact["value_raw"] or "") else "报告此处空白，不是零"
    if fact["value_accepted"] != fact["value_reported"]:
        return f"按已登记的更正，原报{show(fact['value_raw']) or '空白'}"
    return "参与了不符的核对，见核对结果" if fact["has_violation"] else ""


def make_bars(chart: ChartRow, facts: Mapping[FigureKey, Record]) -> Figure | None:
    """The declared bars that the report states; nothing if it states none. Its table lists blanks and zeros too."""
    stated = [(row, facts[key_of(row)]) for row in chart.figures if key_of(row) in facts]
    if not stated:
        return None
    series = list(dict.fromkeys(row["series_zh"] for row, _ in stated))
    names = list(dict.fromkeys(row["name_zh"] for row, _ in stated))
    unit = stated[0][1]["unit"]
    value_at = {
        (row["series_zh"], row["name_zh"]): fact["value_accepted"] for row, fact in stated if fact["unit"] == unit
    }
    drawn = [name for name in names if any(value_at.get((one, name)) for one in series)]
    lines = tuple(
        (
            *((row["series_zh"],) if series != [_ALONE] else ()),
            row["name_zh"],
            shown(fact),
            fact["unit"],
            show(fact["value_raw"] or "") or BLANK,
            place_words(parse_place("", fact["place"])),
        )
        for row, fact in stated
    )
    head = (*(("类别",) if series != [_ALONE] else ()), "统计项", "数值", "计量单位", "原文", "位置")
    numbers = frozenset({len(head) - 4, len(head) - 2})
    table = Table(chart.title, head, lines, numbers)
    if not drawn:
        return Figure(table, None)
    values = {one or chart.title: [value_at.get((one, name)) for name in drawn] for one in series}
    words = f"条形图：{chart.title}，只画单位为{unit}的数，为零和空白的不画条，各数见数据表。"
    return Figure(table, bar_chart(drawn, values, unit, words))
