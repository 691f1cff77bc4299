"""Rows of one sheet -> blocks of titles, table and remarks.

Belongs here: which rows are running text and where one table ends and the next begins. Does not: cells and spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile

from orchestration.readers.column_count import is_number

Rows = dict[int, dict[int, str]]  # row -> column -> text, without blank cells and rows
Spans = dict[tuple[int, int], tuple[int, int]]  # first row and column of merged cells -> their last row and column

_FEW_BLANK_ROWS = 2  # that part two tables if a title follows; a single one does if a header follows the title
_MANY_BLANK_ROWS = 50  # that part two tables, whatever follows
_LONG = 40  # characters of a remark that needs no other sign
_REMARK = re.compile(
    r"[*※（(【\[]?(?:\d{1,2}[.、])?(?:注|备注|附注|说明|填|制表|审|复核|校对|负责人|单位负责人|分管|主管|经办|联系|电话|"
    r"报送|报出|统计|日期|时间|数据来源|资料来源|来源|抄送|主送)[^：:]{0,16}[：:]"
)
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Band:
    """Rows that hang together by merged cells, mostly one alone."""

    rows: list[int]  # those that aren't blank
    single: tuple[int, int, str] | None  # row, column and text if there is one cell that isn't blank
    blank_before: int  # rows between the band before and this one
    last: int  # row where its merged cells end

    @property
    def is_text(self) -> bool:
        """Whether the band is one cell with words in it."""
        return self.single is not None and any(map(str.isalpha, self.single[2]))


@dataclass(slots=True)
class Block:
    """A table with the text around it; without a body, text alone."""

    titles: list[str] = field(default_factory=list)
    body: list[Band] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def blocks_of(rows: Rows, spans: Spans) -> list[Block]:
    """Split a sheet into its tables.

    Args:
        rows: Row -> column -> text, without blank cells and rows.
        spans: First row and column of merged cells -> their last row and column.

    Returns:
        Blocks in order. Two blank rows before a title begin a new block, or a single one if a row without figures
        follows the title, as the header of a table does. Rows above a table that hold one text are
        its titles; such rows below it are remarks if they are set off by a blank row, merged over most of the width,
        long, or begin as remarks do: a label whose figures are all blank stays in the table.
    """
    groups: list[list[Band]] = []
    bands = list(_bands(rows, spans))
    for place, band in enumerate(bands):
        if not groups or _begins_block(rows, bands, place):
            groups.append([])
        groups[-1].append(band)
    return [_block(group, rows, spans) for group in groups]


def _begins_block(rows: Rows, bands: list[Band], place: int) -> bool:
    band = bands[place]
    if not band.blank_before or not band.is_text:
        return band.blank_before >= _MANY_BLANK_ROWS
    if band.blank_before >= _FEW_BLANK_ROWS:
        return True
    after = next((other for other in islice(bands, place + 1, None) if other.blank_before or not other.is_text), None)
    return after is not None and not after.blank_before and not has_figures(rows, after)


def has_figures(rows: Rows, band: Band) -> bool:
    """Whether a plain figure stands in the band: such a band is no header."""
    return any(is_number(text) for row in band.rows for text in rows[row].values())


def _bands(rows: Rows, spans: Spans) -> Iterator[Band]:
    """Bands from top to bottom; a merged cell ties the rows it covers together."""
    ties = sorted((top, bottom) for (top, _), (bottom, _) in spans.items() if bottom > top)
    tie, reach = 0, -1
    band: Band | None = None
    for row in sorted(rows):
        while tie < len(ties) and ties[tie][0] <= row:
            reach = max(reach, ties[tie][1])
            tie += 1
        if band is not None and row <= band.last:
            band.rows.append(row)
            band.single = None
            band.last = max(band.last, reach)
            continue
        if band is not None:
            yield band
        cells = rows[row]
        single = (row, *next(iter(cells.items()))) if len(cells) == 1 else None
        band = Band([row], single, row - band.last - 1 if band is not None else 0, max(row, reach))
    if band is not None:
        yield band


def _block(bands: list[Band], rows: Rows, spans: Spans) -> Block:
    left = min(min(rows[row]) for band in bands for row in band.rows)
    right = max(max(rows[row]) for band in bands for row in band.rows)

    def last_column(band: Band) -> int:
        row, column, _ = band.single or (0, 0, "")
        return min(spans.get((row, column), (row, column))[1], right)

    def is_title(band: Band) -> bool:
        if not band.is_text or band.single is None:
            return False
        _, column, text = band.single
        if column == left or last_column(band) == column or "：" in text or ":" in text:
            return True
        # Above some of the columns alone: the heading of a group of them, beside a corner that is blank.
        return last_column(band) < right or 2 * column > left + right

    def is_remark(band: Band) -> bool:
        _, column, text = band.single or (0, 0, "")
        is_wide = 2 * (last_column(band) - column + 1) > right - left + 1 and right > left
        return is_wide or len(text) > _LONG or _REMARK.match(_BLANKS.sub("", text)) is not None

    titles = list(takewhile(is_title, bands))
    body = bands[len(titles) :]
    if titles and _is_one_of_many(titles[-1], body):
        body.insert(0, titles.pop())
    texts = list(takewhile(lambda band: band.is_text, reversed(body)))[::-1]
    first = next((i for i, band in enumerate(texts) if band.blank_before or is_remark(band)), len(texts))
    remarks = texts[first:]
    return Block(_texts(titles), body[: len(body) - len(remarks)], _texts(remarks))


def _is_one_of_many(title: Band, body: list[Band]) -> bool:
    """Whether rows like the last title stand between the rows of the table too: the heading of its first section."""
    beginnings = {band.single[2][:2] for band in body[:-1] if band.is_text and band.single is not None}
    return title.single is not None and title.single[2][:2] in beginnings


def _texts(bands: list[Band]) -> list[str]:
    return [band.single[2] for band in bands if band.single is not None]
