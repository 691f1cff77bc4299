"""What the masked words of a passage say by themselves, whatever document they stand in and whatever its figures are.

Belongs here: what is asked of every passage of every document, worked out once for all that say the same. Does not:
what follows from it; that is decided in ``heading``, ``outline`` and ``document``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.kept import KeptByText
from orchestration.reference.knowledge import FIGURE, Knowledge
from orchestration.reference.literals import LiteralIndex

_SIGNATURE = re.compile(r"^[一-龥()]{2,24}(?:人民政府|办公室|办公厅|局|委员会|委|厅|管委会)$")
_SIGNED_AND_DATED = re.compile(_SIGNATURE.pattern.rstrip("$").replace("^", "^(", 1) + ")\ue000年\ue000月\ue000日$")

_CHINESE = "一二三四五六七八九十"
_LEVELS = (
    re.compile(rf"^(?:[{_CHINESE}]{{1,3}}[、.]|第[{_CHINESE}]{{1,3}}部分[、.:]?)"),
    re.compile(rf"^\([{_CHINESE}]{{1,3}}\)"),
    re.compile(r"^\ue000[.、](?!\ue000)"),
)
_FIRST = frozenset(_CHINESE + "第(\ue000")  # characters that a numbered heading begins with
_LONGEST_HEADING = 40

TitlePattern = tuple[str, int, re.Pattern[str]]  # document kind, priority, pattern


class PassageWords(NamedTuple):
    """What is known of the words of a passage."""

    titles: tuple[TitlePattern, ...]  # the patterns of titles that may fit: mostly none
    scope: int  # number of the first pattern of the scope of documents that it has; how many there are if it has none
    signer: str  # the organ that it may be the signature of, "" if none
    is_dated: bool  # whether it is a signature that ends with the date
    heading: tuple[int, str] | None  # level and words of the heading that it is or begins with
    states_nothing: bool  # without figures it states nothing, whatever stands above it; most passages do


@lru_cache(maxsize=4)
def passage_words(knowledge: Knowledge) -> KeptByText[PassageWords]:
    """What is known of words, by the masked text of a passage."""
    titles, scopes = knowledge.titles, scopes_of(knowledge, "document")
    patterns = [pattern for *_, pattern in titles], [pattern for _, pattern in scopes]
    zeros = [pattern.regex for pattern in knowledge.zero_patterns]
    index = LiteralIndex([*patterns[0], *patterns[1], *zeros], FIGURE)
    to_scopes, to_zeros = len(titles), len(titles) + len(scopes)

    def read(text: str) -> PassageWords:
        candidates = index.candidates(text)
        may_scope = (scopes[number - to_scopes] for number in candidates if to_scopes <= number < to_zeros)
        return PassageWords(
            tuple(titles[number] for number in candidates if number < to_scopes),
            next((number for number, pattern in may_scope if pattern.search(text)), len(knowledge.scopes)),
            *_signer_in(text),
            _heading_of(text),
            not candidates or candidates[-1] < to_zeros,
        )

    return KeptByText(read)


def scopes_of(knowledge: Knowledge, reach: str) -> list[tuple[int, re.Pattern[str]]]:
    """The patterns of scopes that are looked for there, with their numbers among all."""
    return [(number, pattern) for number, (_, own, pattern) in enumerate(knowledge.scopes) if own == reach]


def _signer_in(text: str) -> tuple[str, bool]:
    """The organ that a line may be the signature of, "" if none, and whether the line ends with the date."""
    if match := _SIGNED_AND_DATED.match(text):
        return match[1], True
    return (text if _SIGNATURE.match(text) else ""), False


def _heading_of(text: str) -> tuple[int, str] | None:
    """The level of the heading that a passage is or begins with, and its words; None if there is none."""
    level = _heading_level(text)
    return None if level is None else (level, _heading_text(text))


def _heading_level(text: str) -> int | None:
    if text[:1] in _FIRST:
        for level, pattern in enumerate(_LEVELS):
            if pattern.match(text):
                return level
    if 0 < len(text) <= 16 and text.endswith("情况") and "。" not in text and "\ue000" not in text:
        return 1  # a heading that lost its number
    return None


def _heading_text(text: str) -> str:
    for pattern in _LEVELS:
        text = pattern.sub("", text, count=1)
    return re.split("[。;:]", text, maxsplit=1)[0][:_LONGEST_HEADING]
