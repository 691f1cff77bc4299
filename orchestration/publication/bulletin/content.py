"""What a bulletin says, in the order in which offices say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.bulletin.clauses import tell_figures
from orchestration.publication.bulletin.findings import tell_findings
from orchestration.publication.bulletin.model import BLANK, Bulletin, Passage, Section, shown
from orchestration.publication.bulletin.rankings import Ranking, RankingWords
from orchestration.publication.bulletin.timeliness import tell_timeliness
from orchestration.publication.charts import Figure, Table, bar_chart
from orchestration.publication.receipt.names import (
    Names,
    join_parts,
    parse_place,
    period_words,
    place_words,
    show,
    without_remarks,
)
from orchestration.reference import read_seed

if TYPE_CHECKING:
    from orchestration.warehouse.bulletin import BulletinFigures

_NUMBERS = "一二三四五六七八九十"
_SUBJECT = "政务信息报送和政民互动工作情况"

Record = Mapping[str, Any]


def build_bulletin(figures: BulletinFigures, seeds_dir: Path) -> Bulletin:
    """Put together what the bulletin says.

    Args:
        figures: What the marts know.
        seeds_dir: Declared knowledge, for the words.
    """
    names = Names(seeds_dir)
    period = period_words(figures.period)
    own = [fact for fact in figures.facts if fact["organ_id"] == figures.organ_id]
    ranked = {row["document_id"] for row in figures.rankings if row["list_kind"] == "units"}
    told = tell_figures([fact for fact in own if not _is_in_list(fact, ranked)], figures.period, seeds_dir)
    rankings = RankingWords(seeds_dir).build(figures.rankings, figures.facts, figures.period)
    sections = [
        Section("总体情况", tuple(told.passages) or (Passage("", (f"{figures.organ_name}本级没有本期的通报。",)),)),
        Section("排名情况", tuple(_ranking_passages(rankings))),
        *_organ_rates(figures, seeds_dir),
        tell_timeliness(figures),
        tell_findings(figures, names),
        Section(
            "缺项与说明",
            (Passage("", tuple(_gaps(figures, rankings, told.silent))),),
            _left_over(told.left_over, names),
        ),
    ]
    return Bulletin(
        title=f"{_issuer(figures)}关于{period}{_SUBJECT}的通报",
        salutation="各有关单位：",
        opening=f"现将{period}{_SUBJECT}通报如下。",
        sections=tuple(
            Section(f"{_NUMBERS[n]}、{section.heading}", section.passages, section.figures)
            for n, section in enumerate(sections)
        ),
        issuer=_issuer(figures),
        annexes=tuple(ranking.figure for ranking in rankings),
        sources=_sources(figures),
    )


def _issuer(figures: BulletinFigures) -> str:
    """Whose bulletin it is: of a government its office."""
    name = figures.organ_name
    if figures.organ_kind != "government":
        return name
    government = name if name.endswith("政府") else f"{name}人民政府"
    return f"{government}办公{'厅' if figures.organ_level == 'province' else '室'}"


def _is_in_list(fact: Record, ranked: set[str]) -> bool:
    """Whether a figure stands in a list of units, which has a table of its own."""
    return fact["unit_role"] == "total" or (bool(fact["unit_group_code"]) and fact["document_id"] in ranked)


def _ranking_passages(rankings: Sequence[Ranking]) -> Iterator[Passage]:
    if not rankings:
        yield Passage("", ("没有可以排名的数据。",))
    for number, ranking in enumerate(rankings, 1):
        caption = ranking.figure.table.caption
        yield Passage("", (f"{caption}见附件{number}。{''.join(ranking.sentences)}",))


def _organ_rates(figures: BulletinFigures, seeds_dir: Path) -> Iterator[Section]:
    """What the organs right below state of messages and the hotline, where any does."""
    wanted = read_seed(seeds_dir, "bulletin/organ_columns")
    stated: dict[str, dict[str, Record]] = {}
    for fact in figures.facts:
        plain = not (fact["kind_code"] or fact["topic_name_zh"] or fact["unit_organ_name_zh"])
        if fact["organ_id"] != figures.organ_id and fact["period"] == figures.period and plain:
            stated.setdefault(fact["organ_name_zh"], {}).setdefault(fact["indicator_code"], fact)
    columns = [row for row in wanted if any(row["indicator_code"] in known for known in stated.values())]
    rows = {name: known for name, known in stated.items() if any(c["indicator_code"] in known for c in columns)}
    if not rows:
        return
    table = Table(
        f"{period_words(figures.period)}下级机关留言、热线办理情况",
        ("机关名称", *(column["label_zh"] for column in columns)),
        tuple(
            (show(name), *(_stated(known.get(c["indicator_code"])) for c in columns)) for name, known in rows.items()
        ),
        frozenset(range(1, len(columns) + 1)),
    )
    rates = [column for column in columns if column["indicator_code"].endswith("_rate")]
    series = {
        c["label_zh"]: [
            known[c["indicator_code"]]["value_accepted"] if c["indicator_code"] in known else None
            for known in rows.values()
        ]
        for c in rates
    }
    chart = (
        bar_chart([show(name) for name in rows], series, "%", f"条形图：{table.caption}，各数见下表。")
        if rates
        else None
    )
    yield Section(
        "留言、热线办理情况", (Passage("", ("各下级机关所报的办理情况如下表。",)),), (Figure(table, chart, False),)
    )


def _stated(fact: Record | None) -> str:
    if fact is None:
        return BLANK
    return shown(fact["value_accepted"], fact["decimals_shown"]) + ("%" if fact["unit"] == "%" else "")


def _gaps(figures: BulletinFigures, rankings: Sequence[Ranking], silent: Sequence[str]) -> Iterator[str]:
    """What is missing, said plainly."""
    yield "“—”表示原件没有列明，不是零。"
    if silent and any(fact["organ_id"] == figures.organ_id for fact in figures.facts):
        yield f"本级所发文件未列{'、'.join(silent)}的数字。"
    for ranking in rankings:
        yield from ranking.gaps
    if not figures.statuses and (any(row["list_kind"] == "organs" for row in figures.rankings) or not rankings):
        known = {fact["organ_id"] for fact in figures.facts}
        absent = [
            c["organ_name_zh"]
            for c in figures.children
            if c["organ_kind"] == "government" and c["organ_id"] not in known
        ]
        if absent:
            yield f"没有收到本期数据的下级政府：{'、'.join(absent)}。"
    open_ones = [row for row in figures.certification if not row["is_certified"]]
    if open_ones:
        yield f"所据报告尚未认定的：{'、'.join(dict.fromkeys(row['organ_name_zh'] for row in open_ones))}。"


def _left_over(facts: Sequence[Record], names: Names) -> tuple[Figure, ...]:
    """Figures that no clause tells, as they stand in their documents."""
    if not facts:
        return ()
    rows = []
    for fact in facts:
        dimensions = {"kind": fact["kind_code"], "topic": fact["topic_name_zh"], "organ": fact["unit_organ_name_zh"]}
        name = join_parts(
            names.parts(fact["form_code"], fact["indicator_code"], {k: v for k, v in dimensions.items() if v})
        )
        where = place_words(parse_place(fact["document_id"], fact["place"]))
        rows.append((without_remarks(name), show(fact["value_raw"]) or BLANK, where))
    return (Figure(Table("其他统计数", ("统计项", "原文", "位置"), tuple(rows), frozenset({1}))),)


def _sources(figures: BulletinFigures) -> Figure:
    rows = tuple(
        (show(document["organ_name_zh"]), show(document["file_name"]), document["document_id"])
        for document in figures.documents
    )
    return Figure(Table("数据来源", ("报告机关", "文件名", "文件 SHA-256"), rows))
