"""A bulletin of the hotline in prose: cases by kind, overdue cases by unit, topics with their share."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.chance import split
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.model import Paragraph, Report
from orchestration.synthesis.organs import names
from orchestration.synthesis.prose import Speaker
from orchestration.synthesis.writing import Figure, percent, plain

_KINDS = {"投诉": 6.0, "求助": 3.0, "咨询": 2.0, "建议": 1.0, "举报": 1.0}


def say_hotline(
    report: Report, speaker: Speaker, figures: Figures, catalogue: Catalogue, size: int, rng: Random
) -> None:
    """Add the paragraphs of a hotline bulletin.

    Args:
        report: Gets the paragraphs, and the figures said in them.
        speaker: Says those that are plain indicators.
        figures: Gets their amounts.
        catalogue: Units.
        size: Cases received.
        rng: Of the figures.
    """
    overdue = split(rng, rng.randint(0, size // 20), [3.0, 2.0, 1.0])
    units = [f"{name}局" for name in rng.sample(names("department"), 3)]
    late = [(unit, n) for unit, n in zip(units, overdue, strict=True) if n]
    figures |= {
        ("hotline.received", ""): size,
        ("hotline.completed", ""): size,
        ("hotline.overdue", ""): sum(overdue),
        ("hotline.on_time_rate", ""): percent(size - sum(overdue), size, 2),
    }
    said = _Saying(report, catalogue)
    kinds = split(rng, size, list(_KINDS.values()))
    report.blocks.append(Paragraph("一、12345热线受理情况", "heading"))
    speaker.say(rng, ("{when}，12345热线共受理群众诉求{hotline.received|件}。",))
    listed = "、".join(
        f"{kind}{said.figure('hotline.kind', f'kind={kind}', n, '件')}" for kind, n in zip(_KINDS, kinds, strict=True)
    )
    report.blocks.append(Paragraph(f"按热线诉求类别分，{listed}。"))
    report.blocks.append(Paragraph("二、12345热线办理情况", "heading"))
    speaker.say(rng, ("热线工单已办结{hotline.completed|件}，按时办结率为{hotline.on_time_rate|%}。",))
    if late:
        parts = "、".join(f"{unit}{said.figure('hotline.overdue', f'organ={unit}', n, '件')}" for unit, n in late)
        whole = said.figure("hotline.overdue", "", sum(overdue), "件")
        report.blocks.append(Paragraph(f"其中逾期办结{whole}，分别为{parts}。"))
    topics = rng.sample(names("topic"), 4)
    report.blocks.append(Paragraph("三、12345热线诉求热点", "heading"))
    for number, (topic, n) in enumerate(zip(topics, split(rng, size, [5, 3, 2, 1]), strict=True), 1):
        cases = said.figure("hotline.topic", f"topic={topic}", n, "件")
        share = said.figure("hotline.topic_share", f"topic={topic}", percent(n, size, 1), "%")
        report.blocks.append(Paragraph(f"{number}.{topic}，受理{cases}，占比{share}。"))


class _Saying:
    """Records figures with dimensions as they are said."""

    def __init__(self, report: Report, catalogue: Catalogue) -> None:
        self._report, self._catalogue = report, catalogue

    def figure(self, code: str, dimensions: str, amount: int | Decimal, unit_written: str) -> str:
        raw = f"{amount}{unit_written}"
        unit, _ = self._catalogue.canonical(unit_written)
        status = "number" if amount else "zero"
        self._report.said.append(Figure(code, dimensions, amount, raw, plain(amount), status, unit, "prose"))
        return raw
