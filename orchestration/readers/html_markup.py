"""One ``<table>`` read from its markup as the parser gives it back: the short way, for tables without surprises.

The parser has mended the page, so its markup is regular: every element is closed, cells hold no cells, texts have no
``<`` and values stand in quotes. So a table is texts and the tags between them, and of these a table has few that
differ: what they begin is found once. Anything out of the ordinary gives None, and ``html_table`` walks the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from orchestration.domain.records import Cell
from orchestration.readers.html_text import BLOCK, BREAK, INLINE, KIND_BY_NAME, Page, has_controls, squeeze
from orchestration.readers.spans import MAX_COLUMN_SPAN, MAX_ROW_SPAN, SpanGrid, read_span

_TAGS = re.compile(r"((?:<[^<>]*>\s*)+)")
_TAG = re.compile(r"""\s*<(/?)([a-z][^\s<>/"']*)((?: [^\s"'<>=]+(?:="[^"<>]*")?)*)>""")
_SPANS = re.compile(r' (row|col)span="([^"]*)"')
_ONE_TEXT = frozenset((INLINE, BLOCK, BREAK))  # kinds of elements that change nothing about a text alone in its cell
_FRAME = frozenset(("table", "colgroup", "col"))
_BEGINNINGS = {"tr": "r", "thead": "g", "tbody": "g", "tfoot": "f"}
_LONGEST_KEPT = 1_000  # characters of tags whose meaning is kept for the next table
_USUAL_CELLS = 1_500  # of a table whose grid is kept
_END_OF_CELL = "</td>"
_BORDER = "\x01"  # between texts that are cleaned together; none of them may hold it
_new_record = tuple.__new__  # a quarter of the time that the constructor of a named tuple takes


class Between(NamedTuple):
    """What begins with the tags between two texts."""

    items: tuple[int | str, ...]  # cells by their codes, rows and groups by their letters
    cell_count: int
    is_inside: bool  # whether a cell is open at the end, which the text belongs to


class Placed(NamedTuple):
    """The cells of a table on its grid, without their texts."""

    row_count: int
    column_count: int
    order: tuple[int, ...]  # numbers of the cells as they stand in the markup, if rows of <tfoot> go last
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_spans: tuple[int, ...]
    column_spans: tuple[int, ...]
    are_headers: tuple[bool, ...]


def read_markup(
    table: LexborNode, page: Page, text_of: Callable[[LexborNode, Page], str]
) -> tuple[int, int, tuple[Cell, ...]] | None:
    """Read a table by its markup.

    Args:
        table: A ``<table>`` that holds no other, on a page without hidden elements.
        page: What is known of its page.
        text_of: Gives the text of a cell that holds more than one.

    Returns:
        Rows, columns and cells, or None if the table is not for the short way.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    markup = table.html or ""
    if (plain := _split_plain(markup)) is not None:
        shape, texts = plain
        return _table_of(shape, cleaned) if (cleaned := _clean(texts, page)) is not None else None
    parts = _TAGS.split(markup)
    known = {tags: _read_tags(tags) for tags in set(parts[1::2])}
    if None in known.values():
        return None
    between = [known[tags] for tags in parts[1::2]]
    texts: list[str] = []
    more: list[int] = []  # numbers of the cells that hold more than one text
    for (_, cell_count, is_inside), text in zip(between, parts[2::2], strict=True):
        if cell_count == 1 and is_inside:
            texts.append(text)
        elif cell_count:
            texts += [""] * (cell_count - is_inside)
            texts += [text] * is_inside
        elif is_inside and texts:
            more.append(len(texts) - 1)
        if text and not is_inside:
            return None
    if (texts := _clean(texts, page)) is None or parts[0]:
        return None
    if more:
        nodes = table.css("td,th")
        for number in more:
            texts[number] = text_of(nodes[number], page)
    shape = tuple(chain.from_iterable([items for items, _, _ in between]))
    return _table_of(shape, texts)


def _split_plain(markup: str) -> tuple[tuple[int | str, ...], list[str]] | None:
    """What a table is made of, and the texts of its cells; None if any cell holds more than a text."""
    *pieces, tail = markup.replace("</th>", _END_OF_CELL).split(_END_OF_CELL)
    parts = [piece.rpartition(">") for piece in pieces]
    known: dict[str, Between] = {}
    for tags in {tags for tags, _, _ in parts}:
        read = _read_tags(tags + ">")
        if read is None or read.cell_count != 1 or not read.is_inside:
            return None
        known[tags] = read
    last = _read_tags(tail)
    if last is None or last.cell_count or last.is_inside:
        return None
    items = chain.from_iterable([known[tags].items for tags, _, _ in parts])
    return (*items, *last.items), [text for _, _, text in parts]


def _table_of(shape: tuple[int | str, ...], texts: list[str]) -> tuple[int, int, tuple[Cell, ...]]:
    placed = (_place_once if len(texts) <= _USUAL_CELLS else _place)(shape)
    if placed.order:
        texts = [texts[number] for number in placed.order]
    cells = map(_new_record, repeat(Cell), zip(*placed[3:5], texts, *placed[5:], strict=True))
    return placed.row_count, placed.column_count, tuple(cells)


def _clean(texts: list[str], page: Page) -> list[str] | None:
    """The texts as they are shown, all in one go; None if there is markup among them."""
    joined = _BORDER.join(texts)
    if "<" in joined or ">" in joined or joined.count(_BORDER) >= max(len(texts), 1):
        return None
    if "&" in joined:  # the parser escapes these four
        joined = joined.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if "\u3000" in joined or (page.clean is not squeeze and has_controls(joined.replace(_BORDER, ""))):
        return [page.clean(text) for text in joined.split(_BORDER)]
    joined = " ".join(joined.split()).replace(" " + _BORDER, _BORDER).replace(_BORDER + " ", _BORDER)
    return joined.split(_BORDER) if texts else []


def _read_tags(tags: str) -> Between | None:
    return (_read_once if len(tags) <= _LONGEST_KEPT else _read_between)(tags)


def _read_between(tags: str) -> Between | None:
    """What begins with tags; None if they are not regular, or hold what has rules of its own."""
    items: list[int | str] = []
    position = cell_count = 0
    is_inside = True  # no tag of a cell among them: they stand within one
    for tag in iter(_TAG.scanner(tags).match, None):
        slash, name, attributes = tag.groups()
        position = tag.end()
        if name in ("td", "th"):
            is_inside = not slash
            if is_inside:
                items.append(_code_of(name, attributes))
                cell_count += 1
        elif name in _BEGINNINGS or name in _FRAME:
            is_inside = False
            if not slash and name in _BEGINNINGS:
                items.append(_BEGINNINGS[name])
        elif KIND_BY_NAME.get(name, INLINE) not in _ONE_TEXT:
            return None
    if tags[position:].strip():
        return None
    return Between(tuple(items), cell_count, is_inside)


_read_once = lru_cache(maxsize=4096)(_read_between)


def _code_of(name: str, attributes: str) -> int:
    """Spans of a cell and whether it is a header, as one number."""
    spans = dict(_SPANS.findall(attributes))
    row_span = read_span(spans.get("row"), MAX_ROW_SPAN)
    column_span = read_span(spans.get("col"), MAX_COLUMN_SPAN) or 1
    return (row_span * (MAX_COLUMN_SPAN + 1) + column_span) * 2 + (name == "th")


def _place(shape: tuple[int | str, ...]) -> Placed:
    """Place the cells of a table, by their codes and what begins between them."""
    groups: list[list[list[tuple[int, int]]]] = []  # rows of numbers and codes
    feet: list[list[list[tuple[int, int]]]] = []
    last = groups
    number = 0
    for item in shape:
        if isinstance(item, int):
            last[-1][-1].append((number, item))
            number += 1
        elif item == "r":
            last[-1].append([])
        else:
            last = groups if item == "g" else feet
            last.append([])
    grid = SpanGrid()
    order: list[int] = []
    placed: list[tuple[int, int, int, int, bool]] = []
    for rows in groups + feet:
        grid.begin_group(len(rows))
        for row in rows:
            grid.begin_row()
            for number, code in row:
                row_span, column_span = divmod(code >> 1, MAX_COLUMN_SPAN + 1)
                placed.append((*grid.place(row_span, column_span), bool(code & 1)))
                order.append(number)
    by_part = zip(*placed, strict=True) if placed else ((),) * 5
    return Placed(grid.row_count, grid.column_count, tuple(order) if feet else (), *by_part)


_place_once = lru_cache(maxsize=512)(_place)
