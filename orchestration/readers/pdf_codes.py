"""What a code of a PDF's text stands for: a character, a blank, nothing, or a character that its font doesn't name."""

from __future__ import annotations

import unicodedata
from functools import cache

UNKNOWN = "\ufffd"  # for a character whose font doesn't say what it stands for

_HYPHENS = {0x02: "-", 0xFFFE: "-"}
# Radicals that Unicode gives no equivalent for, though fonts use their glyphs for the whole character.
_RADICALS = dict(
    zip(
        "⺁⺅⺆⺈⺊⺋⺌⺍⺎⺏⺐⺓⺗⺘⺙⺛⺝⺞⺠⺡⺣⺤⺥⺨⺩⺫⺬⺭⺮⺯⺱⺲⺳⺶⺷⺸⺹⺼⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂亻冂刀卜㔾小小兀尣尢幺心扌攵旡月歺民氵灬爫爫犭王目示礻竹糹罒罒罒羊羊羊老肉艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食饣马骨鬼鱼鸟麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)


def character_of(code: int) -> str:
    """The character, a blank for white space, nothing for a control character."""
    if 0x21 <= code < 0x7F or 0x3001 <= code < 0xD7A4 or 0xFF01 <= code < 0xFFE7:
        return chr(code)
    if (hyphen := _HYPHENS.get(code)) is not None:
        return hyphen
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNKNOWN
    text = chr(code)
    if text.isspace():
        return " "
    if is_radical(code):
        return _whole_character(text)
    return "" if unicodedata.category(text) in ("Cc", "Cf") else text


def is_radical(code: int) -> bool:
    """Whether a code is a radical or a compatibility ideograph."""
    return 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00


@cache
def _whole_character(text: str) -> str:
    """The ideograph that a radical or a compatibility ideograph stands for; combined and Hebrew forms stay."""
    whole = _RADICALS.get(text) or unicodedata.normalize("NFKC", text)
    return whole if len(whole) == 1 else text
