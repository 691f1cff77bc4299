"""Labels of forms, compared: without numbering, remarks and punctuation, by likeness, and in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import Indel

_NUMBERING = re.compile(
    r"^(?:其中[:：]?|第?[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|[①-⑳]|\d+(?:\.\d+)*[.、)]?)+"
)
_REMARK = re.compile(r"\([^()]*\)|《([^《》]*)》")
_NOT_WORDS = re.compile(r"[^\w一-龥]|_")
_CUT = 0.9  # a label that is the beginning of another was cut
_SHORTEST_CUT = 3


@lru_cache(maxsize=65536)
def normalise_label(text: str) -> str:
    """``（二）部分公开（区分处理的，……）`` is 部分公开; blanks, numbering, remarks and punctuation do not count."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    bare = _NUMBERING.sub("", text) or text
    bare = _REMARK.sub(lambda match: match[1] or "", bare) or bare
    return _NOT_WORDS.sub("", bare)


@lru_cache(maxsize=262144)
def likeness(written: str, label: str) -> float:
    """How much a written label is like one of a form, both normalised: 1 for the same, 0 for nothing in common.

    Twice the longest common subsequence over both lengths.
    """
    if written == label:
        return 1.0 if label else 0.0
    if not written or not label:
        return 0.0
    ratio = Indel.normalized_similarity(written, label)
    if len(written) >= _SHORTEST_CUT and label.startswith(written):
        return max(ratio, _CUT)
    return ratio


def align(
    written: Sequence[Any], declared: Sequence[Any], score: Callable[[Any, Any], float], least: float
) -> dict[int, tuple[int, float]]:
    """Pair two sequences in order so that the likeness of all pairs together is greatest.

    Args:
        written: What a document holds, in its order.
        declared: What the form holds, in its order.
        score: Likeness of one of each, 0 to 1.
        least: Pairs below this are not made.

    Returns:
        Position in ``written`` -> (position in ``declared``, likeness); either side may have members left over.
    """
    scores: list[dict[int, float]] = []  # a position in ``written`` -> the few in ``declared`` it may be paired with
    for one in written:
        scores.append({j: value for j, other in enumerate(declared) if (value := score(one, other)) >= least})
    columns = sorted({j for row in scores for j in row})
    best = [[0.0] * (len(columns) + 1) for _ in range(len(scores) + 1)]
    for i in range(len(scores) - 1, -1, -1):
        row, below, here = scores[i], best[i + 1], best[i]
        for c in range(len(columns) - 1, -1, -1):
            value = row.get(columns[c])
            skipped = max(below[c], here[c + 1])
            here[c] = skipped if value is None else max(skipped, below[c + 1] + value)
    pairs: dict[int, tuple[int, float]] = {}
    i = c = 0
    while i < len(scores) and c < len(columns):
        value = scores[i].get(columns[c])
        if value is not None and best[i][c] == best[i + 1][c + 1] + value:
            pairs[i] = (columns[c], value)
            i, c = i + 1, c + 1
        elif best[i][c] == best[i + 1][c]:
            i += 1
        else:
            c += 1
    return pairs
