"""What the checks of the sums found in the reports of a bulletin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orchestration.publication.bulletin.model import Passage, Section
from orchestration.publication.charts import Figure, Table
from orchestration.publication.receipt.names import Names, show
from orchestration.publication.receipt.sentences import Sentences
from orchestration.publication.receipt.words import OUTCOMES

if TYPE_CHECKING:
    from orchestration.warehouse.bulletin import BulletinFigures

_TOLD = ("violated", "truncated")
_NO_WORD = ""  # checks of a bulletin compare figures of one period

Record = Mapping[str, Any]


def tell_findings(figures: BulletinFigures, names: Names) -> Section:
    """The section on the checks: how they ended, and each that is violated or cut."""
    forms = {document["document_id"]: document["form_code"] or "" for document in figures.documents}
    checks = [check for check in figures.checks if not (check["waived"] or check["resolved"])]
    told = sorted((check for check in checks if check["outcome"] in _TOLD), key=lambda c: _TOLD.index(c["outcome"]))
    rows = tuple(
        (
            OUTCOMES[check["outcome"]],
            Sentences(names, forms.get(check["document"], ""), lambda cell: _NO_WORD).statement(check).sentence,
            check["description"],
            show(check["organ"] or ""),
        )
        for check in told
    )
    figure = Figure(Table("核对发现的问题", ("结论", "问题", "核对关系", "报告机关"), rows))
    return Section("数据核对情况", (Passage("", tuple(_paragraphs(checks, names))),), (figure,) if rows else ())


def _paragraphs(checks: list[Record], names: Names) -> list[str]:
    if not checks:
        return ["所据文件中没有可以核对的勾稽关系。"]
    counts = Counter(OUTCOMES[check["outcome"]] for check in checks)
    parts = "、".join(f"{word}{counts[word]}处" for word in OUTCOMES.values() if counts[word])
    undecided = Counter(
        names.reasons.get(check["reason_code"], "") or "原因不明" for check in checks if check["outcome"] == "undecided"
    )
    paragraphs = [f"对所据文件的勾稽关系逐一核对，{parts}。不符和截尾的见下表，所列各数均未改动。"]
    if not any(check["outcome"] in _TOLD for check in checks):
        paragraphs = [f"对所据文件的勾稽关系逐一核对，{parts}，没有发现问题。"]
    if undecided:
        reasons = "；".join(f"{reason}，{count}处" for reason, count in undecided.items())
        paragraphs.append(f"未定的不计为错误，也不视为通过，原因是：{reasons}。")
    return paragraphs
