"""Bytes of one document -> its tables and passages, as they stand: one file a format.

No meaning is given to any figure here, nothing is fetched, and whatever comes in, time and memory stay bounded.
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.html import read_html
from orchestration.readers.text import read_text

__all__ = ["MAX_BYTES", "read_document"]

MAX_BYTES = 128 << 20

_READERS: dict[str, Callable[[bytes], ReadDocument]] = {
    "text/html": read_html,
    "application/xhtml+xml": read_html,
    "text/plain": read_text,
}

# Known, but not read: what it is, and what to do.
_UNSUPPORTED = {
    "application/pdf": "a PDF. Publish it as HTML, or copy its text and tables into a web page or a text file",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "a Word file. Save it as a web page",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook. Save it as a web page",
    "application/x-ole-storage": "an old or an encrypted Office file. Remove its password and save it as a web page",
    "application/rtf": "an RTF file. Save it as a web page",
    "application/x-ofd": "an OFD file. Copy its text and tables into a web page or a text file",
    "application/xml": "an XML file. Save the document as a web page",
    "application/zip": "a zip archive. Unpack it",
    "application/vnd.rar": "a RAR archive. Unpack it",
    "application/x-7z-compressed": "a 7z archive. Unpack it",
    "application/gzip": "a gzip archive. Unpack it and land the file in it",
}


def read_document(data: bytes, media_type: str) -> ReadDocument:
    """Read the tables and passages of one document.

    Args:
        data: All of its bytes.
        media_type: By content, as ``landing.detect_media_type`` names it.

    Returns:
        Its tables (grain: anchor cell on the grid of a table) and passages (grain: paragraph), in document order.

    Raises:
        UnreadableDocumentError: With reason code ``empty``, ``unknown_format``, ``unsupported_format``,
            ``undecodable``, ``too_large``, ``grid_too_large`` or ``nested_too_deep``.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocumentError(
            "too_large",
            f"The file has {len(data):,} bytes; up to {MAX_BYTES:,} are read. Split it, or land the report alone.",
        )
    if media_type == "application/x-empty" or not data.strip():
        raise UnreadableDocumentError(
            "empty", "The file has no content, or white space alone. Ask the sender for it again."
        )
    if (reader := _READERS.get(media_type)) is not None:
        document = reader(data)
        if not document.tables and not document.passages:
            raise UnreadableDocumentError(
                "empty",
                "The document has no visible text: a page that a script fills, or one picture. "
                "Save it from the browser once it is shown in full, and land that.",
            )
        return document
    if media_type in _UNSUPPORTED:
        raise UnreadableDocumentError(
            "unsupported_format", f"The file is {_UNSUPPORTED[media_type]}, then land what comes of it."
        )
    if media_type.startswith("image/"):
        raise UnreadableDocumentError(
            "unsupported_format", f"The file is a picture ({media_type}). Land the page or document it was made from."
        )
    raise UnreadableDocumentError(
        "unknown_format",
        f"The bytes are no format known here ({media_type[:80]}): neither text nor a document, or damaged. "
        "Open the file in the program that made it and save it as a web page.",
    )
