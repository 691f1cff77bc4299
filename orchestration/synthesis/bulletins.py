"""Bulletins of a government: ranking tables of its units, rates of reply, and the hotline told in prose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.chance import about, split
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.hotline import say_hotline
from orchestration.synthesis.model import Cell, Paragraph, Report, Table
from orchestration.synthesis.organs import Organ, names
from orchestration.synthesis.prose import Speaker
from orchestration.synthesis.writing import Writer, percent

_BELOW = {"city": "各县（市、区）", "county": "各乡镇"}
_REPORTED = ("报送条数", "报送数量", "上报条数")
_ADOPTED = ("采用条数", "采发条数", "录用条数")
_RANK = ("采用排名", "采发量排序", "采用量排序")
_RECEIVED, _REPLIED, _RATE = ("咨询投诉数", "咨询数", "来件数"), ("回复数", "答复数"), ("回复率", "咨询回复率")
_TOTALS = ("合计", "总计")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin is about; ``period`` is 2021Q3 or 2021-08."""

    organ: Organ
    year: int
    period: str
    has_tables: bool

    @property
    def organ_name(self) -> str:
        """The office that issues it."""
        return f"{self.organ.name}办公室"

    @property
    def when(self) -> str:
        """The period in words."""
        if "Q" in self.period:
            return f"{self.year}年第{'一二三四'[int(self.period[-1]) - 1]}季度"
        return f"{self.year}年{int(self.period[-2:])}月份"


def compose_bulletin(bulletin: Bulletin, writer: Writer, catalogue: Catalogue, rng: Random) -> Report:
    """Compose a bulletin of tables, or one of the hotline."""
    whole = f"全{bulletin.organ.region[-1]}"
    about_what = "政务信息报送和政民互动" if bulletin.has_tables else "12345热线办理"
    title = f"{bulletin.organ_name}关于{bulletin.when}{whole}{about_what}情况的通报"
    report = Report(
        title, [Paragraph(title, "title"), Paragraph(f"{_BELOW[bulletin.organ.level]}人民政府，各有关单位：")]
    )
    figures: Figures = {}
    speaker = Speaker(report, figures, catalogue, by_applicant=False, when=bulletin.when, whole=whole)
    signature = Paragraph(bulletin.organ_name, "signature")
    if not bulletin.has_tables:
        say_hotline(report, speaker, figures, catalogue, size=about(rng, 300) + 20, rng=rng)
        report.blocks.append(signature)
        return report
    tables = [*_submission_tables(bulletin, figures, writer, rng), _interaction_table(bulletin, figures, writer, rng)]
    report.blocks.append(Paragraph("一、政务信息报送情况", "heading"))
    speaker.say(rng, ("{when}，各单位共报送信息{submission.reported|条}，采用{submission.adopted|条}。",))
    report.blocks.append(Paragraph("二、政民互动情况", "heading"))
    speaker.say(rng, ("共收到群众咨询投诉{interaction.received|件}，各单位回复{interaction.replied|件}。",))
    report.blocks.append(signature)
    for number, (caption, table) in enumerate(tables, 1):
        table.place()
        report.blocks.extend((Paragraph(f"附件{number}", "caption"), Paragraph(caption, "caption"), table))
    return report


def _units_of(bulletin: Bulletin, rng: Random) -> list[tuple[str, str, list[str]]]:
    """Group, its words, its units as the bulletin calls them."""
    level = bulletin.organ.region[-1]
    departments = [f"{level}{name}局" for name in names("department")]
    groups = [("departments", f"{level}直部门", rng.sample(departments, rng.randint(8, len(departments))))]
    below = [
        child.region.removeprefix(bulletin.organ.region)
        for child in bulletin.organ.children
        if child.kind == "government"
    ]
    if len(below) > 1:
        groups.append(("counties", "乡镇" if bulletin.organ.level == "county" else "县（市、区）", below))
    return groups


def _submission_tables(bulletin: Bulletin, figures: Figures, writer: Writer, rng: Random) -> list[tuple[str, Table]]:
    heads = ["序号", "单位名称", rng.choice(_REPORTED), rng.choice(_ADOPTED), rng.choice(_RANK)]
    codes = ("submission.reported", "submission.adopted", "submission.rank")
    tables = []
    for group, words, units in _units_of(bulletin, rng):
        pairs = []
        for unit in units:
            reported = about(rng, 24) if rng.random() > 0.06 else 0
            pairs.append((unit, reported, sum(rng.random() < 0.6 for _ in range(min(reported, 200)))))
        tables.append(
            (
                f"{bulletin.when}{words}信息报送采用情况统计表",
                _ranked(heads, codes, group, pairs, lambda pair: (-pair[2], -pair[1]), writer, rng),
            )
        )
        for code, place in ((codes[0], 1), (codes[1], 2)):
            figures[code, ""] = figures.get((code, ""), 0) + sum(pair[place] for pair in pairs)
    return tables


def _interaction_table(bulletin: Bulletin, figures: Figures, writer: Writer, rng: Random) -> tuple[str, Table]:
    units = [unit for _, _, of_group in _units_of(bulletin, rng) for unit in of_group]
    received = split(rng, 30 + about(rng, 200), [rng.random() + 0.05 for _ in units])
    pairs = [(unit, n, n - (rng.random() < 0.2 and n > 0)) for unit, n in zip(units, received, strict=True)]
    figures["interaction.received", ""] = sum(pair[1] for pair in pairs)
    figures["interaction.replied", ""] = sum(pair[2] for pair in pairs)
    heads = ["序号", "单位名称", rng.choice(_RECEIVED), rng.choice(_REPLIED), rng.choice(_RATE), "排名"]
    codes = ("interaction.received", "interaction.replied", "interaction.rank")
    table = _ranked(heads, codes, "all", pairs, lambda pair: (-pair[2], pair[1]), writer, rng)
    return f"{bulletin.when}政民互动回复情况统计表", table


def _ranked(
    heads: list[str],
    codes: tuple[str, str, str],
    group: str,
    pairs: list[tuple[str, int, int]],
    key: Callable[[tuple[str, int, int]], tuple[int, int]],
    writer: Writer,
    rng: Random,
) -> Table:
    """Units by rank, the total below; equal units share a rank, and the next rank jumps."""
    has_rate = len(heads) == 6
    ordered = sorted(pairs, key=key)
    keys = [key(pair) for pair in ordered]
    rows = [[Cell(head, "head") for head in heads]]
    for number, pair in enumerate(ordered, 1):
        dimensions = f"group={group};organ={pair[0]}"
        row = [
            Cell(str(number), "filler"),
            Cell(pair[0], "filler"),
            *_counts(codes, dimensions, pair, has_rate, writer),
        ]
        rank = writer.figure(codes[2], dimensions, keys.index(key(pair)) + 1)
        rows.append([*row, Cell(role="value", figure=rank)])
    whole = ("", sum(pair[1] for pair in pairs), sum(pair[2] for pair in pairs))
    totals = _counts(codes, f"group={group};organ=total", whole, has_rate, writer)
    rows.append([Cell(rng.choice(_TOTALS), columns=2), *totals, Cell("", "filler")])
    return Table("ranking", rows, [0.7, 2.4, *[1.2] * (len(heads) - 2)])


def _counts(
    codes: tuple[str, str, str], dimensions: str, pair: tuple[str, int, int], has_rate: bool, writer: Writer
) -> list[Cell]:
    cells = [
        Cell(role="value", figure=writer.figure(code, dimensions, n)) for code, n in zip(codes, pair[1:], strict=False)
    ]
    if has_rate:
        figure = writer.figure("interaction.reply_rate", dimensions, percent(pair[2], pair[1], 1) if pair[1] else 0)
        if not pair[1]:  # no rate of nothing
            figure.raw, figure.value, figure.status = "-", "", "dash"
        cells.append(Cell(role="value", figure=figure))
    return cells
