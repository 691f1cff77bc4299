"""Plain text -> passages, and tables that were pasted as text. One pass over the lines, none of which is read twice."""

from __future__ import annotations

from orchestration.domain.decoding import decode_text
from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import Passage, ReadDocument, Table
from orchestration.readers.spans import refuse_large_grid
from orchestration.readers.text_table import PastedTable, find_table

_BLANKS = " \u3000\f\ufeff"
_MAX_LINES = 2_000_000


def read_text(data: bytes) -> ReadDocument:
    """Read a plain text.

    Args:
        data: The text; its charset is found by evidence, see ``decode_text``.

    Returns:
        Non-empty lines as passages, and tables pasted as text: one cell a line, ending in ``|`` or not, rows of cells
        between ``|`` (Markdown too), rows of cells between tabs.

    Raises:
        UnreadableDocumentError: ``undecodable``, ``too_large`` or ``grid_too_large``.
    """
    text, encoding, notes = decode_text(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    if text.count("\n") > _MAX_LINES:
        raise UnreadableDocumentError("too_large", f"The text has more than {_MAX_LINES:,} lines. Split it.")
    # Tabs at the ends are kept for now: in a table they are empty cells.
    lines, gaps = _lines_of(text)
    passages: list[Passage] = []
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        found = find_table(lines, at, gaps)
        if found is None:
            passages.append(Passage(len(passages) + 1, lines[at].strip()))
            at += 1
        else:
            tables.append(_table(found, len(tables) + 1, len(passages)))
            at = found.end
    return ReadDocument("text/plain", encoding, tuple(tables), tuple(passages), notes)


def _lines_of(text: str) -> tuple[list[str], list[int]]:
    """The lines that are not empty, and how many empty ones stand before each."""
    lines: list[str] = []
    gaps: list[int] = []
    gap = 0
    for raw in text.split("\n"):
        line = raw.strip(_BLANKS)
        if line.strip():
            lines.append(line)
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    return lines, gaps


def _table(found: PastedTable, number: int, after_passage: int) -> Table:
    column_count = max(map(len, found.rows))
    refuse_large_grid(len(found.rows), column_count)
    return Table.of_cells(number, len(found.rows), column_count, found.cells(), after_passage, found.note)
