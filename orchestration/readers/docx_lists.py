"""The labels of numbered paragraphs, which Word counts and doesn't store: 一、, （二）, 3.1.

Only labels that say a number are made; bullets and formats not known here are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from orchestration.readers.docx_names import W, child, is_on, number_of, value_below

_LEVELS = 9
_MOST = 1_000_000
_LABEL_CHARACTERS = 40
_PLACEHOLDER = re.compile("%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_TOUCHING = "、，）)】〕》"  # a label that ends so stands before the text without a blank
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str
    text: str  # such as （%1）
    start: int
    suffix: str
    is_legal: bool  # all numbers decimal
    restarts: bool  # after a paragraph of a level above


@dataclass(slots=True)
class _List:
    """A numbering that paragraphs share, with how far it has counted."""

    levels: dict[int, _Level]
    style_levels: dict[str, int]
    link: str | None
    counts: dict[int, int] = field(default_factory=dict)


class ListLabels:
    """Counts the numbered paragraphs of one document, in its order.

    Args:
        numbering: Root of the numbering part, or None.
        styles: For each paragraph style with a number, the id of its numbering and the level, None if not given.
    """

    def __init__(
        self, numbering: etree._Element | None = None, styles: dict[str, tuple[str, int | None]] | None = None
    ) -> None:
        self.styles: dict[str, tuple[str, int | None]] = {}
        self._lists: dict[str, tuple[_List, dict[int, int]]] = {}
        if numbering is None:
            return
        self.styles = styles or {}
        shared = {node.get(W + "abstractNumId"): _read_list(node) for node in numbering.iterchildren(W + "abstractNum")}
        by_link = {
            link: shared[node.get(W + "abstractNumId")]
            for node in numbering.iterchildren(W + "abstractNum")
            if (link := value_below(node, "styleLink")) is not None
        }
        for node in numbering.iterchildren(W + "num"):
            found = shared.get(value_below(node, "abstractNumId"))
            if found is not None and found.link is not None:
                found = by_link.get(found.link, found)
            if found is not None and (number := node.get(W + "numId")) is not None:
                self._lists[number] = (found, _starts(node))

    def __bool__(self) -> bool:
        return bool(self._lists)

    def next_label(self, properties: etree._Element | None, style: str | None) -> str:
        """Count a paragraph.

        Args:
            properties: Its ``<w:numPr>``, if any.
            style: The id of its style, if any.

        Returns:
            Its label with the blank after it, if any; empty if it has none.
        """
        if properties is None and style not in self.styles:
            return ""
        number, level = self.styles.get(style or "", ("", None))
        own_number, own_level = value_below(properties, "numId"), value_below(properties, "ilvl")
        number = number if own_number is None else own_number
        if number not in self._lists:
            return ""
        numbering, starts = self._lists[number]
        if own_level is not None or (level is None and own_number is not None):
            level = number_of(own_level, 0, _LEVELS - 1)
        elif level is None:
            level = numbering.style_levels.get(style or "", 0)
        if level not in numbering.levels:
            return ""
        if level in starts:  # a list that starts anew does so once
            numbering.counts.pop(level, None)
        _count(numbering, level, starts.pop(level, None))
        return _label(numbering, level)


def _count(numbering: _List, level: int, start: int | None) -> None:
    counts = numbering.counts
    begin = numbering.levels[level].start if start is None else start
    counts[level] = counts[level] + 1 if level in counts else begin
    for lower in range(level + 1, _LEVELS):
        if lower in counts and numbering.levels[lower].restarts:
            del counts[lower]


def _label(numbering: _List, level: int) -> str:
    shown = numbering.levels[level]

    def number(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        if at not in numbering.levels:
            return ""
        count = numbering.counts.get(at, numbering.levels[at].start)
        return format_number(count, "decimal" if shown.is_legal else numbering.levels[at].number_format)

    if not _PLACEHOLDER.search(shown.text):
        return ""
    label = _PLACEHOLDER.sub(number, shown.text).strip()[:_LABEL_CHARACTERS]
    if not format_number(1, shown.number_format) or not label:
        return ""
    return label if shown.suffix == "nothing" or label[-1] in _TOUCHING else label + " "


def format_number(number: int, number_format: str) -> str:
    """A number in one of Word's formats; empty if the format isn't known here."""
    if number_format in ("decimal", "decimalZero", "decimalFullWidth"):
        text = f"{number:02}" if number_format == "decimalZero" else str(number)
        return text.translate({48 + n: 0xFF10 + n for n in range(10)}) if number_format.endswith("Width") else text
    if number_format in ("chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"):
        return _counted(number)
    if number_format in ("chineseCounting", "taiwaneseCounting", "ideographDigital", "japaneseDigitalTenThousand"):
        is_counted = number_format.endswith("Counting") and number < 100
        return _counted(number) if is_counted else "".join(_DIGITS[int(digit)] for digit in str(number))
    if number_format.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if number_format in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if number_format == "lowerLetter" else 65) + number - 1)
    if number_format in ("lowerRoman", "upperRoman") and number < 4000:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text if number_format == "lowerRoman" else text.upper()
    return ""


def _counted(number: int) -> str:
    """As Chinese counts, up to 9999."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for power, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += _DIGITS[digit] + sign
        elif text and not text.endswith("零") and number:
            text += "零"
    return text[1:] if text.startswith("一十") else text


def _read_list(node: etree._Element) -> _List:
    levels: dict[int, _Level] = {}
    style_levels: dict[str, int] = {}
    for level in node.iterchildren(W + "lvl"):
        at = number_of(level.get(W + "ilvl"), 0, _LEVELS - 1)
        levels[at] = _Level(
            number_format=value_below(level, "numFmt") or "decimal",
            text=(value_below(level, "lvlText") or "")[:100],
            start=number_of(value_below(level, "start"), 0, _MOST),
            suffix=value_below(level, "suff") or "tab",
            is_legal=is_on(child(level, "isLgl")),
            restarts=value_below(level, "lvlRestart") != "0",
        )
        if (style := value_below(level, "pStyle")) is not None:
            style_levels[style] = at
    return _List(levels, style_levels, value_below(node, "numStyleLink"))


def _starts(node: etree._Element) -> dict[int, int]:
    """Levels at which a numbering doesn't go on counting where another of the same list stopped."""
    return {
        number_of(override.get(W + "ilvl"), 0, _LEVELS - 1): number_of(start, 0, _MOST)
        for override in node.iterchildren(W + "lvlOverride")
        if (start := value_below(override, "startOverride")) is not None
    }
