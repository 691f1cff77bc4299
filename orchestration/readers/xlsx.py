"""Excel workbook (.xlsx) -> the cells of its visible sheets; their layout is told by ``spreadsheet``.

The XML is read directly: a library that is as fast gives neither number formats nor hidden rows, and makes room for
every cell between the first and the last, so that two cells can exhaust memory.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from lxml import etree

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers.damage import damaged
from orchestration.readers.package import Package, open_package, parse_xml
from orchestration.readers.sheet_values import BUILTIN_FORMATS, NumberFormat, clean_text, parse_format
from orchestration.readers.spreadsheet import Sheet, hidden_sheet_notes, lay_out
from orchestration.readers.xlsx_sheet import Values, read_sheet, text_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEETS = 1_000

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_KINDS = ("officeDocument", "worksheet", "sharedStrings", "styles")
_PLAIN_STRING = re.compile(r"<si><t(?: xml:space=\"preserve\")?>([^<&]*)</t></si>")


class _Entry(NamedTuple):
    """A sheet in the list of the workbook."""

    name: str
    part: str
    is_hidden: bool


def read_xlsx(data: bytes) -> ReadDocument:
    """Read a workbook.

    Args:
        data: The whole file. Of formulas the stored results are read; nothing is computed, run or fetched.

    Returns:
        Tables and passages of the visible sheets, see ``lay_out``. Hidden sheets are left out, and named in a note;
        hidden rows and columns are read, and named in a note.

    Raises:
        UnreadableDocumentError: ``damaged``, ``encrypted``, ``too_large``, ``grid_too_large``, ``nested_too_deep``, or
            ``unsupported_format`` for a binary workbook (.xlsb).
    """
    package = open_package(data)
    part = _main_part(package)
    workbook = parse_xml(package.read(part))
    entries, related = _list_sheets(package, part, workbook)
    notes = hidden_sheet_notes([entry.name for entry in entries if entry.is_hidden])
    values = Values.of(
        _shared_strings(package.read(related["sharedStrings"])) if "sharedStrings" in related else [],
        _cell_formats(package.read(related["styles"])) if "styles" in related else [],
        is_1904=any(pr.get("date1904") in ("1", "true") for pr in workbook.iterfind("{*}workbookPr")),
    )
    sheets = (_read(package, entry, values) for entry in entries if not entry.is_hidden)
    return lay_out(MEDIA_TYPE, "", sheets, notes)


def _read(package: Package, entry: _Entry, values: Values) -> Sheet:
    return read_sheet(entry.name, package.read(entry.part), values)


def _main_part(package: Package) -> str:
    """The part that lists the sheets."""
    if "xl/workbook.xml" in package:
        return "xl/workbook.xml"
    if "_rels/.rels" in package:
        part = _relations(package, "").get("officeDocument", "")
        if part in package and not part.endswith(".bin"):
            return part
    if any(name.lower().endswith("workbook.bin") for name in package.names):
        raise UnreadableDocumentError(
            "unsupported_format",
            "The file is a binary Excel workbook (.xlsb). Open it and save it as .xlsx, then land what comes of it.",
        )
    raise damaged("the list of its sheets is missing")


def _list_sheets(package: Package, part: str, workbook: etree._Element) -> tuple[list[_Entry], dict[str, str]]:
    """Worksheets in workbook order, and the parts of the workbook by the kind they have or the id they go by."""
    related = _relations(package, part)
    entries: list[_Entry] = []
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = related.get(f"worksheet {sheet.get(_ID) or sheet.get(_STRICT_ID)}")
        if target is not None:  # a chart or a dialog has another kind
            entries.append(_Entry(clean_text(sheet.get("name", "")), target, "idden" in sheet.get("state", "")))
    if len(entries) > MAX_SHEETS:
        raise UnreadableDocumentError(
            "too_large", f"The workbook has {len(entries):,} sheets; up to {MAX_SHEETS:,} are read. Split it."
        )
    if len({entry.part for entry in entries}) < len(entries):
        raise damaged("two of its sheets are the same part")
    return entries, related


def _relations(package: Package, part: str) -> dict[str, str]:
    """Names of the parts that a part refers to, by kind, and those of worksheets by kind and id."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}
    for relation in parse_xml(package.read(posixpath.join(folder, "_rels", f"{name}.rels"))):
        if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
            continue
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind not in _KINDS:
            continue
        target = relation.get("Target", "").replace("\\", "/")
        key = f"worksheet {relation.get('Id')}" if kind == "worksheet" else kind
        found.setdefault(key, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
    return found


def _shared_strings(xml: bytes) -> list[str]:
    """Texts that cells refer to by number."""
    plain = xml.decode("utf-8", "replace")
    texts = _PLAIN_STRING.findall(plain)
    if len(texts) == plain.count("<si") and "<!" not in plain and "_x" not in plain:
        return [clean_text(text) for text in texts]
    return [text_of(item) for item in parse_xml(xml).iterfind("{*}si")]


def _cell_formats(xml: bytes) -> list[NumberFormat | None]:
    """What the number format of each cell style changes."""
    styles = parse_xml(xml)
    codes = {fmt.get("numFmtId"): fmt.get("formatCode", "") for fmt in styles.iterfind("{*}numFmts/{*}numFmt")}
    return [_format(style.get("numFmtId", "0"), codes) for style in styles.iterfind("{*}cellXfs/{*}xf")]


def _format(number: str, codes: dict[str | None, str]) -> NumberFormat | None:
    if number in codes:
        return parse_format(codes[number])
    builtin = BUILTIN_FORMATS.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    return parse_format(builtin) if builtin else None
