"""The outline of a document: which headings stand above each passage, and what they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from orchestration.extraction.kept import KeptByText
from orchestration.extraction.masking import MaskedText
from orchestration.reference.knowledge import Knowledge

_CHINESE = "一二三四五六七八九十"
_LEVELS = (
    re.compile(rf"^(?:[{_CHINESE}]{{1,3}}[、.]|第[{_CHINESE}]{{1,3}}部分[、.:]?)"),
    re.compile(rf"^\([{_CHINESE}]{{1,3}}\)"),
    re.compile(r"^\ue000[.、](?!\ue000)"),
)
_FIRST = frozenset(_CHINESE + "第(\ue000")  # characters that a numbered heading begins with
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above one passage: headings from the outermost to the innermost, and their contexts."""

    headings: tuple[str, ...]
    contexts: tuple[frozenset[str], ...]


def outline_passages(passages: list[MaskedText], knowledge: Knowledge) -> list[Place]:
    """One place a passage. A passage that begins with a heading counts as below it."""
    stack: dict[int, str] = {}
    place = Place((), ())
    places = []
    for passage in passages:
        heading = _HEADINGS[passage.text]
        if heading is not None:
            level, text = heading
            stack = {other: above for other, above in stack.items() if other < level}
            stack[level] = text
            place = _place_below(tuple(stack[other] for other in sorted(stack)), knowledge)
        places.append(place)
    return places


@lru_cache(maxsize=4096)
def _place_below(headings: tuple[str, ...], knowledge: Knowledge) -> Place:
    return Place(headings, tuple(_contexts_of(text, knowledge) for text in headings))


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


_HEADINGS = KeptByText(_heading_of)


def _contexts_of(heading: str, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(
        context for context, reach, pattern in knowledge.contexts if reach == "heading" and pattern.search(heading)
    )
