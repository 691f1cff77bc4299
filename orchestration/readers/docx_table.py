"""One table of a Word document -> anchor cells on a grid, or the text it frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from orchestration.domain.records import Cell
from orchestration.readers.docx_names import VALUE, W, is_on, number_of
from orchestration.readers.docx_text import CELL, ROW, Body, find
from orchestration.readers.html_table import RawTable
from orchestration.readers.spans import MAX_COLUMN_SPAN, refuse_large_grid

Item = str | RawTable  # a line of text, or a table among the lines

_SPAN, _DOWN, _ACROSS = (W + name for name in ("gridSpan", "vMerge", "hMerge"))
_ROW_PROPERTIES, _BEFORE, _HEADER, _HIDDEN, _DELETED = (
    W + name for name in ("trPr", "gridBefore", "tblHeader", "hidden", "del")
)


@dataclass(slots=True)
class _Anchor:
    """A cell as its row has it; its row span grows with the rows below."""

    node: etree._Element
    row: int
    column: int
    width: int
    goes_on: bool  # it continues the cell above, if one is open there
    is_header: bool
    row_span: int = 1
    text: str = ""


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
    anchors, row_count, column_count = _place(table, body)
    content: list[Item] = []  # in order, if the table is a frame
    floating: list[Item] = []
    is_frame = False
    for anchor in anchors:
        over: list[Item] = []
        items = read_cell(anchor.node, over)
        content += items
        content += over
        is_frame = is_frame or RawTable in map(type, items)
        if over and not items and RawTable not in map(type, over):
            items, over = over, []
        if not is_frame:
            anchor.text = items[0] if len(items) == 1 else "\n".join(items)
            floating += over
    if is_frame:
        return content
    cells = tuple(Cell(a.row, a.column, a.text, a.row_span, a.width, a.is_header) for a in anchors)
    read = RawTable(row_count, column_count, cells, ())
    return content if read.is_frame else [read, *floating]


def _place(table: etree._Element, body: Body) -> tuple[list[_Anchor], int, int]:
    """Anchor cells with their spans, and the size of the grid."""
    anchors: list[_Anchor] = []
    above: dict[int, _Anchor] = {}  # cells that the next row can continue, by column
    row_count = column_count = 0
    for row in find(table, ROW):
        properties = {node.tag: node for node in next(row.iterchildren(_ROW_PROPERTIES), ())}
        if _DELETED in properties:
            continue
        if is_on(properties.get(_HIDDEN)):
            body.count_hidden(row)
            continue
        here: dict[int, _Anchor] = {}
        for cell in _cells_of(row, row_count, properties, body):
            begun = above.get(cell.column) if cell.goes_on else None
            if begun is not None and begun.width == cell.width:
                begun.row_span += 1
                body.count_hidden(cell.node)
                here[cell.column] = begun
            else:
                anchors.append(cell)
                here[cell.column] = cell
            column_count = max(column_count, cell.column + cell.width)
        above = here
        row_count += 1
        refuse_large_grid(row_count, column_count)
    return anchors, row_count, column_count


def _cells_of(row: etree._Element, number: int, properties: dict[str, etree._Element], body: Body) -> list[_Anchor]:
    """The cells of a row, those merged across (in the old way, one by one) joined."""
    column = 0
    if (before := properties.get(_BEFORE)) is not None:
        column = number_of(before.get(VALUE), 0, MAX_COLUMN_SPAN)
    is_header = is_on(properties.get(_HEADER))
    cells: list[_Anchor] = []
    merges = body.merges
    for node in find(row, CELL):
        width, goes_on = 1, False
        if (merge := merges.get(node)) is not None:
            width = number_of(merge.get(_SPAN), 1, MAX_COLUMN_SPAN) or 1
            goes_on = _DOWN in merge and merge[_DOWN] != "restart"
            if cells and _ACROSS in merge and merge[_ACROSS] != "restart":
                cells[-1].width += width
                body.count_hidden(node)
                column += width
                continue
        cells.append(_Anchor(node, number, column, width, goes_on, is_header))
        column += width
    return cells
