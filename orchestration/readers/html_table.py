"""One ``<table>`` of a page -> anchor cells on a grid."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from orchestration.domain.records import Cell, Placement
from orchestration.readers.html_markup import read_markup
from orchestration.readers.html_text import (
    BLOCK,
    CAPTION,
    FOOT_GROUP,
    INLINE,
    ROW,
    ROW_GROUP,
    TEXT,
    Page,
    read_lines,
)
from orchestration.readers.spans import MAX_COLUMN_SPAN, MAX_ROW_SPAN, SpanGrid, read_span

_PLAIN = frozenset((INLINE, BLOCK))
_RUNNING_TEXT = 80  # characters of a cell from which a table of one column is a frame around text


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before it has a number and a place in its document."""

    placement: Placement
    texts: tuple[str, ...]
    are_headers: tuple[bool, ...]
    captions: tuple[str, ...] = ()

    @property
    def is_frame(self) -> bool:
        """Whether the table has no columns to speak of: no cells, or one column that holds running text."""
        if self.placement.column_count > 1:
            return False
        return not self.texts or any(len(text) > _RUNNING_TEXT or "\n" in text for text in self.texts)


def read_table(table: LexborNode, page: Page) -> RawTable:
    """Read a table that holds no other table.

    Args:
        table: The ``<table>``.
        page: Where the merged and hidden cells of the page are known.

    Returns:
        Its anchor cells with their spans, the rows of ``<tfoot>`` last, and the lines of its captions.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    if not page.hidden and (read := read_markup(table, page, _text_of)) is not None:
        return RawTable(*read)
    captions: list[str] = []
    groups: list[list[LexborNode]] = []
    feet: list[list[LexborNode]] = []
    for part in _children(table, page):
        kind = page.kinds.get(part.tag_id)
        if kind in (ROW_GROUP, FOOT_GROUP):
            rows = [row for row in _children(part, page) if page.kinds.get(row.tag_id) == ROW]
            (groups if kind == ROW_GROUP else feet).append(rows)
        elif kind == CAPTION:
            read_lines(part, page, captions)
    grid = SpanGrid()
    cells: list[Cell] = []
    for rows in groups + feet:
        grid.begin_group(len(rows))
        for row in rows:
            grid.begin_row()
            _read_row(row, grid, cells, page)
    return RawTable(*Placement.of(grid.row_count, grid.column_count, cells), tuple(captions))


def _children(parent: LexborNode, page: Page) -> list[LexborNode]:
    return [child for child in parent.iter() if not (page.hidden and page.is_hidden(child))]


def _read_row(row: LexborNode, grid: SpanGrid, cells: list[Cell], page: Page) -> None:
    """Put the cells of a row on the grid; those after the last merged one in one go, if nothing hangs over them."""
    tags, spans, headers, intricate, clean = page.cell_tags, page.spans, page.headers, page.intricate, page.clean
    nodes = [node for node in row.iter() if node.tag_id in tags]
    if page.hidden:
        nodes = [node for node in nodes if not page.is_hidden(node)]
    ids = [node.mem_id for node in nodes]
    if page.hidden or not intricate.isdisjoint(ids):
        texts = [_text_of(node, page) for node in nodes]
    else:
        texts = [clean(node.text()) for node in nodes]
    plain = len(ids)
    while plain and ids[plain - 1] not in spans:
        plain -= 1
    for number, text in zip(ids[:plain], texts, strict=False):
        row_span, column_span = spans.get(number, (None, None))
        place = grid.place(read_span(row_span, MAX_ROW_SPAN), read_span(column_span, MAX_COLUMN_SPAN) or 1)
        cells.append(Cell(place[0], place[1], text, place[2], place[3], number in headers))
    column = grid.place_plain(len(ids) - plain)
    for i in range(plain, len(ids)):
        if column is None:
            place = grid.place()
            cells.append(Cell(place[0], place[1], texts[i], 1, 1, ids[i] in headers))
        else:
            cells.append(Cell(grid.row_count - 1, column + i - plain, texts[i], 1, 1, ids[i] in headers))


def _text_of(cell: LexborNode, page: Page) -> str:
    """The lines of a cell. Most cells hold one text inside a paragraph and a span at most: that is the short way."""
    kinds = page.kinds
    node = cell.first_child
    if node is None:
        return ""
    while node.next is None and not page.hidden:
        kind = kinds.get(node.tag_id, INLINE)
        if kind == TEXT:
            return page.clean(node.text_content)
        if kind not in _PLAIN or (node := node.first_child) is None:
            break
    lines: list[str] = []
    read_lines(cell, page, lines)
    return "\n".join(lines)
