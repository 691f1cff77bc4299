"""Word documents as bytes that depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from docx.document import Document

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_DATE = (2000, 1, 1, 0, 0, 0)


def pack_document(document: Document, title: str) -> bytes:
    """The document under its title, without the time of writing: the same content gives the same bytes."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = _NO_CLOCK
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=6)
    return packed.getvalue()
