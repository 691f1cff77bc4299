"""Where the figures of a text stand, found once for all texts that differ in their digits alone.

Official reports say the same sentences with other figures. Belongs here: which digits change nothing but a value, and
how a figure found in one text is read in the next. Does not: what is a figure; that is the scanner in ``numerals``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from orchestration.domain import Numeral, new_record
from orchestration.extraction.amounts import read_arabic
from orchestration.extraction.figures import Units, assemble_numeral, plain_numeral
from orchestration.extraction.kept import KeptByText
from orchestration.extraction.numerals import find_numerals

DIGITS_APART = re.compile("([0-9]{1,14})")  # of longer runs two or more come to stand side by side
# Where the digits themselves decide what belongs together: 1,143 is one figure and 1,14 two, 3.2018年 is no decimal.
_BY_DIGITS = re.compile(r"00|0[,，]0|0\.0(?:\.0|\s*年)|[０-９．]")


class _Spot(NamedTuple):
    """A figure of a template."""

    figure: Numeral  # as found with one digit for each run
    start: int  # of its digits
    first: int  # number of its first run of digits; of a figure in characters of the next run behind it
    last: int  # number of its last run, or _IN_CHARACTERS
    is_plain: bool  # digits and at most a unit


_IN_CHARACTERS = -1
_NUMBERS = KeptByText(Decimal)  # most runs of digits are years, months, days or small


class Template(NamedTuple):
    """The figures of all texts that differ in their digits alone."""

    spots: tuple[_Spot, ...]
    units: Units
    plain: tuple[tuple[int, str], ...]  # start and unit of each figure, if they are the runs of digits and plain

    @property
    def figures(self) -> list[Numeral]:
        """Those of the skeleton itself."""
        return [spot.figure for spot in self.spots]

    def figures_of(self, text: str, runs: Sequence[str]) -> list[Numeral]:
        """What ``find_numerals`` finds in a text of this template, whose runs of digits are known."""
        if self.plain:
            return self._plain_figures(runs)
        found: list[Numeral] = []
        floor = passed = shift = 0  # how much longer than in the skeleton the runs were that have been passed
        for figure, start, first, last, is_plain in self.spots:
            while passed < first:
                shift += len(runs[passed]) - 1
                passed += 1
            if is_plain:
                figure = _plain_figure(runs[first], figure.unit, start + shift)
            elif last == _IN_CHARACTERS:
                figure = _moved(figure, shift)
            else:
                start += shift
                end = start + sum(map(len, runs[first : last + 1])) + last - first
                figure = assemble_numeral(text, text, start, floor, read_arabic(text, start, end), self.units)
            found.append(figure)
            floor = figure.end
        return found

    def _plain_figures(self, runs: Sequence[str]) -> list[Numeral]:
        found: list[Numeral] = []
        shift = 0
        for digits, (start, unit) in zip(runs, self.plain, strict=True):
            found.append(_plain_figure(digits, unit, start + shift))
            shift += len(digits) - 1
        return found


def _plain_figure(digits: str, unit: str, start: int) -> Numeral:
    number, end = _NUMBERS[digits], start + len(digits)
    record = (digits + unit, number, 0, unit, number, number, False, False, start, end + len(unit), end)
    return new_record(Numeral, record)


def _moved(figure: Numeral, shift: int) -> Numeral:
    if not shift:
        return figure
    return figure._replace(start=figure.start + shift, end=figure.end + shift, digits_end=figure.digits_end + shift)


def template_of(skeleton: str, units: Units) -> Template | None:
    """The template of a skeleton, a text with one digit for each run; None where digits decide what is a figure.

    Characters that are not in ``numerals.CHARACTERS`` and in no unit may be others in its texts than in the skeleton.
    """
    if _BY_DIGITS.search(skeleton):
        return None
    runs = [place for place, character in enumerate(skeleton) if character == "0"]
    spots: list[_Spot] = []
    for figure in find_numerals(skeleton, units):
        before = bisect_left(runs, figure.start)
        inside = bisect_left(runs, figure.end) - before
        if not inside:
            spots.append(_Spot(figure, figure.start, before, _IN_CHARACTERS, False))
            continue
        start = runs[before]
        is_led = figure.start < start  # by 约, 近, 百分之: words that are the same in all texts of this skeleton
        plain = plain_numeral(skeleton, skeleton, start, start + 1, units, may_be_led=is_led) if inside == 1 else None
        is_plain = plain is not None
        is_decimal = inside == 2 and skeleton.startswith("0.0", start)
        if (inside > 1 and not is_decimal) or (not is_plain and skeleton.startswith("0", figure.end)):
            return None
        spots.append(_Spot(figure, start, before, before + inside - 1, is_plain))
    are_runs = len(spots) == len(runs) and all(spot.is_plain for spot in spots)
    return Template(tuple(spots), units, tuple((spot.start, spot.figure.unit) for spot in spots) if are_runs else ())
