"""Tables and paragraphs redrawn: merged cells as they are, long ones cut to what a finding is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orchestration.publication.receipt.model import DrawnCell, DrawnPassage, DrawnTable, Mark, Record
from orchestration.publication.receipt.names import show
from orchestration.publication.receipt.sentences import plain_number

_WHOLE_ROWS = 12  # tables of up to so many rows are drawn whole
_WHOLE_COLUMNS = 16
_MOST_ROWS = 60
_MOST_COLUMNS = 40
_SENTENCE_END = re.compile(r"[。；！？\n]")
_MOST_CONTEXT = 160  # characters shown on either side of a figure


def draw_table(caption: str, cells: Sequence[Record], marks: Mapping[tuple[int, int], Mark]) -> DrawnTable:
    """The rows and columns of a table that the marked cells stand in, with headings and labels.

    Args:
        caption: What the table is called.
        cells: Its cells, merged ones once, as :meth:`Examination.tables` gives them.
        marks: (row, column), 1-based, to the mark of the cell that covers it.
    """
    row_count = max((c["row"] + c["row_span"] - 1 for c in cells), default=0)
    column_count = max((c["column"] + c["column_span"] - 1 for c in cells), default=0)
    head_rows = _head_rows(cells, marks)
    label_columns = _label_columns(cells, marks, head_rows)
    rows = _kept(row_count, head_rows, {row for row, _ in marks}, _WHOLE_ROWS, _MOST_ROWS)
    columns = _kept(column_count, label_columns, {column for _, column in marks}, _WHOLE_COLUMNS, _MOST_COLUMNS)
    cells = [c for c in cells if c["row"] > head_rows or c["row"] + c["row_span"] - 1 <= head_rows] + [
        {**c, "row_span": head_rows - c["row"] + 1}  # a heading does not reach into the body
        for c in cells
        if c["row"] <= head_rows < c["row"] + c["row_span"] - 1
    ]
    lines = _lines(cells, marks, _Axis.over(rows), _Axis.over(columns), (head_rows, label_columns))
    head = sum(1 for row in rows if row <= head_rows)
    return DrawnTable(
        caption=caption,
        head=tuple(lines[:head]),
        body=tuple(lines[head:]),
        is_excerpt=len(rows) < row_count or len(columns) < column_count,
    )


def draw_passage(caption: str, text: str, marks: Iterable[tuple[int, int, Mark]]) -> DrawnPassage:
    """The sentences of a paragraph that the marked spans stand in.

    Args:
        caption: Where the paragraph stands.
        text: The paragraph, verbatim.
        marks: Start and end (excluded) of each marked span, with its mark.
    """
    pieces: list[tuple[str, Mark]] = []
    at = 0
    for start, end, mark in sorted(marks, key=lambda item: item[:2]):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        begins = max(_sentence_start(text, start), at, start - _MOST_CONTEXT)
        if begins > at:
            follows = text[at : min(_sentence_end(text, at), begins)][:_MOST_CONTEXT] if pieces else ""
            pieces.append((show(follows) + ("……" if at + len(follows) < begins else ""), Mark()))
        pieces.append((show(text[begins:start]), Mark()))
        pieces.append((show(text[start:end]), mark))
        at = end
    rest = text[at : _sentence_end(text, at)][:_MOST_CONTEXT]
    pieces.append((show(rest) + ("……" if at + len(rest) < len(text) else ""), Mark()))
    return DrawnPassage(caption, tuple(piece for piece in pieces if piece[0]))


def _sentence_start(text: str, at: int) -> int:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, at)]
    return ends[-1] if ends else 0


def _sentence_end(text: str, at: int) -> int:
    match = _SENTENCE_END.search(text, at)
    return match.end() if match else len(text)


def _is_figure(text: str) -> bool:
    return plain_number(text.rstrip("%％")) is not None


def _head_rows(cells: Sequence[Record], marks: Mapping[tuple[int, int], Mark]) -> int:
    """How many rows at the top hold no figure and no marked cell."""
    figures = [c["row"] for c in cells if _is_figure(c["text"])]
    first = min([*figures, *(row for row, _ in marks)], default=1)
    return min(first - 1, 6)


def _label_columns(cells: Sequence[Record], marks: Mapping[tuple[int, int], Mark], head_rows: int) -> int:
    """How many columns at the left hold no figure below the head, a serial number aside."""
    below = [c for c in cells if c["row"] > head_rows]
    filled = {c["column"] for c in below if show(c["text"]) and not _is_figure(c["text"])}
    first = min((column for _, column in marks), default=1)
    labels = [column for column in filled if column < first]
    figures = {c["column"] for c in below if _is_figure(c["text"])}
    return min(max((column for column in labels if column not in figures), default=0), 6)


def _kept(count: int, first: int, marked: set[int], whole: int, most: int) -> list[int]:
    """The rows (or columns) that are drawn: all of a small table, else headings and what is marked."""
    if count <= whole:
        return list(range(1, count + 1))
    wanted = sorted(set(range(1, first + 1)) | {n for n in marked if 1 <= n <= count})
    return wanted[:most]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The kept rows (or columns) in order; a gap, given as 0, stands where some are left out."""

    lines: tuple[int, ...]
    left_out: tuple[int, ...]  # how many lines each gap stands for; 0 for a kept line

    @classmethod
    def over(cls, kept: Sequence[int]) -> _Axis:
        lines, left_out = [], []
        for before, line in zip([kept[0] - 1 if kept else 0, *kept], kept, strict=False):
            if line != before + 1:
                lines.append(0)
                left_out.append(line - before - 1)
            lines.append(line)
            left_out.append(0)
        return cls(tuple(lines), tuple(left_out))

    def span(self, first: int, last: int) -> range:
        """The positions on the axis that lines ``first`` to ``last`` take, gaps between them included."""
        at = [i for i, line in enumerate(self.lines) if first <= line <= last]
        return range(at[0], at[-1] + 1) if at else range(0)


def _lines(
    cells: Sequence[Record], marks: Mapping[tuple[int, int], Mark], rows: _Axis, columns: _Axis, labels: tuple[int, int]
) -> list[tuple[DrawnCell, ...]]:
    """The kept rows, top to bottom; every position is covered once, by a cell, a gap or an empty cell."""
    anchors: dict[tuple[int, int], DrawnCell] = {}
    covered: set[tuple[int, int]] = set()
    for cell in cells:
        down = rows.span(cell["row"], cell["row"] + cell["row_span"] - 1)
        across = columns.span(cell["column"], cell["column"] + cell["column_span"] - 1)
        area = {(r, c) for r in down for c in across}
        if not area or area & covered:
            continue
        covered |= area
        is_label = cell["row"] <= labels[0] or cell["column"] + cell["column_span"] - 1 <= labels[1]
        anchors[down[0], across[0]] = DrawnCell(
            show(cell["text"]), len(down), len(across), is_label or cell["is_header"], mark=_mark_of(cell, marks)
        )
    return [tuple(_line(anchors, covered, rows, columns, r)) for r in range(len(rows.lines))]


def _line(
    anchors: Mapping[tuple[int, int], DrawnCell],
    covered: set[tuple[int, int]],
    rows: _Axis,
    columns: _Axis,
    r: int,
) -> Iterable[DrawnCell]:
    for c in range(len(columns.lines)):
        if (r, c) in anchors:
            yield anchors[r, c]
        elif (r, c) in covered:
            continue
        elif rows.lines[r]:
            yield DrawnCell("" if columns.lines[c] else "…", is_gap=not columns.lines[c])
        elif c == 0 or (r, c - 1) in covered:  # rows left out: one cell over all that is free
            free = next((n for n in range(c, len(columns.lines)) if (r, n) in covered), len(columns.lines))
            yield DrawnCell(f"……（略 {rows.left_out[r]} 行）", column_span=free - c, is_gap=True)


def _mark_of(cell: Record, marks: Mapping[tuple[int, int], Mark]) -> Mark:
    rows = range(cell["row"], cell["row"] + cell["row_span"])
    columns = range(cell["column"], cell["column"] + cell["column_span"])
    return next((mark for (row, column), mark in marks.items() if row in rows and column in columns), Mark())
