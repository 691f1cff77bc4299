"""An annual report put together: title, paragraphs, headings and the tables of its form."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from orchestration.synthesis import prose
from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.layout import Shape, build_tables
from orchestration.synthesis.layout_2014 import build_statistics_table
from orchestration.synthesis.model import Paragraph, Report
from orchestration.synthesis.organs import Organ
from orchestration.synthesis.writing import Writer

_TITLES = (
    "{organ}{year}年政府信息公开工作年度报告",
    "{organ}{year}年政府信息公开年度报告",
    "{year}年{organ}政府信息公开工作年度报告",
    "{organ}{year}年度政府信息公开工作报告",
    "{organ}政府信息公开工作年度报告（{year}年）",
)
_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """What an annual report is about."""

    organ: Organ
    year: int
    form: str
    is_consolidated: bool
    layout: str  # of the table of 2014
    is_indented: bool
    shape: Shape

    @property
    def organ_name(self) -> str:
        """The organ as the title names it: a report of a whole county goes by the name of the county."""
        return self.organ.region if self.is_consolidated else self.organ.name


def compose_annual(
    subject: AnnualReport, figures: Figures, writer: Writer, catalogue: Catalogue, rng: Random
) -> Report:
    """Compose a report.

    Args:
        subject: Organ, year and form.
        figures: True amounts.
        writer: How they are written.
        catalogue: Declared cells and units.
        rng: Chooses among wordings.

    Returns:
        Title, paragraphs and tables; the figures said in the paragraphs are recorded.
    """
    organ, year = subject.organ_name, subject.year
    title = rng.choice(_TITLES).format(organ=organ, year=year)
    report = Report(title, [Paragraph(title, "title")])
    speaker = prose.Speaker(
        report,
        figures,
        catalogue,
        by_applicant=subject.form != "NF2014",
        organ=organ,
        region=subject.organ.region,
        whole=f"全{subject.organ.region[-1]}",
        year=year,
        phone=f"{rng.randint(310, 999)}-{rng.randint(2_000_000, 8_999_999)}",
        postcode=rng.randint(100_000, 839_999),
    )
    speaker.say(rng, prose.PREFACES)
    if subject.is_consolidated:
        speaker.say(rng, (prose.CONSOLIDATED,))
    if subject.form == "NF2014":
        _body_of_2014(report, speaker, rng)
        report.blocks += [
            Paragraph("附件：政府信息公开情况统计表", "caption"),
            Paragraph(f"填报单位：{organ}（{year}年度）", "caption"),
            build_statistics_table(
                figures, writer, catalogue, subject.layout, subject.is_indented, subject.shape.remark_row
            ),
        ]
        return report
    _body(report, speaker, subject, figures, writer, catalogue, rng)
    return report


def _body_of_2014(report: Report, speaker: prose.Speaker, rng: Random) -> None:
    for heading, choices in (
        ("一、概述", (prose.TRAINED[1:],)),
        ("二、主动公开政府信息情况", (prose.DISCLOSED_2014,)),
        ("三、依申请公开政府信息情况", (prose.RECEIVED_2014, prose.COMPLETED_2014)),
        ("四、保障情况", (prose.RESOURCES_2014,)),
        ("五、存在的问题和改进措施", (prose.PROBLEMS,)),
    ):
        report.blocks.append(Paragraph(heading, "heading"))
        speaker.say(rng, *choices)


def _body(
    report: Report,
    speaker: prose.Speaker,
    subject: AnnualReport,
    figures: Figures,
    writer: Writer,
    catalogue: Catalogue,
    rng: Random,
) -> None:
    blocks = report.blocks
    blocks.append(Paragraph(_HEADINGS[0], "heading"))
    speaker.say(rng, prose.DISCLOSED)
    speaker.say(rng, prose.RECEIVED, prose.OUTCOMES)
    speaker.say(rng, prose.TRAINED, prose.REMEDIES)
    tables = build_tables(subject.form, figures, writer, catalogue, subject.shape)
    for heading, table in zip(_HEADINGS[1:4], tables, strict=True):
        blocks.extend((Paragraph(heading, "caption"), table))
    for heading, wordings in ((_HEADINGS[4], prose.PROBLEMS), (_HEADINGS[5], prose.OTHERS)):
        blocks.append(Paragraph(heading, "heading"))
        speaker.say(rng, wordings)
    blocks.append(Paragraph(subject.organ_name, "signature"))
    blocks.append(Paragraph(f"{subject.year + 1}年1月{rng.randint(5, 30)}日", "signature"))
