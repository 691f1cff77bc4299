"""Lines of running text -> paragraphs.

Belongs here: where a paragraph begins, and how its lines are put together. Does not: page headers, tables.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from orchestration.readers.pdf_text import Line

_INDENT = 1.3  # of the height of a character, all below
_SHORT = 2.0  # a line that ends this much before the margin is the last of its paragraph
_SHORT_AFTER_STOP = 1.0
_LOOSE = 1.5  # of the usual distance of lines
_DOUBLE = 2.2  # of the height of a character, from line to line of a title
_OTHER_SIZE = 0.12
_CENTRED = 1.0  # centre of a line from the centre of the text
_FEWEST_LINES = 12  # by which a layout can be told
_NARROW = 0.75  # of the width of the page
_BUCKET = 3.0  # points in which left edges are counted
_STOPS = "。！？；：:;!?…"
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、．.]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|\d{1,2}\s*[、．]|\d{1,2}\.(?!\d)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条]|[①-⑳]|附件?\s*\d*\s*[:：])"
)
_UNBREAKABLE = re.compile(r"[!-~]{2,}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Margins and line distance of the running text of a page."""

    left: float
    right: float
    pitch: float  # 0 if unknown


def layouts_of(pages: list[list[Line]], widths: list[float]) -> list[Layout]:
    """The layout of each page; a page with few lines has that of the whole document."""
    whole = _layout([line for lines in pages for line in lines], _pitches(pages), max(widths, default=0.0))
    return [
        _layout(lines, _pitches([lines]), width) if len(lines) >= _FEWEST_LINES else whole
        for lines, width in zip(pages, widths, strict=True)
    ]


def _pitches(pages: list[list[Line]]) -> list[float]:
    pitches = (b.base - a.base for lines in pages for a, b in pairwise(lines))
    return [pitch for pitch in pitches if pitch > 0]


def _layout(lines: list[Line], pitches: list[float], width: float) -> Layout:
    if not lines:
        return Layout(0.0, 0.0, 0.0)
    widest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.7 * widest]
    buckets = Counter(round(line.left / _BUCKET) for line in long)
    most = max(buckets.values())
    # continuation lines are flush left; where there are hardly any, indented ones are
    bucket = min(bucket for bucket, count in buckets.items() if count * 4 >= most)
    left = median(line.left for line in long if round(line.left / _BUCKET) == bucket)
    rights = sorted(line.right for line in long)
    right = rights[int(0.8 * (len(rights) - 1))]
    if len(long) < _FEWEST_LINES and right < _NARROW * width:
        right = max(right, width - left)  # hardly any text to tell by: margins are usually alike
    return Layout(left, right, median(pitches) if pitches else 0.0)


def starts_paragraph(line: Line, before: Line, layouts: list[Layout]) -> bool:
    """Whether a line begins a paragraph, by the line before it, which may be on the page before."""
    size = max(line.size, before.size)
    if abs(line.size - before.size) > _OTHER_SIZE * size:
        return True
    layout, layout_before = layouts[line.page - 1], layouts[before.page - 1]
    if _is_centred(before, layout_before):
        return True
    if _is_centred(line, layout):
        return not _goes_on(line, before, layout_before)
    if len(line.chunks) > 1 and len(before.chunks) > 1:
        return True
    if line.page == before.page:
        distance = line.base - before.base
        if distance > max(_LOOSE * layout.pitch, 1.3 * size) or line.left > before.right:
            return True
    has_stop = before.text[-1] in _STOPS
    indent = line.left - layout.left
    if indent > _INDENT * size:
        is_block = abs(indent - (before.left - layout_before.left)) < 0.5 * size
        return has_stop or not is_block or _is_short(before, line, layout_before) or bool(_NUMBERED.match(line.text))
    if has_stop and _NUMBERED.match(line.text):
        return True
    return _is_short(before, line, layout_before)


def _is_centred(line: Line, layout: Layout) -> bool:
    off = abs((line.left + line.right) - (layout.left + layout.right)) / 2
    margin = _SHORT * line.size
    return off < _CENTRED * line.size and line.left - layout.left > margin and layout.right - line.right > margin


def _goes_on(line: Line, before: Line, layout: Layout) -> bool:
    """Whether a centred line is the rest of the one before, which is full: long titles are broken anywhere."""
    is_full = before.left - layout.left < before.size and layout.right - before.right < before.size
    is_next = line.page == before.page and line.base - before.base < _DOUBLE * line.size
    return is_full and is_next and before.text[-1] not in _STOPS and not _NUMBERED.match(line.text)


def _is_short(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line ends well before the margin though what follows would have fitted."""
    room = layout.right - before.right
    limit = _SHORT_AFTER_STOP if before.text[-1] in _STOPS else _SHORT
    if room <= limit * before.size:
        return False
    word = _UNBREAKABLE.match(line.text)
    needed = (line.right - line.left) * len(word[0]) / len(line.text) if word else 0.0
    return room > needed + 0.5 * before.size


def join_lines(texts: list[str]) -> str:
    """The lines of a paragraph as one text: a blank between Latin words, none within Chinese or a broken figure."""
    joined = texts[0]
    for text in texts[1:]:
        ends = joined[-1] + text[0]
        needs_blank = ends.isascii() and ends.isalnum() and not ends.isdecimal()
        joined += f" {text}" if needs_blank else text
    return joined
