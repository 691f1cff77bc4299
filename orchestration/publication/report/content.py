"""What a hand-out says, in its order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.charts import Figure, Table
from orchestration.publication.receipt.names import Names, show
from orchestration.publication.receipt.words import SCOPES
from orchestration.publication.report.children import make_children
from orchestration.publication.report.figures import make_bars, make_cards
from orchestration.publication.report.findings import make_findings
from orchestration.publication.report.model import ChartRow, FigureKey, ReportPage, Section, index_facts, read_charts
from orchestration.publication.report.official import make_official_tables
from orchestration.publication.report.trends import make_trend

if TYPE_CHECKING:
    from orchestration.warehouse.report import AnnualReport

_HEADINGS = {"proactive": "主动公开", "applications": "依申请公开", "remedies": "行政复议和行政诉讼"}
_SCOPE_UNKNOWN = "报告未注明"
_CHANNELS = "channels"
_MOST_NAMES = 12


def build_report(report: AnnualReport, seeds_dir: Path) -> ReportPage:
    """Put together what the page says."""
    names = Names(seeds_dir)
    form = report.document["form_code"] or ""
    charts = read_charts(seeds_dir)
    by_kind = {kind: [chart for chart in charts if chart.kind == kind] for kind in ("cards", "bars", "trend")}
    overview, children = (next(c for c in by_kind["cards"] if c.section == s) for s in ("overview", "children"))
    of_form = frozenset(
        (cell.indicator_code, ";".join(f"{name}={value}" for name, value in cell.dimensions))
        for cell in names.form_cells
        if cell.form_code == form
    )
    trends = [figure for chart in by_kind["trend"] if (figure := make_trend(chart, report.series, names.forms))]
    below = make_children(children, report, seeds_dir)
    certified = report.certification["is_certified"]
    checked = report.certification["check_count"] > 0
    return ReportPage(
        title=f"{report.organ_name}{report.year}年政府信息公开数据报告",
        subtitle="据已发布的年度报告数据编制，各数均可追溯到原报告；“—”表示没有列明，不是零。",
        stamp=("核对通过" if certified else "核对未通过") if checked else "没有可核对的关系",
        stamp_class=("is-good" if certified else "is-bad") if checked else "is-unknown",
        facts=_facts(report, names),
        sections=tuple(
            section
            for section in (
                _overview(overview, report, of_form),
                *_subjects(by_kind["bars"], report),
                Section("trends", "历年变化", (_TREND_NOTE,), figures=tuple(trends)) if trends else None,
                below,
                make_findings(report, names),
                Section("notes", "可比性说明", tuple(_notes(report, names))),
            )
            if section
        ),
        official=make_official_tables(form, report.facts, names),
        sources=_sources(report, names),
    )


_TREND_NOTE = "折线只连可比的年份；虚线处换用新表式，或有修订、机构区划变动。不可比的年份没有点，原列数见数据表。"


def _overview(chart: ChartRow, report: AnnualReport, of_form: frozenset[FigureKey]) -> Section:
    return Section("overview", "概览", cards=make_cards(chart, index_facts(report.facts), of_form))


def _subjects(charts: list[ChartRow], report: AnnualReport) -> list[Section]:
    facts = index_facts(report.facts)
    sections = []
    for code, heading in _HEADINGS.items():
        drawn = [(chart.code, make_bars(chart, facts)) for chart in charts if chart.section == code]
        figures = tuple(figure for _, figure in drawn if figure)
        if not figures:
            continue
        said = _CHANNELS in (name for name, figure in drawn if figure)
        note = ("同一信息经多个渠道公开的，各渠道重复计数，各渠道之和不小于主动公开信息数。",) if said else ()
        sections.append(Section(code, heading, note, figures=figures))
    return sections


def _facts(report: AnnualReport, names: Names) -> tuple[tuple[str, str], ...]:
    counts = report.certification
    return (
        ("机关", report.organ_name),
        ("年份", str(report.year)),
        ("标题", show(report.document["title_raw"] or "")),
        ("表式", names.forms.get(report.document["form_code"], "没有统一表式")),
        ("口径", SCOPES.get(report.document["reporting_scope"], _SCOPE_UNKNOWN)),
        ("公布日期", str(report.document["published_date"] or "没有列明")),
        (
            "核对",
            f"{counts['check_count']}项，成立{counts['holding_count']}项，未定{counts['undecided_count']}项，"
            f"错误{counts['error_count']}项，提示{counts['warning_count']}项",
        ),
    )


def _notes(report: AnnualReport, names: Names) -> list[str]:
    """How far the years can be compared."""
    years: dict[str, list[int]] = {}
    for row in report.series:
        known = years.setdefault(row["form_code"], [])
        if row["report_year"] not in known:
            known.append(row["report_year"])
    forms = "；".join(f"{'、'.join(map(str, known))}年用{names.forms.get(form, form)}" for form, known in years.items())
    notes = [f"历年所用表式：{forms}。"]
    apart = [
        row
        for row in report.series
        if row["report_year"] == report.year
        and row["comparability"] == "not_comparable"
        and row["value_stated"] is not None
    ]
    for reason in dict.fromkeys(row["comparability_reason_zh"] for row in apart):
        listed = [show(row["indicator_name_zh"]) for row in apart if row["comparability_reason_zh"] == reason]
        more = f"等{len(listed)}项" if len(listed) > _MOST_NAMES else ""
        notes.append(f"{reason}，不与其他表式的年份比较：{'、'.join(listed[:_MOST_NAMES])}{more}。")
    if not apart:
        notes.append(f"{report.year}年所列各项都与现行表式可比。")
    unknown = sorted({row["report_year"] for row in report.series if row["reporting_scope"] == "unknown"})
    if unknown:
        notes.append(f"{'、'.join(map(str, unknown))}年的报告没有注明是本级还是汇总。")
    return notes


def _sources(report: AnnualReport, names: Names) -> Figure:
    rows = tuple(
        (
            show(document["file_name"]),
            SCOPES.get(document["reporting_scope"], _SCOPE_UNKNOWN),
            names.forms.get(document["form_code"], document["form_code"] or ""),
            f"{document['known_from']:%Y-%m-%d %H:%M}",
            _standing(document["document_id"] == report.document["document_id"], document["is_latest"]),
            document["document_id"],
        )
        for document in report.documents
    )
    head = ("文件名", "口径", "表式", "收到时间（UTC）", "状态", "文件 SHA-256")
    return Figure(Table("数据来源", head, rows))


def _standing(is_used: bool, is_latest: bool) -> str:
    if is_used:
        return "本页所据"
    return "现行，本页未用" if is_latest else "已被取代"
