"""One sheet part of an .xlsx workbook -> its cells.

Nearly every program writes cells in one shape, which a pattern reads four times as fast as a parser does. A sheet with
any cell of another shape goes through the parser; both ways give the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.damage import damaged
from orchestration.readers.package import parse_xml
from orchestration.readers.sheet_values import NumberFormat, clean_text, is_number_literal, number_text
from orchestration.readers.spreadsheet import Sheet

MAX_CELLS = 1_000_000  # that hold something; of one sheet

_PROLOGUE = re.compile(
    r"""\s*(?:<\?xml version=["']1\.0["'](?: encoding=["']utf-8["'])?(?: standalone=["']\w+["'])? ?\?>\s*)?"""
    r"""<worksheet (?:[^>]*? )?xmlns="([^"]*/(?:spreadsheetml/2006|ooxml/spreadsheetml)/main)"[ >]""",
    re.IGNORECASE,
)
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="([a-zA-Z]{1,9})")?'
    r"(?:/>|></c>|>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r'(?:<v>(?:(0|[1-9][0-9]{0,14})|([^<&]*))</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<&]*)</t></is>)?</c>)'
)
_AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
_MERGE = re.compile(rf'<mergeCell ref="{_AREA.pattern}" ?/>')
_ROW = re.compile(r"<row ([^<>]*)>")
_COLUMN = re.compile(r"<col ([^<>]*)>")
_ATTRIBUTE = re.compile(r'(?<![a-zA-Z])([a-zA-Z]+)="([^"]*)"')
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Cells and rows that have a style and nothing else: programs write them by the million.
_BLANKS_FROM = 1 << 20  # bytes
_BLANK_CELLS = re.compile(rb'(?:<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?(?:/>|></c>))+')
_BLANK_ROWS = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')
_NUMERIC = ("", "n")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Values:
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[NumberFormat | None]  # by cell style
    is_1904: bool
    plain_styles: frozenset[str]  # styles, as cells name them, whose numbers are shown as they are

    @classmethod
    def of(cls, strings: list[str], formats: list[NumberFormat | None], *, is_1904: bool = False) -> Values:
        """Take what cells refer to; a cell without a style has the first."""
        plain = {str(index) for index, number_format in enumerate(formats) if number_format is None}
        return cls(strings, formats, is_1904, frozenset(plain | {""} if "0" in plain or not formats else plain))

    def text(self, kind: str, style: str, raw: str) -> str:
        """Text of a stored value.

        Args:
            kind: Attribute ``t`` of the cell; "" for a number.
            style: Attribute ``s``, an index of ``formats``; "" for none.
            raw: The value as stored.

        Raises:
            UnreadableDocumentError: ``damaged`` for a reference to a text that isn't there.
        """
        if kind == "s":
            if raw.isascii() and raw.isdigit() and len(raw) < 10 and int(raw) < len(self.strings):
                return self.strings[int(raw)]
            raise damaged("a cell refers to a text that isn't in it")
        if kind in _NUMERIC and is_number_literal(raw):
            index = int(style) if style.isascii() and style.isdigit() and len(style) < 6 else 0
            number_format = self.formats[index] if index < len(self.formats) else None
            return number_text(float(raw), number_format, is_1904=self.is_1904)
        if kind == "b":
            return "FALSE" if raw.strip() in ("0", "false") else "TRUE"
        if kind == "d":
            return clean_text(raw).removesuffix("T00:00:00")
        return clean_text(unescape(raw))


def read_sheet(name: str, xml: bytes, values: Values) -> Sheet:
    """Read one sheet.

    Args:
        name: As the workbook lists it.
        xml: The part. What it says of its own size isn't believed.
        values: What its cells refer to.

    Returns:
        Its cells that aren't blank, merged and hidden ranges.

    Raises:
        UnreadableDocumentError: ``damaged``, ``too_large`` or ``nested_too_deep``.
    """
    if len(xml) >= _BLANKS_FROM:
        xml = _BLANK_ROWS.sub(b"", _BLANK_CELLS.sub(b"", xml))
    if xml.count(b"<v>") + xml.count(b"<is>") > MAX_CELLS:
        raise _too_many_cells()
    sheet = Sheet(name, {})
    if not _read_by_pattern(sheet, xml, values):
        sheet = Sheet(name, {})
        _read_by_parser(sheet, xml, values)
    return sheet


def unescape(text: str) -> str:
    """Characters that XML can't hold are stored as ``_x000D_``."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def text_of(item: etree._Element) -> str:
    """Text of a string with or without runs of different fonts; how it is pronounced is left out."""
    parts: list[str] = []
    for child in item:
        kind = child.tag.rpartition("}")[2]
        if kind == "t":
            parts.append(child.text or "")
        elif kind == "r":
            parts.extend(part.text or "" for part in child.iterfind("{*}t"))
    return clean_text(unescape("".join(parts)))


def _read_by_pattern(sheet: Sheet, xml: bytes, values: Values) -> bool:
    """Fill a sheet if all of it has the usual shape."""
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return False
    root = _PROLOGUE.match(text)
    if root is None or text.count(root[1]) > 1 or "<!" in text or not text.rstrip().endswith("</worksheet>"):
        return False  # another encoding, cells with a prefix, comments, or broken off
    found, merges = _CELL.findall(text), _MERGE.findall(text)
    if len(found) != text.count("<c ") + text.count("<c>") or len(merges) != text.count("<mergeCell "):
        return False
    rows, strings, plain_styles = sheet.rows, values.strings, values.plain_styles
    at, row = "", {}
    for letters, number, style, kind, formula, digits, value, inline in found:
        if kind == "s" and digits and int(digits) < len(strings):
            content = strings[int(digits)]
        elif digits and kind in _NUMERIC and style in plain_styles:
            content = digits
        elif digits or value:
            content = values.text(kind, style, digits or value)
        elif inline:
            content = clean_text(unescape(inline))
        else:
            sheet.unsolved += bool(formula) and kind != "str"
            continue
        if number != at and content:
            at, row = number, rows.setdefault(int(number) - 1, {})
        if content:
            row[column_number(letters)] = content
    for ends in merges:
        sheet.merges.append(_range(*ends))
    if "hidden=" in text:
        attributes = (dict(_ATTRIBUTE.findall(row)) for row in _ROW.findall(text) if "hidden=" in row)
        sheet.hidden_rows = [_numbers(of["r"], of["r"]) for of in attributes if _is_hidden(of) and "r" in of]
        columns = [dict(_ATTRIBUTE.findall(column)) for column in _COLUMN.findall(text)]
        sheet.hidden_columns = [_numbers(of.get("min", ""), of.get("max", "")) for of in columns if _is_hidden(of)]
    return True


def _read_by_parser(sheet: Sheet, xml: bytes, values: Values) -> None:
    """Fill a sheet of any shape; rows and cells without a position follow the one before."""
    root = parse_xml(xml)
    row_number = -1
    for row in root.iterfind("{*}sheetData/{*}row"):
        stated = row.get("r", "")
        row_number = _numbers(stated, stated)[0] if stated else row_number + 1
        if _is_hidden(row.attrib):
            sheet.hidden_rows.append((row_number, row_number))
        column = -1
        for cell in row.iterfind("{*}c"):
            at = _REFERENCE.fullmatch(cell.get("r", "").upper())
            column = column_number(at[1]) if at else column + 1
            content = _content(cell, values)
            if content:
                sheet.rows.setdefault(int(at[2]) - 1 if at else row_number, {})[column] = content
            elif content is None:
                sheet.unsolved += 1
    for merge in root.iterfind("{*}mergeCells/{*}mergeCell"):
        if ends := _AREA.fullmatch(merge.get("ref", "").upper()):
            sheet.merges.append(_range(*ends.groups()))
    for column_range in root.iterfind("{*}cols/{*}col"):
        if _is_hidden(column_range.attrib):
            sheet.hidden_columns.append(_numbers(column_range.get("min", ""), column_range.get("max", "")))


def _content(cell: etree._Element, values: Values) -> str | None:
    """Text of a cell; None for a formula without a stored result."""
    kind = cell.get("t", "")
    has_formula = False
    for child in cell:
        name = child.tag.rpartition("}")[2]
        if name == "v" and child.text:
            return values.text(kind, cell.get("s", ""), child.text)
        if name == "is":
            return text_of(child)
        has_formula = has_formula or name == "f"
    return None if has_formula and kind != "str" else ""


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """A -> 0, B -> 1, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _range(letters: str, row: str, last_letters: str, last_row: str) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of a range such as A1:C3."""
    top, bottom = int(row) - 1, int(last_row) - 1
    left, right = column_number(letters), column_number(last_letters)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def _numbers(first: str, last: str) -> tuple[int, int]:
    """First and last of a range counted from 1, as counted from 0; nothing for what is no number."""
    if all(text.isascii() and text.isdigit() and len(text) < 9 for text in (first, last)):
        return int(first) - 1, int(last) - 1
    return 0, -1


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _too_many_cells() -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "too_large",
        f"A sheet of the workbook has more than {MAX_CELLS:,} cells that hold something. "
        "Split it, or land the report without that sheet.",
    )
