"""What a paragraph of a Word document shows: tracked changes accepted, hidden text left out, fields by their result.

Belongs here: the elements of WordprocessingML and the text inside a paragraph. Does not: tables (docx_table), labels of
lists (docx_lists).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from lxml import etree

from orchestration.readers.docx_lists import ListLabels
from orchestration.readers.docx_markup import tables_of
from orchestration.readers.docx_names import MATH, MC, VALUE, W, is_on

OPEN, SKIP, PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT, TAB, BREAK, HYPHEN, SYMBOL, FIELD, BOX, ALTERNATE = range(15)

_NAMES = {
    # What was deleted or moved away, what stands above a word as its reading, and properties.
    SKIP: "del moveFrom rt rPr pPr sdtPr sdtEndPr customXmlPr smartTagPr tblPr tblGrid tblPrEx trPr tcPr sectPr rubyPr "
    "fldData",
    PARAGRAPH: "p",
    TABLE: "tbl",
    ROW: "tr",
    CELL: "tc",
    RUN: "r",
    TEXT: "t",
    TAB: "tab ptab",
    BREAK: "br cr",
    HYPHEN: "noBreakHyphen",
    SYMBOL: "sym",
    FIELD: "fldChar",
    BOX: "txbxContent",
}
KINDS = {W + name: kind for kind, names in _NAMES.items() for name in names.split()}
KINDS |= {MATH + "t": TEXT, MC + "AlternateContent": ALTERNATE}  # the rest is open: what it holds is read

_CHARACTERS = {TAB: "\t", BREAK: "\n", HYPHEN: "-"}
_SHOWN = tuple(tag for tag, kind in KINDS.items() if kind in (TEXT, SYMBOL, TABLE))
_SHOWN_EMPTY = (W + "sym", W + "tbl")
_WINGDINGS = {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "□", 0x6E: "■", 0x6C: "●"}
_MERGES = tuple(W + name for name in ("gridSpan", "vMerge", "hMerge"))
_VANISH, _NUMBERED, _RUN_STYLE, _STYLE, _ALT_CHUNK = (
    W + name for name in ("vanish", "numPr", "rStyle", "pStyle", "altChunk")
)


class Body:
    """What the walks over one document share.

    Merged cells, hidden text and lists are rare, so they are asked for once, over the whole tree, and known by their
    element.
    """

    def __init__(self, root: etree._Element, markup: bytes, labels: ListLabels, hidden_styles: frozenset[str]) -> None:
        self.labels = labels
        self._root = root
        self._markup = markup  # of the root; empty if it isn't to be relied on
        self.hidden_count = 0
        self.embedded_count = 0
        self.hidden: set[etree._Element] = set()  # runs and paragraphs
        self.numbered: dict[etree._Element, etree._Element] = {}  # by paragraph
        self.styles: dict[etree._Element, str] = {}  # by paragraph
        wanted = [_VANISH, _ALT_CHUNK]
        if labels:
            wanted.append(_NUMBERED)
        if labels.styles or hidden_styles:
            wanted += [_RUN_STYLE, _STYLE]
        for node in self._find(wanted):
            owner, tag = node.getparent().getparent(), node.tag
            if tag == _VANISH:
                if is_on(node):
                    self.hidden.add(owner)
            elif tag == _ALT_CHUNK:
                self.embedded_count += 1
            elif tag == _NUMBERED:
                self.numbered[owner] = node
            elif tag in (_STYLE, _RUN_STYLE):
                style = node.get(VALUE) or ""
                if style in hidden_styles:
                    self.hidden.add(owner)
                elif tag == _STYLE:
                    self.styles[owner] = style

    def _find(self, names: Iterable[str]) -> Iterator[etree._Element]:
        """All elements of these names; what the markup doesn't name is not looked for."""
        if self._markup:
            names = [name for name in names if name.rpartition("}")[2].encode() in self._markup]
        return self._root.iterdescendants(*names) if names else iter(())

    @cached_property
    def merges(self) -> dict[etree._Element, dict[str, str | None]]:
        """By cell: gridSpan, vMerge, hMerge as written."""
        merges: dict[etree._Element, dict[str, str | None]] = {}
        for node in self._find(_MERGES):
            merges.setdefault(node.getparent().getparent(), {})[node.tag] = node.get(VALUE)
        return merges

    @cached_property
    def plain_tables(self) -> dict[etree._Element, bytes]:
        """The markup of tables that may be read by it."""
        tables = tables_of(self._markup)
        nodes = list(self._root.iterdescendants(W + "tbl")) if tables else []
        return dict(zip(nodes, tables, strict=True)) if tables and len(nodes) == len(tables) else {}

    def count_hidden(self, node: etree._Element) -> None:
        """Count an element that is left out, if it holds any text."""
        self.hidden_count += _shows(node)

    def label_of(self, paragraph: etree._Element) -> str:
        """The number or letter that Word puts before a paragraph of a list."""
        if paragraph not in self.numbered and paragraph not in self.styles:
            return ""
        return self.labels.next_label(self.numbered.get(paragraph), self.styles.get(paragraph))


def find(parent: etree._Element, *wanted: int) -> list[etree._Element]:
    """The nearest elements of these kinds below ``parent``, in order, through whatever wraps them."""
    found: list[etree._Element] = []
    for node in parent:  # the short way, for the most part the only one: nothing is wrapped
        kind = KINDS.get(node.tag, OPEN)
        if kind in wanted:
            found.append(node)
        elif kind != SKIP:
            break
    else:
        return found
    found.clear()
    todo = [*reversed(parent)]
    while todo:
        node = todo.pop()
        kind = KINDS.get(node.tag, OPEN)
        if kind in wanted:
            found.append(node)
        elif kind == ALTERNATE:
            todo.extend(_chosen(node))
        elif kind != SKIP:
            todo.extend(reversed(node))
    return found


def read_paragraph(paragraph: etree._Element, body: Body, boxes: list[etree._Element]) -> str:
    """Put together the text of a paragraph.

    Args:
        paragraph: The ``<w:p>``.
        body: What is known of its document.
        boxes: Where the contents of its text boxes go; their text isn't part of the paragraph's.

    Returns:
        Its text without a label, line breaks as ``\\n``.
    """
    kinds, hidden = KINDS, body.hidden
    parts: list[str] = []
    for run in paragraph:  # the short way: runs with text and properties alone
        kind = kinds.get(run.tag, OPEN)
        if kind == SKIP:
            continue
        if kind != RUN or (hidden and run in hidden):
            return _read_deep(paragraph, body, boxes)
        for node in run:
            kind = kinds.get(node.tag, OPEN)
            if kind == TEXT:
                parts.append(_text_of(node))
            elif kind != SKIP:
                return _read_deep(paragraph, body, boxes)
    return parts[0] if len(parts) == 1 else "".join(parts)


def _read_deep(paragraph: etree._Element, body: Body, boxes: list[etree._Element]) -> str:
    parts: list[str] = []
    fields: list[bool] = []  # for each open field whether what comes is shown: its result, not its instruction
    hidden = body.hidden
    todo = [*reversed(paragraph)]
    while todo:
        node = todo.pop()
        kind = KINDS.get(node.tag, OPEN)
        if kind == TEXT:
            if not fields or fields[-1]:
                parts.append(_text_of(node))
        elif kind == SKIP:
            continue
        elif hidden and node in hidden:
            body.count_hidden(node)
        elif kind in _CHARACTERS:
            parts.append(_CHARACTERS[kind])
        elif kind == SYMBOL:
            parts.append(_symbol(node))
        elif kind == FIELD:
            _step(fields, node.get(W + "fldCharType"))
        elif kind == BOX:
            boxes.append(node)
        elif kind == ALTERNATE:
            todo.extend(_chosen(node))
        else:
            todo.extend(reversed(node))
    return "".join(parts)


def _text_of(node: etree._Element) -> str:
    text = node.text or ""
    if "\n" in text or "\r" in text:  # only an element breaks a line
        return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    return text


def _step(fields: list[bool], step: str | None) -> None:
    if step == "begin":
        fields.append(False)
    elif fields and step == "separate":
        fields[-1] = len(fields) == 1 or fields[-2]
    elif fields and step == "end":
        fields.pop()


def _chosen(alternate: etree._Element) -> Iterator[etree._Element]:
    """What the first alternative that shows anything holds, last first."""
    for branch in alternate.iterchildren(MC + "Choice", MC + "Fallback"):
        if _shows(branch):
            return reversed(branch)
    return iter(())


def _shows(node: etree._Element) -> bool:
    """Whether there is anything to see: text, a symbol, a table."""
    return any(shown.tag in _SHOWN_EMPTY or (shown.text or "").strip() for shown in node.iter(*_SHOWN))


def _symbol(node: etree._Element) -> str:
    try:
        code = int(node.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if "wingdings" in node.get(W + "font", "").lower() and code & 0xFF in _WINGDINGS:
        return _WINGDINGS[code & 0xFF]
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else ""
