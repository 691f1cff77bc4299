"""Which of many patterns can match a text at all, by the words each of them must find there.

A report has a hundred passages and the seeds two hundred patterns; nearly all of them are told apart by a word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from re import _constants as ops  # the parse tree of a pattern has no public interface
from re import _parser as parser
from typing import Any

_FEW = 8  # members of a character class up to which it counts as a choice of letters
_FEW_ENTRIES = 32  # that are looked for one by one
_MOST_GROUPS = 3  # words looked for, a pattern

Literals = tuple[tuple[str, ...], ...]  # groups of which a text must hold one each

_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


class LiteralIndex:
    """An index over patterns; ``candidates`` leaves out those that cannot match, and never one that can.

    Args:
        patterns: The patterns.
        common: A character that most of them need; texts without it are done with at once.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], common: str) -> None:
        self._common = common
        self._groups = [required_literals(pattern.pattern) for pattern in patterns]
        self._needs_common = frozenset(
            i for i, groups in enumerate(self._groups) if any(_each_has(group, common) for group in groups)
        )
        # A text that lacks all characters of a pattern's entries cannot match it; of each literal the rarest is one.
        frequency = Counter(character for groups in self._groups for group in groups for character in "".join(group))
        frequency[common] = len(patterns) + sum(frequency.values())
        self._entries: dict[str, list[int]] = defaultdict(list)
        self._without_entry = []
        for i, groups in enumerate(self._groups):
            choices = [{min(literal, key=frequency.__getitem__) for literal in group} for group in groups]
            if choices:
                for character in min(choices, key=lambda chosen: sum(map(frequency.__getitem__, chosen))):
                    self._entries[character].append(i)
            else:
                self._without_entry.append(i)

    def candidates(self, text: str) -> list[int]:
        """Positions of the patterns that may match the text, in order."""
        lacks_common = self._common not in text
        if lacks_common and len(self._needs_common) == len(self._groups):
            return []
        positions = set(self._without_entry)
        entries = self._entries
        if len(entries) <= _FEW_ENTRIES:
            for character, own in entries.items():
                if character in text:
                    positions.update(own)
        else:
            for character in entries.keys() & set(text):
                positions.update(entries[character])
        if lacks_common:
            positions -= self._needs_common
        return sorted(position for position in positions if holds_each(text, self._groups[position]))


def holds_each(text: str, groups: Literals) -> bool:
    """Whether the text holds one literal of each group."""
    for group in groups:
        for literal in group:
            if literal in text:
                break
        else:
            return False
    return True


def _each_has(group: tuple[str, ...], character: str) -> bool:
    return all(character in literal for literal in group)


def required_literals(pattern: str) -> Literals:
    """Groups of literals; a text that the pattern matches holds one of each group. The most telling groups come first.

    Case must count in the pattern; what must not stand beside a match is passed over.
    """
    groups = _required(parser.parse(pattern))
    telling = sorted(groups, key=lambda group: (-min(map(len, group)), len(group)))
    return tuple(tuple(group) for group in telling[:_MOST_GROUPS])


def _required(tree: Any) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = []
    run = ""
    for operation, argument in tree:
        if operation is ops.LITERAL:
            run += chr(argument)
            continue
        if run:
            groups.append((run,))
            run = ""
        if operation is ops.SUBPATTERN:
            groups += _required(argument[-1])
        elif operation is ops.ASSERT:  # the words before or behind a match are in the text too
            groups += _required(argument[1])
        elif operation is ops.ATOMIC_GROUP:
            groups += _required(argument)
        elif operation in _REPEATS and argument[0] >= 1:
            groups += _required(argument[2])
        elif operation is ops.BRANCH:
            groups += _of_branches(argument[1])
        elif operation is ops.IN and len(argument) <= _FEW and all(op is ops.LITERAL for op, _ in argument):
            groups.append(tuple(chr(character) for _, character in argument))
    if run:
        groups.append((run,))
    return groups


def _of_branches(branches: Sequence[Any]) -> list[tuple[str, ...]]:
    """One group: of each branch the most telling; none if a branch needs nothing."""
    chosen: list[str] = []
    for branch in branches:
        groups = _required(branch)
        if not groups:
            return []
        chosen += max(groups, key=lambda group: min(map(len, group)))
    return [tuple(dict.fromkeys(chosen))]
