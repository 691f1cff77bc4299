"""Labels of forms, compared: without numbering, remarks and punctuation, by likeness, and in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Indel

_NUMBERING = re.compile(
    r"^(?:其中[:：]?|第?[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|[①-⑳]|\d+(?:\.\d+)*[.、)]?)+"
)
_REMARK = re.compile(r"\([^()]*\)|《([^《》]*)》")
_NOT_WORDS = re.compile(r"[^\w一-龥]|_")
_CUT = 0.9  # a label that is the beginning of another was cut
_SHORTEST_CUT = 3
_ROUNDING = 1e-6  # a score that is the least one exactly may be cut off
LEAST = 0.62  # pairs of labels of forms less alike than this are not made


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


def likenesses(written: str, labels: Sequence[str], least: float) -> dict[str, float]:
    """Those of many labels, all different, whose ``likeness`` to a written one is ``least`` or more, with it."""
    if not written:
        return {}
    found = {
        label: 1.0 if label == written else score
        for label, score, _ in process.extract(
            written, labels, scorer=Indel.normalized_similarity, score_cutoff=least - _ROUNDING, limit=None
        )
        if score >= least
    }
    if len(written) >= _SHORTEST_CUT and least <= _CUT:
        for label in labels:
            if label.startswith(written):
                found[label] = max(found.get(label, 0.0), _CUT)
    return found


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
    return align_scored(
        [{j: value for j, other in enumerate(declared) if (value := score(one, other)) >= least} for one in written]
    )


def align_scored(scores: list[dict[int, float]]) -> dict[int, tuple[int, float]]:
    """As ``align``, for pairs that are known.

    Args:
        scores: Of each position in ``written``, the few positions in ``declared`` it may be paired with, and how much
            the two are alike.
    """
    columns = sorted({j for row in scores for j in row})
    place = {j: c for c, j in enumerate(columns)}
    best = [[0.0] * (len(columns) + 1)]  # of what is left from a position in ``written`` and one in ``columns`` on
    for row in reversed(scores):
        below = best[-1]
        here = below.copy()  # never less in an earlier column than in a later one, so a better one goes on to the left
        for j in sorted(row, reverse=True):
            c = place[j]
            value = below[c + 1] + row[j]
            while c >= 0 and here[c] < value:
                here[c] = value
                c -= 1
        best.append(here)
    best.reverse()
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
