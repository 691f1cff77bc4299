"""The pages of a document -> one flow of tables and paragraphs, and the notes on what was left out or doubtful.

Belongs here: the order of tables and text, over page breaks too. Does not: what a page holds, how tables are joined.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import Cell, Passage, ReadDocument, Table
from orchestration.readers.pdf_columns import find_aligned, find_between_rules
from orchestration.readers.pdf_furniture import without_furniture
from orchestration.readers.pdf_grid import find_grids
from orchestration.readers.pdf_join import join, joins
from orchestration.readers.pdf_page import Page
from orchestration.readers.pdf_paragraphs import join_lines, layouts_of, starts_paragraph
from orchestration.readers.pdf_rulings import Rule
from orchestration.readers.pdf_table import PageTable, fill_grids
from orchestration.readers.pdf_text import Line, read_lines

MAX_CHARACTERS = 5_000_000

_MOST_UNKNOWN = 0.5  # share of characters; with more unknown ones nothing is worth reading
_LOWER_HALF = 0.5  # a table that ends above this part of its page isn't cut by its end
_MOST_LISTED = 12  # page numbers in a note


class Flow:
    """What the pages of one document hold, in reading order."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.lines: list[list[Line]] = []
        self.tables: list[list[PageTable]] = []
        self.rules: list[list[Rule]] = []
        self.has_text: list[bool] = []
        self.character_count = 0

    def add(self, page: Page) -> None:
        """Take in the next page: its ruled tables, and the lines outside them."""
        count = sum(glyph.text != " " for glyph in page.glyphs)
        self.character_count += count
        if self.character_count > MAX_CHARACTERS:
            raise UnreadableDocumentError(
                "too_large", f"The PDF has more than {MAX_CHARACTERS:,} characters. Split it."
            )
        grids, loose = find_grids(page.drawing.horizontals, page.drawing.verticals)
        tables, free = fill_grids(grids, page.glyphs, page.number, self._goes_on)
        lines = sorted(read_lines(free), key=lambda line: (line.base, line.left))
        for line in lines:
            line.page = page.number
        self.pages.append(page._replace(glyphs=[], drawing=page.drawing._replace(horizontals=[], verticals=[])))
        self.has_text.append(count > 0)
        self.lines.append(lines)
        self.tables.append(tables)
        self.rules.append(loose)

    def _goes_on(self, table: PageTable) -> bool:
        return bool(self.tables and self.tables[-1]) and joins(self.tables[-1][-1], table)

    def document(self) -> ReadDocument:
        """Tables and passages of the whole document."""
        self._refuse_unreadable()
        self.lines, furniture = without_furniture(self.lines, [page.height for page in self.pages])
        layouts = layouts_of(self.lines, [page.width for page in self.pages])
        passages: list[list[str]] = []
        tables: list[tuple[int, PageTable]] = []
        before: Line | PageTable | None = None
        for item in self._items():
            if isinstance(item, PageTable):
                if isinstance(before, PageTable) and self._is_cut(before, item) and joins(before, item):
                    join(before, item)
                    continue
                tables.append((len(passages), item))
            elif isinstance(before, Line) and not starts_paragraph(item, before, layouts):
                passages[-1].append(item.text)
            else:
                passages.append([item.text])
            before = item
        return ReadDocument(
            "application/pdf",
            "",
            tuple(_record(table, number, place) for number, (place, table) in enumerate(tables, 1)),
            tuple(Passage(number, join_lines(texts)) for number, texts in enumerate(passages, 1)),
            tuple(filter(None, (*self._notes(), furniture))),
        )

    def _items(self) -> Iterator[Line | PageTable]:
        """Lines and tables from top to bottom, page by page."""
        for lines, tables, rules in zip(self.lines, self.tables, self.rules, strict=True):
            items: list[Line | PageTable] = [*_with_open_tables(lines, rules), *tables]
            yield from sorted(items, key=_height)

    def _is_cut(self, upper: PageTable, lower: PageTable) -> bool:
        """Whether a table reaches far enough down its page to be cut by its end."""
        return upper.last_page < lower.page and upper.bottom > _LOWER_HALF * self.pages[upper.last_page - 1].height

    def _refuse_unreadable(self) -> None:
        unknown = sum(page.unknown_count for page in self.pages)
        if unknown > _MOST_UNKNOWN * max(1, self.character_count):
            raise UnreadableDocumentError(
                "undecodable",
                "The fonts of the PDF don't say which characters they show, so its text can't be told. "
                "Save the document from the program that made it as a web page, or as a PDF once more.",
            )
        if not self.character_count and any(p.drawing.has_images or p.drawing.has_paths for p in self.pages):
            raise UnreadableDocumentError(
                "unsupported_format",
                "The PDF is a scan: its pages are pictures without text. "
                "Land the document it was printed from, or a PDF with a text layer.",
            )

    def _notes(self) -> Iterator[str]:
        pages = self.pages
        pictures = [p for p in pages if p.drawing.has_images and not self.has_text[p.number - 1]]
        yield _note("hold pictures without text, which are not read", pictures)
        layers = [p for p in pages if p.is_text_layer]
        yield _note("are scans; their text was recognised by a machine and may be wrong", layers)
        intricate = [p for p in pages if p.drawing.is_intricate]
        yield _note("hold too intricate a drawing; lines of it were left out", intricate)
        if unknown := sum(page.unknown_count for page in pages):
            yield f"{unknown} characters that the fonts don't name"
        if mended := sum(page.mended_count for page in pages):
            yield f"{mended} radicals and compatibility characters read as the characters they stand for"
        if slanted := sum(page.slanted_count for page in pages):
            yield f"{slanted} slanted characters, such as those of a watermark, left out"


def _height(item: Line | PageTable) -> float:
    return item.top if isinstance(item, PageTable) else item.base - item.size


def _note(what: str, pages: list[Page]) -> str:
    return f"pages that {what}: {_listed([page.number for page in pages])}" if pages else ""


def _with_open_tables(lines: list[Line], rules: list[Rule]) -> Iterator[Line | PageTable]:
    """The lines of a page; in place of those that form a table without vertical lines, the table."""
    at = 0
    for start, end, table in find_between_rules(lines, rules):
        yield from _with_aligned(lines[at:start])
        yield table
        at = end
    yield from _with_aligned(lines[at:])


def _with_aligned(lines: list[Line]) -> Iterator[Line | PageTable]:
    at = 0
    for start, end, table in find_aligned(lines):
        yield from lines[at:start]
        yield table
        at = end
    yield from lines[at:]


def _record(table: PageTable, number: int, after_passage: int) -> Table:
    cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    return Table.of_cells(
        number,
        table.row_count,
        table.column_count,
        [Cell(cell.row, cell.column, cell.text, cell.row_span, cell.column_span) for cell in cells],
        after_passage,
        _note_on(table),
    )


def _note_on(table: PageTable) -> str:
    notes = [table.note]
    if table.repeated_on:
        notes.append(f"header repeated on page {_listed(table.repeated_on)} left out")
    if table.cut_rows:
        notes.append(f"row {_listed(table.cut_rows)} put together of the halves that a page break made")
    return "; ".join(filter(None, notes))


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_MOST_LISTED])) + (" ..." if len(numbers) > _MOST_LISTED else "")
