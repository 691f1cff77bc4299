"""Pages that are made to exhaust a parser, refused before it sees them: a look at the tags, not a second parser.

An HTML parser's work grows with the square of the depth and of the attributes of a tag, and a formatting tag that is
left open comes back in every block after it: 41 KB can become 4 million nodes. The look is rough, and for pages of a
usual size a few counts replace it; each limit is far from any real report.
"""

from __future__ import annotations

import re

from orchestration.domain.errors import UnreadableDocumentError

MAX_TAGS = 4_000_000  # about 1.5 GB of nodes
MAX_DEPTH = 512  # browsers stop here too
MAX_ATTRIBUTES = 1_000  # a tag
MAX_REPEATED = 1_000_000  # copies of formatting tags, beyond a handful a tag

# Up to here a page is harmless whatever it holds: a second or two of parsing.
_FEW_BYTES = 128 * 1024
_FEW_TAGS = 50_000
_FEW_FOR_FORMATTING = 2_000

_FORMATTING = re.compile(
    rb"<(?:[bisuBISU]|font|FONT|Font|em|EM|tt|TT|big|BIG|code|CODE|small|SMALL|strike|STRIKE|strong|STRONG)[\s/][^>]*"
)
# Attributes as the HTML standard splits them. Possessive throughout, so that no text is looked at twice.
_ATTRIBUTE = rb"""[^\s/<>][^\s/<>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s<>]*+))?+"""
_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][^\s/<>]*+)((?:[\s/]++|" + _ATTRIBUTE + rb")*+)",
    re.DOTALL,
)
_MANY_ATTRIBUTES = re.compile(rb"<[a-zA-Z][^\s/<>]*+(?:[\s/]*+" + _ATTRIBUTE + rb"){%d}" % (MAX_ATTRIBUTES + 1))

_FORMATTING_NAMES = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_TABLE_PARTS = frozenset(b"td th tr tbody thead tfoot caption".split())
_UNCOUNTED = frozenset(  # void, or closed by the next of its kind
    b"area base br col colgroup embed hr img input link meta param source track wbr html head body p li dd dt option "
    b"optgroup".split()
)


def refuse_parser_bombs(html: bytes) -> None:
    """Let a page pass that a parser can take in bounded time and memory.

    Args:
        html: The page, in UTF-8.

    Raises:
        UnreadableDocumentError: ``too_large`` for too many tags or attributes, ``nested_too_deep`` for nesting.
    """
    tags = html.count(b"<")
    if tags > MAX_TAGS:
        raise UnreadableDocumentError(
            "too_large",
            f"The page has {tags:,} tags; up to {MAX_TAGS:,} are read. Split it, or save it without styles.",
        )
    if len(html) > _FEW_BYTES and _MANY_ATTRIBUTES.search(html):
        raise UnreadableDocumentError(
            "too_large", f"A tag of the page has more than {MAX_ATTRIBUTES:,} attributes. Save the page anew."
        )
    if tags > _FEW_TAGS or (tags > _FEW_FOR_FORMATTING and _most_repeated(html) * tags > MAX_REPEATED):
        _measure_nesting(html, tags)


def _most_repeated(html: bytes) -> int:
    """How many formatting tags can be open at most: parsers keep three equal ones."""
    return 3 * len(set(_FORMATTING.findall(html)))


def _measure_nesting(html: bytes, tags: int) -> None:
    open_tags = _OpenTags()
    repeated = 0
    for found in _TAG.finditer(html):
        closing, name, attributes = found.groups()
        if name is None:
            continue
        name = name.lower()
        if name in _TABLE_PARTS:
            open_tags.begin_cell()
        elif name not in _UNCOUNTED:
            if closing:
                open_tags.close(name)
            else:
                open_tags.open(name, attributes)
                if len(open_tags.names) > MAX_DEPTH:
                    raise _too_deep(f"Its elements are nested more than {MAX_DEPTH} deep")
        repeated += len(open_tags.formatting[-1])
        if repeated > MAX_REPEATED + 8 * tags:
            raise _too_deep(f"Its {len(open_tags.formatting[-1]):,} unclosed formatting tags come back in every block")


class _OpenTags:
    """The tags that are open. A closing tag closes all within its element, but reaches through no table."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        # Formatting tags that are open or to come back: of the page, and of the present cell of each open table.
        self.formatting: list[list[tuple[bytes, bytes]]] = [[]]
        self._tables: list[int] = []  # their places in names

    def open(self, name: bytes, attributes: bytes) -> None:
        if name == b"a":
            self.close(name)  # it holds none of its own kind
        if name == b"table":
            self._tables.append(len(self.names))
            self.formatting.append([])
        elif name in _FORMATTING_NAMES and self.formatting[-1].count((name, attributes)) < 3:
            self.formatting[-1].append((name, attributes))
        self.names.append(name)

    def close(self, name: bytes) -> None:
        if name in _FORMATTING_NAMES:
            again = self.formatting[-1]
            last = next((i for i in range(len(again) - 1, -1, -1) if again[i][0] == name), None)
            if last is not None:
                del again[last]
        if name == b"table":
            if self._tables:
                del self.names[self._tables.pop() :]
                self.formatting.pop()
        else:
            lowest = self._tables[-1] + 1 if self._tables else 0
            for place in range(len(self.names) - 1, lowest - 1, -1):
                if self.names[place] == name:
                    del self.names[place:]
                    break

    def begin_cell(self) -> None:
        """A cell or row begins or ends: all that was opened in the one before is closed, and formatting forgotten."""
        if self._tables:
            del self.names[self._tables[-1] + 1 :]
            self.formatting[-1].clear()


def _too_deep(found: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "nested_too_deep", f"{found}, which no browser shows either. Open it in an editor and save it as a new page."
    )
