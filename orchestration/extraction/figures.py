"""From a bare amount to a ``Numeral``: the modifier before it, the unit after it, and the interval all of it implies.

Nothing here decides whether characters are a figure at all; that is the scanner in ``numerals``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from orchestration.domain import Numeral
from orchestration.extraction.amounts import EXACT, Amount
from orchestration.extraction.chinese_digits import power_of

_PER_CENT_SIGNS = frozenset("%％﹪‰")

# A unit name followed by one of these begins another word: 9部门, 3条例, 5部分, 2018天津.
_OTHER_WORD = {
    "部": frozenset("门委署分"),
    "条": frozenset("例"),
    "名": frozenset("称"),
    "家": frozenset("庭"),
    "场": frozenset("所"),
    "起": frozenset("草"),
    "例": frozenset("如会"),
    "期": frozenset("间限"),
    "元": frozenset("旦"),
    "户": frozenset("籍"),
    "天": frozenset("津"),
    "人": frozenset("民"),
}

_MODIFIERS = re.compile(
    r"(?:(?P<about>大约|(?<![公合预节签契违特邀履制])约)"
    r"|(?P<under>接近|将近|將近|(?<![最附邻靠临相远亲贴])近)"
    r"|(?P<over>超过|超過|(?<![高赶反])超|逾))\s{0,2}\Z"
)
_RECENT_YEARS = re.compile(r"\s*(?:年|个月|周)")  # 近3年 is "the last three years"
_PER_CENT_WORD = re.compile(r"[百千]分之\s{0,2}\Z")
_AROUND = re.compile(r"\s*(?:左右|上下(?![级联游班贯互]))")
# Characters beside digits that may be the end of a modifier or of 百分之, the beginning of a multiplier, a hedge or a
# further part, or of 左右 and 上下. Blanks may stand between.
_MAY_LEAD = frozenset("约近过過超逾之")
_MAY_GO_ON = frozenset("余餘多几幾百千万萬亿億")
_MAY_FOLLOW = frozenset("左上")
_BLANKS = re.compile(r"\s*")
CHARACTERS = frozenset().union(  # that decide how far a figure reaches
    *(pattern.pattern for pattern in (_MODIFIERS, _RECENT_YEARS, _PER_CENT_WORD, _AROUND)),
    *(_MAY_LEAD, _MAY_GO_ON, _MAY_FOLLOW, _OTHER_WORD, *_OTHER_WORD.values()),
)
_NO_STEP = Decimal(0)
_REACH = 5  # characters before the digits in which a modifier or 百分之 may begin


@dataclass(frozen=True)
class Units:
    """The unit names a caller knows; a name is matched as written, the longest first (人次 before 人)."""

    names: frozenset[str]

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        """Names by their first character, the longest first."""
        names: dict[str, list[str]] = {}
        for name in sorted(filter(None, self.names), key=len, reverse=True):
            names.setdefault(name[0], []).append(name)
        return names

    def match_at(self, text: str, position: int) -> str:
        """The longest unit name that begins at a position of the text, or ""."""
        for name in self._by_first.get(text[position : position + 1], ()):
            if text.startswith(name, position):
                end = position + len(name)
                if text[end : end + 1] not in _OTHER_WORD.get(name, ()):
                    return name
        return ""


def plain_numeral(
    text: str, body: str, start: int, end: int, units: Units, *, may_be_led: bool = True
) -> Numeral | None:
    """The figure of digits without separators, if at most a unit belongs to them: the short way, for most figures.

    None where anything stands beside them that might change what they say; then ``assemble_numeral`` is to look.
    ``may_be_led`` is False where it is known that nothing before the digits belongs to them.
    """
    if body[end : end + 1] in _MAY_GO_ON or (may_be_led and start and _last_before(body, start) in _MAY_LEAD):
        return None
    unit = units.match_at(body, end)
    last = end + len(unit)
    if unit in _PER_CENT_SIGNS or body[last : last + 1] in _MAY_FOLLOW:
        return None
    if body[last : last + 1].isspace():
        first = _BLANKS.match(body, last).end()
        following = body[first : first + 1]
        if following in _MAY_FOLLOW or (not unit and (following in _MAY_GO_ON or units.match_at(body, first))):
            return None
    number = Decimal(body[start:end])
    return Numeral(text[start:last], number, 0, unit, number, number, False, False, start, last, end)


def _last_before(body: str, start: int) -> str:
    """The last character before a position that is no blank, "" if there is none near enough to matter."""
    return body[max(0, start - _REACH) : start].rstrip()[-1:]


def assemble_numeral(text: str, body: str, start: int, floor: int, amount: Amount, units: Units) -> Numeral:
    """The figure whose digits begin at ``start``; nothing before ``floor`` may become part of it.

    Args:
        text: The text as written, from which ``raw`` is cut.
        body: The same text with its digits in half width, character for character.
        start: Where the digits begin.
        floor: Where the figure before this one ends.
        amount: What stands at ``start``.
        units: The unit names to look for.
    """
    per_cent = _PER_CENT_WORD.search(body, max(floor, start - _REACH), start)
    first = per_cent.start() if per_cent else start
    if per_cent:
        unit, unit_power, digits_end, end = "%" if per_cent[0][0] == "百" else "‰", 0, amount.end, amount.end
    else:
        unit, unit_power, digits_end, end = _read_unit(body, start, amount, units)
    modifier = _MODIFIERS.search(body, max(floor, first - _REACH), first)
    if modifier and not (modifier["under"] and _RECENT_YEARS.match(body, amount.end)):
        first = modifier.start()
    else:
        modifier = None
    around = _AROUND.match(body, end)
    end = around.end() if around else end
    style = "over" if amount.is_hedged else modifier.lastgroup if modifier else "about" if around else ""

    if (
        not style
        and not amount.decimals
        and not amount.rounding_power
        and not unit_power
        and unit not in _PER_CENT_SIGNS
    ):
        number = amount.value  # a whole number written out, as most are, is exact
        return Numeral(text[first:end], number, 0, unit, number, number, False, False, first, end, digits_end)
    is_abbreviated = amount.rounding_power > unit_power
    place = max(amount.place - unit_power, -amount.decimals)
    place = place if is_abbreviated else min(place, 0)
    number = _plain(amount.value.scaleb(-unit_power, EXACT), max(0, -place))
    step = _step(number, place, has_decimals=amount.decimals > 0, is_rate=unit in _PER_CENT_SIGNS)
    is_rounded = is_abbreviated or amount.decimals > 0 or unit in _PER_CENT_SIGNS
    low, high = _interval(number, style, step, Decimal(1).scaleb(place) if is_rounded else Decimal(0))
    return Numeral(
        raw=text[first:end],
        number=number,
        decimals=max(0, -place),
        unit=unit,
        low=low,
        high=high,
        is_high_open=style == "over",
        is_approximate=bool(style) or is_abbreviated,
        start=first,
        end=end,
        digits_end=digits_end,
    )


def bare_numeral(text: str, start: int, end: int, number: Decimal) -> Numeral:
    """The exact figure of digits too long to be a quantity: no unit, no modifier."""
    return Numeral(
        raw=text[start:end],
        number=number,
        decimals=0,
        unit="",
        low=number,
        high=number,
        start=start,
        end=end,
        digits_end=end,
    )


def decimal_numeral(text: str) -> Numeral:
    """The figure of a text that is nothing but digits and a point between them: rounded in its last place."""
    number, decimals, end = Decimal(text), len(text) - text.index(".") - 1, len(text)
    low, high = _interval(number, "", _NO_STEP, Decimal(1).scaleb(-decimals))
    return Numeral(text, number, decimals, "", low, high, False, False, 0, end, end)


def _read_unit(body: str, start: int, amount: Amount, units: Units) -> tuple[str, int, int, int]:
    """Unit, power of ten it takes from the amount, end of the digits, end of the unit.

    In 59237.2449万元 the multiplier belongs to the unit 万元 where that is a unit; in 7万余条 it is the amount's.
    """
    for width in range(len(amount.multiplier), 0, -1):
        unit_start = amount.end - width
        unit = units.match_at(body, unit_start)
        if len(unit) > width:
            digits_end = start + len(body[start:unit_start].rstrip())
            return unit, power_of(body[unit_start : amount.end]), max(digits_end, start), unit_start + len(unit)
    unit_start = amount.end
    while body[unit_start : unit_start + 1].isspace():
        unit_start += 1
    unit = units.match_at(body, unit_start)
    return unit, 0, amount.end, unit_start + len(unit) if unit else amount.end


def _step(number: Decimal, place: int, *, has_decimals: bool, is_rate: bool) -> Decimal:
    """How far 余, 约 or 近 reach: one unit of the last place that is not zero (100 for 3500), or the last written."""
    power = place if has_decimals else max(place, number.normalize(EXACT).as_tuple().exponent) if number else 0
    return Decimal(1).scaleb(min(power, 1) if is_rate else power)  # a rate near 100% is not anything from 0 up


def _interval(number: Decimal, style: str, step: Decimal, rounding: Decimal) -> tuple[Decimal, Decimal]:
    below, above = {
        "over": (Decimal(0), step),
        "under": (step, Decimal(0)),
        "about": (step / 2, step / 2),
        "": (rounding / 2, rounding / 2),
    }[style]
    return _plain(EXACT.subtract(number, below)), _plain(EXACT.add(number, above))


def _plain(value: Decimal, decimals: int | None = None) -> Decimal:
    """The same value without a positive exponent (14000, not 1.4E+4), with as many decimals as asked for."""
    if decimals is None:
        decimals = max(0, -value.as_tuple().exponent)
    return (
        value if decimals == -value.as_tuple().exponent else value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    )
