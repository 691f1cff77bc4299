"""What a receipt says, put together from the records of an examination."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from orchestration.publication.receipt.findings import build_findings
from orchestration.publication.receipt.model import (
    DocumentReceipt,
    Finding,
    Grouped,
    LeftOut,
    Receipt,
    Record,
    UnreadFile,
)
from orchestration.publication.receipt.names import Names, parse_place, period_words, place_words, show, without_remarks
from orchestration.publication.receipt.sentences import Sentences
from orchestration.publication.receipt.words import (
    ASSUMED_ABSENT,
    ASSUMED_BLANK,
    CORRECTED,
    WAIVED,
)

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

_ABSENT = "assumed_absent"
_MOST_NAMES = 6


def build_receipt(examination: Examination, checks: Sequence[Record], names: Names) -> Receipt:
    """The content of a receipt: one entry a document, in order, and the files that could not be read."""
    documents = examination.documents()
    checks_of = _by_document(checks)
    unmapped_of = _by_document(record for record in examination.unmapped() if record["is_statistic"])
    periods = {document["document_id"]: document["period"] or "" for document in documents}
    return Receipt(
        documents=tuple(
            _document(examination, document, checks_of, unmapped_of, periods, names) for document in documents
        ),
        unread=tuple(_unread(file, names.unreadable) for file in examination.unreadable),
        rule_count=len(names.rules),
        rule_version=names.rule_version,
    )


def _by_document(records: Iterable[Record]) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = {}
    for record in records:
        grouped.setdefault(record["document"], []).append(record)
    return grouped


def _document(
    examination: Examination,
    document: Record,
    checks_of: dict[str, list[Record]],
    unmapped_of: dict[str, list[Record]],
    periods: dict[str, str],
    names: Names,
) -> DocumentReceipt:
    document_id, form = document["document_id"], document["form_code"] or ""
    checks = checks_of.get(document_id, [])
    own_period = periods[document_id]

    def period_word(cell: Record) -> str:
        period = periods.get(cell.get("document", document_id), own_period)
        return "" if period == own_period else _earlier(period, own_period)

    sentences = Sentences(names, form, period_word)
    failing = [check for check in checks if _is_to_be_looked_at(check)]
    findings = build_findings(examination, document_id, failing, sentences)
    hints = tuple(sentences.statement(check) for check in checks if check["outcome"] == "truncated")
    counts = Counter(check["outcome"] for check in checks)
    return DocumentReceipt(
        document=document_id,
        file=show(document["file_name"]),
        organ=show(document["organ_name_zh"]),
        title=show(document["title_raw"] or ""),
        period=own_period,
        form=form,
        form_name=names.forms.get(form, ""),
        verdict=_verdict(counts, findings),
        figures=document["observation_count"],
        counts={outcome: counts.get(outcome, 0) for outcome in ("holds", "truncated", "violated", "undecided")},
        findings=findings,
        hints=hints,
        assumed=(*_assumed(checks), *_settled(checks, sentences)),
        undecided=_undecided(checks, names),
        left_out=tuple(
            LeftOut(show(r["value_raw"]), place_words(parse_place(document_id, r["place"])), r["reason_zh"] or "")
            for r in unmapped_of.get(document_id, [])
        ),
    )


def _is_to_be_looked_at(check: Record) -> bool:
    """Whether a check is violated with nothing on record about it, or its blanks contradict what is filled in."""
    if check["outcome"] == "violated":
        return not (check.get("waived") or check.get("resolved"))
    return check["outcome"] == "undecided" and bool(check.get("suspects"))


def _settled(checks: Sequence[Record], sentences: Sentences) -> Iterator[Grouped]:
    """Violations that stand by a waiver, or that reviewed corrections mend."""
    violated = [check for check in checks if check["outcome"] == "violated"]
    waived = [check for check in violated if check.get("waived")]
    corrected = [check for check in violated if check.get("resolved") and not check.get("waived")]
    for title, settled in ((WAIVED, waived), (CORRECTED, corrected)):
        if settled:
            yield Grouped(title, len(settled), tuple(sentences.statement(check).sentence for check in settled))


def _earlier(period: str, own_period: str) -> str:
    is_last_year = period[:4].isdecimal() and own_period[:4].isdecimal() and int(period[:4]) == int(own_period[:4]) - 1
    return "上年报告" if is_last_year else f"{period_words(period)}报告"


def _verdict(counts: Counter[str], findings: Sequence[Finding]) -> str:
    if any(finding.is_error for finding in findings):
        return "failed"
    if findings or counts["truncated"]:
        return "hinted"
    return "passed" if counts["holds"] else "unchecked"


def _assumed(checks: Sequence[Record]) -> tuple[Grouped, ...]:
    """Rules that hold only because something was taken for granted."""
    grouped: dict[str, Counter[str]] = {}
    for check in checks:
        if check["outcome"] != "holds":
            continue
        if check.get("assumed_blank_zero"):
            grouped.setdefault(ASSUMED_BLANK, Counter())[check["description"]] += 1
        elif check.get("reason_code") == _ABSENT:
            grouped.setdefault(ASSUMED_ABSENT, Counter())[check["description"]] += 1
    return tuple(_grouped(title, rules) for title, rules in grouped.items())


def _grouped(title: str, rules: Counter[str]) -> Grouped:
    lines = tuple(f"{rule}（{count} 次）" if count > 1 else rule for rule, count in rules.items())
    return Grouped(title, rules.total(), lines)


def _undecided(checks: Sequence[Record], names: Names) -> tuple[Grouped, ...]:
    """Checks that could not be decided, by reason; each rule once, with what is missing for it."""
    grouped: dict[str, dict[str, list[str]]] = {}
    counts: Counter[str] = Counter()
    for check in checks:
        if check["outcome"] != "undecided":
            continue
        reason, _, missing = (check.get("reason") or "").partition("：")
        title = names.reasons.get(check.get("reason_code") or "", "") or reason or "原因不明"
        rules = grouped.setdefault(title, {})
        rules.setdefault(check["description"], []).append(missing)
        counts[title] += 1
    return tuple(
        Grouped(title, counts[title], tuple(_missing_line(rule, missing) for rule, missing in rules.items()))
        for title, rules in grouped.items()
    )


def _missing_line(rule: str, missing: Sequence[str]) -> str:
    line = f"{rule}（{len(missing)} 次）" if len(missing) > 1 else rule
    names = list(dict.fromkeys(show(without_remarks(text)) for text in missing if text and "*" not in text))
    if not names:
        return line
    more = f"等 {len(names)} 种情形" if len(names) > _MOST_NAMES else ""
    return f"{line}——缺：{'；'.join(names[:_MOST_NAMES])}{more}"


def _unread(file: object, words: dict[str, tuple[str, str]]) -> UnreadFile:
    code = getattr(file, "reason_code", "")
    reason, remedy = words.get(code) or words["unread"]
    name = show(getattr(file, "file", ""))
    name = name if code == "missing" else name.rpartition("/")[2]  # of a path that leads nowhere, all is told
    return UnreadFile(name, reason, remedy, show(getattr(file, "reason", "")))
