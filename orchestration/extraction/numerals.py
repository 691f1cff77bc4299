"""Figures as written in Chinese documents: find them in running text, or read a whole table cell.

What a figure says (number, unit, interval) belongs here; what it is about (a count, a date, a telephone number, a
norm such as 不少于) does not. Numbers are exact decimals. Both entry points take linear time and raise on no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from orchestration.domain import Numeral, new_record
from orchestration.extraction import amounts, chinese_digits, figures
from orchestration.extraction.figures import Units, assemble_numeral, bare_numeral, decimal_numeral, plain_numeral
from orchestration.extraction.kept import KeptByText

__all__ = ["CHARACTERS", "WORDS", "CellValue", "Units", "find_numerals", "parse_cell", "parse_cells", "parse_figures"]


class CellValue(NamedTuple):
    """What a table cell says."""

    value_status: str  # number, zero, blank, dash, not_applicable, text
    numeral: Numeral | None
    extra: tuple[Numeral, ...]  # figures in a remark in brackets: 22（其中修订16件）
    figure_count: int
    said: tuple[object, ...]  # what an observation says of it


def _value(value_status: str, figure: Numeral | None = None, extra: tuple[Numeral, ...] = ()) -> CellValue:
    if figure is None:
        return CellValue(value_status, None, (), 0, (value_status, None, None, None, None, False, False, ""))
    _, number, decimals, unit, low, high, is_high_open, is_approximate, *_ = figure
    said = (value_status, number, decimals, low, high, is_high_open, is_approximate, unit)
    return new_record(CellValue, (value_status, figure, extra, 1 + len(extra), said))


def _whole(digits: str) -> CellValue:
    """The value of a cell of nothing but digits, as most are."""
    number, end = Decimal(digits), len(digits)
    figure = new_record(Numeral, (digits, number, 0, "", number, number, False, False, 0, end, end))
    return _value("number" if number else "zero", figure)


def _with_decimals(text: str) -> CellValue:
    """The value of a cell of nothing but digits and a point between them."""
    figure = decimal_numeral(text)
    return _value("number" if figure.number else "zero", figure)


def find_numerals(text: str, units: Units) -> list[Numeral]:
    """All figures of a running text, in order and without overlap.

    Every run of digits is in exactly one of them, dates and identifiers included. Chinese numerals count only
    directly before a unit or after 百分之; figures in prose are never negative.
    """
    return list(_scan(text, text.translate(amounts.NORMAL), units, 0, is_cell=False))


_LONGEST_KEPT = 64  # characters of a cell whose value is kept for the next one that says the same
_BROKEN_FIGURE = re.compile(r"(?<=[.．,，])\n(?=\d)|(?<=\d)\n(?=[.．,，]\d)")
_DECIMAL = re.compile(r"[0-9]{1,15}\.[0-9]{1,12}")
_SPACE_ENTITY = "&nbsp;"
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\ufeff\u00ad", " "))
_DASH = re.compile(r"[-－—–―─−﹣/／\\＼]+|无|無")
_NOT_APPLICABLE = {"不适用", "不適用", "不涉及", "N/A", "N／A", "Ｎ/Ａ", "Ｎ／Ａ"}
_SIGN = re.compile(r"(?:(?P<minus>[-－−﹣]|减少?|減少?)|[+＋]|增加?)\s*")
_REMARKS = re.compile(r"(?:\s*[（(][^（()）]*[)）])*")


def parse_cell(text: str, units: Units) -> CellValue:
    """The value of a whole table cell.

    Only a cell that is nothing but one figure (sign, modifier, unit, remarks in brackets) is a number; a figure
    among other words (第3号, 2018年, 3-5件) is text, for ``find_numerals`` or a label matcher to read.
    """
    return parse_cells((text,), units)[0]


def parse_cells(texts: Sequence[str], units: Units) -> list[CellValue]:
    """The values of many cells, see ``parse_cell``. Tables say the same few things over and over."""
    kept = _kept(units)
    if max(map(len, texts), default=0) <= _LONGEST_KEPT:
        return list(map(kept.__getitem__, texts))
    return [kept[text] if len(text) <= _LONGEST_KEPT else _parse_cell(text, units) for text in texts]


WORDS = _value("text")


def parse_figures(texts: Sequence[str], units: Units) -> list[CellValue] | None:
    """The values of cells if none of them is words; else None."""
    try:
        return list(map(_kept_figures(units).__getitem__, texts))
    except _WordsError:
        return None


class _WordsError(Exception):
    """A cell that was to hold a figure, or nothing, holds words."""


@lru_cache(maxsize=4)
def _kept_figures(units: Units) -> KeptByText[CellValue]:
    """The values of cells that are no words, as parsed with these units."""

    def parse(text: str) -> CellValue:
        value = parse_cell(text, units)
        if value.value_status == "text":
            raise _WordsError
        return value

    return KeptByText(parse)


@lru_cache(maxsize=4)
def _kept(units: Units) -> KeptByText[CellValue]:
    """The values of short cells, as parsed with these units."""

    def parse(text: str) -> CellValue:
        if len(text) <= amounts.MAX_DIGITS and text.isascii() and text.isdecimal():
            return _whole(text)
        if _DECIMAL.fullmatch(text):
            return _with_decimals(text)
        value = _parse_cell(text, units)
        if value.value_status == "text" and "\n" in text and (joined := _BROKEN_FIGURE.sub("", text)) != text:
            value = _parse_cell(joined, units)  # a figure that is broken over two lines of a narrow cell
        return value

    return KeptByText(parse)


def _parse_cell(text: str, units: Units) -> CellValue:
    body = text.replace(_SPACE_ENTITY, " " * len(_SPACE_ENTITY)).translate(_INVISIBLE).translate(amounts.NORMAL)
    compact = "".join(body.split())
    if not compact:
        return _value("blank")
    if _DASH.fullmatch(compact):
        return _value("dash")
    if compact.upper() in _NOT_APPLICABLE:
        return _value("not_applicable")
    figure = next(_scan(text, body, units, 0, is_cell=True), None)
    if figure is None or sum(map(str.isdecimal, figure.raw)) > amounts.MAX_DIGITS:
        return WORDS
    last = len(body.rstrip())
    sign_start = len(body) - len(body.lstrip())
    sign = _SIGN.fullmatch(body, sign_start, figure.start)
    if (not sign and figure.start > sign_start) or not _REMARKS.fullmatch(body, figure.end, last):
        return WORDS
    extra = tuple(_scan(text, body, units, figure.end, is_cell=False))
    if sign:
        figure = _signed(figure, text, sign_start, is_minus=bool(sign["minus"]))
    return _value("number" if figure.number else "zero", figure, extra)


def _signed(figure: Numeral, text: str, start: int, *, is_minus: bool) -> Numeral:
    figure = figure._replace(raw=text[start : figure.end], start=start)
    if not is_minus:
        return figure
    # The open end moves to ``low``, which a Numeral cannot say; the closed interval is wider by that one point.
    number, low, high = (amounts.EXACT.minus(value) for value in (figure.number, figure.high, figure.low))
    return figure._replace(number=number, low=low, high=high, is_high_open=False)


_RUN = re.compile(f"(?P<arabic>{amounts.DIGIT_CHAIN})|{chinese_digits.RUN}")


def _scan(text: str, body: str, units: Units, start: int, *, is_cell: bool) -> Iterator[Numeral]:
    """The figures from a position on; ``body`` is ``text`` normalised character by character."""
    floor = start  # end of the last figure: nothing before it may be claimed again
    for run in _RUN.finditer(body, start):
        if run.start() < floor:
            continue  # the multiplier, further part or unit of the last figure
        if not run["arabic"]:
            figure = _read_chinese(text, body, run.start(), run.end(), floor, units, is_cell=is_cell)
            if figure:
                yield figure
                floor = figure.end
            continue
        is_short = run.end() - run.start() <= amounts.MAX_DIGITS
        if is_short and run[0].isdecimal() and (figure := plain_numeral(text, body, *run.span(), units)):
            yield figure
            floor = figure.end
            continue
        for digits_start, digits_end in amounts.split_chain(body, run.start(), run.end()):
            if digits_end - digits_start > amounts.MAX_DIGITS:
                figure = bare_numeral(text, digits_start, digits_end, Decimal(body[digits_start:digits_end]))
            else:
                amount = amounts.read_arabic(body, digits_start, digits_end)
                figure = assemble_numeral(text, body, digits_start, floor, amount, units)
            yield figure
            floor = figure.end


_NO_FIGURE_AFTER = frozenset("第0123456789")  # 第三条 is an ordinal, 3十件 is malformed
_WORD_BEFORE_ONE = frozenset("统唯同单專专逐归每某")  # 统一部署, 唯一, 同一个, 单一, 每一项
_WORD_FROM_ONE = re.compile(r"一(?:部分|次性|条龙|起(?!行政|诉讼|复议|案|\W|$))")
_VAGUE_BEFORE = frozenset("几幾数數成")  # 几十件, 数百条, 成百件: no figure is stated

CHARACTERS = frozenset().union(  # that decide, with those of the units, what is a figure in a text
    *(chinese_digits.CHARACTERS, amounts.CHARACTERS, figures.CHARACTERS),
    *(_NO_FIGURE_AFTER, _WORD_BEFORE_ONE, _WORD_FROM_ONE.pattern, _VAGUE_BEFORE),
)


def _read_chinese(
    text: str, body: str, start: int, end: int, floor: int, units: Units, *, is_cell: bool
) -> Numeral | None:
    """The figure of a run of Chinese numeral characters, or None where the run is (part of) a word."""
    run, before = body[start:end], body[max(0, start - 1) : start]
    is_per_cent = body[max(floor, start - 3) : start] in ("百分之", "千分之")
    is_fraction = body.startswith("分之", end) or (body[max(0, start - 2) : start] == "分之" and not is_per_cent)
    is_vague = before in _VAGUE_BEFORE and not set(run) - set(chinese_digits.POWERS)
    is_word = run == "一" and (before in _WORD_BEFORE_ONE or _WORD_FROM_ONE.match(body, start))
    if before in _NO_FIGURE_AFTER or is_fraction or is_vague or is_word:
        return None
    amount = amounts.read_chinese(body, start, end)
    if amount is None:
        return None
    figure = assemble_numeral(text, body, start, floor, amount, units)
    is_stated = is_per_cent or not chinese_digits.is_bare(run) or figure.is_approximate
    return figure if is_stated and (figure.unit or is_cell) else None
