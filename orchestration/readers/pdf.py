"""PDF -> tables and passages, page by page and then as one flow.

Belongs here: opening the file, and what can't be read. Does not: characters and lines of a page (pdf_page,
pdf_rulings), cells (pdf_grid, pdf_table), page breaks (pdf_join), paragraphs (pdf_paragraphs), their order (pdf_flow).
Nothing of a PDF is run: no script, form or attachment is even loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.pdf_flow import Flow
from orchestration.readers.pdf_guard import refuse_bombs
from orchestration.readers.pdf_library import Pdfium, pdfium
from orchestration.readers.pdf_page import Page, read_page

MAX_PAGES = 2_000

_PASSWORD, _SECURITY = 4, 5  # error codes of PDFium


def read_pdf(data: bytes) -> ReadDocument:
    """Read a PDF that holds text.

    Args:
        data: The file.

    Returns:
        Tables on their grids, those cut by page breaks put together, and the text outside them by paragraphs; page
        numbers, headers and footers are left out. What was left out, put together or doubtful is said in notes.

    Raises:
        UnreadableDocumentError: ``encrypted``, ``damaged``, ``too_large``, ``undecodable``, ``grid_too_large``, or
            ``unsupported_format`` if its pages are pictures.
    """
    refuse_bombs(data)
    library = pdfium()
    flow = Flow()
    with _opened(data) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableDocumentError(
                "too_large", f"The PDF has {count:,} pages; up to {MAX_PAGES:,} are read. Split it."
            )
        for index in range(count):
            flow.add(_read_page(document, index, library))
    return flow.document()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2  # late: it takes longer than all other readers together

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
            raise UnreadableDocumentError(
                "encrypted", "The PDF is locked by a password. Save it without one and land that."
            ) from error
        raise _damaged("it is cut off, or no PDF at all") from error
    try:
        yield document
    finally:
        document.close()


def _read_page(document: Any, index: int, library: Pdfium) -> Page:
    import ctypes

    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise _damaged(f"its page {index + 1} can't be read") from error
    try:
        return read_page(library, ctypes.cast(page.raw, ctypes.c_void_p).value or 0, index + 1)
    finally:
        page.close()


def _damaged(what: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "damaged", f"The PDF is damaged: {what}. Open it in a PDF program, or ask the sender for it again."
    )
