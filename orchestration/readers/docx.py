"""Word document (OOXML) -> tables and passages, in the order of its text.

Belongs here: which parts are read, and the order of blocks. Does not: headers, footers, notes and comments; macros,
links and embedded objects, none of which is opened.
"""

from __future__ import annotations

from lxml import etree

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import Passage, ReadDocument, Table
from orchestration.readers.docx_lists import ListLabels
from orchestration.readers.docx_parts import read_parts
from orchestration.readers.docx_table import Item, read_plain_table, read_table
from orchestration.readers.docx_text import KINDS, PARAGRAPH, SKIP, TABLE, Body, find, read_paragraph
from orchestration.readers.package import open_package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_DEPTH = 50  # tables and text boxes inside each other


def read_docx(data: bytes) -> ReadDocument:
    """Read a Word document: ``.docx``, ``.docm``, their templates, also as WPS writes them.

    Args:
        data: The file.

    Returns:
        Data tables on their grids, and the text outside them by lines of its paragraphs, with the labels of lists. A
        table that holds another table, and one of a single column that holds running text, is a frame for layout: its
        text becomes passages. Tracked changes are accepted; hidden text is left out, and counted in a note.

    Raises:
        UnreadableDocumentError: ``damaged``, ``encrypted``, ``too_large``, ``nested_too_deep`` or ``grid_too_large``.
    """
    parts = read_parts(open_package(data))
    body = Body(parts.document, parts.markup, ListLabels(parts.numbering, parts.numbered_styles), parts.hidden_styles)
    passages: list[Passage] = []
    tables: list[Table] = []
    for item in _read_blocks(parts.document, body, None, 0):
        if isinstance(item, str):
            passages.append(Passage(len(passages) + 1, item))
        else:
            tables.append(Table(len(tables) + 1, item.placement, item.texts, item.are_headers, len(passages)))
    notes = []
    if body.hidden_count:
        notes.append(f"{body.hidden_count} pieces of hidden text left out")
    if body.embedded_count:
        notes.append(f"{body.embedded_count} embedded documents left out")
    return ReadDocument(MEDIA_TYPE, "", tuple(tables), tuple(passages), tuple(notes))


def _read_blocks(parent: etree._Element, body: Body, floating: list[Item] | None, depth: int) -> list[Item]:
    """Lines and tables of the body, a cell or a text box.

    Args:
        parent: What holds the paragraphs and tables.
        body: What is known of the document.
        floating: Of a cell: where the content of its text boxes goes. None to have it after the paragraph it is
            anchored to.
        depth: Of tables and text boxes.

    Raises:
        UnreadableDocumentError: ``nested_too_deep`` or ``grid_too_large``.
    """
    if depth > MAX_DEPTH:
        raise UnreadableDocumentError(
            "nested_too_deep",
            f"The tables of the document are nested more than {MAX_DEPTH} deep. Land it without the innermost.",
        )

    is_plain = depth < MAX_DEPTH and not (body.hidden or body.numbered or body.styles)

    def read_cell(cell: etree._Element, over: list[Item]) -> list[Item]:
        if is_plain and (text := _plain_text(cell, body)) is not None:
            return _lines(text) if text else []
        return _read_blocks(cell, body, over, depth + 1)

    items: list[Item] = []
    for block in find(parent, PARAGRAPH, TABLE):
        if block.tag.endswith("}tbl"):
            plain = read_plain_table(block, body) if is_plain else None
            items += read_table(block, body, read_cell) if plain is None else plain
            continue
        if block in body.hidden:
            body.count_hidden(block)
            continue
        boxes: list[etree._Element] = []
        label = body.label_of(block)
        text = read_paragraph(block, body, boxes).strip()
        if floating is None:
            items += _lines(label + text) if text else ()
        elif text or label:  # in a cell, such as those of a column of running numbers, a label can be all there is
            items += _lines((label + text).replace("\t", " "))
        for box in boxes:
            (items if floating is None else floating).extend(_read_blocks(box, body, None, depth + 1))
    return items


def _plain_text(cell: etree._Element, body: Body) -> str | None:
    """The text of a cell of one paragraph, as nearly all are; None if it holds more."""
    children = [*cell]
    if not children or len(children) > 2 or KINDS.get(children[-1].tag) != PARAGRAPH:
        return None
    if len(children) == 2 and KINDS.get(children[0].tag) != SKIP:
        return None
    boxes: list[etree._Element] = []
    text = read_paragraph(children[-1], body, boxes)
    text = text.replace("\t", " ").strip() if text else ""
    return None if boxes else text


def _lines(text: str) -> list[str]:
    text = text.replace("\xa0", " ").strip()
    return [line for raw in text.split("\n") if (line := raw.strip())] if "\n" in text else [text]
