"""Randomness by name: the same words give the same numbers, whichever process asks and in whatever order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import accumulate
from random import Random

_SMALL = 40


def chance(*names: object) -> Random:
    """A generator of its own for what the words name, e.g. seed, organ, year and kind."""
    digest = hashlib.sha256("\x1f".join(map(str, names)).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - figures of a country that doesn't exist


def split(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """Divide a count into as many parts as there are weights; the parts add up to it."""
    if total <= 0:
        return [0] * len(weights)
    parts = [0] * len(weights)
    if total > _SMALL:
        scale = total / sum(weights)
        parts = [int(weight * scale * rng.uniform(0.75, 1)) for weight in weights]
        total -= sum(parts)
    if total > _SMALL:  # what jitter left over goes by weight too
        scale = total / sum(weights)
        rest = [int(weight * scale) for weight in weights]
        parts = [part + more for part, more in zip(parts, rest, strict=True)]
        total -= sum(rest)
    for place in rng.choices(range(len(weights)), cum_weights=list(accumulate(weights)), k=total):
        parts[place] += 1
    return parts


def about(rng: Random, size: float) -> int:
    """A count of about that size, skewed as counts of organs are; often 0 where the size is small."""
    return int(size * rng.lognormvariate(0, 0.6) + rng.random() * 0.9)
