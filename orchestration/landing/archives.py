"""The files in a zip archive, each within bounds, under the names that its maker meant.

Belongs here: taking members out. Does not: what a member says, or where it is kept. The list of members is read here
and not by ``zipfile``, which takes a name that isn't marked as UTF-8 for one of an American PC, and gives up a whole
archive for one bad name.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.landing.content_type import ZIP, detect_media_type
from orchestration.landing.member_names import decode_names, extra_field, is_hidden, is_unsafe

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 128 << 20  # expanded; no reader takes more
MAX_TOTAL_BYTES = 2 << 30  # expanded
MAX_RATIO = 200  # expanded to packed; pages of reports pack 5 to 30 times

_RATIO_FROM = 1 << 20  # a smaller member is harmless whatever its ratio
_MAX_DIRECTORY_BYTES = 8 << 20
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flag bits: encrypted, strongly encrypted, masked directory
_UTF8 = 0x800
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_CENTRAL_HEAD = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL_HEAD_BYTES = 30
_END_BYTES, _LONGEST_COMMENT = 22, 65_535
_WIDE = 0xFFFFFFFF  # a size or offset that stands in the extra field


@dataclass(frozen=True, slots=True)
class Member:
    """A file taken out of an archive; ``name`` is a label with slashes, ``inner.zip!name`` two archives deep."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that was not taken out, and why."""

    name: str
    size_bytes: int  # as the archive declares it
    reason_code: str
    reason: str


@dataclass(slots=True)
class _Budget:
    """What an archive and the archives in it may still give, together."""

    members: int = MAX_MEMBERS
    bytes: int = MAX_TOTAL_BYTES


class _Entry(NamedTuple):
    raw_name: bytes
    extra: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def unpack_archive(file: BinaryIO) -> Iterator[Member | Refused]:
    """Take the files out of a zip archive, and out of the archives in it, one level deep.

    Folders, files that begin with a dot, and what programs leave behind (``__MACOSX``) are passed over.

    Args:
        file: The archive, open for reading and seeking; only one member is held in memory at a time.

    Raises:
        UnreadableDocumentError: before any member is given, if the archive as a whole is refused: ``damaged``,
            ``too_large`` (members, or bytes in all) or ``empty``.
    """
    yield from _unpack(file, _Budget(), is_inner=False)


def _unpack(file: BinaryIO, budget: _Budget, *, is_inner: bool) -> Iterator[Member | Refused]:
    entries = _entries_of(file)
    names = decode_names([(entry.raw_name, entry.extra, bool(entry.flags & _UTF8)) for entry in entries])
    files = [(name, entry) for name, entry in zip(names, entries, strict=True) if not is_hidden(name)]
    if not files:
        raise UnreadableDocumentError("empty", "The archive holds no file. Ask the sender for it again.")
    budget.members -= len(files)
    budget.bytes -= sum(entry.size for _, entry in files)
    if budget.members < 0:
        raise _too_large(f"has more than {MAX_MEMBERS:,} files")
    if budget.bytes < 0:
        raise _too_large(f"has more than {MAX_TOTAL_BYTES:,} bytes when it is unpacked")
    for name, entry in files:
        try:
            _refuse_entry(name, entry)
            content = _expand(file, entry)
            if detect_media_type(content) != ZIP:
                yield Member(name, content)
            elif is_inner:
                words = "It is an archive in an archive in an archive. Unpack the outer one and land what it holds."
                raise UnreadableDocumentError("nested_too_deep", words)
            else:
                for one in _unpack(BytesIO(content), budget, is_inner=True):
                    yield replace(one, name=f"{name}!{one.name}")
        except UnreadableDocumentError as error:
            yield Refused(name, entry.size, error.reason_code, str(error))


def _refuse_entry(name: str, entry: _Entry) -> None:
    if is_unsafe(name):
        raise UnreadableDocumentError(
            "unsafe_name",
            "The name of the file leads out of the archive (it is absolute or holds '..'), as in an attack. "
            "Ask the sender to pack the files anew.",
        )
    if entry.flags & _ENCRYPTED:
        raise UnreadableDocumentError(
            "encrypted", "The file is locked with a password. Ask the sender for an archive without one."
        )
    if entry.method not in (_STORED, _DEFLATED):
        raise UnreadableDocumentError(
            "unsupported_format", f"The file is packed by method {entry.method}. Pack it anew as an ordinary zip."
        )
    if entry.size > MAX_MEMBER_BYTES:
        raise _too_large(f"has {entry.size:,} bytes; up to {MAX_MEMBER_BYTES:,} are taken", "The file")
    if entry.size > _RATIO_FROM and entry.size > MAX_RATIO * entry.packed:
        raise _too_large(f"grows more than {MAX_RATIO} times, as one made to fill a disk", "The file")


def _expand(file: BinaryIO, entry: _Entry) -> bytes:
    """The bytes of a member; never more than it declares."""
    file.seek(entry.offset)
    head = file.read(_LOCAL_HEAD_BYTES)
    if len(head) < _LOCAL_HEAD_BYTES or not head.startswith(_LOCAL):
        raise _damaged("a file is not where its list says")
    name_size, extra_size = struct.unpack_from("<HH", head, 26)
    file.seek(name_size + extra_size, 1)
    packed = file.read(entry.packed)
    if entry.method == _STORED:
        content = packed
    else:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.size + 1)
        except zlib.error:
            raise _damaged("a file in it is broken") from None
    if len(content) != entry.size or zlib.crc32(content) != entry.crc:
        raise _damaged("a file in it is cut off or was altered")
    return content


def _entries_of(file: BinaryIO) -> list[_Entry]:
    """The list of members at the end of an archive, checked for overlaps: shared bytes are how a bomb is made."""
    directory, before = _directory_of(file)
    entries: list[_Entry] = []
    position = 0
    while position + _CENTRAL_HEAD.size <= len(directory) and directory.startswith(_CENTRAL, position):
        fields = _CENTRAL_HEAD.unpack_from(directory, position)
        flags, method, crc, packed, size = fields[5], fields[6], fields[9], fields[10], fields[11]
        name_size, extra_size, comment_size, offset = fields[12], fields[13], fields[14], fields[18]
        start = position + _CENTRAL_HEAD.size
        name = directory[start : start + name_size]
        extra = directory[start + name_size : start + name_size + extra_size]
        size, packed, offset = _widened(extra, size, packed, offset)
        entries.append(_Entry(name, extra, flags, method, crc, packed, size, offset + before))
        position = start + name_size + extra_size + comment_size
        if len(entries) > MAX_MEMBERS:
            raise _too_large(f"has more than {MAX_MEMBERS:,} files")
    if position != len(directory):
        raise _damaged("its list of files is broken")
    spans = sorted((entry.offset, entry.offset + _LOCAL_HEAD_BYTES + entry.packed) for entry in entries)
    if any(end > begin for (_, end), (begin, _) in pairwise(spans)):
        raise _damaged("its files overlap")
    return entries


def _directory_of(file: BinaryIO) -> tuple[bytes, int]:
    """The bytes of the list of members, and how many bytes stand before the archive begins."""
    length = file.seek(0, 2)
    tail_start = max(0, length - _END_BYTES - _LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or end + _END_BYTES > len(tail):
        raise _damaged("it is cut off")
    size, offset = struct.unpack_from("<LL", tail, end + 12)
    finish = tail_start + end
    if _WIDE in (size, offset):
        size, offset, finish = _wide_directory(file, finish)
    begin = finish - size
    if begin < offset:
        raise _damaged("its list of files is not where it says")
    if size > _MAX_DIRECTORY_BYTES:
        raise _too_large(f"has more than {MAX_MEMBERS:,} files")
    file.seek(begin)
    return file.read(size), begin - offset


def _wide_directory(file: BinaryIO, end: int) -> tuple[int, int, int]:
    """Size, offset and end of the list of members of an archive beyond the limits of the old format."""
    file.seek(max(0, end - 20))
    locator = file.read(20)
    if not locator.startswith(_LOCATOR64):
        raise _damaged("its list of files is broken")
    (place,) = struct.unpack_from("<Q", locator, 8)
    file.seek(min(place, end))
    record = file.read(56)
    if len(record) < 56 or not record.startswith(_END64):
        raise _damaged("its list of files is broken")
    size, offset = struct.unpack_from("<QQ", record, 40)
    return size, offset, place


def _widened(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset, those of eight bytes taken from the extra field."""
    wide = extra_field(extra, 0x0001)
    values = []
    for value in (size, packed, offset):
        if value == _WIDE:
            if len(wide) < 8:
                raise _damaged("its list of files is broken")
            value, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        values.append(value)
    return values[0], values[1], values[2]


def _damaged(why: str) -> UnreadableDocumentError:
    return UnreadableDocumentError("damaged", f"The archive is damaged: {why}. Ask the sender for it again.")


def _too_large(why: str, what: str = "The archive") -> UnreadableDocumentError:
    return UnreadableDocumentError("too_large", f"{what} {why}. Split it, and land the pieces.")
