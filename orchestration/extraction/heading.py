"""What a document is: its kind and form, the organ that reports, the period, by its title, signature and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from orchestration.extraction.masking import MaskedText
from orchestration.extraction.passage_words import PassageWords, TitlePattern, passage_words, scopes_of
from orchestration.reference.knowledge import Knowledge

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_NAMES_ORGAN = re.compile(
    r"^[一-龥()]{1,24}(?:政府|办公室|办公厅|局|委员会|委|厅|院|处|中心|[省市县区旗州盟镇乡]|街道)$"
)
_PUBLISHER = re.compile(r"(?:发布机构|公开机构|信息来源|来源)[\s:：]+([一-龥][一-龥()（）]{2,24})")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_NO_NAME = frozenset(("政府", "人民政府"))  # of 2023年政府信息公开…: part of what is made public, no organ
_DATED = re.compile(r"^\ue000年\ue000月\ue000日")
_DATE_LABEL = re.compile(r"发布|发文|成文|日期|时间")
_CONFIDENCE = {1: 1.0, 2: 0.9, 3: 0.8}
_APART = "\0"  # between passages that are searched in one go; no pattern matches it
_SHORT = 24  # characters of a line that may be nothing but a date
_TITLE_REACH = 14  # passages at the head of a document among which a title is expected first


@dataclass(frozen=True, slots=True)
class Heading:
    """The identity of a document as the document states it; blank where it does not."""

    document_kind: str = ""  # annual_report, bulletin
    form_code: str = ""
    confidence: float = 0.0
    title_raw: str = ""
    organ_raw: str = ""
    publisher_raw: str = ""
    period: str = ""
    reporting_scope: str = "unknown"
    published_date: date | None = None

    @property
    def year(self) -> int | None:
        return int(self.period[:4]) if self.period else None


def read_heading(
    texts: list[str], passages: list[MaskedText], knowledge: Knowledge, claimed_period: str = "", file_name: str = ""
) -> Heading:
    """The heading of a document from its passages.

    Args:
        texts: The passages verbatim.
        passages: The same passages with their figures masked.
        knowledge: Declared knowledge (titles, forms, scopes).
        claimed_period: The period its sender claims; taken only where the document states none.
        file_name: What its sender calls it; it tells the scope only where the document doesn't.
    """
    known = passage_words(knowledge)
    words = [known[passage.text] for passage in passages]
    kind, priority, title, organ, period = _match_title(texts, passages, words, knowledge)
    signature = _signature(passages, words)
    if not period and claimed_period:
        period, priority = claimed_period, 3
    form_code = _form_of(kind, period[:4], knowledge)
    published_by = _PUBLISHER.search(_APART.join(texts))
    publisher = published_by[1] if published_by else ""
    return Heading(
        document_kind=kind,
        form_code=form_code,
        confidence=_CONFIDENCE.get(priority, 0.0),
        title_raw=title,
        organ_raw=organ or signature,
        publisher_raw=publisher or signature,
        period=period,
        reporting_scope=_document_scope(words, file_name, knowledge),
        published_date=_published_date(texts, passages),
    )


def _match_title(
    texts: list[str], passages: list[MaskedText], words: list[PassageWords], knowledge: Knowledge
) -> tuple[str, int, str, str, str]:
    """(kind, priority, title, organ, period) of the best title: by priority, head of the document first."""
    may_be = [(number, passages[number], known.titles) for number, known in enumerate(words) if known.titles]
    for reach in (_TITLE_REACH, len(passages)):
        for wanted in knowledge.title_priorities:
            for number, passage, options in may_be:
                if number >= reach:
                    break
                # the first pattern that fits a line says what it is, though its period be impossible
                fitting = (
                    (kind, match)
                    for kind, priority, pattern in options
                    if priority == wanted and (match := pattern.search(passage.text))
                )
                kind, match = next(fitting, ("", None))
                if match is None or _is_told_better(passage, wanted, options):
                    continue
                if period := _period_of(match, passage):
                    organ, title = _organ_in(match), " ".join(texts[number].split())
                    if not organ and number and _NAMES_ORGAN.match(above := passages[number - 1].text):
                        organ, title = above, f"{above}{title}"  # a title of two lines
                    return kind, wanted, title, organ, period
        if len(passages) <= _TITLE_REACH:
            break
    return "", 0, "", "", ""


def _organ_in(match: re.Match[str]) -> str:
    organ = (match.groupdict().get("organ") or "").strip()
    organ = organ.partition("关于")[0].strip()
    if organ in _NO_NAME:
        return ""
    return f"{organ}政府" if organ.endswith("人民") else organ  # 高港区人民政府信息公开年报 shares its 政府


def _is_told_better(passage: MaskedText, priority: int, options: tuple[TitlePattern, ...]) -> bool:
    """Whether a more telling pattern fits the line too; then that one was asked already."""
    return any(other < priority and pattern.search(passage.text) for _, other, pattern in options)


def _period_of(match: re.Match[str], passage: MaskedText) -> str:
    groups = match.groupdict()

    def number(name: str) -> int | None:
        if groups.get(name) is None:
            return None
        if groups[name] in _QUARTERS:
            return _QUARTERS[groups[name]]
        value = passage.figures[match.start(name)].number
        return int(value) if value == int(value) else None

    year = number("year")
    if year is None or not 1990 <= year <= 2100:
        return ""
    if "quarter" in groups:
        quarter = number("quarter")
        return f"{year}Q{quarter}" if quarter in (1, 2, 3, 4) else ""
    if "month" in groups:
        month = number("month")
        return f"{year}-{month:02d}" if month is not None and 1 <= month <= 12 else ""
    if groups.get("half"):
        return f"{year}H{1 if groups['half'] == '上' else 2}"
    return str(year)


@lru_cache(maxsize=1024)
def _form_of(kind: str, year: str, knowledge: Knowledge) -> str:
    if not kind or not year:
        return ""
    versions = [
        version
        for version in knowledge.form_versions
        if version["document_kind"] == kind and int(version["year_from"]) <= int(year) <= int(version["year_to"])
    ]
    # where two overlap, the newer form has replaced the older one
    return max(versions, key=lambda version: int(version["year_from"]))["form_code"] if versions else ""


def _signature(passages: list[MaskedText], words: list[PassageWords]) -> str:
    """The organ that signs: the last short line that names one and is followed by a date, or ends the text."""
    for index in range(len(passages) - 1, -1, -1):
        signer = words[index].signer
        if not signer:
            continue
        following = passages[index + 1].text if index + 1 < len(passages) else ""
        if words[index].is_dated or _DATED.match(following):
            return signer
    return ""


def _document_scope(words: list[PassageWords], file_name: str, knowledge: Knowledge) -> str:
    """The scope that the passages name, else the file name."""
    none = len(knowledge.scopes)
    first = min((known.scope for known in words), default=none)
    if first == none and file_name:
        fitting = (number for number, pattern in scopes_of(knowledge, "file_name") if pattern.search(file_name))
        first = next(fitting, none)
    return "unknown" if first == none else knowledge.scopes[first][0]


def _published_date(texts: list[str], passages: list[MaskedText]) -> date | None:
    """The first date behind a label of dates, else the last one of a short line."""
    labelled: list[re.Match[str]] = []
    short: list[re.Match[str]] = []
    for text, passage in zip(texts, passages, strict=True):
        if (passage.figures or passage.names) and (match := _DATE.search(text)):
            if _DATE_LABEL.search(text):
                labelled.append(match)
            if len(text) <= _SHORT:
                short.append(match)
    for match in [*labelled, *reversed(short)]:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None
