"""Names in a zip archive as their maker meant them: by the mark of UTF-8, the Unicode extra field, or the bytes."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

_UNICODE_PATH = 0x7075  # the extra field of Info-ZIP: version, CRC-32 of the name it stands for, the name in UTF-8
_UNMARKED = ("utf-8", "gb18030", "big5", "cp437")  # the first in which all unmarked names of an archive make sense
_DRIVE = re.compile(r"^[A-Za-z]:")
_LEFT_BEHIND = {"__macosx", "thumbs.db", "desktop.ini"}

RawName = tuple[bytes, bytes, bool]  # the name, its extra field, whether it is marked as UTF-8


def decode_names(raw: Iterable[RawName]) -> list[str]:
    """The names of all members, with slashes between folders, each distinct; a folder's ends with a slash."""
    told = [(name, _told(name, extra, is_marked)) for name, extra, is_marked in raw]
    encoding = _encoding_of([name for name, meant in told if meant is None])
    taken: dict[str, int] = {}
    names = []
    for name, meant in told:
        label = (name.decode(encoding) if meant is None else meant).replace("\\", "/")
        names.append(_distinct(label, taken))
    return names


def _told(name: bytes, extra: bytes, is_marked: bool) -> str | None:
    """The name as the archive itself declares it; None if it doesn't, or says what can't be."""
    field = extra_field(extra, _UNICODE_PATH)
    with suppress(UnicodeDecodeError):
        if len(field) > 5 and field[0] == 1 and struct.unpack_from("<L", field, 1)[0] == zlib.crc32(name):
            return field[5:].decode("utf-8")
    if is_marked:
        with suppress(UnicodeDecodeError):
            return name.decode("utf-8")
    return None


def _encoding_of(names: list[bytes]) -> str:
    for encoding in _UNMARKED:
        with suppress(UnicodeDecodeError):
            for name in names:
                name.decode(encoding)
            return encoding
    return "cp437"  # takes any byte


def _distinct(label: str, taken: dict[str, int]) -> str:
    """The label itself, or with a number where another member has it already."""
    distinct = label
    while distinct in taken and not label.endswith("/"):
        taken[label] += 1
        distinct = f"{label}~{taken[label]}"
    taken.setdefault(distinct, 1)
    return distinct


def extra_field(extra: bytes, wanted: int) -> bytes:
    """The content of one block of an extra field; empty if it isn't there or is cut off."""
    return next((content for kind, content in _blocks(extra) if kind == wanted), b"")


def _blocks(extra: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        yield kind, extra[position + 4 : position + 4 + size]
        position += 4 + size


def is_hidden(name: str) -> bool:
    """Whether a member is a folder, begins with a dot, or is what a program left behind."""
    parts = name.lower().split("/")
    return name.endswith("/") or any(
        part in _LEFT_BEHIND or (part.startswith(".") and part not in (".", "..")) for part in parts
    )


def is_unsafe(name: str) -> bool:
    """Whether a name leads out of the archive."""
    return name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/")
