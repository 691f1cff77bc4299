"""The font that stands for the Chinese, Japanese and Korean fonts that a PDF names but doesn't bring.

PDFium looks for such fonts on the machine, and passes over a character that stands alone if none of them has it: what
is read would depend on what is installed. `placeholder.ttf` has every character, as a box of one em (letters and digits
of half an em); what a character is and how wide it is printed, the PDF says itself.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

PLACEHOLDER = Path(__file__).with_name("placeholder.ttf")

_CHARSETS = frozenset({128, 129, 130, 134, 136})  # of Windows: Shift-JIS, Hangul twice, GB 2312, Big5
_SIMPLIFIED = 134
_FONT = 1  # a handle, as the only font


def install_placeholder(raw: Any) -> Any:
    """Makes PDFium draw with the placeholder instead of looking for fonts on the machine.

    Args:
        raw: The module `pypdfium2.raw`, with the library initialised.

    Returns:
        What PDFium calls back; it must be kept as long as the library is used.
    """
    font = PLACEHOLDER.read_bytes()

    def map_font(_info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any) -> Any:
        return _FONT if charset in _CHARSETS else None  # for other scripts PDFium has fonts of its own

    def font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:  # a single table is asked of font collections only
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    calls = {
        "Release": lambda _info: None,
        "EnumFonts": lambda _info, _mapper: None,
        "MapFont": map_font,
        "GetFont": lambda _info, _face: None,
        "GetFontData": font_data,
        "GetFaceName": lambda _info, _font, _buffer, _size: 0,
        "GetFontCharset": lambda _info, _font: _SIMPLIFIED,
        "DeleteFont": lambda _info, _font: None,
    }
    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    info = raw.FPDF_SYSFONTINFO(version=1, **{name: types[name](call) for name, call in calls.items()})
    raw.FPDF_SetSystemFontInfo(info)
    return info
