"""How much a figure is trusted before any sum is looked at: the only place where that is declared.

A weight decides the order of sets of equally many figures. It never hides one: sets are compared by their count first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from orchestration.reconciliation.problem import Check, Figure

LOW_CONFIDENCE = 0.9  # below it a reading is in doubt
SURE = 0.99  # from here on a reading was word for word

PLAIN = 1.0
BLANK_TOTAL = 0.7  # a total left empty beside filled parts: the commonest slip of all
READ_IN_DOUBT = 0.7  # what was read is likelier wrong than what was printed
ZERO_TOTAL = 0.8  # a total of 0 beside filled parts
APPROXIMATE = 0.8  # 近, 约, 余, 多
PROSE = 0.85  # running text is corrected last, when the table was already changed
DERIVED = 0.9  # a rate or a rank is reckoned from counts that stand beside it
BLANK_PART = 0.9  # an empty cell among parts says 0 more often than it was forgotten

_SUMS = ("identity", "rollup")
_AS_PRINTED = re.compile(r"[-+−]?[\d０-９,，.．%％\s]*[\u4e00-\u9fff（）()]*")
_MISREAD = re.compile(r"[OoQlI|\ufffd\u25a1\ue000-\uf8ff]")  # letters for digits, glyphs without a meaning


def totals_of(checks: Iterable[Check]) -> dict[str, bool]:
    """Figures that are the whole of a sum; whether any of its parts is filled."""
    totals: dict[str, bool] = {}
    for check in checks:
        lefts = [term for term in check.terms if term.side == "left"]
        parts = [term for term in check.terms if term.side == "right"]
        if check.relation == "equal" and check.kind in _SUMS and len(lefts) == 1 and len(parts) > 1:
            key = lefts[0].figure.observation_id
            totals[key] = totals.get(key, False) or any(term.figure.amount for term in parts)
    return totals


def weight_of(figure: Figure, totals: dict[str, bool]) -> float:
    """The weight of a figure: the product of those that apply, as each is a doubt of its own."""
    has_parts = totals.get(figure.observation_id, False)
    weights = [PLAIN]
    if figure.is_blank:
        weights.append(BLANK_TOTAL if has_parts else BLANK_PART)
    elif not figure.amount and has_parts:
        weights.append(ZERO_TOTAL)
    if figure.confidence < LOW_CONFIDENCE:
        weights.append(READ_IN_DOUBT)
    if figure.is_approximate:
        weights.append(APPROXIMATE)
    if figure.method == "prose":
        weights.append(PROSE)
    if figure.quantity in ("rate", "rank"):
        weights.append(DERIVED)
    return math.prod(weights)


def fault_side(figure: Figure) -> str:
    """Whether a wrong figure looks wrong in the source or in our reading of it: source, reading or unclear."""
    if figure.confidence < LOW_CONFIDENCE or _MISREAD.search(figure.value_raw):
        return "reading"
    if figure.confidence >= SURE and _AS_PRINTED.fullmatch(figure.value_raw.strip()):
        return "source"
    return "unclear"
