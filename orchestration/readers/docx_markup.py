"""One ``<w:tbl>`` read from the text of its part: the short way, for tables that hold plain cells.

The part was parsed, so it is well-formed: a table is texts and the tags between them, and of these a table has few that
differ: what they begin is found once. Anything out of the ordinary (other tables, pictures, fields, tracked changes,
characters by their number) gives None, and ``docx_table`` walks the elements.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from orchestration.readers.docx_grid import GridCell, GridRow, Placed, place_rows
from orchestration.readers.docx_names import is_on_value, number_of
from orchestration.readers.spans import MAX_COLUMN_SPAN

_BEGIN, _END, _END_OF_TEXT = b"<w:tbl>", b"</w:tbl>", b"</w:t>"
_TAG = re.compile(r"""\s*<(/?)w:([A-Za-z]+)(?:\s+(?!xmlns)[^\s"'<>=]+="[^"<>]*")*\s*(/?)>""")
_VALUE = re.compile(r'\sw:val="([^"]*)"')
_PROPERTIES = frozenset(("tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "pPr", "rPr"))
_IN_PARAGRAPH = frozenset(
    ("r", "t", "hyperlink", "ins", "smartTag", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak")
)
_GLUES = {"p": "\n", "br": "\n", "cr": "\n", "tab": " "}  # what a tag within a cell puts between two texts
_TABLE, _ROW, _CELL, _PARAGRAPH = range(4)  # what can be open, each in the one before
_LEVELS = {"tr": _ROW, "tc": _CELL, "p": _PARAGRAPH}
_USUAL_ROW, _HEADER_ROW = -1, -2
_CHANGED = "Change>"  # a property with its former value
_UNUSUAL_ROW = re.compile(r"<w:(?:gridBefore|hidden|del)\b")
_LONGEST_KEPT = 2_000  # characters of tags whose meaning is kept for the next table
_USUAL_CELLS = 1_500  # of a table whose grid is kept
_BORDER = b"\x01"  # between texts that are cleaned together; XML can't hold it


class Between(NamedTuple):
    """What begins with the tags between two texts."""

    items: tuple[int, ...]  # cells by their codes, rows by theirs, which are negative
    cell_count: int
    glue: str  # between two texts of one cell


class PlainTable(NamedTuple):
    """A table whose cells hold text alone."""

    placed: Placed
    texts: list[str]  # of all cells, row by row, lines by ``\\n``


def tables_of(markup: bytes) -> list[bytes] | None:
    """The markup of each table of a part, in order; None if one holds another, or is written in an unusual way."""
    tables = []
    for segment in markup.split(_BEGIN)[1:]:
        table, end, rest = segment.partition(_END)
        if not end or _END in rest:
            return None
        tables.append(table)
    return tables if _END not in markup.partition(_BEGIN)[0] else None


def read_markup(markup: bytes) -> PlainTable | None:
    """Read a table by its markup, from after ``<w:tbl>`` to before ``</w:tbl>``; None if it isn't for the short way.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    *pieces, tail = markup.split(_END_OF_TEXT)
    if not pieces:
        return None
    parts = [piece.rpartition(b">") for piece in pieces]
    between = [_read_tags(parts[0][0], _TABLE, _PARAGRAPH)]
    known = {tags: _read_tags(tags, _PARAGRAPH, _PARAGRAPH) for tags in {tags for tags, _, _ in parts[1:]}}
    between += [known[tags] for tags, _, _ in parts[1:]]
    last = _read_tags(tail, _PARAGRAPH, _TABLE)
    if last is None or None in between or (cleaned := _clean([text for _, _, text in parts])) is None:
        return None
    texts: list[str] = []
    several: set[int] = set()  # numbers of the cells that hold more than one text
    for (_, cell_count, glue), text in zip(between, cleaned, strict=True):
        if cell_count == 1:
            texts.append(text)
        elif cell_count:
            texts += [""] * (cell_count - 1)
            texts.append(text)
        else:
            texts[-1] += glue + text
            several.add(len(texts) - 1)
    texts += [""] * last.cell_count
    texts = [text.strip() for text in texts]
    for number in several:
        texts[number] = "\n".join(filter(None, map(str.strip, texts[number].split("\n"))))
    shape = (*chain.from_iterable([items for items, _, _ in between]), *last.items)
    return PlainTable((_place_once if len(texts) <= _USUAL_CELLS else _place)(shape), texts)


def _clean(texts: list[bytes]) -> list[str] | None:
    """The texts as they are shown, all in one go; None if they hold characters by their number."""
    joined = _BORDER.join(texts).decode()
    if "&" in joined:
        if "&#" in joined:
            return None
        joined = joined.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
        joined = joined.replace("&amp;", "&")
    joined = joined.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")  # only an element breaks a line
    return joined.replace("\t", " ").replace("\xa0", " ").split(_BORDER.decode()) if texts else []


def _read_tags(tags: bytes, begin: int, end: int) -> Between | None:
    return (_read_once if len(tags) <= _LONGEST_KEPT else _read_between)(tags, begin, end)


def _read_between(written: bytes, begin: int, end: int) -> Between | None:
    """What tags begin.

    Args:
        written: The tags; if a text follows, the last of them is that of the text, without its ``>``.
        begin: What is open before them: the table, a row, a cell or a paragraph.
        end: What is open after them.

    Returns:
        None if they aren't all known here, or not nested as they should be.
    """
    tags = written.decode() + ">" * (end == _PARAGRAPH)
    items: list[int] = []
    position = cell_count = 0
    state = begin
    glue = name = closed = ""
    while found := _TAG.match(tags, position):
        slash, name, closed = found.groups()
        position = found.end()
        if (level := _LEVELS.get(name)) is not None:
            if state != (level if slash else level - 1) or (closed and level != _PARAGRAPH):
                return None
            state = level - 1 if slash or closed else level
            if level == _ROW and not slash:
                items.append(_USUAL_ROW)
            elif level == _CELL and not slash:
                items.append(_code_of(1, goes_on=False))
                cell_count += 1
        elif name in _PROPERTIES:
            inner = ""
            if not closed:
                stop = tags.find(f"</w:{name}>", position)
                if slash or stop < 0:
                    return None
                inner, position = tags[position:stop], stop + len(name) + 5
            if _CHANGED in inner or not _apply(name, inner, items, state):
                return None
        elif state != _PARAGRAPH or (name not in _IN_PARAGRAPH and name not in _GLUES):
            return None
        if name in _GLUES and not slash and glue != "\n":
            glue = _GLUES[name]
    is_text = name == "t" and not closed
    is_complete = position == len(tags.rstrip()) and state == end and is_text == (end == _PARAGRAPH)
    return Between(tuple(items), cell_count, glue) if is_complete else None


_read_once = lru_cache(maxsize=4096)(_read_between)


def _apply(name: str, inner: str, items: list[int], state: int) -> bool:
    """Take what the properties of a row or cell say into its code; False if they are beyond the short way."""
    if name == "trPr":
        if _UNUSUAL_ROW.search(inner) or state != _ROW or items[-1] != _USUAL_ROW:
            return False
        if header := re.search(r"<w:tblHeader\b([^<>]*)>", inner):
            items[-1] = _HEADER_ROW if is_on_value(_value_of(header[1])) else _USUAL_ROW
    elif name == "tcPr":
        if "<w:hMerge" in inner or state != _CELL or not items or items[-1] < 0:
            return False
        width, down = (re.search(rf"<w:{merge}\b([^<>]*)>", inner) for merge in ("gridSpan", "vMerge"))
        columns = (number_of(_value_of(width[1]), 1, MAX_COLUMN_SPAN) or 1) if width else 1
        items[-1] = _code_of(columns, goes_on=down is not None and _value_of(down[1]) != "restart")
    return True


def _value_of(attributes: str) -> str | None:
    found = _VALUE.search(attributes)
    return found[1] if found else None


def _code_of(width: int, *, goes_on: bool) -> int:
    return width * 2 + goes_on


def _place(shape: tuple[int, ...]) -> Placed:
    """Place the cells of a table, by their codes and those of the rows between them."""
    rows: list[tuple[bool, list[GridCell]]] = []
    for item in shape:
        if item < 0:
            rows.append((item == _HEADER_ROW, []))
        else:
            rows[-1][1].append(GridCell(item >> 1, bool(item & 1)))
    return place_rows(GridRow(is_header, 0, tuple(cells)) for is_header, cells in rows)


_place_once = lru_cache(maxsize=512)(_place)
