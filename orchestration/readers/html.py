"""HTML -> tables and passages, in the order in which a page shows them.

Belongs here: which tables hold data and which are frames, the title, the charset. Does not: how an element's text is
put together (html_text), the grid of a table (html_table), or what any text means.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from orchestration.domain.decoding import decode_text
from orchestration.domain.records import Passage, ReadDocument, Table, new_record
from orchestration.readers.html_guard import refuse_parser_bombs
from orchestration.readers.html_source import MARK, Cut, cut_tables
from orchestration.readers.html_table import RawTable, read_table
from orchestration.readers.html_text import Page, read_lines

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_REFERENCE = re.compile(rb"&#")  # three times as fast as the operator in
_MAY_HIDE = (b"display", b"hidden")  # faster one by one than a pattern
_DECLARED_WITHIN = 4096  # bytes


def read_html(data: bytes) -> ReadDocument:
    """Read a page.

    Args:
        data: The page; its charset is found by evidence, see ``decode_text``.

    Returns:
        Data tables on their grids, and the text outside them by paragraphs. A table that holds another table, and one
        of a single column that holds running text, is a frame for layout: its text becomes passages. The title comes
        first unless a later passage says the same. Hidden elements are left out, and counted in a note.

    Raises:
        UnreadableDocumentError: ``undecodable``, ``too_large``, ``nested_too_deep`` or ``grid_too_large``.
    """
    declared = _CHARSET.search(data, 0, _DECLARED_WITHIN)
    text, encoding, notes = decode_text(data, declared[1].decode("ascii") if declared else None)
    rest, cut = cut_tables(text)
    page = _parse(rest.encode())
    lines, tables, seen = _read_body(page, cut)
    if seen < len(cut):
        page = _parse(text.encode())
        lines, tables, _ = _read_body(page, [])
    tree = page.tree
    if (title := _title_of(tree, page)) and not _is_repeated(title, lines):
        lines.insert(0, title)
        tables = [(place + 1, table) for place, table in tables]
    if page.hidden_count:
        notes = (*notes, f"{page.hidden_count} hidden elements left out")
    return ReadDocument(
        media_type="text/html",
        encoding=encoding,
        tables=tuple(
            Table(number, raw.placement, raw.texts, raw.are_headers, place)
            for number, (place, raw) in enumerate(tables, 1)
        ),
        passages=tuple([new_record(Passage, numbered) for numbered in enumerate(lines, 1)]),
        notes=notes,
    )


def _parse(html: bytes) -> Page:
    refuse_parser_bombs(html)
    in_lower_case = html.lower()
    return Page(
        LexborHTMLParser(html),
        has_references=_REFERENCE.search(html) is not None,
        may_hide=any(word in in_lower_case for word in _MAY_HIDE),
    )


def _read_body(page: Page, cut: list[Cut]) -> tuple[list[str], list[tuple[int, RawTable]], int]:
    """Lines of text, data tables with the number of lines before them, and how many of the tables that were ``cut``
    out of the source were seen in their places.
    """
    lines: list[str] = []
    tables: list[tuple[int, RawTable]] = []
    seen = 0

    def on_table(node: LexborNode) -> bool:
        if any(part.css_first("table") is not None for part in node.iter()):
            return False
        nonlocal seen
        mark = node.attributes.get(MARK) if cut else None
        seen += mark is not None
        table = read_table(node, page) if mark is None else RawTable(*cut[int(mark)])
        lines.extend(table.captions)
        if table.is_frame:
            for text in table.texts:
                lines.extend(filter(None, text.split("\n")))
        else:
            tables.append((len(lines), table))
        return True

    root = page.tree.body or page.tree.root
    if root is not None:
        read_lines(root, page, lines, on_table)
    return lines, tables, seen


def _title_of(tree: LexborHTMLParser, page: Page) -> str:
    title = tree.css_first("title")
    return page.clean(title.text()) if title is not None else ""


def _is_repeated(title: str, lines: list[str]) -> bool:
    wanted = "".join(title.split())
    return any("".join(line.split()) == wanted for line in lines if line[0] == wanted[0])
