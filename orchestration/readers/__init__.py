"""Bytes of one document -> its tables and passages, as they stand: one file a format.

No meaning is given to any figure here, nothing is fetched, and whatever comes in, time and memory stay bounded.
"""

from __future__ import annotations

from importlib import import_module

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument

__all__ = ["MAX_BYTES", "read_document"]

MAX_BYTES = 128 << 20

# Media type -> module of this room and its function; a reader is imported when the first document of its kind comes.
_READERS = {
    "text/html": ("html", "read_html"),
    "application/xhtml+xml": ("html", "read_html"),
    "text/plain": ("text", "read_text"),
    "text/csv": ("csv_text", "read_csv"),
    "application/pdf": ("pdf", "read_pdf"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx", "read_docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "read_xlsx"),
    "application/vnd.ms-excel": ("xls", "read_xls"),
}

# Known, but not read: what it is, and what to do.
_UNSUPPORTED = {
    "application/msword": "a Word file of the old format (.doc, .wps). Save it as .docx",
    "application/x-ole-storage": "an old Office file, neither document nor workbook. Save it as .docx or .xlsx",
    "application/x-spreadsheetml": "a workbook saved as XML of 2003. Save it as .xlsx",
    "multipart/related": "a web page saved as a single file. Save it as .docx or as a plain web page",
    "application/rtf": "an RTF file. Save it as .docx",
    "application/x-ofd": "an OFD file. Save it as PDF",
    "application/xml": "an XML file. Save the document as .docx or as a web page",
    "application/zip": "a zip archive. Unpack it, or hand it in with gongkai inbox",
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
        UnreadableDocumentError: With reason code ``empty``, ``unknown_format``, ``unsupported_format``, ``encrypted``,
            ``damaged``, ``undecodable``, ``too_large``, ``grid_too_large`` or ``nested_too_deep``.
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
    if media_type in _READERS:
        module, function = _READERS[media_type]
        document: ReadDocument = getattr(import_module(f"orchestration.readers.{module}"), function)(data)
        if not document.tables and not document.passages:
            raise UnreadableDocumentError(
                "empty",
                "The document has no visible text: a page that a script fills, an empty form, or pictures alone. "
                "Save it once it is shown in full, and land that.",
            )
        return document
    if media_type == "application/x-encrypted-office":
        raise UnreadableDocumentError(
            "encrypted", "The file is locked with a password. Open it, remove the password and save it anew."
        )
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
