"""How cells of the workbook look: one format for each combination that is used."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.receipt.model import ALTERNATIVE, SUSPECT, Mark

LINE_HEIGHT = 14.5  # points
TALLEST_ROW = 409
_BASE: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 12, "text_wrap": False},
    "part": {"bold": True, "align": "left", "border": 1, "bg_color": "#F2F3F5"},
    "head": {"align": "center", "border": 1, "bg_color": "#F2F3F5"},
    "label": {"align": "left", "border": 1, "bg_color": "#F8F9FA"},
    "value": {"align": "center", "border": 1},
    "note": {"italic": True, "font_color": "#4A5160"},
    "name": {"bold": True, "font_size": 14, "text_wrap": False},
    "quiet": {"font_color": "#4A5160", "text_wrap": False},
    "text": {"align": "left", "valign": "top", "border": 1},
    "red": {"bold": True, "font_color": "#B3141C", "border": 1, "valign": "top"},
    "link": {"font_color": "#1546A0", "underline": 1, "border": 1, "valign": "top"},
}
_SUSPECT = {"bg_color": "#FFD966", "border": 5, "border_color": "#B3141C", "bold": True}
_ALTERNATIVE = {"bg_color": "#FFF4D0", "border": 8, "border_color": "#8A4B00"}
_OTHER = {"border": 2, "border_color": "#1546A0"}


class Formats:
    """Formats of one workbook, made when they are first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}

    def plain(self, kind: str) -> Format:
        """A cell of that kind, not marked."""
        return self.cell(kind, Mark(), "", is_text=False)

    def cell(self, kind: str, mark: Mark, shown: str, *, is_text: bool) -> Format:
        """A cell of that kind with its mark.

        Args:
            kind: A key of the kinds above.
            mark: Suspected cells are filled, other cells of broken sums are framed.
            shown: Number format; "" for none.
            is_text: Whether it holds text that must stay text when it is edited.
        """
        look = _look(mark)
        key = (kind, tuple(look), shown, is_text)
        if key not in self._made:
            number = {"num_format": shown} if shown else {"num_format": "@"} if is_text else {}
            self._made[key] = self._workbook.add_format({**_BASE, **_KINDS[kind], **look, **number})
        return self._made[key]


def _look(mark: Mark) -> dict[str, Any]:
    if SUSPECT in mark.roles:
        return _SUSPECT
    if ALTERNATIVE in mark.roles:
        return _ALTERNATIVE
    return _OTHER if mark.roles else {}


def number_format(text: str) -> str:
    """The format that shows a number as it is written: its decimals, and its thousands apart or not."""
    digits = unicodedata.normalize("NFKC", text).strip()
    whole = "#,##0" if "," in digits else "0"
    decimals = len(digits.partition(".")[2])
    return f"{whole}.{'0' * decimals}" if decimals else whole


def lines_needed(text: str, width: float) -> int:
    """Lines that a text takes in a column of that many characters; a Chinese character is as wide as two."""
    return sum(max(math.ceil(_columns(line) / max(width - 1, 1)), 1) for line in text.split("\n"))


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "FWA" else 1 for character in line)


def set_up_list(sheet: Worksheet, widths: Sequence[float]) -> None:
    """A sheet that is a list: widths of its columns, and how it prints."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
