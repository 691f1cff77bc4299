"""One ``<table>`` read from its markup as the parser gives it back: the short way, for tables without surprises.

The parser has mended the page, so its markup is regular: every element is closed, cells hold no cells, texts have no
``<`` and values stand in quotes. So a table is texts and the tags between them, and of these a table has few that
differ: what they begin is found once. Anything out of the ordinary gives None, and ``html_table`` walks the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from operator import not_
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from orchestration.domain.records import Placement
from orchestration.readers.html_text import BLOCK, BREAK, INLINE, KIND_BY_NAME, Page, has_controls, squeeze
from orchestration.readers.spans import MAX_COLUMN_SPAN, MAX_ROW_SPAN, SpanGrid, read_span

_TAGS = re.compile(r"((?:<[^<>]*>\s*)+)")
_TAG = re.compile(r"""\s*<(/?)([a-z][^\s<>/"']*)((?: [^\s"'<>=]+(?:="[^"<>]*")?)*)>""")
_SPANS = re.compile(r' (row|col)span="([^"]*)"')
_TEXT_WITHIN = re.compile(r">\s*[^<\s]")
_END = "</t"  # of a cell, a row or what else a table has; few elements of a text begin with the same letter
_ONE_TEXT = frozenset((INLINE, BLOCK, BREAK))  # kinds of elements that change nothing about a text alone in its cell
_FRAME = frozenset(("table", "colgroup", "col"))
_BEGINNINGS = {"tr": "r", "thead": "g", "tbody": "g", "tfoot": "f"}
CELLS = {"td": "d", "th": "h"}
_SHAPE = re.compile(r"(?:[gf](?:r(?:(?:\d+x\d+)?[dh])*+)*+)*+")
_PART = re.compile(r"(?:(\d+)x(\d+))?([a-z])")  # of a shape
_FEW = 8  # cells that are looked at for what ends them, of all
_MOST_CLOSERS = 16
_LONGEST_KEPT = 1_000  # characters of tags whose meaning is kept for the next table
_USUAL_LENGTH = 1 << 16  # characters of the markup of a table whose tags are kept all together
_USUAL_CELLS = 1_500  # of a table whose grid is kept
_WIDE = "\x03"  # for an ideographic space while they are; it stays where it is inside a text
_ENDS = " " + _WIDE
APART = "\0"  # between the tags of a table; joined they are one key, looked up without a walk over all of them
_BORDER = "\x01"  # between texts that are cleaned together; none of them may hold it


class Between(NamedTuple):
    """What begins with the tags between two texts."""

    shape: str  # cells, rows and groups by their letters, before that of a merged cell its spans: 2x3d
    cell_count: int
    is_inside: bool  # whether a cell is open at the end, which the text belongs to


class Placed(NamedTuple):
    """The cells of a table on its grid, without their texts."""

    placement: Placement
    are_headers: tuple[bool, ...]
    order: tuple[int, ...]  # numbers of the cells as they stand in the markup, if rows of <tfoot> go last

    def with_texts(self, texts: list[str]) -> tuple[Placement, tuple[str, ...], tuple[bool, ...]]:
        """The table, its texts given as they stand in the markup."""
        ordered = [texts[number] for number in self.order] if self.order else texts
        return self.placement, tuple(ordered), self.are_headers


class Arranged(NamedTuple):
    """What the tags of a table settle if each of its cells holds one text."""

    are_cells: tuple[bool, ...]  # whether the texts behind the tags are those of cells
    are_other: tuple[bool, ...]
    placed: Placed


def read_markup(
    table: LexborNode, page: Page, text_of: Callable[[LexborNode, Page], str]
) -> tuple[Placement, tuple[str, ...], tuple[bool, ...]] | None:
    """Read a table by its markup.

    Args:
        table: A ``<table>`` that holds no other, on a page without hidden elements.
        page: What is known of its page.
        text_of: Gives the text of a cell that holds more than one.

    Returns:
        Where its cells stand, their texts, and which of them are headers; None if the table is not for the short way.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    markup = table.html or ""
    pieces, before, after = split_markup(markup)
    usual = _arrange_once(APART.join(before)) if len(markup) <= _USUAL_LENGTH else None
    if usual is not None:
        cleaned = clean_texts(list(compress(after, usual.are_cells)), page.clean)
        if cleaned is None or "".join(compress(after, usual.are_other)).strip():
            return None
        return usual.placed.with_texts(cleaned)
    return _read_unusual(table, pieces, before, after, page, text_of)


def split_markup(markup: str) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """The markup of a table in pieces, each ending with a text: the pieces, the tags before their texts, the texts."""
    pieces = markup.split(_END)
    before, _, after = zip(*[piece.rpartition(">") for piece in _without_all_closers(pieces)], strict=True)
    return pieces, before, after


def _read_unusual(
    table: LexborNode,
    pieces: list[str],
    before: tuple[str, ...],
    after: tuple[str, ...],
    page: Page,
    text_of: Callable[[LexborNode, Page], str],
) -> tuple[Placement, tuple[str, ...], tuple[bool, ...]] | None:
    """Read a table of which a cell holds more than a text and tags before it."""
    starts = [_start_of(tags) for tags in before]
    written: list[str | None] = list(after)
    for number in [number for number, start in enumerate(starts) if start is None]:
        read = _read_intricate_once if len(pieces[number]) <= _LONGEST_KEPT else _read_intricate
        starts[number], written[number] = read(pieces[number])
        if starts[number] is None:
            return None
    are_cells = [start.is_inside for start in starts]
    texts = list(compress(written, are_cells))
    cleaned = clean_texts([text or "" for text in texts], page.clean)
    if cleaned is None or "".join(compress(after, map(not_, are_cells))).strip():
        return None
    if None in texts:
        nodes = table.css("td,th")
        for number in [number for number, text in enumerate(texts) if text is None]:
            cleaned[number] = text_of(nodes[number], page)
    placed = (place_cells if len(texts) <= _USUAL_CELLS else _place)("".join([start.shape for start in starts]))
    return None if placed is None else placed.with_texts(cleaned)


def _without_all_closers(pieces: list[str]) -> list[str]:
    """The pieces without the tags at their ends that close elements, if a few of them have any.

    Cells mostly end alike, so what one of them ends with is taken from all in one go; few are left to be looked at.
    """
    some = [piece for piece in pieces[:: len(pieces) // _FEW + 1] if "</" in piece]
    if not some:
        return pieces
    for closers in sorted(set(map(_closers_of, some)), key=len, reverse=True):
        if closers:
            pieces = [piece.removesuffix(closers) for piece in pieces]
    return [_without_closers(piece) if "</" in piece else piece for piece in pieces]


def _closers_of(piece: str) -> str:
    return piece[len(_without_closers(piece)) :].lstrip()


def _without_closers(piece: str) -> str:
    """A piece without the tags at its end that close elements; those it opens stay."""
    piece = piece.rstrip()
    for _ in range(_MOST_CLOSERS):
        at = piece.rfind("<")
        if not piece.endswith(">") or not piece.startswith("</", at) or piece.count(">", at) > 1:
            break
        piece = piece[:at].rstrip()
    return piece


def _read_start(before: str) -> Between | None:
    """What begins with the tags before a text, the ``</t`` before and the ``>`` behind them left out.

    None if there is more than tags, or not one cell at most that the text belongs to.
    """
    tags = f"{before}>" if before.startswith("<") else f"{_END}{before}>"
    read = None if _TEXT_WITHIN.search(tags) else _read_tags(tags)
    return read if read is not None and read.cell_count == read.is_inside else None


_start_once = lru_cache(maxsize=4096)(_read_start)


def _start_of(before: str) -> Between | None:
    return _start_once(before) if len(before) <= _LONGEST_KEPT else _read_start(before)


def _read_intricate(piece: str) -> tuple[Between | None, str | None]:
    """What begins with a cell that holds more than a text and tags before it, and its text, None if it has several."""
    begin, *parts = _TAGS.split(piece if piece.startswith("<") else _END + piece)
    first, *others = map(_read_tags, parts[::2])
    is_cell = not begin and first is not None and first.cell_count == first.is_inside == 1
    if not is_cell or not all(read is not None and read.is_inside and not read.shape for read in others):
        return None, None
    is_one = len(parts) == 2 or (len(parts) == 4 and not parts[3])
    return first, parts[1] if is_one else None


_read_intricate_once = lru_cache(maxsize=4096)(_read_intricate)


def clean_texts(texts: Sequence[str], clean: Callable[[str], str]) -> list[str] | None:
    """The texts as they are shown, as ``clean`` makes them but all in one go; None if there is markup among them."""
    joined = "<".join(texts)
    if joined.count("<") >= max(len(texts), 1) or ">" in joined:
        return None
    if joined.isprintable() and not (" " in joined or "&" in joined):  # no white space, of whatever kind
        return list(texts)
    if _BORDER in joined or _WIDE in joined:
        return None
    joined = joined.replace("<", _BORDER)
    if "&" in joined:  # the parser escapes these four
        joined = joined.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if clean is not squeeze and has_controls(joined.replace(_BORDER, "")):
        return [clean(text) for text in joined.split(_BORDER)]
    if has_wide := "\u3000" in joined:
        joined = joined.replace("\u3000", _WIDE)
    joined = " ".join(joined.split()).replace(" " + _BORDER, _BORDER).replace(_BORDER + " ", _BORDER)
    cleaned = joined.split(_BORDER) if texts else []
    if has_wide:
        return [text.strip(_ENDS).replace(_WIDE, "\u3000") if _WIDE in text else text for text in cleaned]
    return cleaned


def _read_tags(tags: str) -> Between | None:
    """What begins with tags; None if they are not regular, or hold what has rules of its own."""
    shape = ""
    position = cell_count = 0
    is_inside = True  # no tag of a cell among them: they stand within one
    for tag in iter(_TAG.scanner(tags).match, None):
        slash, name, attributes = tag.groups()
        position = tag.end()
        if name in CELLS:
            is_inside = not slash
            if is_inside:
                shape += spans_of(dict(_SPANS.findall(attributes))) + CELLS[name]
                cell_count += 1
        elif name in _BEGINNINGS or name in _FRAME:
            is_inside = False
            if not slash:
                shape += _BEGINNINGS.get(name, "")
        elif KIND_BY_NAME.get(name, INLINE) not in _ONE_TEXT:
            return None
    if tags[position:].strip():
        return None
    return Between(shape, cell_count, is_inside)


def spans_of(spans: Mapping[str, str]) -> str:
    """The spans of a merged cell for its shape, by ``row`` and ``col``; nothing of a plain one."""
    row_span = read_span(spans.get("row"), MAX_ROW_SPAN)
    column_span = read_span(spans.get("col"), MAX_COLUMN_SPAN) or 1
    return "" if row_span == column_span == 1 else f"{row_span}x{column_span}"


def _place(shape: str) -> Placed | None:
    """Place the cells of a table of a shape; None if they don't stand in rows, and these in groups.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    if not _SHAPE.fullmatch(shape):
        return None
    groups: list[list[list[tuple[int, int, int, bool]]]] = []  # rows of cells: number, spans, whether a header
    feet: list[list[list[tuple[int, int, int, bool]]]] = []
    last = groups
    number = 0
    for row_span, column_span, letter in _PART.findall(shape):
        if letter in "dh":
            last[-1][-1].append((number, int(row_span or 1), int(column_span or 1), letter == "h"))
            number += 1
        elif letter == "r":
            last[-1].append([])
        else:
            last = groups if letter == "g" else feet
            last.append([])
    grid = SpanGrid()
    order: list[int] = []
    placed: list[tuple[int, int, int, int, bool]] = []
    for rows in groups + feet:
        grid.begin_group(len(rows))
        for row in rows:
            grid.begin_row()
            for number, row_span, column_span, is_header in row:
                placed.append((*grid.place(row_span, column_span), is_header))
                order.append(number)
    *columns, are_headers = zip(*placed, strict=True) if placed else ((),) * 5
    placement = Placement(grid.row_count, grid.column_count, *columns)
    return Placed(placement, are_headers, tuple(order) if feet else ())


place_cells = lru_cache(maxsize=512)(_place)


@lru_cache(maxsize=256)
def _arrange_once(joined: str) -> Arranged | None:
    """What the tags before the texts of a table settle; None if a cell holds more than a text."""
    starts = [_start_of(tags) for tags in joined.split(APART)]
    if None in starts:
        return None
    are_cells = tuple(start.is_inside for start in starts)
    placed = place_cells("".join(start.shape for start in starts))
    return None if placed is None else Arranged(are_cells, tuple(map(not_, are_cells)), placed)
