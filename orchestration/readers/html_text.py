"""The text of an element as a reader sees it: white space collapsed, blocks and line breaks kept as lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

INLINE, TEXT, SKIP, BLOCK, PRE, BREAK, TABLE, CAPTION, ROW_GROUP, FOOT_GROUP, ROW, CELL, HEADER_CELL = range(13)

_KINDS = {
    SKIP: "head title script style noscript template iframe object svg math audio video canvas",
    BLOCK: "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol optgroup option p search section "
    "select summary ul",
    PRE: "pre listing xmp plaintext textarea",
    BREAK: "br hr",
    TABLE: "table",
    CAPTION: "caption",
    ROW_GROUP: "thead tbody",
    FOOT_GROUP: "tfoot",
    ROW: "tr",
    CELL: "td",
    HEADER_CELL: "th",
}
KIND_BY_NAME = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_SPACES = re.compile(r"[^\S\u3000]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HIDING = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Page:
    """What the walks over one page share.

    Merged cells and hidden elements are rare, so they are asked for at most once, by selector, and known by their
    address.
    """

    def __init__(self, tree: LexborHTMLParser, *, has_references: bool, may_hide: bool) -> None:
        self.kinds = _kinds_by_tag()
        self.clean = squeeze_references if has_references else squeeze
        self.hidden_count = 0
        self.hidden = {
            node.mem_id
            for node in (tree.css('[hidden],[style*="display" i]') if may_hide else ())
            if "hidden" in (attributes := node.attributes) or _HIDING.search(attributes.get("style") or "")
        }
        self.tree = tree

    @cached_property
    def spans(self) -> dict[int, tuple[str | None, str | None]]:
        """Row and column span of merged cells, as written."""
        return {
            node.mem_id: (attributes.get("rowspan"), attributes.get("colspan"))
            for node in self.tree.css("[rowspan],[colspan]")
            if (attributes := node.attributes)
        }

    @cached_property
    def cell_tags(self) -> frozenset[int]:
        """The parser's numbers of the tags of cells."""
        return frozenset(tag for tag, kind in self.kinds.items() if kind in (CELL, HEADER_CELL))

    @cached_property
    def headers(self) -> set[int]:
        """Header cells."""
        return {node.mem_id for node in self.tree.css("th")}

    @cached_property
    def intricate(self) -> set[int]:
        """Cells that hold more than one line of text, or text that isn't shown; all others are one line."""
        cells: set[int] = set()
        climbed: set[int] = set()  # so that depth costs nothing but time
        for node in self.tree.css("td *, th *"):
            kind = self.kinds.get(node.tag_id, INLINE)
            if kind == INLINE or (kind == BLOCK and not _has_company(node)):
                continue
            parent = node.parent
            while parent is not None and parent.mem_id not in climbed:
                climbed.add(parent.mem_id)
                if parent.tag_id in self.cell_tags:  # a cell that is read holds no other
                    cells.add(parent.mem_id)
                    break
                parent = parent.parent
        return cells

    def is_hidden(self, node: LexborNode) -> bool:
        """Whether an element is hidden; those that are, are counted."""
        if node.mem_id not in self.hidden:
            return False
        self.hidden_count += 1
        return True


def _has_company(node: LexborNode) -> bool:
    """Whether an element has text or another element beside it; blanks between elements are no text."""
    before, after = node.prev, node.next
    while before is not None and _is_blank(before):
        before = before.prev
    while after is not None and _is_blank(after):
        after = after.next
    return before is not None or after is not None


def _is_blank(node: LexborNode) -> bool:
    return node.tag_id == _TEXT_TAG and not node.text_content.strip()


def squeeze(text: str) -> str:
    """Collapse white space to single spaces, and strip; an ideographic space (U+3000) stays where it is inside."""
    return _SPACES.sub(" ", text).strip() if "\u3000" in text else " ".join(text.split())


def has_controls(text: str) -> bool:
    """Whether references brought control characters into a text."""
    return _CONTROLS.search(text) is not None


def squeeze_references(text: str) -> str:
    """As ``squeeze``, without the control characters that references such as ``&#8;`` bring in."""
    return squeeze(_CONTROLS.sub("", text))


def read_lines(
    root: LexborNode, page: Page, lines: list[str], on_table: Callable[[LexborNode], bool] | None = None
) -> None:
    """Append the text below an element to ``lines``, one item a block or line, none of them empty.

    The tree is walked with a stack of our own, so that depth costs nothing but time.

    Args:
        root: The element.
        page: What is known of its page.
        lines: Where the lines go.
        on_table: Called at each table, when the lines before it are in; True if it has dealt with the table, False if
            the table is to be walked like any block.
    """
    kinds, hidden, clean = page.kinds, page.hidden, page.clean
    parts: list[str] = []  # of the line that is being read
    after: list[tuple[LexborNode | None, int]] = []  # where to go on after an element, and the kind of it
    pre_depth = 0
    node = root.first_child
    while True:
        if node is None:
            if not after:
                break
            node, kind = after.pop()
            if kind != INLINE:
                pre_depth -= kind == PRE
                if parts:
                    _end_line(parts, lines, clean)
            continue
        kind = kinds.get(node.tag_id, INLINE)
        if kind == TEXT:
            if pre_depth:
                for line in node.text_content.splitlines(keepends=True):
                    parts.append(line)
                    if line[-1:] == "\n":
                        _end_line(parts, lines, clean)
            else:
                parts.append(node.text_content)
            node = node.next
        elif kind == SKIP or (hidden and page.is_hidden(node)):
            node = node.next
        else:
            if kind != INLINE:
                pre_depth += kind == PRE
                if parts:
                    _end_line(parts, lines, clean)
                if kind == TABLE and on_table is not None and on_table(node):
                    node = node.next
                    continue
            after.append((node.next, kind))
            node = node.first_child
    if parts:
        _end_line(parts, lines, clean)


def _end_line(parts: list[str], lines: list[str], clean: Callable[[str], str]) -> None:
    if line := clean("".join(parts)):
        lines.append(line)
    parts.clear()


@cache
def _kinds_by_tag() -> dict[int, int]:
    """Kind by the parser's own number of a tag; what is not in it is inline."""
    tree = LexborHTMLParser("<p>text<!-- comment -->")
    kinds = {tree.create_node(name).tag_id: kind for name, kind in KIND_BY_NAME.items()}
    text = tree.css_first("p").first_child
    return kinds | {text.tag_id: TEXT, text.next.tag_id: SKIP}


_TEXT_TAG = next(tag for tag, kind in _kinds_by_tag().items() if kind == TEXT)
