"""PDFium's functions as the readers of PDF call them: plain numbers in, plain numbers out, a page at a time.

Belongs here: how a C function is called for a thousand characters at once. Does not: what characters and lines mean.
Addresses travel as integers, since a call that takes or gives a ctypes pointer costs several times as much.
"""

from __future__ import annotations

import ctypes
from collections import deque
from functools import cache
from itertools import repeat

from orchestration.readers.pdf_fonts import install_placeholder

TEXT, PATH, IMAGE, SHADING, FORM = range(1, 6)  # kinds of page objects
LINE_TO, BEZIER_TO, MOVE_TO = range(3)  # kinds of path segments
INVISIBLE = 3  # render mode of text that isn't painted: the text layer of a scan

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_PROTOTYPES = {
    "FPDFText_LoadPage": "p p",
    "FPDFText_ClosePage": "v p",
    "FPDFText_CountChars": "i p",
    "FPDFText_GetUnicode": "u pi",
    "FPDFText_GetLooseCharBox": "i pip",
    "FPDFText_GetCharBox": "i pipppp",
    "FPDFText_GetCharOrigin": "i pipp",
    "FPDFText_GetCharAngle": "f pi",
    "FPDFText_IsGenerated": "i pi",
    "FPDFText_HasUnicodeMapError": "i pi",
    "FPDFText_GetTextObject": "p pi",
    "FPDFTextObj_GetTextRenderMode": "i p",
    "FPDFPage_CountObjects": "i p",
    "FPDFPage_GetObject": "p pi",
    "FPDFPage_GetRotation": "i p",
    "FPDF_GetPageBoundingBox": "i pp",
    "FPDFPageObj_GetType": "i p",
    "FPDFPageObj_GetMatrix": "i pp",
    "FPDFPageObj_GetBounds": "i ppppp",
    "FPDFFormObj_CountObjects": "i p",
    "FPDFFormObj_GetObject": "p pl",
    "FPDFPath_CountSegments": "i p",
    "FPDFPath_GetDrawMode": "i ppp",
    "FPDFPath_GetPathSegment": "p pi",
    "FPDFPathSegment_GetType": "i p",
    "FPDFPathSegment_GetPoint": "i ppp",
    "FPDFPathSegment_GetClose": "i p",
}
_TYPES = {
    "p": ctypes.c_void_p,
    "i": ctypes.c_int,
    "u": ctypes.c_uint,
    "f": ctypes.c_float,
    "l": ctypes.c_ulong,
    "v": None,
}


class Pdfium:
    """The functions by PDFium's own names without their prefix ``FPDF``, and bulk calls made of them."""

    def __init__(self) -> None:
        import pypdfium2.raw as raw  # late: it takes longer than all other readers together

        self._call = {
            name: ctypes.PYFUNCTYPE(*(_TYPES[letter] for letter in letters.replace(" ", "")))(
                ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
            )
            for name, letters in _PROTOTYPES.items()
        }
        self._fonts = install_placeholder(raw)
        self._scratch = (ctypes.c_float * 6)()
        self._at = ctypes.addressof(self._scratch)

    def __getitem__(self, name: str) -> ctypes._CFuncPtr:  # type: ignore[name-defined]
        return self._call[name]

    def boxes(self, text_page: int, count: int) -> list[float]:
        """Left, top, right, bottom of each character, as high as its font."""
        buffer = (ctypes.c_float * (4 * count))()
        at = ctypes.addressof(buffer)
        _run(self._call["FPDFText_GetLooseCharBox"], repeat(text_page), range(count), range(at, at + 16 * count, 16))
        return buffer[:]

    def tight_box(self, text_page: int, index: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what is drawn of a character."""
        box = (ctypes.c_double * 4)()
        at = ctypes.addressof(box)
        self._call["FPDFText_GetCharBox"](text_page, index, at, at + 8, at + 16, at + 24)
        left, right, bottom, top = box
        return left, top, right, bottom

    def origins(self, text_page: int, count: int) -> list[float]:
        """x and y of the point on the base line where each character begins."""
        buffer = (ctypes.c_double * (2 * count))()
        at = ctypes.addressof(buffer)
        end = at + 16 * count
        call = self._call["FPDFText_GetCharOrigin"]
        _run(call, repeat(text_page), range(count), range(at, end, 16), range(at + 8, end + 8, 16))
        return buffer[:]

    def matrix(self, item: int) -> Matrix:
        """What takes an object's own coordinates to those of its parent."""
        if not self._call["FPDFPageObj_GetMatrix"](item, self._at):
            return IDENTITY
        a, b, c, d, e, f = self._scratch
        return a, b, c, d, e, f

    def bounds(self, item: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top of an object; None if it has none."""
        at = self._at
        if not self._call["FPDFPageObj_GetBounds"](item, at, at + 4, at + 8, at + 12):
            return None
        left, bottom, right, top, *_ = self._scratch
        return left, bottom, right, top

    def draw_mode(self, path: int) -> tuple[bool, bool]:
        """Whether a path is filled, and whether it is stroked."""
        modes = (ctypes.c_int * 2)()
        at = ctypes.addressof(modes)
        self._call["FPDFPath_GetDrawMode"](path, at, at + 4)
        return bool(modes[0]), bool(modes[1])

    def segments(self, path: int, count: int) -> list[tuple[int, float, float, int]]:
        """Kind, x, y, and whether it closes the figure, of each segment of a path."""
        items = list(map(self._call["FPDFPath_GetPathSegment"], repeat(path), range(count)))
        if not all(items):
            return []
        points = (ctypes.c_float * (2 * count))()
        at = ctypes.addressof(points)
        end = at + 8 * count
        _run(self._call["FPDFPathSegment_GetPoint"], items, range(at, end, 8), range(at + 4, end + 4, 8))
        kinds = map(self._call["FPDFPathSegment_GetType"], items)
        closes = map(self._call["FPDFPathSegment_GetClose"], items)
        numbers = points[:]
        return list(zip(kinds, numbers[::2], numbers[1::2], closes, strict=True))

    def page_box(self, page: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of what is shown of a page."""
        self._call["FPDF_GetPageBoundingBox"](page, self._at)
        left, top, right, bottom, *_ = self._scratch
        return left, bottom, right, top


@cache
def pdfium() -> Pdfium:
    """The library, loaded when the first PDF comes."""
    return Pdfium()


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what ``first`` and ``then`` do one after the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _run(call: ctypes._CFuncPtr, *arguments: object) -> None:  # type: ignore[name-defined]
    deque(map(call, *arguments), maxlen=0)
