"""The outline of a document: which headings stand above each passage, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from orchestration.extraction.masking import MaskedText
from orchestration.extraction.passage_words import passage_words
from orchestration.reference.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above one passage: headings from the outermost to the innermost, and their contexts."""

    headings: tuple[str, ...]
    contexts: tuple[frozenset[str], ...]


def outline_passages(passages: list[MaskedText], knowledge: Knowledge) -> list[Place]:
    """One place a passage. A passage that begins with a heading counts as below it."""
    words = passage_words(knowledge)
    stack: dict[int, str] = {}
    place = Place((), ())
    places = []
    for passage in passages:
        heading = words[passage.text].heading
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


def _contexts_of(heading: str, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(
        context for context, reach, pattern in knowledge.contexts if reach == "heading" and pattern.search(heading)
    )
