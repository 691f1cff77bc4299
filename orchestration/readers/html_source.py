"""Tables cut out of the source of a page before a parser sees it: most need none to be read.

A table whose tags follow one another as they must, each element of its frame closed in its turn and one text a cell
(there may be breaks in it), is read from its source, and an empty table with a mark takes its place. A parser would do
the same with its tags, so the rest of the page is parsed as it would have been. Anything out of the ordinary is left to
the parser, with the table where it stood.
"""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from itertools import compress
from operator import not_

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import Placement
from orchestration.readers.html_markup import APART, CELLS, Arranged, clean_texts, place_cells, spans_of, split_markup
from orchestration.readers.html_text import squeeze

# An attribute that no page can know, so that none can pass for a table that was cut out.
MARK = f"cut-{secrets.token_hex(8)}"

Cut = tuple[Placement, tuple[str, ...], tuple[bool, ...]]  # a table: placement, texts, which cells are headers

_BEGIN, _END = "<table", "</table>"
_LARGEST = 1 << 16  # characters of a table; a larger one is left to the parser
_LONGEST_KEPT = 1_000  # characters of tags that are kept for the next table
_MOST = 1_000  # tables of a page, no report has as many; the others are left to the parser
_TAG = re.compile(
    r"""\s*+<(/?)([a-zA-Z][a-zA-Z0-9:]*+)"""
    r"""((?:\s++[^\s"'<>=/&]++(?:="[^"<>&]*+"|='[^'<>&]*+'|=[^\s"'<>=`&/]++)?+)*+)\s*+>"""
)
_ATTRIBUTE = re.compile(r"""\s([^\s"'<>=/&]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`&/]+)))?""")
_MAY_HIDE = re.compile(r"display|hidden", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>")
_LINE_END = "\x02"  # for a break within a text; no text has control characters
_OTHER_REFERENCE = re.compile(r"&(?!(?:nbsp|lt|gt|amp);)")
_HARMLESS = frozenset(  # around the one text of a cell
    ("a", "b", "br", "div", "em", "font", "i", "o:p", "p", "span", "strong", "sub", "sup", "u")
)
_GROUPS = {"thead": "g", "tbody": "g", "tfoot": "f"}


def cut_tables(text: str) -> tuple[str, list[Cut]]:
    """A page without the tables that need no parser, and these.

    Args:
        text: The source.

    Returns:
        The source with ``<table MARK="0"></table>`` in the place of the first table that was cut out, and so on, and
        the tables. A caller has to see that each mark has become an element: in a comment or a script none does, and
        the page is to be read whole.
    """
    rest: list[str] = []
    tables: list[Cut] = []
    done = end = 0
    start = text.find(_BEGIN)
    while start >= 0 and len(tables) < _MOST:
        following = text.find(_BEGIN, start + 1)
        if end <= start:
            end = text.find(_END, start)
        if end < 0:
            break
        stop = end + len(_END)
        holds_another = 0 <= following < end
        if not holds_another and stop - start <= _LARGEST and (table := _read_table(text[start:stop])) is not None:
            rest += (text[done:start], f'<table {MARK}="{len(tables)}"></table>')
            tables.append(table)
            done = stop
        start = following
    rest.append(text[done:])
    return "".join(rest), tables


def _read_table(source: str) -> Cut | None:
    """The table; None if it is not for the short way."""
    has_breaks = "<br" in source
    if has_breaks:
        source = _BREAK.sub(_LINE_END, source)
    _, before, after = split_markup(source)
    arranged = _arrange(APART.join(before))
    if arranged is None or "".join(compress(after, arranged.are_other)).strip():
        return None
    texts = list(compress(after, arranged.are_cells))
    if "&" in source and _OTHER_REFERENCE.search("".join(texts)):
        return None
    cleaned = clean_texts(texts, squeeze)
    if cleaned is None:
        return None
    if has_breaks:
        cleaned = ["\n".join(filter(None, map(str.strip, text.split(_LINE_END)))) for text in cleaned]
    return arranged.placed.with_texts(cleaned)


@lru_cache(maxsize=256)
def _arrange(joined: str) -> Arranged | None:
    """What the tags before the texts of a table settle; None if they are not as they must be."""
    if _MAY_HIDE.search(joined):
        return None
    before = joined.split(APART)
    frame = _Frame()
    are_cells = []
    for number, tags in enumerate(before):
        if not frame.follow(f"</t{tags}>" if number else f"{tags}>"):
            return None
        are_cells.append(frame.cell != "")
    if not frame.is_closed:
        return None
    try:
        placed = place_cells("".join(frame.shape))
    except UnreadableDocumentError:  # too large; whoever reads the nodes says so, if the table is one at all
        placed = None
    return None if placed is None else Arranged(tuple(are_cells), tuple(map(not_, are_cells)), placed)


class _Frame:
    """Goes through the tags of a table as a parser would, as long as each is one that may stand where it does."""

    def __init__(self) -> None:
        self.shape: list[str] = []  # cells, rows and groups by their letters, see ``html_markup``
        self.cell = ""  # the name of the cell that is open
        self.is_closed = False
        self._group = ""  # that is open; "-" for one that a row began by itself
        self._has_begun = self._is_in_row = False

    def follow(self, tags: str) -> bool:
        """Go through tags with nothing but blanks between them; whether all may stand here."""
        found = (_tags_once if len(tags) <= _LONGEST_KEPT else _tags_in)(tags)
        if found is None:
            return False
        for is_end, name, attributes in found:
            if self.is_closed or not (self._end if is_end else self._begin)(name, attributes):
                return False
        return True

    def _begin(self, name: str, attributes: str) -> bool:
        if name == "table":
            fits, self._has_begun = not self._has_begun, True
        elif self.cell:
            fits = name in _HARMLESS
        elif name in _GROUPS:
            fits, self._group = self._group in ("", "-") and not self._is_in_row, name
            self.shape.append(_GROUPS[name])
        elif name == "tr":
            fits, self._is_in_row = not self._is_in_row, True
            if not self._group:
                self._group = "-"
                self.shape.append("g")
            self.shape.append("r")
        else:
            fits = name in CELLS and self._is_in_row
            if fits:
                self.cell = name
                self.shape.append(spans_of(_spans_in(attributes)) + CELLS[name])
        return fits and self._has_begun

    def _end(self, name: str, attributes: str) -> bool:
        if name in CELLS:
            fits, self.cell = self.cell == name, ""
        elif self.cell:
            return name in _HARMLESS
        elif name == "tr":
            fits, self._is_in_row = self._is_in_row, False
        elif name in _GROUPS:
            fits, self._group = self._group == name and not self._is_in_row, ""
        else:
            fits = self.is_closed = name == "table" and not self._is_in_row
        return fits and not attributes


def _tags_in(tags: str) -> tuple[tuple[bool, str, str], ...] | None:
    """Each tag: whether it ends an element, its name and attributes; None if there is more than tags and blanks."""
    found: list[tuple[bool, str, str]] = []
    position = 0
    for tag in iter(_TAG.scanner(tags).match, None):
        slash, name, attributes = tag.groups()
        found.append((slash != "", name.lower(), attributes))
        position = tag.end()
    return None if tags[position:].strip() else tuple(found)


_tags_once = lru_cache(maxsize=4096)(_tags_in)


def _spans_in(attributes: str) -> dict[str, str]:
    """The spans of a cell as written; of an attribute that is there twice the first counts."""
    spans: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        if name.lower() in ("rowspan", "colspan"):
            spans.setdefault(name.lower()[:3], "".join(values))
    return spans
