"""The rows of ``rpt_ranking`` as tables with charts, and what is said of them in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from orchestration.publication.bulletin.model import BLANK, shown
from orchestration.publication.charts import Figure, Table, bar_chart
from orchestration.publication.receipt.names import parse_place, period_words, show
from orchestration.reference import read_seed

Record = Mapping[str, Any]

_MOST_BARS = 20
_FIRST = 3
_TOTAL = "合计"
_KEYS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Ranking:
    """One list: its table, and what is said of it."""

    figure: Figure
    sentences: tuple[str, ...]
    gaps: tuple[str, ...]
    document_id: str


class RankingWords:
    """The declared columns and names of rankings."""

    def __init__(self, seeds_dir: Path) -> None:
        self._columns: dict[str, list[dict[str, str]]] = {}
        for row in sorted(read_seed(seeds_dir, "bulletin/ranking_columns"), key=lambda row: int(row["column_no"])):
            self._columns.setdefault(row["ranking_code"], []).append(row)
        self._lists = {row["unit_group_code"]: row["name_zh"] for row in read_seed(seeds_dir, "bulletin/lists")}
        self._units = {row["indicator_code"]: row["unit_zh"] for row in read_seed(seeds_dir, "catalogue/indicators")}

    def build(self, rows: Iterable[Record], facts: Sequence[Record], period: str) -> list[Ranking]:
        """A ranking for each list of the rows, those of the report's own units first.

        Args:
            rows: Rows of ``rpt_ranking`` of one organ and period.
            facts: Rows of the fact tables: total rows close a list, and tell the decimals of rates.
            period: The period.
        """
        ordered = sorted(rows, key=lambda row: (_list_of(row), _order(row)))
        lists = [list(members) for _, members in groupby(ordered, key=_list_of)]
        lists.sort(key=lambda members: (members[0]["list_kind"] != "units", min(map(_where, members))))
        return [self._ranking(members, facts, period) for members in lists]

    def _ranking(self, members: list[Record], facts: Sequence[Record], period: str) -> Ranking:
        first = members[0]
        columns = self._columns[first["ranking_code"]]
        rates = {(f["document_id"], f["unit_organ_name_zh"], f["indicator_code"]): f for f in facts if f["unit"] == "%"}
        rows = [self._row(columns, number, member, rates) for number, member in enumerate(members, 1)]
        caption = f"{period_words(period)}{self._list_name(first)}{first['ranking_name_zh']}统计表"
        numbers = frozenset(n for n, column in enumerate(columns) if column["role"] != "organ")
        closing = self._total(columns, first, [fact for fact in facts if fact["unit_role"] == "total"])
        table = Table(caption, tuple(c["label_zh"] for c in columns), tuple(rows), numbers, closing, _notes(members))
        series = {
            column["label_zh"]: [_value(member, column["indicator_code"]) for member in members[:_MOST_BARS]]
            for column in columns
            if column["role"] == "figure"
        }
        names = [show(member["member_name_zh"]) for member in members[:_MOST_BARS]]
        unit = self._units[first["key_1_indicator_code"] or columns[2]["indicator_code"]]
        shown_first = f"前{_MOST_BARS}名" if len(members) > _MOST_BARS else ""
        chart = bar_chart(names, series, unit, f"条形图：{caption}{shown_first}，各数见下表。")
        figure = Figure(table, chart, is_folded=False)
        return Ranking(figure, tuple(_sentences(members)), tuple(_gaps(members)), first["document_id"])

    def _list_name(self, row: Record) -> str:
        return "下级机关" if row["list_kind"] == "organs" else self._lists.get(row["unit_group_code"], "")

    def _row(
        self,
        columns: Sequence[Mapping[str, str]],
        number: int,
        member: Record,
        rates: Mapping[tuple[str, str, str], Record],
    ) -> tuple[str, ...]:
        unit = member["member_name_zh"] if member["list_kind"] == "units" else ""
        stated = rates.get((member["document_id"], unit, member["rate_indicator_code"]))
        texts = {
            "serial": str(number),
            "organ": show(member["member_name_zh"]),
            "rate": _rate(member, stated["decimals_shown"] if stated else None),
            "rank": BLANK if member["rank_computed"] is None else str(member["rank_computed"]),
        }
        return tuple(texts.get(column["role"]) or shown(_value(member, column["indicator_code"])) for column in columns)

    def _total(self, columns: Sequence[Mapping[str, str]], first: Record, totals: Sequence[Record]) -> tuple[str, ...]:
        """The total row as the report of the list states it; nothing where it states none."""
        stated = {
            fact["indicator_code"]: shown(fact["value_accepted"], fact["decimals_shown"])
            + ("%" if fact["unit"] == "%" else "")
            for fact in totals
            if fact["document_id"] == first["document_id"]
            and fact["unit_group_code"] == first["unit_group_code"]
            and fact["value_accepted"] is not None
        }
        if first["list_kind"] != "units" or not any(column["indicator_code"] in stated for column in columns):
            return ()
        return tuple(
            _TOTAL if column["role"] == "organ" else stated.get(column["indicator_code"], "") for column in columns
        )


def _list_of(row: Record) -> tuple[str, ...]:
    own = (row["document_id"], row["unit_group_code"]) if row["list_kind"] == "units" else ("", "")
    return (row["list_kind"], row["ranking_code"], *own)


def _order(row: Record) -> tuple[Any, ...]:
    """By rank, ties as the report lists them, those without a rank last."""
    return (row["rank_computed"] is None, row["rank_computed"] or 0, _where(row), row["member_name_zh"])


def _where(row: Record) -> tuple[int, ...]:
    """The place in the document, tables before text; to sort by."""
    place = parse_place(row["document_id"], row["place"])
    return (0, place.table, place.row) if place.table else (1, place.passage, place.start)


def _value(member: Record, indicator: str) -> Decimal | None:
    return next((member[f"key_{n}_value"] for n in _KEYS if member[f"key_{n}_indicator_code"] == indicator), None)


def _rate(member: Record, decimals: int | None) -> str:
    if member["rate_stated"] is not None:
        return f"{shown(member['rate_stated'], decimals)}%"
    return BLANK if member["rate_computed_pct"] is None else f"{member['rate_computed_pct']}%"


def _notes(members: Sequence[Record]) -> tuple[str, ...]:
    notes = []
    if any(member["rate_stated"] is None and member["rate_computed_pct"] is not None for member in members):
        notes.append("注：原件未列的比率按所列两数计算，保留两位小数。")
    if any(member["is_tied"] for member in members):
        notes.append("注：各项排序依据均相同的并列，其后名次顺延。")
    return tuple(notes)


def _sentences(members: Sequence[Record]) -> Iterable[str]:
    ranked = [member for member in members if member["rank_computed"] is not None]
    leading = [show(member["member_name_zh"]) for member in ranked if member["rank_computed"] <= _FIRST]
    if leading and len(ranked) > _FIRST:
        yield f"位居前列的是{'、'.join(leading)}。"
    denominator = members[0]["rate_indicator_code"].partition(".")[0]
    if denominator == "submission":
        nothing = [show(m["member_name_zh"]) for m in members if _value(m, "submission.reported") == 0]
        yield f"零报送的是{'、'.join(nothing)}。" if nothing else "所列各单位没有零报送。"
    else:
        nothing = [show(m["member_name_zh"]) for m in members if _value(m, "interaction.replied") == 0]
        if nothing:
            yield f"收到咨询而尚无回复的是{'、'.join(nothing)}。"


def _gaps(members: Sequence[Record]) -> Iterable[str]:
    unranked = [_with_stated_rank(member) for member in members if member["rank_computed"] is None]
    if unranked:
        yield f"{'、'.join(unranked)}的排序依据不全，未予排名；其余各单位的名次只就有数的单位而言。"
    other = [
        f"{show(m['member_name_zh'])}（原列第{m['rank_stated']}，应为第{m['rank_computed']}）"
        for m in members
        if m["rank_stated"] is not None and m["rank_computed"] is not None and m["rank_stated"] != m["rank_computed"]
    ]
    if other:
        yield f"原件所列名次与排序依据不合的：{'、'.join(other)}。"


def _with_stated_rank(member: Record) -> str:
    stated = "" if member["rank_stated"] is None else f"（原列第{member['rank_stated']}）"
    return show(member["member_name_zh"]) + stated
