"""PDFs that are made to exhaust memory or time, refused before PDFium sees them: a look at streams, no second parser.

PDFium unpacks the commands of a page whole, and a megabyte of them can take eighty to hold: 50 KB become 4 GB. Pictures
and fonts aren't unpacked to read text, so only what reads like commands is measured; each limit is far from any real
report. And a form that draws a form ten times, which draws another ten times, never ends: 2 KB take hours.
"""

from __future__ import annotations

import re
import zlib

from orchestration.domain.errors import UnreadableDocumentError

MAX_COMMANDS = 16 << 20  # bytes of one stream, unpacked

_STREAM = re.compile(rb"stream\r?\n")
_PACKED_TWICE = re.compile(rb"/Filter\s*\[[^\]]{0,200}?/(?:Fl|LZW)[^\]]{0,200}?/(?:Fl|LZW)")
_LARGE = 16 << 10  # bytes, packed; what is shorter unpacks to as many megabytes at most
_PROBE = 1 << 10
_MOST_BINARY = 0.1  # share of bytes in commands that are no letters, digits or signs
_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}obj\b")
_HEAD_END = re.compile(rb"stream\r?\n|endobj")
_FORM = re.compile(rb"/Subtype\s{0,4}/Form\b")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_DRAW = re.compile(rb"\bDo\b")
_FEWEST_FORMS = 3  # that can draw one another many times
_MOST_OF_FORM = 1 << 20  # bytes of it that are looked at
_LONGEST_HEAD = 64 << 10
_MOST_DRAWN = 100_000
_DEEPEST = 60
_LETTERS = bytes([9, 10, 12, 13, *range(32, 127)])


def refuse_bombs(data: bytes) -> None:
    """Let a file pass whose pages unpack to a size that a document might have.

    Raises:
        UnreadableDocumentError: ``too_large``.
    """
    _refuse_forms_within_forms(data)
    if _PACKED_TWICE.search(data):
        raise _too_large("a part of it is packed twice")
    start = -1
    for match in _STREAM.finditer(data):
        if data[match.start() - 3 : match.start()] == b"end":
            if start >= 0 and match.start() - start > _LARGE:
                _refuse_large(data, start, match.start())
            start = -1
        elif start < 0:
            start = match.end()
    if start >= 0 and len(data) - start > _LARGE:
        _refuse_large(data, start, len(data))


def _refuse_large(data: bytes, start: int, end: int) -> None:
    packed = memoryview(data)[start:end]
    unpacker = zlib.decompressobj()
    try:
        probe = unpacker.decompress(packed[:_PROBE], _PROBE)
    except zlib.error:
        is_large = end - start > MAX_COMMANDS and _is_text(bytes(packed[:_PROBE]))
    else:
        is_large = _is_text(probe) and _unpacks_beyond(packed, MAX_COMMANDS)
    if is_large:
        raise _too_large(f"a page of it has more than {MAX_COMMANDS >> 20} MB of drawing commands")


def _unpacks_beyond(packed: memoryview, limit: int) -> bool:
    unpacker = zlib.decompressobj()
    try:
        return len(unpacker.decompress(packed, limit + 1)) > limit
    except zlib.error:
        return False


def _is_text(probe: bytes) -> bool:
    """Whether bytes read like commands: printable, and parted by white space; a grey area of a picture isn't."""
    if len(set(probe)) < 2 or not any(space in probe for space in b" \r\n\t"):
        return False
    return len(probe.translate(None, _LETTERS)) <= _MOST_BINARY * len(probe)


def _too_large(what: str) -> UnreadableDocumentError:
    return UnreadableDocumentError(
        "too_large",
        f"The PDF is larger than a report needs: {what}. Print it to a new PDF, or land the document it was made from.",
    )


def _refuse_forms_within_forms(data: bytes) -> None:
    """Count how often a form is drawn, at most, by the forms that name it, directly or through other objects."""
    if len(_FORM.findall(data)) < _FEWEST_FORMS:
        return
    links: dict[int, set[int]] = {}
    draws: dict[int, int] = {}
    for match in _OBJECT.finditer(data):
        end = _HEAD_END.search(data, match.end(), match.end() + _LONGEST_HEAD)
        if end is None:
            continue
        number, head = int(match[1]), data[match.end() : end.start()]
        if _FORM.search(head):
            draws[number] = len(_DRAW.findall(_unpacked(data, end.end())))
        elif end[0] != b"endobj":
            continue  # a picture or a font
        links[number] = {int(reference) for reference in _REFERENCE.findall(head)}
    known: dict[int, int] = {}
    if any(_drawn(number, links, draws, known, 0) > _MOST_DRAWN for number in sorted(draws)):
        raise _too_large("a part of it is drawn by other parts more than a hundred thousand times")


def _unpacked(data: bytes, start: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[start : start + _MOST_OF_FORM], _MOST_OF_FORM)
    except zlib.error:
        end = data.find(b"endstream", start, start + _MOST_OF_FORM)
        return data[start : end if end >= 0 else start + _MOST_OF_FORM]


def _drawn(number: int, links: dict[int, set[int]], draws: dict[int, int], known: dict[int, int], depth: int) -> int:
    """How many forms the drawing of an object draws, at most."""
    if number in known or depth > _DEEPEST:
        return known.get(number, 0)
    known[number] = 0  # one that draws itself isn't drawn again
    inner = max((_drawn(other, links, draws, known, depth + 1) for other in links.get(number, ())), default=0)
    known[number] = 1 + draws[number] * inner if number in draws else inner
    return known[number]
