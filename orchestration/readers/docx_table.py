"""One table of a Word document -> anchor cells on a grid, or the text it frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from orchestration.readers.docx_grid import GridCell, GridRow, place_rows
from orchestration.readers.docx_markup import read_markup
from orchestration.readers.docx_names import VALUE, W, is_on, number_of
from orchestration.readers.docx_text import CELL, ROW, Body, find
from orchestration.readers.html_table import RawTable
from orchestration.readers.spans import MAX_COLUMN_SPAN

Item = str | RawTable  # a line of text, or a table among the lines

_SPAN, _DOWN, _ACROSS = (W + name for name in ("gridSpan", "vMerge", "hMerge"))
_ROW_PROPERTIES, _BEFORE, _HEADER, _HIDDEN, _DELETED = (
    W + name for name in ("trPr", "gridBefore", "tblHeader", "hidden", "del")
)


def read_plain_table(table: etree._Element, body: Body) -> list[Item] | None:
    """Read a table of plain cells by its markup, as ``read_table`` does; None if it isn't one."""
    markup = body.plain_tables.get(table)
    if markup is None or (plain := read_markup(markup)) is None:
        return None
    placed, texts = plain
    body.hidden_count += sum(bool(texts[number]) for number in placed.continued)
    if placed.continued:
        texts = [texts[number] for number in placed.anchors]
    read = RawTable(placed.placement, tuple(texts), placed.are_headers)
    return list(filter(None, "\n".join(texts).split("\n"))) if read.is_frame else [read]


def read_table(
    table: etree._Element, body: Body, read_cell: Callable[[etree._Element, list[Item]], list[Item]]
) -> list[Item]:
    """Read a table.

    Args:
        table: The ``<w:tbl>``.
        body: What is known of its document.
        read_cell: Gives what a cell holds; what floats over it (text boxes) goes to the list.

    Returns:
        The table and what floats over it. A table that holds another, and one of a single column that holds running
        text, is a frame: it gives what it holds. No items if it has no cells.

    Raises:
        UnreadableDocumentError: ``grid_too_large``.
    """
    nodes: list[etree._Element] = []  # of the cells, row by row
    placed = place_rows(_rows_of(table, body, nodes))
    for number in placed.continued:
        body.count_hidden(nodes[number])
    texts: list[str] = []
    content: list[Item] = []  # in order, if the table is a frame
    floating: list[Item] = []
    is_frame = False
    for number in placed.anchors:
        over: list[Item] = []
        items = read_cell(nodes[number], over)
        content += items
        content += over
        is_frame = is_frame or RawTable in map(type, items)
        if over and not items and RawTable not in map(type, over):
            items, over = over, []
        if not is_frame:
            texts.append(items[0] if len(items) == 1 else "\n".join(items))
            floating += over
    if is_frame:
        return content
    read = RawTable(placed.placement, tuple(texts), placed.are_headers)
    return content if read.is_frame else [read, *floating]


def _rows_of(table: etree._Element, body: Body, nodes: list[etree._Element]) -> Iterator[GridRow]:
    """The rows that are shown; their cells go to ``nodes``."""
    for row in find(table, ROW):
        properties = {node.tag: node for node in next(row.iterchildren(_ROW_PROPERTIES), ())}
        if _DELETED in properties:
            continue
        if is_on(properties.get(_HIDDEN)):
            body.count_hidden(row)
            continue
        before = properties.get(_BEFORE)
        yield GridRow(
            is_on(properties.get(_HEADER)),
            0 if before is None else number_of(before.get(VALUE), 0, MAX_COLUMN_SPAN),
            tuple(_cells_of(row, body, nodes)),
        )


def _cells_of(row: etree._Element, body: Body, nodes: list[etree._Element]) -> list[GridCell]:
    """The cells of a row, those merged across (in the old way, one by one) joined."""
    cells: list[GridCell] = []
    merges = body.merges
    for node in find(row, CELL):
        width, goes_on = 1, False
        if (merge := merges.get(node)) is not None:
            width = number_of(merge.get(_SPAN), 1, MAX_COLUMN_SPAN) or 1
            goes_on = _DOWN in merge and merge[_DOWN] != "restart"
            if cells and _ACROSS in merge and merge[_ACROSS] != "restart":
                cells[-1] = cells[-1]._replace(width=cells[-1].width + width)
                body.count_hidden(node)
                continue
        nodes.append(node)
        cells.append(GridCell(width, goes_on))
    return cells
