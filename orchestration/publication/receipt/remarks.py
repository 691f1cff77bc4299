"""What is remarked on a cell of the workbook: its mark, and the comment on a cell that may be wrong."""

from __future__ import annotations

from orchestration.publication.receipt.model import DocumentReceipt, Finding, Mark, Place, Receipt, Suggestion
from orchestration.publication.receipt.names import period_words
from orchestration.publication.receipt.words import SEVERITIES

Remark = tuple[Mark, str]  # how it is marked, and the comment; "" for none


def gather_remarks(receipt: Receipt) -> dict[Place, Remark]:
    """The remarks on the cells of all documents; a finding of one may mark a cell of another, as last year's."""
    remarks: dict[Place, Remark] = {}
    for document in receipt.documents:
        for finding in document.findings:
            for place, mark in finding.marks.items():
                before, said = remarks.get(place, (Mark(), ""))
                merged = Mark((*before.roles, *mark.roles), before.suggestion or mark.suggestion)
                remarks[place] = (merged, "\n\n".join(filter(None, (said, _comment(document, finding, place)))))
    return remarks


def _comment(document: DocumentReceipt, finding: Finding, place: Place) -> str:
    """What the comment on a suspected cell says: the finding, the suggested figure, and why."""
    ways = [one for option in finding.options for one in option if one.place == place]
    if not ways:
        return ""
    of = "" if place.document == document.document else f"{period_words(document.period)}·"
    said = "\n".join(statement.sentence for statement in finding.statements)
    lines = [f"【{of}问题 {finding.number}·{SEVERITIES[finding.severity]}】{said}"]
    first = finding.options[0]
    for way in ways:
        lines.append(("建议核对：" if way in first else "也可能是：") + suggestion_words(way))
    return "\n".join(lines)


def suggestion_words(one: Suggestion) -> str:
    """A suggestion on one line: 0 → 11，理由：…"""
    reasons = "；".join(filter(None, (f"理由：{one.why}" if one.why else "", one.fault)))
    return f"{one.reported} → {one.repair}" + (f"，{reasons}" if reasons else "") + "。"
