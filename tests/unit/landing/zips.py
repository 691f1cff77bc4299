"""Archives as senders and attackers make them, byte by byte: names in any encoding, sizes that lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One member, with what its entry in the list declares."""

    name: bytes
    content: bytes = b"x"
    flags: int = 0
    extra: bytes = b""
    declared_size: int | None = None
    method: int = 8
    offset: int | None = None


def unicode_path(name: bytes, meant: str, *, crc: int | None = None) -> bytes:
    """The extra field of Info-ZIP that tells a name in UTF-8."""
    told = meant.encode()
    check = zlib.crc32(name) if crc is None else crc
    return struct.pack("<HHBL", 0x7075, 5 + len(told), 1, check) + told


def zip_bytes(*parts: Part) -> bytes:
    """An archive of the parts."""
    out, directory = bytearray(), bytearray()
    for part in parts:
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(part.content) + packer.flush() if part.method == 8 else part.content
        size = len(part.content) if part.declared_size is None else part.declared_size
        numbers = (part.flags, part.method, 0, 0, zlib.crc32(part.content), len(packed), size)
        offset = len(out) if part.offset is None else part.offset
        out += struct.pack("<4sH4HLLLHH", b"PK\x03\x04", 20, *numbers, len(part.name), 0) + part.name + packed
        tail = (len(part.name), len(part.extra), 0, 0, 0, 0, offset)
        directory += struct.pack("<4sHH4HLLL5HLL", b"PK\x01\x02", 20, 20, *numbers, *tail) + part.name + part.extra
    end = struct.pack(
        "<4s4HLLH", b"PK\x05\x06", 0, 0, len(parts) % 65_536, len(parts) % 65_536, len(directory), len(out), 0
    )
    return bytes(out + directory + end)
