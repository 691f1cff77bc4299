"""Page numbers, running headers and footers: lines at the edge of a page that belong to it and not to the text."""

from __future__ import annotations

import re
from collections import Counter

from orchestration.readers.pdf_text import Line

_EDGE = 0.12  # share of a page's height in which such lines stand
_REACH = 3  # lines from the edge, at most
_LEAST_PAGES = 2
_LEAST_SHARE = 0.4  # of the pages; headers of odd and even pages may differ
_SAMPLES = 3
_DASH = "-—–－−‐―_·•~～"
_PAGE_NUMBER = re.compile(
    rf"[{_DASH}\s]*[{_DASH}]\s*\d{{1,4}}\s*[{_DASH}][{_DASH}\s]*"
    r"|第\s*[\d一二三四五六七八九十]{1,4}\s*页[\s,，;；/／|]*(?:[(（]?\s*共\s*[\d一二三四五六七八九十]{1,4}\s*页\s*[)）]?)?"
    r"|共\s*\d{1,4}\s*页[\s,，;；/／|]*第\s*\d{1,4}\s*页"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}"
    r"|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)
_BARE_NUMBER = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")


def without_furniture(pages: list[list[Line]], heights: list[float]) -> tuple[list[list[Line]], str]:
    """Leave out page numbers, headers and footers.

    Args:
        pages: The lines outside tables of each page, from top to bottom.
        heights: Of the pages.

    Returns:
        The lines that remain, and a note of those left out; blank if there are none.
    """
    edges = [_at_edge(lines, height) for lines, height in zip(pages, heights, strict=True)]
    offset = _offset_of_bare_numbers(edges)
    counts = Counter(key for lines in edges for key in {_key(line) for line in lines})
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    kept: list[list[Line]] = []
    left_out: list[str] = []
    for index, (lines, edge) in enumerate(zip(pages, edges, strict=True)):
        drop = {
            id(line)
            for line in edge
            if _PAGE_NUMBER.fullmatch(line.text)
            or counts[_key(line)] >= least
            or (offset is not None and line.text == str(index + offset))
        }
        left_out += [line.text for line in lines if id(line) in drop]
        kept.append([line for line in lines if id(line) not in drop])
    if not left_out:
        return kept, ""
    samples = ", ".join(f"“{text[:40]}”" for text in dict.fromkeys(left_out[:_SAMPLES]))
    return kept, f"page numbers, headers and footers left out: {len(left_out)} lines, such as {samples}"


def _at_edge(lines: list[Line], height: float) -> list[Line]:
    """The outermost lines of a page that stand near its upper or lower edge."""
    above = [line for line in lines[:_REACH] if line.bottom <= _EDGE * height]
    below = [line for line in lines[-_REACH:] if line.top >= (1 - _EDGE) * height]
    return above + [line for line in below if not any(line is other for other in above)]


def _key(line: Line) -> tuple[str, int]:
    """What is the same on all pages of a header: its text but for digits, and its height on the page."""
    return _DIGITS.sub("0", "".join(line.text.split())), round(line.base / 6)


def _offset_of_bare_numbers(edges: list[list[Line]]) -> int | None:
    """What bare numbers at the edges of pages are more than the index of their page, if they count the pages."""
    offsets = Counter(
        int(line.text) - index
        for index, lines in enumerate(edges)
        for line in lines
        if _BARE_NUMBER.fullmatch(line.text)
    )
    if len(edges) == 1:
        return 1 if offsets.get(1) else None
    offset, count = max(offsets.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
    return offset if count >= max(_LEAST_PAGES, _LEAST_SHARE * len(edges)) else None
