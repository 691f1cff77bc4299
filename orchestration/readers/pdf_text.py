"""Characters -> lines of text, for cells and for running text alike.

Belongs here: reading order, blanks between characters, characters printed twice. Does not: cells or paragraphs.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from operator import itemgetter, sub
from typing import NamedTuple

from orchestration.readers.pdf_page import Glyph

FIRST_IDEOGRAPH = "\u2e80"  # and its punctuation, full-width digits and letters

_SAME_LINE = 0.5  # of the height of a character; base lines as near as this are one
_TWICE = 0.3  # of the width of a character; the same one as near as this was printed twice
_BLANK_AT_SPACE = 0.12  # of the height: a gap that is a blank where the document has one
_BLANK = 0.33  # and where it has none
_BLANK_BETWEEN_IDEOGRAPHS = 0.6
_CHUNK = 1.2  # a gap that may part columns
_MOST_SPACING = 1.2  # of ideographs that are spaced out over a line
_MOST_SPACING_OF_DIGITS = 0.25


class Chunk(NamedTuple):
    """A part of a line without wide gaps."""

    left: float
    right: float
    text: str


@dataclass(slots=True)
class Line:
    """Characters on one base line, left to right as they are read."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    size: float
    chunks: list[Chunk]
    page: int = 0


class _Placed(NamedTuple):
    """A character turned the way its text runs."""

    base: float
    left: float
    right: float
    top: float
    bottom: float
    text: str

    @property
    def size(self) -> float:
        """Of its font: an ideograph is as wide as that, however high its font makes its box."""
        if self.text >= FIRST_IDEOGRAPH:
            return self.right - self.left
        return self.bottom - self.top


_LEFT = itemgetter(1)
_new_placed = partial(tuple.__new__, _Placed)  # a third of the time of a call by fields


def read_cell(glyphs: list[Glyph]) -> str:
    """The text of a cell, lines from top to bottom."""
    if (text := _plain_text(glyphs)) is not None:
        return text
    columns = _vertical_columns(glyphs)
    if columns is not None:
        return "\n".join("".join(g.text for g in column) for column in columns)
    return "\n".join(line.text for line in read_lines(glyphs))


def _plain_text(glyphs: list[Glyph]) -> str | None:
    """The short way for most cells: one upright line, drawn from left to right without gaps; None if it isn't that."""
    before = glyphs[0]
    if before.text == " ":
        return None
    for glyph in glyphs:
        if glyph.turn or glyph.y != before.y or glyph.text == " ":
            return None
        gap, width = glyph.left - before.right, glyph.right - glyph.left
        if glyph is not before and not -_TWICE * width < gap < _BLANK_AT_SPACE * width:
            return None
        before = glyph
    return "".join(glyph.text for glyph in glyphs)


def read_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that characters form, from top to bottom; text that is turned comes after upright text."""
    by_turn: dict[int, list[_Placed]] = defaultdict(list)
    for left, top, right, bottom, x, y, text, turn in glyphs:
        if turn == 0:
            placed = (y, left, right, top, bottom, text)
        elif turn == 1:
            placed = (-x, top, bottom, -right, -left, text)
        elif turn == 2:
            placed = (-y, -right, -left, -bottom, -top, text)
        else:
            placed = (x, -bottom, -top, left, right, text)
        by_turn[turn].append(_new_placed(placed))
    return [line for turn in sorted(by_turn) for group in _by_base(by_turn[turn]) if (line := _line(group, turn))]


def _by_base(glyphs: list[_Placed]) -> Iterable[list[_Placed]]:
    glyphs.sort()
    start = 0
    reach = glyphs[0].base + _SAME_LINE * glyphs[0].size
    for index, glyph in enumerate(glyphs):
        if glyph[0] > reach:
            yield glyphs[start:index]
            start, reach = index, glyph.base + _SAME_LINE * glyph.size
    yield glyphs[start:]


def _line(group: list[_Placed], turn: int) -> Line | None:
    """One line; None if it is blank."""
    group.sort(key=_LEFT)
    glyphs: list[_Placed] = []
    spaced: set[int] = set()  # characters that white space stands before
    before = ""
    last_left = 0.0
    for glyph in group:
        _, left, right, _, _, text = glyph
        if text == " ":
            spaced.add(len(glyphs))
            if glyphs and glyphs[-1].text < FIRST_IDEOGRAPH and glyphs[-1].left < left < glyphs[-1].right:
                glyphs[-1] = glyphs[-1]._replace(right=left)  # drawn by a font that is wider than the one it stands for
        elif text != before or left - last_left > _TWICE * (right - left):  # else it is printed twice, to look bold
            glyphs.append(glyph)
            before, last_left = text, left
    if not glyphs:
        return None
    bases, lefts, rights, tops, bottoms, texts = zip(*glyphs, strict=True)
    size = _size_of(glyphs, "".join(texts))
    chunks = _chunks(lefts, rights, texts, spaced, size)
    box = lefts[0], max(rights), min(tops), max(bottoms)
    if turn:
        box = _turned_back(box, turn)
    return Line(" ".join(chunk.text for chunk in chunks), *box, box[3] if turn else bases[0], size, chunks)


def _size_of(glyphs: list[_Placed], text: str) -> float:
    """The usual size, by the ideographs if there are any."""
    if max(text) >= FIRST_IDEOGRAPH:
        glyphs = [glyph for glyph in glyphs if glyph.text >= FIRST_IDEOGRAPH]
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2] or 1.0


def _turned_back(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    left, right, top, bottom = box
    if turn == 1:
        return -bottom, -top, left, right
    if turn == 2:
        return -right, -left, -bottom, -top
    return top, bottom, -right, -left


def _chunks(
    lefts: tuple[float, ...], rights: tuple[float, ...], texts: tuple[str, ...], spaced: set[int], size: float
) -> list[Chunk]:
    """The text of a line, parted where gaps are wide, with blanks where gaps are real."""
    gaps = list(map(sub, lefts[1:], rights))
    if not gaps or max(gaps) <= _BLANK_AT_SPACE * size:
        return [Chunk(lefts[0], rights[-1], "".join(texts))]
    # the usual gap of a line whose characters are spaced out
    spacing = max(0.0, sorted(gaps)[(len(gaps) - 1) // 2]) / size
    chunks: list[Chunk] = []
    parts, left = [texts[0]], lefts[0]
    for index, gap in enumerate(gaps, 1):
        if gap > _BLANK_AT_SPACE * size:
            is_latin = texts[index - 1] < FIRST_IDEOGRAPH, texts[index] < FIRST_IDEOGRAPH
            is_spaced = index in spaced
            usual = min(spacing, _MOST_SPACING_OF_DIGITS if any(is_latin) else _MOST_SPACING)
            if is_spaced and all(is_latin):
                usual = 0.0
            beyond = gap / size - usual
            if beyond > _CHUNK:
                chunks.append(Chunk(left, rights[index - 1], "".join(parts)))
                parts, left = [], lefts[index]
            elif beyond > _least_blank(is_spaced, not any(is_latin)):
                parts.append(" ")
        parts.append(texts[index])
    chunks.append(Chunk(left, rights[-1], "".join(parts)))
    return chunks


def _least_blank(is_spaced: bool, are_ideographs: bool) -> float:
    if is_spaced:
        return _BLANK_AT_SPACE
    return _BLANK_BETWEEN_IDEOGRAPHS if are_ideographs else _BLANK


def _vertical_columns(glyphs: list[Glyph]) -> list[list[Glyph]] | None:
    """The columns, right to left, of text that is set downwards; None if it runs across.

    It shows in the order in which the characters are drawn: mostly one below the other, in two columns or more.
    """
    glyphs = [glyph for glyph in glyphs if glyph.text != " "]
    if len(glyphs) < 4 or any(glyph.turn for glyph in glyphs):
        return None
    steps: Counter[str] = Counter()
    columns = [[glyphs[0]]]
    for one, other in itertools.pairwise(glyphs):
        size = other.bottom - other.top
        is_below = abs(other.left - one.left) < 0.5 * size and 0.5 * size < other.top - one.top < 2.5 * size
        steps["down" if is_below else "across"] += 1
        if is_below:
            columns[-1].append(other)
        else:
            columns.append([other])
    if len(columns) < 2 or steps["down"] < 3 * steps["across"]:
        return None
    heads = [column[0] for column in columns]
    is_leftwards = all(b.left < a.left and b.top < a.bottom for a, b in itertools.pairwise(heads))
    return columns if is_leftwards else None
