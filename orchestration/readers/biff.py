"""Records of an old Excel workbook stream (BIFF5 and BIFF8): their bounds, and the texts in them.

Belongs here: how the stream is cut, how a text is stored. Does not: what the records of a sheet say.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.damage import damaged

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
MAX_STRINGS = 1_000_000

_HEADER = struct.Struct("<HH")
_CODE_PAGES = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "big5", 1200: "utf-16-le", 1252: "cp1252"}


def records(stream: bytes, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
    """Records of one part of the stream, from its BOF to its EOF; parts within it, such as charts, are left out.

    Raises:
        UnreadableDocumentError: ``damaged`` if the part doesn't begin at ``start`` or doesn't end before ``stop``.
    """
    at, depth = start, 0
    unpack = _HEADER.unpack_from
    while at + 4 <= stop:
        kind, size = unpack(stream, at)
        at += 4
        if at + size > stop:
            break
        if kind == BOF:
            depth += 1
        elif depth == 0:
            break
        elif kind == EOF:
            depth -= 1
            if depth == 0:
                return
        if depth == 1:
            yield kind, stream[at : at + size]
        at += size
    raise damaged("its records break off")


class Texts:
    """How texts are stored: UTF-16 or Latin-1 with a flag in BIFF8, bytes of a code page before it."""

    def __init__(self, is_biff8: bool) -> None:
        self.is_biff8 = is_biff8
        self.code_page = "gb18030"

    def set_code_page(self, number: int) -> None:
        """Take the code page that an older workbook declares; that of Chinese editions is assumed otherwise."""
        self.code_page = _CODE_PAGES.get(number, "gb18030")

    def read(self, data: bytes, at: int, length_bytes: int = 2) -> str:
        """A text with its length before it, inside one record."""
        count = int.from_bytes(data[at : at + length_bytes], "little")
        at += length_bytes
        if not self.is_biff8:
            return data[at : at + count].decode(self.code_page, "replace")
        if data[at : at + 1] and data[at] & 1:
            return data[at + 1 : at + 1 + 2 * count].decode("utf-16-le", "replace")
        return data[at + 1 : at + 1 + count].decode("latin-1")


def shared_strings(parts: list[bytes]) -> list[str]:
    """Texts that cells refer to by number.

    Args:
        parts: The SST record and the CONTINUE records after it; a text may go on in the next of them.

    Returns:
        The texts, without fonts and pronunciation.

    Raises:
        UnreadableDocumentError: ``damaged`` if they break off, ``too_large``.
    """
    count = int.from_bytes(parts[0][4:8], "little")
    if count > MAX_STRINGS:
        raise UnreadableDocumentError(
            "too_large", f"The workbook has {count:,} texts; up to {MAX_STRINGS:,} are read. Split it."
        )
    reader = _Parts(parts)
    return [reader.text() for _ in range(count)]


class _Parts:
    """Reads over the seams between records; where a seam cuts the characters of a text, their width comes anew."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._index = 0
        self._data = parts[0]
        self._at = 8

    def text(self) -> str:
        if self._at >= len(self._data):
            self._next()
        data, at = self._data, self._at
        if at + 3 > len(data):
            raise damaged("its texts break off")
        count, flags = data[at] | data[at + 1] << 8, data[at + 2]
        at += 3
        behind = 0  # bytes after the characters: fonts and pronunciation
        if flags & 8:
            behind += 4 * int.from_bytes(data[at : at + 2], "little")
            at += 2
        if flags & 4:
            behind += int.from_bytes(data[at : at + 4], "little")
            at += 4
        self._at = at
        text = self._characters(count, flags & 1)
        self._skip(behind)
        return text

    def _characters(self, count: int, is_wide: int) -> str:
        pieces: list[str] = []
        while True:
            size = count << is_wide
            piece = self._data[self._at : self._at + size]
            self._at += len(piece)
            pieces.append(piece.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            count -= len(piece) >> is_wide
            if count <= 0:
                break
            self._next()
            is_wide = self._data[0] & 1 if self._data else 0
            self._at = 1
        return pieces[0] if len(pieces) == 1 else "".join(pieces)

    def _skip(self, size: int) -> None:
        while size > len(self._data) - self._at:
            size -= max(0, len(self._data) - self._at)
            self._next()
        self._at += size

    def _next(self) -> None:
        self._index += 1
        if self._index >= len(self._parts):
            raise damaged("its texts break off")
        self._data, self._at = self._parts[self._index], 0
