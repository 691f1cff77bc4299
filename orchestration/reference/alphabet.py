"""Which Chinese characters a set of patterns can tell apart, so that what comes of one text is known of many.

The names of organs and places are most of what reports of the same words differ in, and hardly a pattern names their
characters. Texts that are the same but for characters that no pattern tells apart match at the same places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as ops  # the parse tree of a pattern has no public interface
from re import _parser as parser
from typing import Any

_FIRST, _LAST = ord("一"), ord("龥")  # ideographs: letters without case, alike in every category
_ALL = range(_FIRST, _LAST + 1)
_NEUTRAL = frozenset((ops.ANY, ops.AT, ops.CATEGORY, ops.NEGATE))


class Alphabet:
    """The characters that patterns tell apart.

    Args:
        patterns: The patterns; all that is asked of a text must be asked by them.
        characters: More characters that count.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]], characters: Iterable[str] = ()) -> None:
        told = set(map(ord, characters))
        for pattern in patterns:
            told.update(_told_apart(parser.parse(pattern.pattern, pattern.flags)))
        self._table = _Table(told)

    def reduced(self, text: str) -> str:
        """The text with one ideograph for all that are not told apart; character stands for character."""
        return text.translate(self._table)


class _Table(dict[int, int]):
    """For ``str.translate``; filled as characters come, as a text has few of those there are."""

    def __init__(self, told: set[int]) -> None:
        super().__init__()
        self._told = told
        self._alike = next((code for code in _ALL if code not in told), None)

    def __missing__(self, code: int) -> int:
        is_alike = code in _ALL and code not in self._told and self._alike is not None
        found = self._alike if is_alike else code
        if code <= _LAST:
            self[code] = found
        return found


def _told_apart(tree: Any) -> Iterator[int]:
    for operation, argument in tree:
        if operation in (ops.LITERAL, ops.NOT_LITERAL):
            yield argument
        elif operation is ops.IN:
            yield from _told_apart(argument)
        elif operation is ops.RANGE:
            if argument[0] > _FIRST or argument[1] < _LAST:
                yield from range(max(argument[0], _FIRST), min(argument[1], _LAST) + 1)
        elif operation is ops.BRANCH:
            for branch in argument[1]:
                yield from _told_apart(branch)
        elif operation in (ops.SUBPATTERN, ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            yield from _told_apart(argument[-1])
        elif operation in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _told_apart(argument[1])
        elif operation is ops.ATOMIC_GROUP:
            yield from _told_apart(argument)
        elif operation not in _NEUTRAL:  # what matched before, for one: any character may count
            yield from _ALL
