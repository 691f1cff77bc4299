"""The bare amount inside a figure: its digits, multiplier words (万, 亿) and hedge (余, 多, 几), and where it ends.

Units, modifiers before the digits and the interval they imply belong to ``numerals``. All arithmetic is exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from orchestration.extraction import chinese_digits

MAX_DIGITS = 30  # longer runs are identifiers: a figure is returned for them, but nothing is computed
EXACT = Context(prec=100)  # never rounds: MAX_DIGITS plus the largest multiplier fits with room to spare

NORMAL = str.maketrans("０１２３４５６７８９．", "0123456789.")  # one character for one, so spans stay valid
DIGIT_CHAIN = r"[0-9]+(?:[.,，][0-9]+)*"

# 余额, 多渠道 and the like are words, not hedges; 百姓, 百分点, 千米, 千瓦 are words, not multipliers.
_HEDGE = r"\s*(?:[余餘](?![额下])|多(?!措|渠道|形式|方式|媒体|元化|样|层次|角度|维)|[几幾](?!乎|何))"
_MULTIPLIER = r"\s*([百千]?(?:万亿|[万萬亿億])|百(?![姓分])|千(?![米瓦克]))"
_TAIL = re.compile(rf"({_HEDGE})?(?:{_MULTIPLIER})?({_HEDGE})?")
_SEGMENT = re.compile(r"([0-9]{1,4})(?:\.[0-9]{1,12})?(?![0-9]|[.,，][0-9])")
_GROUPED_OR_PLAIN = re.compile(r"[1-9][0-9]{0,2}([,，])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_LIST_NUMBER_AND_YEAR = re.compile(r"[0-9]{1,2}\.(?:19|20)[0-9]{2}(?=\s*年)")
CHARACTERS = chinese_digits.CHARACTERS.union(_TAIL.pattern, _LIST_NUMBER_AND_YEAR.pattern)


@dataclass(frozen=True, slots=True)
class Amount:
    """Digits with their multiplier, before any unit is known."""

    value: Decimal  # multipliers applied
    decimals: int  # digits written after the decimal point
    place: int  # power of ten of the last digit written: 1.4万 is 3, 97.50 is -2
    rounding_power: int  # power of ten the figure is abbreviated to (7万 is 4), 0 if written out
    multiplier: str  # multiplier characters standing directly before ``end``; they may turn out to start the unit
    is_hedged: bool  # 余, 多 or 几 follows the digits
    end: int


def split_chain(text: str, start: int, end: int, separators: str = "，,.") -> list[tuple[int, int]]:
    """Spans of the figures in digits joined by separators: 1,143.5 is one, 1，2，3 is three, 2018.3.16 is three.

    A comma joins only a completely and properly grouped figure, a point only two runs; else it separates.
    """
    is_one = _GROUPED_OR_PLAIN.fullmatch(text, start, end) and end - start <= MAX_DIGITS
    if (is_one and not _LIST_NUMBER_AND_YEAR.match(text, start)) or not separators:
        return [(start, end)]
    spans, piece_start = [], start
    for piece in text[start:end].split(separators[0]):
        spans += split_chain(text, piece_start, piece_start + len(piece), separators[1:])
        piece_start += len(piece) + 1
    return spans


def read_arabic(text: str, start: int, end: int) -> Amount:
    """The amount whose first digits are text[start:end] (at most MAX_DIGITS), also in parts: 3万5千, 1亿2345万."""
    if text[start:end].isdecimal() and not _TAIL.match(text, end)[0]:
        return Amount(Decimal(text[start:end]), 0, 0, 0, "", False, end)
    total = Decimal(0)
    while True:
        coefficient = Decimal(re.sub("[,，]", "", text[start:end]))
        tail = _TAIL.match(text, end)
        hedge, multiplier, late_hedge = tail.groups(default="")
        power = chinese_digits.power_of(multiplier)
        total = EXACT.add(total, coefficient.scaleb(power, EXACT))
        decimals = -coefficient.as_tuple().exponent
        is_hedged = bool(hedge or late_hedge)
        part = None if decimals or is_hedged or not power else _next_part(text, tail.end(), power)
        if part is None:
            return Amount(
                total, decimals, power - decimals, power, "" if late_hedge else multiplier, is_hedged, tail.end()
            )
        start, end = part


def _next_part(text: str, start: int, power: int) -> tuple[int, int] | None:
    """The span of the digits that go on after a multiplier of this power, if they can only be its lower places."""
    segment = _SEGMENT.match(text, start)
    if segment is None:
        return None
    own_power = chinese_digits.power_of(_TAIL.match(text, segment.end())[2] or "")
    if own_power:
        fits = Decimal(segment[0]).scaleb(own_power, EXACT) < 10**power
    else:  # 1万2345 writes every place; 3万5 and 3万2018年 are two figures
        fits = len(segment[1]) == power and not text.startswith("年", segment.end())
    return segment.span() if fits else None


def read_chinese(text: str, start: int, end: int) -> Amount | None:
    """The amount whose run of Chinese digits is text[start:end], or None if that run is no well-formed figure."""
    value = chinese_digits.parse_chinese(text[start:end])
    if value is None:
        return None
    tail = _TAIL.match(text, end)
    hedge, multiplier, late_hedge = tail.groups(default="")
    value = value.scaleb(chinese_digits.power_of(multiplier), EXACT)
    ending = multiplier or re.search("[百千万萬亿億]*$", text[max(start, end - 2) : end])[0]
    decimals = max(0, -value.as_tuple().exponent + chinese_digits.power_of(multiplier))
    last_power = chinese_digits.power_of(ending[-1:])
    # 百 and 千 are ordinary places of a figure in characters; one that stops at 万 or 亿 is abbreviated like 7万.
    rounding_power = last_power if multiplier or (end - start > 1 and last_power >= 4) else 0
    is_hedged = bool(hedge or late_hedge)
    ending = "" if late_hedge or (hedge and not multiplier) else ending
    return Amount(value, decimals, last_power - decimals, rounding_power, ending, is_hedged, tail.end())
