"""Old Excel workbook (.xls, and .et of WPS) -> the cells of its visible sheets; ``spreadsheet`` tells their layout."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import olefile

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.biff import CONTINUE, Texts, records, shared_strings
from orchestration.readers.damage import damaged
from orchestration.readers.sheet_values import BUILTIN_FORMATS, NumberFormat, clean_text, parse_format
from orchestration.readers.spreadsheet import Sheet, hidden_sheet_notes, lay_out
from orchestration.readers.xls_sheet import Values, read_sheet

MEDIA_TYPE = "application/vnd.ms-excel"
MAX_SHEETS = 1_000
MAX_FORMATS = 65_536

_BOUND_SHEET, _SST, _FORMAT, _XF, _DATE_MODE, _CODE_PAGE, _FILE_PASS = 0x85, 0xFC, 0x41E, 0xE0, 0x22, 0x42, 0x2F
_BIFF5, _BIFF8 = 0x0500, 0x0600
_SECTOR_SIZES = {3: 512, 4: 4096}  # by version of the container


class _Entry(NamedTuple):
    """A sheet in the list of the workbook."""

    name: str
    start: int
    is_hidden: bool
    is_worksheet: bool


class _Globals:
    """What the first part of the stream says for all sheets."""

    def __init__(self, stream: bytes) -> None:
        version = int.from_bytes(stream[4:6], "little")
        if version not in (_BIFF5, _BIFF8):
            raise damaged("it doesn't begin as a workbook of Excel 5 or later does")
        self.texts = Texts(version == _BIFF8)
        self.entries: list[_Entry] = []
        self.strings: list[str] = []
        self.is_1904 = False
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._read(stream)

    @property
    def formats(self) -> list[NumberFormat | None]:
        """What the number format of each cell style changes."""
        codes = {**BUILTIN_FORMATS, **self._codes}
        return [parse_format(codes[number]) if number in codes else None for number in self._styles]

    def _read(self, stream: bytes) -> None:
        last, sst = 0, []
        for kind, data in records(stream, 0, len(stream)):
            if kind == _FILE_PASS:
                raise UnreadableDocumentError(
                    "encrypted",
                    "The workbook is locked with a password. Open it, remove the password and save it anew.",
                )
            if kind == CONTINUE and last == _SST:
                sst.append(data)
                continue
            last = kind
            if kind == _SST:
                sst = [data]
            elif kind == _BOUND_SHEET and len(data) >= 8:
                name = clean_text(self.texts.read(data, 6, 1))
                self.entries.append(_Entry(name, int.from_bytes(data[:4], "little"), data[4] & 3 != 0, data[5] == 0))
            elif kind == _FORMAT:
                number = int.from_bytes(data[:2], "little")
                self._codes[number] = self.texts.read(data, 2, 2 if self.texts.is_biff8 else 1)
            elif kind == _XF and len(self._styles) < MAX_FORMATS:
                self._styles.append(int.from_bytes(data[2:4], "little"))
            elif kind == _DATE_MODE:
                self.is_1904 = data[:2] == b"\1\0"
            elif kind == _CODE_PAGE:
                self.texts.set_code_page(int.from_bytes(data[:2], "little"))
        if sst:
            self.strings = [clean_text(text) for text in shared_strings(sst)]


def read_xls(data: bytes) -> ReadDocument:
    """Read a workbook of Excel 5 to 2003, or of WPS.

    Args:
        data: The whole file. Of formulas the stored results are read; nothing is computed, run or fetched.

    Returns:
        Tables and passages of the visible sheets, see ``lay_out``. Hidden sheets are left out, and named in a note;
        hidden rows and columns are read, and named in a note.

    Raises:
        UnreadableDocumentError: ``damaged``, ``encrypted``, ``too_large`` or ``grid_too_large``.
    """
    stream = _workbook_stream(data)
    try:
        workbook = _Globals(stream)
        if len(workbook.entries) > MAX_SHEETS:
            raise UnreadableDocumentError("too_large", f"The workbook has more than {MAX_SHEETS:,} sheets. Split it.")
        notes: list[str] = []
        sheets = list(_read_sheets(stream, workbook, notes))
    except (struct.error, IndexError) as error:
        raise damaged("a record is shorter than what it holds") from error
    return lay_out(MEDIA_TYPE, "", sheets, notes)


def _read_sheets(stream: bytes, workbook: _Globals, notes: list[str]) -> Iterator[Sheet]:
    """The visible worksheets; what is said of all of them goes into the notes."""
    values = Values(workbook.texts, workbook.strings, workbook.formats, workbook.is_1904)
    starts = sorted({entry.start for entry in workbook.entries})
    if len(starts) < len(workbook.entries):
        raise damaged("two of its sheets are the same part")
    worksheets = [entry for entry in workbook.entries if entry.is_worksheet]
    notes += hidden_sheet_notes([entry.name for entry in worksheets if entry.is_hidden])
    blank_results = 0
    for entry in worksheets:
        if not entry.is_hidden:
            # No sheet reaches into the next, so that no byte is read twice.
            after = bisect_right(starts, entry.start)
            stop = starts[after] if after < len(starts) else len(stream)
            sheet = Sheet(entry.name, {})
            blank_results += read_sheet(sheet, records(stream, entry.start, stop), values)
            yield sheet
    if blank_results:
        noun = "formula has an empty result" if blank_results == 1 else "formulas have empty results"
        notes.append(f"{blank_results} {noun}; if it should be a figure, open and save the workbook in its program")


def _workbook_stream(data: bytes) -> bytes:
    """The stream with all sheets, in the container that old Office files are."""
    # olefile makes room for as many sectors as are declared, so that is held against the size first.
    if len(data) < 512:
        raise damaged("the container around it is cut off")
    version, sector, small_sector = data[26], 1 << min(data[30], 30), 1 << min(data[32], 30)
    declared = int.from_bytes(data[44:48], "little") * sector
    if _SECTOR_SIZES.get(version) != sector or small_sector != 64 or declared > len(data):
        raise damaged("the container around it is broken or cut off")
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), "")
            if name and container.get_size(name) <= len(data):
                stream = container.openstream(name).read()
                if len(stream) == container.get_size(name):
                    return stream
    except Exception as error:  # the library promises nothing about which error bad bytes give
        raise damaged("the container around it is broken or cut off") from error
    raise damaged("it is cut off" if name else "there is no workbook in the file")
