"""What kind of file the bytes are, by the bytes alone: never by the name, never by unpacking anything."""

from __future__ import annotations

import csv
import re
import struct
from io import BytesIO
from itertools import groupby, islice
from operator import itemgetter

import olefile

from orchestration.domain.decoding import CONTROL_BYTES, decode_text
from orchestration.domain.errors import UnreadableDocumentError

HTML = "text/html"
PLAIN = "text/plain"
CSV = "text/csv"
MHTML = "multipart/related"
SPREADSHEET_XML = "application/x-spreadsheetml"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/x-ofd"
ZIP = "application/zip"
XLS = "application/vnd.ms-excel"
DOC = "application/msword"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
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

# Streams at the root of an OLE container, and what they tell; the first that is there counts.
_OLE_STREAMS = (
    ("encryptedpackage", ENCRYPTED_OFFICE),
    ("encryptioninfo", ENCRYPTED_OFFICE),
    ("workbook", XLS),
    ("worddocument", DOC),
    ("book", XLS),
)
_SECTOR_SIZES = {3: 512, 4: 4096}  # by version of the container

_CSV_ROWS = 200  # rows looked at
_CSV_FEWEST_ROWS = 3  # of as many fields
_CSV_LONGEST = 100  # characters of a field
_GROUPED_DIGITS = re.compile(r"\s*[0-9]{1,3}(?:,[0-9]{3})+\s*")  # 1,143,020 is one figure

_MHTML = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?Content-Type:\s*multipart/related", re.IGNORECASE)
_SPREADSHEET_NAMESPACE = '="urn:schemas-microsoft-com:office:spreadsheet"'
_MARKED_WITHIN = 4_096  # characters

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
            return _ole_media_type(data) if media_type == OLE else media_type
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
    start = head[:_MARKED_WITHIN].lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") and ('progid="Excel.Sheet"' in start or _SPREADSHEET_NAMESPACE in start):
        return SPREADSHEET_XML  # before HTML: it has a <Table> too
    if _MHTML.match(start.replace("\r\n", "\n")) and "mime-version:" in start.lower():
        return MHTML
    if _STARTS_AS_PAGE.match(head) or (_OPENING_TAG.search(head) and _CLOSING_TAG.search(head)):
        return HTML
    if head.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return "application/xml"
    return CSV if _is_csv(head, is_whole=len(text) <= _HEAD) else PLAIN


def _is_csv(head: str, *, is_whole: bool) -> bool:
    """Whether most rows have as many short fields, three or more, as their neighbours. Lines of prose have not.

    Args:
        head: The beginning of the text.
        is_whole: Whether there is no more of it; otherwise the last line may be cut.
    """
    lines = [line for line in head.splitlines(keepends=True) if line.strip()]
    if not is_whole:
        lines = lines[:-1]
    if sum("," in line for line in lines[:_CSV_ROWS]) < _CSV_FEWEST_ROWS or lines[0].lstrip()[:1] in "[{":
        return False
    try:
        rows = [row for row in islice(csv.reader(lines), _CSV_ROWS) if row]
    except csv.Error:
        return False
    widths = [1 if _GROUPED_DIGITS.fullmatch(",".join(row)) else len(row) for row in rows]
    runs = [list(run) for width, run in groupby(zip(widths, rows, strict=True), key=itemgetter(0)) if width >= 3]
    like = [row for run in runs if len(run) >= _CSV_FEWEST_ROWS for _, row in run]
    if not like or len(rows) - len(like) > max(
        2, len(rows) * 2 // 5
    ):  # titles and remarks, and those of further tables
        return False
    fields = [field for row in like for field in row]
    spaced = sum(field.startswith(" ") for field in fields)  # as after a comma in a sentence
    return spaced * 2 < len(fields) and all(len(field) <= _CSV_LONGEST and "。" not in field for field in fields)


def _ole_media_type(data: bytes) -> str:
    """Which program's streams the container holds; the general type if its directory is broken."""
    # olefile makes room for as many sectors as are declared, so that is held against the size first.
    if len(data) < olefile.MINIMAL_OLEFILE_SIZE or _SECTOR_SIZES.get(data[26]) != 1 << min(data[30], 30):
        return OLE
    if int.from_bytes(data[44:48], "little") << data[30] > len(data):
        return OLE
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            streams = set(container.root.kids_dict)
    except Exception:  # the library promises nothing about which error bad bytes give
        return OLE
    return next((media_type for name, media_type in _OLE_STREAMS if name in streams), OLE)


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
