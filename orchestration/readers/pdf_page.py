"""One page of a PDF -> its characters and ruling lines, upright, in points from the upper left corner.

Belongs here: what of a page is seen, and where. Does not: what lines, cells or paragraphs its characters form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import compress, repeat
from operator import sub
from typing import NamedTuple

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.pdf_codes import UNKNOWN, character_of, is_radical
from orchestration.readers.pdf_library import INVISIBLE, Pdfium
from orchestration.readers.pdf_rulings import Drawing, read_drawing

MAX_PAGE_CHARACTERS = 200_000

_FAR = 20_000.0  # points
_TOO_HIGH = 2.5  # times the usual height of a character
_SLANT = math.radians(10)  # text that leans more than this is a watermark
_QUARTER_TURN = math.pi / 2


class Glyph(NamedTuple):
    """A character on the page: its box, the point of its base line where it begins, and where its text runs."""

    left: float
    top: float
    right: float
    bottom: float
    x: float
    y: float
    text: str  # a blank for white space
    turn: int  # quarter turns clockwise: 0 runs to the right, 1 down, 3 up


_new_glyph = partial(tuple.__new__, Glyph)  # a third of the time of a call by fields


class Placement(NamedTuple):
    """From the coordinates of a page to those of the page as it is shown, turned upright."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int  # quarter turns clockwise

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.rotation % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.rotation % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is shown."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def points(self, xs: list[float], ys: list[float]) -> tuple[list[float], list[float]]:
        """Where many points are shown."""
        left, bottom, right, top, rotation = self
        one = [x - left for x in xs] if rotation in (0, 1) else [right - x for x in xs]
        other = [top - y for y in ys] if rotation in (0, 3) else [y - bottom for y in ys]
        return (one, other) if rotation in (0, 2) else (other, one)


class Page(NamedTuple):
    """What is seen of a page."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    drawing: Drawing
    unknown_count: int  # characters of which the font doesn't say what they are
    mended_count: int  # radicals that stood for whole characters
    slanted_count: int
    is_text_layer: bool  # nothing but invisible text, as recognition lays it over a scan


def read_page(library: Pdfium, page: int, number: int) -> Page:
    """Read a loaded page.

    Args:
        library: PDFium.
        page: Address of the page.
        number: Its 1-based number, for what is said of it.

    Returns:
        Its visible characters, or those of an invisible text layer if it has no others, and its ruling lines.

    Raises:
        UnreadableDocumentError: ``too_large``, or ``damaged`` if its text can't be had.
    """
    placement = Placement(*library.page_box(page), library["FPDFPage_GetRotation"](page) % 4)
    drawing = read_drawing(library, page, placement.point)
    with _text_of(library, page, number) as text_page:
        count = library["FPDFText_CountChars"](text_page)
        if count > MAX_PAGE_CHARACTERS:
            raise UnreadableDocumentError(
                "too_large",
                f"Page {number} of the PDF has {count:,} characters; up to {MAX_PAGE_CHARACTERS:,} are read. "
                "Land the document without that page.",
            )
        reading = _Reading(library, text_page, count)
        glyphs = reading.glyphs(placement, drawing.has_invisible_text)
    return Page(
        number,
        placement.width,
        placement.height,
        glyphs,
        drawing,
        reading.unknown_count,
        reading.mended_count,
        reading.slanted_count,
        reading.is_text_layer,
    )


@contextmanager
def _text_of(library: Pdfium, page: int, number: int) -> Iterator[int]:
    text_page = library["FPDFText_LoadPage"](page)
    if not text_page:
        raise UnreadableDocumentError(
            "damaged", f"The text of page {number} of the PDF can't be read. Ask the sender for the file again."
        )
    try:
        yield text_page
    finally:
        library["FPDFText_ClosePage"](text_page)


def _are_on(numbers: list[list[float]], placement: Placement) -> bool:
    """Whether all characters are on the page, as they nearly always are."""
    lefts, tops, rights, bottoms, xs, ys = numbers
    if not lefts or not all(math.isfinite(sum(row)) for row in numbers):
        return False
    is_within = min(lefts) >= 0 and max(rights) <= placement.width and min(tops) >= 0
    return is_within and max(bottoms) <= placement.height and max(map(abs, (*xs, *ys))) < _FAR


def _is_on(glyph: Glyph, placement: Placement) -> bool:
    """Whether a character is on the page; broken files name places far off, or none at all."""
    return (
        -_FAR < glyph.left < placement.width
        and -_FAR < glyph.top < placement.height
        and 0 < glyph.right < _FAR
        and 0 < glyph.bottom < _FAR
        and abs(glyph.x) < _FAR
        and abs(glyph.y) < _FAR
    )


class _Reading:
    """The characters of one page, asked for in bulk."""

    def __init__(self, library: Pdfium, text_page: int, count: int) -> None:
        self.library, self.text_page, self.count = library, text_page, count
        self.unknown_count = self.mended_count = self.slanted_count = 0
        self.is_text_layer = False

    def glyphs(self, placement: Placement, ask_mode: bool) -> list[Glyph]:
        """All visible characters in the order in which they are drawn."""
        codes, angles = self._each("FPDFText_GetUnicode"), self._each("FPDFText_GetCharAngle")
        texts = self._texts(codes)
        if ask_mode:
            self._drop_unpainted(texts)
        turn_of = {angle: _quarter_turns(angle, placement.rotation) for angle in set(angles)}
        turns = [turn_of[angle] for angle in angles]
        if None in turn_of.values():
            for index, turn in enumerate(turns):
                if turn is None:
                    self.slanted_count += texts[index].strip() != ""
                    texts[index] = ""
        numbers = self._placed(placement)
        glyphs = list(map(_new_glyph, compress(zip(*numbers, texts, turns, strict=True), texts)))
        if _are_on(numbers, placement):
            return glyphs
        return [glyph for glyph in glyphs if _is_on(glyph, placement)]

    def _texts(self, codes: list[int]) -> list[str]:
        """The character of each code; nothing for what PDFium adds, such as line ends, and for control characters."""
        text_of = {code: character_of(code) for code in set(codes)}
        texts = [text_of[code] for code in codes]
        for index, is_unmapped in enumerate(self._each("FPDFText_HasUnicodeMapError")):
            if is_unmapped > 0:
                texts[index] = UNKNOWN
        is_generated = self.library["FPDFText_IsGenerated"]
        for index, code in enumerate(codes):
            if code <= 0x20 and is_generated(self.text_page, index):
                texts[index] = ""
        private = {code for code in text_of if 0xE000 <= code <= 0xF8FF or code >= 0xF0000}
        self.unknown_count = texts.count(UNKNOWN) + sum(map(codes.count, private))
        mended = [code for code, text in text_of.items() if is_radical(code) and text != chr(code)]
        self.mended_count = sum(map(codes.count, mended))
        return texts

    def _drop_unpainted(self, texts: list[str]) -> None:
        """Leave out characters that aren't painted; if none is, the page is the text layer of a scan and keeps them."""
        mode_of = self.library["FPDFTextObj_GetTextRenderMode"]
        items = self._each("FPDFText_GetTextObject")
        invisible = {item for item in set(items) if item and mode_of(item) == INVISIBLE}
        if all(item in invisible for item, text in zip(items, texts, strict=True) if text):
            self.is_text_layer = True
            return
        for index, item in enumerate(items):
            if item in invisible:
                texts[index] = ""

    def _placed(self, placement: Placement) -> list[list[float]]:
        """Left, top, right, bottom of each character and its x and y, as the page is shown."""
        boxes, origins = self._boxes(), self.library.origins(self.text_page, self.count)
        xs, ys = placement.points(boxes[::4], boxes[1::4])
        us, vs = placement.points(boxes[2::4], boxes[3::4])
        corners = [
            list(map(which, *pair))
            for which, pair in ((min, (xs, us)), (min, (ys, vs)), (max, (xs, us)), (max, (ys, vs)))
        ]
        return [*corners, *placement.points(origins[::2], origins[1::2])]

    def _boxes(self) -> list[float]:
        """Boxes as high as the font; those of fonts that run downwards PDFium doesn't scale: there the glyph's own."""
        boxes = self.library.boxes(self.text_page, self.count)
        heights = list(map(sub, boxes[1::4], boxes[3::4]))
        usual = sorted(height for height in heights if height > 0)  # what PDFium adds, such as line ends, has none
        limit = _TOO_HIGH * usual[len(usual) // 2] if usual else 0.0
        for index, height in enumerate(heights):
            if height > limit:
                boxes[4 * index : 4 * index + 4] = self.library.tight_box(self.text_page, index)
        return boxes

    def _each(self, name: str) -> list[int]:
        call, text_page = self.library[name], self.text_page
        return list(map(call, repeat(text_page), range(self.count)))


def _quarter_turns(angle: float, rotation: int) -> int | None:
    """Which way text of an angle runs on the page as it is shown; None if it leans."""
    if not math.isfinite(angle):
        return None
    turns = angle / _QUARTER_TURN
    nearest = round(turns)
    return None if abs(turns - nearest) * _QUARTER_TURN > _SLANT else (nearest + rotation) % 4
