"""A report as a PDF: ruled tables over several pages, cut between rows; narrow labels stacked or turned."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from orchestration.synthesis.model import Cell, Paragraph, Report, Table

VARIANTS = ("stacked_labels", "turned_labels", "landscape", "wrapped_labels")
_FONT = "STSong-Light"
_MARGIN = 56.0
_PADDING = 3.0
_CELL_SIZE, _CELL_LEADING = 9.0, 12.0
_STYLES = {
    "title": (18.0, 30.0),
    "caption": (13.0, 24.0),
    "heading": (13.0, 24.0),
    "body": (12.0, 20.0),
    "signature": (12.0, 22.0),
}
_NARROW = 34.0  # points; a label over several rows in such a column is stacked or turned


def render_pdf(report: Report, variant: str) -> bytes:
    """Write a document; ``variant`` is one of ``VARIANTS``, its bytes depend on nothing but the report."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    size = landscape(A4) if variant == "landscape" else A4
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(report.title)
    page = _Page(canvas, *size)
    for block in report.blocks:
        if isinstance(block, Paragraph):
            page.paragraph(block)
        else:
            page.table(block, variant)
    page.finish()
    canvas.save()
    return out.getvalue()


@lru_cache(maxsize=20_000)
def _width_of(char: str) -> float:
    return pdfmetrics.stringWidth(char, _FONT, 1.0)


def _wrap(text: str, width: float, size: float, first_indent: float = 0.0) -> list[str]:
    """Lines that fit; broken anywhere, as Chinese is."""
    lines: list[str] = []
    start, used = 0, first_indent
    for at, char in enumerate(text):
        wide = _width_of(char) * size
        if used + wide > width and at > start:
            lines.append(text[start:at])
            start, used = at, 0.0
        used += wide
    lines.append(text[start:])
    return lines


@dataclass(slots=True)
class _Text:
    """A cell's text, ready to draw."""

    cell: Cell
    lines: list[str]
    is_turned: bool = False


class _Page:
    """Where drawing is on the pages."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self._canvas, self._width, self._height = canvas, width, height
        self._y = height - _MARGIN
        self._number = 1

    def paragraph(self, block: Paragraph) -> None:
        """Draw a paragraph, its first line indented as body text is."""
        size, leading = _STYLES[block.style]
        indent = 2 * size if block.style == "body" else 0.0
        inner = self._width - 2 * _MARGIN
        for number, line in enumerate(_wrap(block.text, inner, size, indent)):
            self._need(leading)
            self._y -= leading
            self._canvas.setFont(_FONT, size)
            if block.style in ("title", "caption"):
                self._canvas.drawCentredString(self._width / 2, self._y, line)
            elif block.style == "signature":
                self._canvas.drawRightString(self._width - _MARGIN, self._y, line)
            else:
                self._canvas.drawString(_MARGIN + (0.0 if number else indent), self._y, line)

    def table(self, table: Table, variant: str) -> None:
        """Draw a table on as many pages as it needs."""
        scale = (self._width - 2 * _MARGIN) / sum(table.widths)
        lefts = [_MARGIN]
        for width in table.widths:
            lefts.append(lefts[-1] + width * scale)
        texts = [_text_of(cell, lefts, variant) for cell in table.cells()]
        heights = _row_heights(texts, len(table.rows))
        self._y -= 8
        segments = self._segments(heights)
        for first, end in segments:
            if first or self._y - heights[0] < _MARGIN:
                self._next_page()
            tops = [self._y]
            for height in heights[first:end]:
                tops.append(tops[-1] - height)
            for text in texts:
                self._piece(text, first, end, tops, lefts, segments)
            self._y = tops[-1]
        self._y -= 8

    def finish(self) -> None:
        """Number the last page."""
        self._canvas.setFont(_FONT, 10)
        self._canvas.drawCentredString(self._width / 2, _MARGIN / 2, f"- {self._number} -")

    def _segments(self, heights: list[float]) -> list[tuple[int, int]]:
        """Rows by pages."""
        segments, first = [], 0
        room = self._y - _MARGIN
        if heights[0] > room:
            room = self._height - 2 * _MARGIN
        for number, height in enumerate(heights):
            if height > room and number > first:
                segments.append((first, number))
                first, room = number, self._height - 2 * _MARGIN
            room -= height
        return [*segments, (first, len(heights))]

    def _piece(
        self, text: _Text, first: int, end: int, tops: list[float], lefts: list[float], segments: list[tuple[int, int]]
    ) -> None:
        """Draw the part of a cell that lies on this page; its text stands on the page with most of its rows."""
        cell = text.cell
        top_row, end_row = max(first, cell.row), min(end, cell.row + cell.rows)
        if top_row >= end_row:
            return
        left, right = lefts[cell.column], lefts[cell.column + cell.columns]
        top, bottom = tops[top_row - first], tops[end_row - first]
        self._canvas.rect(left, bottom, right - left, top - bottom)
        most = max(segments, key=lambda s: min(s[1], cell.row + cell.rows) - max(s[0], cell.row))
        if most == (first, end):
            self._write(text, left, right, top, bottom)

    def _write(self, text: _Text, left: float, right: float, top: float, bottom: float) -> None:
        canvas = self._canvas
        canvas.setFont(_FONT, _CELL_SIZE)
        if text.is_turned:
            canvas.saveState()
            canvas.translate((left + right) / 2 + _CELL_SIZE / 3, (top + bottom) / 2)
            canvas.rotate(90)
            canvas.drawCentredString(0, 0, text.lines[0])
            canvas.restoreState()
            return
        y = (top + bottom) / 2 + len(text.lines) * _CELL_LEADING / 2 - _CELL_SIZE
        centred = text.cell.role != "label" or len(text.lines) > 3
        for line in text.lines:
            if not line:
                continue
            if centred:
                canvas.drawCentredString((left + right) / 2, y, line)
            else:
                canvas.drawString(left + _PADDING, y, line)
            y -= _CELL_LEADING

    def _need(self, height: float) -> None:
        if self._y - height < _MARGIN:
            self._next_page()

    def _next_page(self) -> None:
        self.finish()
        self._canvas.showPage()
        self._canvas.setLineWidth(0.6)
        self._number += 1
        self._y = self._height - _MARGIN


def _text_of(cell: Cell, lefts: list[float], variant: str) -> _Text:
    width = lefts[cell.column + cell.columns] - lefts[cell.column] - 2 * _PADDING
    if cell.rows > 3 and width < _NARROW and cell.role == "label":
        if variant == "turned_labels":
            return _Text(cell, [cell.shown], is_turned=True)
        if variant == "stacked_labels":
            return _Text(cell, list(cell.shown))
    return _Text(cell, _wrap(cell.shown, width, _CELL_SIZE))


def _row_heights(texts: list[_Text], row_count: int) -> list[float]:
    """The height of each row: its texts fit, and those over several rows fit into them together."""
    least = _CELL_LEADING + 2 * _PADDING
    heights = [least] * row_count
    for wants_one in (True, False):
        for text in texts:
            cell = text.cell
            if text.is_turned or (cell.rows == 1) is not wants_one:
                continue
            needed = len(text.lines) * _CELL_LEADING + 2 * _PADDING
            missing = needed - sum(heights[cell.row : cell.row + cell.rows])
            if missing > 0:
                heights[cell.row + cell.rows - 1] += missing
    return heights
