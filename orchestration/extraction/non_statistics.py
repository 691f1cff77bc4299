"""Figures that are no statistics: dates, document numbers, list numbers, demands; declared in ``seeds/forms``."""

from __future__ import annotations

from functools import lru_cache

from orchestration.extraction.kept import FIGURE_WEIGHT, Kept
from orchestration.extraction.masking import MaskedText
from orchestration.reference.knowledge import Knowledge


@lru_cache(maxsize=4)
def _kept(knowledge: Knowledge) -> Kept[dict[int, str]]:
    return Kept()


def reasons_to_set_aside(passage: MaskedText, knowledge: Knowledge) -> dict[int, str]:
    """Position of each figure that is no statistic -> the reason; the first rule that takes a figure speaks.

    The rules look at no name of an organ, so what they find is kept for all passages that differ in such names alone.
    """
    if not passage.figures:
        return {}
    kept, reduced = _kept(knowledge), knowledge.non_statistic_alphabet.reduced(passage.text)
    reasons = kept.get(reduced)
    if reasons is None:
        reasons = _ask_rules(passage, knowledge)
        kept.keep(reduced, reasons, len(reduced) + FIGURE_WEIGHT * (1 + len(reasons)))
    return reasons


def _ask_rules(passage: MaskedText, knowledge: Knowledge) -> dict[int, str]:
    reasons: dict[int, str] = {}
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
