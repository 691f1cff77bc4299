"""Delimited text (.csv) -> its table, titles and remarks; ``spreadsheet`` tells their layout, as for a workbook."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import islice

from orchestration.domain.decoding import decode_text
from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.sheet_values import clean_text
from orchestration.readers.spans import MAX_POSITIONS
from orchestration.readers.spreadsheet import Sheet, lay_out

MEDIA_TYPE = "text/csv"
MAX_ROWS = 1_000_000

_DELIMITERS = ",\t;，"  # of equally good ones the first is taken
_SAMPLE = 200  # lines by which the delimiter is told


def read_csv(data: bytes) -> ReadDocument:
    """Read a delimited text.

    Args:
        data: The text; its charset is found by evidence, see ``decode_text``.

    Returns:
        Its table and passages, see ``lay_out``. Fields are verbatim, those in quotes with their line breaks.

    Raises:
        UnreadableDocumentError: ``undecodable``, ``too_large`` or ``grid_too_large``.
    """
    text, encoding, found = decode_text(data)
    notes = list(found)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_ROWS:
        raise UnreadableDocumentError("too_large", f"The text has more than {MAX_ROWS:,} lines. Split it.")
    delimiter = _delimiter(lines)
    try:
        rows = _rows(lines, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error:
        notes.append("quotation marks are not in pairs, and read as text")
        try:
            rows = _rows(lines, delimiter, csv.QUOTE_NONE)
        except csv.Error as error:
            raise UnreadableDocumentError(
                "too_large", f"A field of the text has more than {csv.field_size_limit():,} characters. Split it."
            ) from error
    return lay_out(MEDIA_TYPE, encoding, [Sheet("", rows)], notes)


def _rows(lines: list[str], delimiter: str, quoting: int) -> dict[int, dict[int, str]]:
    """Row -> column -> text, without blank fields and rows."""
    rows: dict[int, dict[int, str]] = {}
    fields = 0
    # A line that ends inside quotes goes on in the next; the reader wants its line break.
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, quoting=quoting, strict=True)
    for number, row in enumerate(reader):
        fields += len(row)
        if fields > MAX_POSITIONS:
            raise UnreadableDocumentError("too_large", f"The text has more than {MAX_POSITIONS:,} fields. Split it.")
        filled = {column: text for column, field in enumerate(row) if (text := clean_text(field))}
        if filled:
            rows[number] = filled
    return rows


def _delimiter(lines: list[str]) -> str:
    """The character in the most lines; of equal ones that which as many lines have as often, and then oftener."""
    sample = list(islice(filter(str.strip, lines), _SAMPLE))

    def fit(delimiter: str) -> tuple[int, int, int]:
        counts = Counter(count for line in sample if (count := line.count(delimiter)))
        width, lines_alike = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return counts.total(), lines_alike, width

    return max(_DELIMITERS, key=fit)
