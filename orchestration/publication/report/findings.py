"""What the checks found in one report: each finding in words, with the place and the cell to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.publication.charts import Figure, Table
from orchestration.publication.receipt.names import Names, join_parts, parse_place, place_words, show
from orchestration.publication.receipt.sentences import Sentences
from orchestration.publication.receipt.words import OUTCOMES, SEVERITIES
from orchestration.publication.report.model import BLANK, Record, Section

if TYPE_CHECKING:
    from orchestration.warehouse.report import AnnualReport

_TOLD = ("violated", "truncated")
_HEAD = ("结论", "程度", "问题", "原文位置", "建议首先核对", "规则")


def make_findings(report: AnnualReport, names: Names) -> Section:
    """The section on the checks of the report."""
    form = report.document["form_code"] or ""

    def period_word(cell: Record) -> str:
        return "" if cell.get("document") == report.document["document_id"] else "相关报告"

    sentences = Sentences(names, form, period_word)
    standing = [check for check in report.checks if not (check["waived"] or check["resolved"])]
    told = sorted(
        (check for check in standing if check["outcome"] in _TOLD),
        key=lambda check: (_TOLD.index(check["outcome"]), check["severity"], check["rule"]),
    )
    lines = tuple(
        (
            OUTCOMES[check["outcome"]],
            SEVERITIES.get(check["severity"], check["severity"]),
            sentences.statement(check).sentence,
            _places(check),
            _suspects(check, form, names),
            check["rule"],
        )
        for check in told
    )
    figures = (Figure(Table("核对发现的问题", _HEAD, lines)),) if lines else ()
    return Section("findings", "核对结果", tuple(_paragraphs(report.checks, standing, names)), figures=figures)


def _paragraphs(checks: Sequence[Record], standing: Sequence[Record], names: Names) -> list[str]:
    if not checks:
        return ["报告中没有可以核对的勾稽关系，因此既不能说通过，也不能说不通过。"]
    counts = Counter(check["outcome"] for check in standing)
    parts = "，".join(f"{words}{counts[outcome]}项" for outcome, words in OUTCOMES.items() if counts[outcome])
    paragraphs = [f"共核对勾稽关系{len(standing)}项：{parts}。所列各数均照报告原样，没有改动。"]
    if len(standing) < len(checks):
        paragraphs.append(f"另有{len(checks) - len(standing)}项不符已登记豁免或更正。")
    undecided = Counter(
        names.reasons.get(check["reason_code"], "") or "原因不明"
        for check in standing
        if check["outcome"] == "undecided"
    )
    if undecided:
        reasons = "；".join(f"{reason}，{count}项" for reason, count in undecided.items())
        paragraphs.append(f"未定的不计为错误，也不视为通过：{reasons}。")
    return paragraphs


def _places(check: Record) -> str:
    """Where the left side stands, else all of it."""
    cells = [cell for cell in check["cells"] if cell["side"] == "left"] or check["cells"]
    words = dict.fromkeys(place_words(parse_place(cell["document"], cell["place"])) for cell in cells)
    return "；".join(word for word in words if word) or BLANK


def _suspects(check: Record, form: str, names: Names) -> str:
    if check["outcome"] == "truncated":
        return f"按截尾取位，四舍五入应为{check['right']}"
    first = [one for one in check["suspects"] if one["alternative"] == 1]
    if not first:
        return "未能定位"
    said = [
        f"{join_parts(names.parts(form, one['indicator'], one['dimensions']))}："
        f"{one['reported'] or '空白'}→{one['repair']}{'，' + show(one['why']) if one['why'] else ''}"
        for one in first
    ]
    others = max(one["alternatives"] for one in first) - 1
    return "；".join(said) + (f"（另有{others}种同等可能的改法）" if others else "")
