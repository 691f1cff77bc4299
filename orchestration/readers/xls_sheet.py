"""The records of one sheet of an old Excel workbook -> its cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.biff import Texts
from orchestration.readers.damage import damaged
from orchestration.readers.sheet_values import NumberFormat, clean_text, number_text
from orchestration.readers.spreadsheet import Sheet

MAX_CELLS = 1_000_000  # that hold something

_LABEL_SST, _LABEL, _RICH_LABEL, _NUMBER, _RK, _MULTIPLE_RK = 0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD
_FORMULA, _STRING, _BOOL_OR_ERROR = 0x06, 0x207, 0x205
_MERGED_CELLS, _ROW, _COLUMNS = 0xE5, 0x208, 0x7D
_TEXT_RESULT, _BOOL_RESULT, _ERROR_RESULT, _BLANK_RESULT = range(4)  # of a formula

_CELL = struct.Struct("<HHH")
_DOUBLE = struct.Struct("<d")
_LONG = struct.Struct("<L")
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(frozen=True, slots=True)
class Values:
    """What the cells of all sheets refer to."""

    texts: Texts
    strings: list[str]
    formats: list[NumberFormat | None]  # by cell style
    is_1904: bool

    def number(self, value: float, style: int) -> str:
        """A number as its cell style shows it."""
        number_format = self.formats[style] if style < len(self.formats) else None
        return number_text(value, number_format, is_1904=self.is_1904)

    def string(self, index: int) -> str:
        """A text that a cell refers to."""
        if index >= len(self.strings):
            raise damaged("a cell refers to a text that isn't in it")
        return self.strings[index]


def read_sheet(sheet: Sheet, records: Iterator[tuple[int, bytes]], values: Values) -> int:
    """Fill a sheet with its cells, merged and hidden ranges.

    Args:
        sheet: To be filled.
        records: Kind and content of its records.
        values: What its cells refer to.

    Returns:
        How many formulas have an empty result: the text of no characters, or never computed.

    Raises:
        UnreadableDocumentError: ``damaged`` or ``too_large``.
    """
    cells = 0
    blank_results = 0
    waiting: tuple[int, int] | None = None  # a formula whose text comes in a record of its own
    for kind, data in records:
        if kind == _STRING and waiting is not None:
            _put(sheet, *waiting, clean_text(values.texts.read(data, 0)))
            waiting = None
        elif kind == _MERGED_CELLS:
            _add_merges(sheet, data)
        elif kind == _ROW:
            if data[12] & 0x20:
                row = data[0] | data[1] << 8
                sheet.hidden_rows.append((row, row))
        elif kind == _COLUMNS:
            first, last, _, _, options = struct.unpack_from("<5H", data)
            if options & 1:
                sheet.hidden_columns.append((first, last))
        elif kind == _MULTIPLE_RK:
            row, column, _ = _CELL.unpack_from(data)
            for at in range(4, len(data) - 6, 6):
                _put(sheet, row, column, values.number(_rk(data, at + 2), data[at] | data[at + 1] << 8))
                column += 1
            cells += len(data) // 6
        elif kind == _FORMULA:
            row, column, style = _CELL.unpack_from(data)
            result = data[6] if data[12:14] == b"\xff\xff" else None
            waiting = (row, column) if result == _TEXT_RESULT else None
            blank_results += result == _BLANK_RESULT
            _put(sheet, row, column, _result(data, result, style, values))
            cells += 1
        elif kind in _READ:
            row, column, style = _CELL.unpack_from(data)
            _put(sheet, row, column, _READ[kind](data, style, values))
            cells += 1
        if cells > MAX_CELLS:
            raise UnreadableDocumentError(
                "too_large", f"A sheet of the workbook has more than {MAX_CELLS:,} cells. Split it."
            )
    return blank_results


def _put(sheet: Sheet, row: int, column: int, text: str) -> None:
    if text:
        sheet.rows.setdefault(row, {})[column] = text


def _result(data: bytes, result: int | None, style: int, values: Values) -> str:
    """Stored result of a formula; "" for a text, which comes later."""
    if result is None:
        return values.number(_DOUBLE.unpack_from(data, 6)[0], style)
    if result in (_BOOL_RESULT, _ERROR_RESULT):
        return _bool_or_error(data[8], is_error=result == _ERROR_RESULT)
    return ""


def _bool_or_error(value: int, *, is_error: bool) -> str:
    if is_error:
        return _ERRORS.get(value, "#N/A")
    return "TRUE" if value else "FALSE"


def _rk(data: bytes, at: int) -> float:
    """A number in four bytes: an integer or the upper half of a binary fraction, perhaps in hundredths."""
    (packed,) = _LONG.unpack_from(data, at)
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 1 << 31 else 0))
    else:
        (value,) = _DOUBLE.unpack(b"\0\0\0\0" + _LONG.pack(packed & ~3))
    return value / 100 if packed & 1 else value


def _add_merges(sheet: Sheet, data: bytes) -> None:
    count = min(data[0] | data[1] << 8, (len(data) - 2) // 8)
    for at in range(2, 2 + 8 * count, 8):
        first_row, last_row, first_column, last_column = struct.unpack_from("<4H", data, at)
        if first_row <= last_row and first_column <= last_column:
            sheet.merges.append((first_row, first_column, last_row, last_column))


_READ = {
    _LABEL_SST: lambda data, style, values: values.string(_LONG.unpack_from(data, 6)[0]),
    _LABEL: lambda data, style, values: clean_text(values.texts.read(data, 6)),
    _RICH_LABEL: lambda data, style, values: clean_text(values.texts.read(data, 6)),
    _NUMBER: lambda data, style, values: values.number(_DOUBLE.unpack_from(data, 6)[0], style),
    _RK: lambda data, style, values: values.number(_rk(data, 6), style),
    _BOOL_OR_ERROR: lambda data, style, values: _bool_or_error(data[6], is_error=data[7] != 0),
}
