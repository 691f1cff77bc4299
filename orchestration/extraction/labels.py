"""Labels of forms, compared: without numbering, remarks and punctuation, by likeness, and in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

_NUMBERING = re.compile(r"^(?:第?[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)|\d+(?:\.\d+)*[.、)]?)+")
_REMARK = re.compile(r"\([^()]*\)|《([^《》]*)》")
_NOT_WORDS = re.compile(r"[^\w一-龥]|_")
_CUT = 0.9  # a label that is the beginning of another was cut


@lru_cache(maxsize=65536)
def normalise_label(text: str) -> str:
    """``（二）部分公开（区分处理的，……）`` is 部分公开; blanks, numbering, remarks and punctuation do not count."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    text = _NUMBERING.sub("", text)
    bare = _REMARK.sub(lambda match: match[1] or "", text)
    return _NOT_WORDS.sub("", bare or text)


@lru_cache(maxsize=262144)
def likeness(written: str, label: str) -> float:
    """How much a written label is like one of a form, both normalised: 1 for the same, 0 for nothing in common."""
    if written == label:
        return 1.0 if label else 0.0
    if not written or not label:
        return 0.0
    ratio = SequenceMatcher(None, written, label, autojunk=False).ratio()
    if len(written) >= 3 and label.startswith(written):
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
    rows, columns = len(written), len(declared)
    scores = [[score(a, b) for b in declared] for a in written]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + scores[i][j] if scores[i][j] >= least else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: dict[int, tuple[int, float]] = {}
    i = j = 0
    while i < rows and j < columns:
        if scores[i][j] >= least and best[i][j] == best[i + 1][j + 1] + scores[i][j]:
            pairs[i] = (j, scores[i][j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
