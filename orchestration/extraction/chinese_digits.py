"""Figures written in Chinese characters: 二十, 一百零二, 三万五千, 二〇一七, 三点五.

Strict on purpose: a run of characters that is no well-formed figure gives None, never a guess, because the same
characters make everyday words (三四个 is "three or four", 千家万户 is "everyone"). Which runs count as figures in a
sentence is decided in ``numerals``.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGIT_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
}
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}

_DIGIT = "[" + "".join(DIGIT_VALUES) + "]"
RUN = f"[{''.join(DIGIT_VALUES)}{''.join(POWERS)}]+(?:点{_DIGIT}+)?"

_WELL_SPELLED = re.compile(RUN)

MAX_CHARACTERS = 30  # a longer run is no figure; the bound also keeps the recursion below shallow

_NONZERO = "[一二两兩三四五六七八九]"
_SECTION = re.compile(
    rf"(?:({_NONZERO})千)?(?:[零〇]?({_NONZERO})百)?(?:[零〇]?(({_NONZERO})?十))?(?:([零〇])?({_NONZERO}))?"
)
_BARE = re.compile(r"[百千]?(?:万亿|[万萬亿億])|[百千]")
_SIMPLER = str.maketrans("萬億", "万亿")
CHARACTERS = frozenset((*DIGIT_VALUES, *POWERS, "点"))  # ideographs that decide what a run says


def power_of(multiplier: str) -> int:
    """Power of ten of multiplier characters in a row: 千万 is 7, "" is 0."""
    return sum(POWERS[character] for character in multiplier)


def is_bare(run: str) -> bool:
    """Whether a run has multipliers and no digit (千, 百万): a figure only with a modifier (近千人, 百余件)."""
    return _BARE.fullmatch(run) is not None


def parse_chinese(run: str) -> Decimal | None:
    """The exact value of a run of Chinese digits and multipliers, or None if it is not a well-formed figure."""
    if len(run) > MAX_CHARACTERS or not _WELL_SPELLED.fullmatch(run):
        return None
    if is_bare(run):
        return Decimal(10 ** power_of(run))
    whole, point, fraction = run.translate(_SIMPLER).partition("点")
    value = _integer(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}.{_spell(fraction)}")


def _spell(digits: str) -> str:
    return "".join(str(DIGIT_VALUES[character]) for character in digits)


def _integer(run: str) -> int | None:
    if all(character in DIGIT_VALUES for character in run):
        return _positional(run)
    for multiplier in "亿万":
        head, found, tail = run.rpartition(multiplier)
        if found:
            return _join(_integer(head) if head else None, tail, POWERS[multiplier])
    return _section(run)


def _positional(run: str) -> int | None:
    """Digits one by one: 二〇一七. Two without a zero are not a figure: 三四 means "three or four"."""
    is_figure = len(run) == 1 or len(run) > 2 or "零" in run or "〇" in run
    return int(_spell(run)) if is_figure else None


def _join(head: int | None, tail: str, power: int) -> int | None:
    if head is None:
        return None
    if not tail:
        return head * 10**power
    if DIGIT_VALUES.get(tail):
        return head * 10**power + DIGIT_VALUES[tail] * 10 ** (power - 1)  # 三万五 is 35000
    rest = tail[1:] if tail[0] in "零〇" else tail
    low = DIGIT_VALUES[rest] if rest in DIGIT_VALUES else _section(rest) if "万" not in rest else _integer(rest)
    return head * 10**power + low if low and low < 10**power else None


def _section(run: str) -> int | None:
    """A figure below ten thousand that has 千, 百 or 十 in it."""
    match = _SECTION.fullmatch(run)
    if match is None:
        return None
    thousands, hundreds, ten, tens, zero, ones = match.groups()
    values = [DIGIT_VALUES.get(digit or "", 0) for digit in (thousands, hundreds, tens or ("一" if ten else ""))]
    last = DIGIT_VALUES.get(ones or "", 0)
    if ones and not ten and not zero:
        last *= 10 if hundreds else 100  # 两千三 is 2300, 一百五 is 150
    return values[0] * 1000 + values[1] * 100 + values[2] * 10 + last
