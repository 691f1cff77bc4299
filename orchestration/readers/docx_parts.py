"""Which parts of a Word package hold its text, its styles and its lists, wherever their writer put them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers.docx_names import MATH, VALUE, W, is_on, number_of, value_below
from orchestration.readers.package import Package, parse_xml

_Value = TypeVar("_Value")

_GENERATIONS = 20  # of styles based on each other
_GLANCE_BYTES = 1 << 20
_GLANCE_STYLES = 50
_BASED_ON = re.compile(rb"""<w:basedOn\s+w:val=["']([^"']*)""")
_USUAL = "word/document.xml"
_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "macroenabled.main+xml",
    "macroenabledtemplate.main+xml",
)
# Strict OOXML has the same elements under other names.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": MATH[1:-1].encode(),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a package is needed to read its text."""

    document: etree._Element
    markup: bytes  # of the document, if it is written in the usual way; else empty
    numbering: etree._Element | None
    numbered_styles: dict[str, tuple[str, int | None]]  # numbering and level by paragraph style
    hidden_styles: frozenset[str]


def read_parts(package: Package) -> Parts:
    """Parse the parts that the text is made of.

    Raises:
        UnreadableDocumentError: ``damaged`` if there is no document in the package.
    """
    main = _main_part(package)
    document, data = _parse(package.read(main))
    markup = _usual_markup(document, data)
    used = set()
    if not markup or b"pStyle" in markup or b"rStyle" in markup:
        used = {node.get(VALUE, "") for node in document.iterdescendants(W + "pStyle", W + "rStyle")}
    numbering, numbers, hidden = None, {}, frozenset()
    if used and (name := _related(package, main, "styles")) is not None:
        data = package.read(name)
        if _may_matter(data, used):
            numbers, hidden = _read_styles(_parse(data)[0])
    may_be_numbered = not markup or b"numPr" in markup
    is_numbered = bool(numbers) or (may_be_numbered and next(document.iterdescendants(W + "numPr"), None) is not None)
    if is_numbered and (name := _related(package, main, "numbering")) is not None:
        numbering, _ = _parse(package.read(name))
    return Parts(document, markup, numbering, numbers, hidden)


def _parse(data: bytes) -> tuple[etree._Element, bytes]:
    """The root of a part, and its bytes."""
    root = parse_xml(data)
    if root.tag.startswith("{http://purl.oclc.org/ooxml/"):
        data = etree.tostring(root, encoding="utf-8")
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
        root = parse_xml(data)
    return root, data


def _usual_markup(document: etree._Element, data: bytes) -> bytes:
    """The bytes of a part in UTF-8 that names Word's elements by ``w:``, without comments and the like; else empty."""
    is_usual = document.nsmap.get("w") == W[1:-1] and data.count(b"xmlns:w=") == 1
    encoding = document.getroottree().docinfo.encoding or "utf-8"
    if not is_usual or encoding.lower() != "utf-8" or b"<!" in data or data.count(b"<?") > 1:
        return b""
    return data


def _main_part(package: Package) -> str:
    if _USUAL in package:
        return _USUAL
    if (name := _target(package, "_rels/.rels", "", "officeDocument")) is not None:
        return name
    if "[Content_Types].xml" in package:
        for node in parse_xml(package.read("[Content_Types].xml")):
            name = (node.get("PartName") or "").lstrip("/")
            if node.get("ContentType", "").lower().endswith(_MAIN_TYPES) and name in package:
                return name
    raise UnreadableDocumentError(
        "damaged",
        "The file is damaged: there is no text of a Word document in it. Open it in the program that made it and "
        "save it anew, or ask the sender for it again.",
    )


def _related(package: Package, main: str, kind: str) -> str | None:
    folder, name = posixpath.split(main)
    usual = f"{folder}/{kind}.xml"
    return usual if usual in package else _target(package, f"{folder}/_rels/{name}.rels", folder, kind)


def _target(package: Package, relations: str, folder: str, kind: str) -> str | None:
    """The part of a kind that a list of relations names; what lies outside the package is never followed."""
    if relations not in package:
        return None
    for node in parse_xml(package.read(relations)):
        if node.get("Type", "").endswith("/" + kind) and node.get("TargetMode") != "External":
            name = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
            if name in package:
                return name
    return None


def _may_matter(data: bytes, used: set[str]) -> bool:
    """Whether a style in use might number or hide anything, by a look at its bytes and at those it is based on.

    Styles are the largest part of a short document and mostly do neither: parsing them would take longer than all else.
    """
    if len(data) > _GLANCE_BYTES or len(used) > _GLANCE_STYLES:
        return True
    for name in used:
        block_of = name.encode()
        for _ in range(_GENERATIONS):
            begin = data.find(b'w:styleId="%s"' % block_of)
            end = data.find(b"</w:style>", begin)
            if begin < 0 or end < 0:
                return True
            block = data[begin:end]
            if b":numPr" in block or b":vanish" in block:
                return True
            if (base := _BASED_ON.search(block)) is None:
                break
            block_of = base[1]
    return False


def _read_styles(root: etree._Element) -> tuple[dict[str, tuple[str, int | None]], frozenset[str]]:
    """Styles that number their paragraphs, and styles that hide their text; both hand it down."""
    numbers: dict[str, tuple[str, int | None]] = {}
    hiding: dict[str, bool] = {}
    for node in root.iterdescendants(W + "numPr", W + "vanish"):
        style = node.getparent().getparent()
        if style is None or style.tag != W + "style":  # of a part of a table style
            continue
        name = style.get(W + "styleId", "")
        if node.tag == W + "vanish":
            hiding[name] = is_on(node)
        elif (found := value_below(node, "numId")) is not None:
            level = value_below(node, "ilvl")
            numbers[name] = (found, None if level is None else number_of(level, 0, 8))
    if not numbers and not hiding:
        return {}, frozenset()
    based_on = {
        node.getparent().get(W + "styleId", ""): node.get(VALUE, "") for node in root.iterdescendants(W + "basedOn")
    }
    names = {*based_on, *numbers, *hiding}
    handed_down = {name: found for name in names if (found := _inherit(numbers, based_on, name)) is not None}
    return handed_down, frozenset(name for name in names if _inherit(hiding, based_on, name))


def _inherit(values: dict[str, _Value], based_on: dict[str, str], name: str) -> _Value | None:
    for _ in range(_GENERATIONS):
        if name in values:
            return values[name]
        name = based_on.get(name, "")
    return None
