"""Figures that are no statistics: dates, document numbers, list numbers, demands; declared in ``seeds/forms``."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.kept import FIGURE_WEIGHT, Kept
from orchestration.extraction.masking import MaskedText
from orchestration.reference.alphabet import Alphabet
from orchestration.reference.knowledge import Knowledge


class Aside(NamedTuple):
    """The figures of a passage that are no statistics."""

    reasons: tuple[tuple[int, str], ...]  # position and reason, in order
    are_all: bool  # the passage states nothing: it has no other figures, and says of nothing that there was none


class _Asides(NamedTuple):
    alphabet: Alphabet  # of all patterns that are asked
    kept: Kept[Aside]  # by passages with these characters alone: the rules look at no name of an organ


@lru_cache(maxsize=4)
def _asides(knowledge: Knowledge) -> _Asides:
    rules = [pattern for rule in knowledge.non_statistics for pattern in (rule.regex, rule.must_have) if pattern]
    return _Asides(Alphabet([*rules, *(pattern.regex for pattern in knowledge.zero_patterns)]), Kept())


def figures_aside(passage: MaskedText, knowledge: Knowledge) -> Aside:
    """Which figures of a passage are no statistics, whatever document it stands in."""
    alphabet, kept = _asides(knowledge)
    reduced = alphabet.reduced(passage.text)
    aside = kept.get(reduced)
    if aside is None:
        reasons = reasons_to_set_aside(passage, knowledge)
        are_all = len(reasons) == len(passage.figures) and not knowledge.zero_index.candidates(passage.text)
        aside = Aside(tuple(sorted(reasons.items())), are_all)
        kept.keep(reduced, aside, len(reduced) + FIGURE_WEIGHT * (1 + len(reasons)))
    return aside


def reasons_to_set_aside(passage: MaskedText, knowledge: Knowledge) -> dict[int, str]:
    """Position of each figure that is no statistic -> the reason; the first rule that takes a figure speaks."""
    reasons: dict[int, str] = {}
    if not passage.figures:
        return reasons
    for index in knowledge.non_statistic_index.candidates(passage.text):
        if len(reasons) == len(passage.figures):
            break
        rule = knowledge.non_statistics[index]
        for match in rule.regex.finditer(passage.text):
            if rule.must_have and not passage.sentence_has(match, rule.must_have):
                continue
            for position in range(match.start(), match.end()):
                if position in passage.figures:
                    reasons.setdefault(position, rule.reason_code)
    return reasons
