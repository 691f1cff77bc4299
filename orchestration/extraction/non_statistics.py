"""Figures that are no statistics: dates, document numbers, list numbers, demands; declared in ``seeds/forms``."""

from __future__ import annotations

from orchestration.extraction.masking import MaskedText
from orchestration.reference.knowledge import Knowledge


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
