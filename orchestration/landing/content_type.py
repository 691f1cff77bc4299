"""What kind of file the bytes are, by the bytes alone: never by the name, never by unpacking anything."""

from __future__ import annotations

import re
import struct

from orchestration.domain.decoding import CONTROL_BYTES, decode_text
from orchestration.domain.errors import UnreadableDocumentError

HTML = "text/html"
PLAIN = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/x-ofd"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
EMPTY = "application/x-empty"
BINARY = "application/octet-stream"

_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
)
_HEAD = 64 * 1024  # characters in which the tags of a page are looked for
_SAMPLE = 256 * 1024  # bytes by which text is told from noise
_MAX_CONTROL_SHARE = 0.01
_MAX_ZIP_ENTRIES = 10_000

_TAGS = "html|table|div|p|body|meta"
_STARTS_AS_PAGE = re.compile(
    rf"(?:\s|\ufeff|<\?xml[^>]{{0,200}}\?>|<!--(?:(?!-->).){{0,4000}}+-->)*+<(?:!doctype\s+html|(?:head|title|{_TAGS})[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_OPENING_TAG = re.compile(rf"<(?:!doctype\s+html|(?:{_TAGS})(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_CLOSING_TAG = re.compile(rf"</(?:{_TAGS})\s*>", re.IGNORECASE)


def detect_media_type(data: bytes) -> str:
    """Name the media type of a document by its content.

    Args:
        data: The whole document; of a zip only the names in the central directory are looked at.

    Returns:
        A media type; ``application/x-empty`` for no content or white space alone, ``application/octet-stream`` for
        bytes that are neither a known format nor text.
    """
    if not data.strip():
        return EMPTY
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_media_type(data)
    before_pdf, found, _ = data[:1024].partition(b"%PDF-")
    if found and b"<" not in before_pdf:
        return PDF
    return _text_media_type(data[:_SAMPLE])


def _text_media_type(sample: bytes) -> str:
    try:
        text, encoding, _ = decode_text(sample)
    except UnreadableDocumentError:
        return BINARY
    if not text.strip("\ufeff \t\r\n\f\u3000\xa0"):
        return EMPTY
    if not encoding.startswith("utf-16"):
        controls = len(sample) - len(sample.translate(None, CONTROL_BYTES))
        if controls > max(1, _MAX_CONTROL_SHARE * len(sample)):
            return BINARY
    head = text[:_HEAD]
    if _STARTS_AS_PAGE.match(head) or (_OPENING_TAG.search(head) and _CLOSING_TAG.search(head)):
        return HTML
    if head.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return "application/xml"
    return PLAIN


def _zip_media_type(data: bytes) -> str:
    names = _zip_names(data)
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return DOCX
        if any(name.startswith("xl/") for name in names):
            return XLSX
    return OFD if "OFD.xml" in names else ZIP


def _zip_names(data: bytes) -> set[str]:
    """Names in the central directory, at most 10,000; empty if the directory is broken or cut off.

    ``zipfile`` isn't used: it trusts the sizes in the file and would build an object for each of millions of entries.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        return set()
    size, offset = struct.unpack_from("<II", data, end + 12)
    position = offset if data[offset : offset + 4] == b"PK\x01\x02" else max(0, end - size)  # bytes before the archive
    names: set[str] = set()
    for _ in range(_MAX_ZIP_ENTRIES):
        if data[position : position + 4] != b"PK\x01\x02" or position + 46 > len(data):
            break
        name_size, extra_size, comment_size = struct.unpack_from("<HHH", data, position + 28)
        names.add(data[position + 46 : position + 46 + name_size].decode("utf-8", "replace"))
        position += 46 + name_size + extra_size + comment_size
    return names
