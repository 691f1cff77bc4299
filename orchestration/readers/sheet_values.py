"""Values of spreadsheet cells -> the text a person sees, without rounding away what is stored.

Belongs here: numbers, percentages, dates, and the white space of texts. Does not: where a workbook keeps them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_LITERALS = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?')  # quoted, escaped, padding; colours, conditions, locales
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_DATE_LETTERS = re.compile(r"[ymdhsae]")
_DECIMALS = re.compile(r"\.([0#?]*)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_LAST_DAY = 2_958_465  # 9999-12-31
_MOST_EXACT = 10**15
_SIGNIFICANT = 15  # digits that spreadsheet programs show; further ones are noise of binary fractions

# Formats that a workbook names by number alone; those from 27 on are of the Chinese editions.
BUILTIN_FORMATS = {
    9: "0%",
    10: "0.00%",
    14: "yyyy-m-d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-m-d h:mm",
    27: "yyyy-m",
    28: "m-d",
    29: "m-d",
    30: "m-d-yy",
    31: "yyyy-m-d",
    32: "h:mm",
    33: "h:mm:ss",
    34: "h:mm",
    35: "h:mm:ss",
    36: "yyyy-m",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    50: "yyyy-m",
    51: "m-d",
    52: "yyyy-m",
    53: "m-d",
    54: "m-d",
    55: "h:mm",
    56: "h:mm:ss",
    57: "yyyy-m",
    58: "m-d",
}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What of a number format changes how its number is read: percent and dates."""

    is_percent: bool = False
    fewest_decimals: int = 0  # of a percentage
    most_decimals: int = 0
    date_parts: str = ""  # of y, m, d, h (any time of day), e (elapsed time)


@lru_cache(maxsize=1024)
def parse_format(code: str) -> NumberFormat | None:
    """Read a format code such as ``0.00%`` or ``yyyy"年"m"月"``.

    Args:
        code: As written in the workbook; of several sections the first counts, as it is for positive numbers.

    Returns:
        What it changes, or None if its numbers are shown as they are, with or without separators and units.
    """
    section = code[:255].lower()
    is_elapsed = _ELAPSED.search(section) is not None
    plain = _LITERALS.sub("", section).partition(";")[0]
    if "%" in plain:
        decimals = _DECIMALS.search(plain)
        digits = decimals[1] if decimals else ""
        return NumberFormat(is_percent=True, fewest_decimals=digits.count("0"), most_decimals=len(digits))
    letters = set(_DATE_LETTERS.findall(plain))
    if is_elapsed:
        return NumberFormat(date_parts="e")
    if "general" in plain or not letters & set("ymdhs"):
        return None
    has_time = bool(letters & set("hs"))
    has_day = "d" in letters or ("m" in letters and not has_time and not letters & set("ye"))
    parts = ("y" if letters & set("ye") else "") + ("d" if has_day else "") + ("h" if has_time else "")
    return NumberFormat(date_parts=("m" if "m" in letters and "y" in parts else "") + parts)


def is_number_literal(text: str) -> bool:
    """Whether a stored value is a number as programs write it: 1143, -0.5, 1E+20."""
    return _NUMBER.fullmatch(text) is not None


def number_text(value: float, number_format: NumberFormat | None = None, *, is_1904: bool = False) -> str:
    """Write a stored number as it is seen.

    Args:
        value: The number; 96.69000000000001 is meant as 96.69.
        number_format: What changes it, if anything.
        is_1904: Whether days are counted from 1904 instead of 1900.

    Returns:
        All stored decimals and no exponent; for a percent format the percentage with its decimals; for a date format
        the date or time as ISO 8601, as far as the format shows it.
    """
    if not math.isfinite(value):
        return str(value)
    if number_format is not None:
        if number_format.is_percent and abs(value) < _MOST_EXACT:
            return _percentage(value, number_format)
        if number_format.date_parts and 0 <= value < _LAST_DAY + 1:
            return _date_text(value, number_format.date_parts, is_1904)
    if value.is_integer() and abs(value) < _MOST_EXACT:
        return str(int(value))
    text = f"{value:.{_SIGNIFICANT}g}"
    return format(Decimal(text), "f") if "e" in text else text


def clean_text(text: str) -> str:
    """Text of a cell: line breaks as ``\\n``, surrounding blanks and control characters removed."""
    if "\r" in text or "\v" in text or "\f" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    text = text.strip(" \t\n\u3000\xa0\ufeff\u200b")
    return text if text.isascii() and text.isprintable() else _UNWANTED.sub("", text)


def _percentage(value: float, number_format: NumberFormat) -> str:
    exact = Decimal(f"{value:.{_SIGNIFICANT}g}") * 100
    text = format(exact.quantize(Decimal(1).scaleb(-number_format.most_decimals), ROUND_HALF_UP), "f")
    optional = number_format.most_decimals - number_format.fewest_decimals
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.removesuffix(".") + "%"


def _date_text(value: float, parts: str, is_1904: bool) -> str:
    seconds = round(value * 86_400)
    days, of_day = divmod(seconds, 86_400)
    hours, rest = divmod(seconds if parts == "e" else of_day, 3_600)
    time = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    if parts in ("e", "h") or (days == 0 and "h" in parts and not is_1904):
        return time
    day = _day_text(days, is_1904)
    if "d" not in parts and "h" not in parts:
        return day[: 7 if "m" in parts else 4]
    return f"{day}T{time}" if "h" in parts and of_day else day


def _day_text(days: int, is_1904: bool) -> str:
    if is_1904:
        days += 1_462
    elif days == 60:
        return "1900-02-29"  # a day that spreadsheets have and calendars don't
    first = datetime(1899, 12, 30) if days > 60 or is_1904 else datetime(1899, 12, 31)
    return (first + timedelta(days=min(days, _LAST_DAY))).strftime("%Y-%m-%d")
