"""Where the figures of a text stand, found once for all texts that differ in their digits alone.

Official reports say the same sentences with other figures. Belongs here: which digits change nothing but a value, and
how a figure found in one text is read in the next. Does not: what is a figure; that is the scanner in ``numerals``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from typing import NamedTuple

from orchestration.domain import Numeral
from orchestration.extraction.amounts import read_arabic
from orchestration.extraction.figures import Units, assemble_numeral, plain_numeral
from orchestration.extraction.numerals import find_numerals

_RUN = re.compile("[0-9]{1,14}")  # of longer ones two or more come to stand side by side
# Where the digits themselves decide what belongs together: 1,143 is one figure and 1,14 two, 3.2018年 is no decimal.
_BY_DIGITS = re.compile(r"00|0[,，]0|0\.0(?:\.0|\s*年)|[０-９．]")


class _Spot(NamedTuple):
    """A figure of a template."""

    figure: Numeral  # as found with one digit for each run
    first: int  # number of its first run of digits; of a figure in characters of the run before it, -1 if none is
    last: int  # number of its last run, or _IN_CHARACTERS
    is_plain: bool  # digits and at most a unit
    lead: int  # of a figure in characters, how far it stands from that run


_IN_CHARACTERS = -1


class Template(NamedTuple):
    """The figures of all texts that differ in their digits alone."""

    spots: tuple[_Spot, ...]
    units: Units

    def figures_of(self, text: str) -> list[Numeral]:
        """What ``find_numerals`` finds in a text of this template."""
        runs = [run.span() for run in _RUN.finditer(text)]
        found: list[Numeral] = []
        floor = 0
        for figure, first, last, is_plain, lead in self.spots:
            if last == _IN_CHARACTERS:
                figure = _moved(figure, lead + (runs[first][1] if first >= 0 else 0))
            elif is_plain:
                start, end = runs[first]
                number, unit = Decimal(text[start:end]), figure.unit
                stop = end + len(unit)
                figure = Numeral(text[start:stop], number, 0, unit, number, number, False, False, start, stop, end)
            else:
                start, end = runs[first][0], runs[last][1]
                figure = assemble_numeral(text, text, start, floor, read_arabic(text, start, end), self.units)
            found.append(figure)
            floor = figure.end
        return found


def _moved(figure: Numeral, start: int) -> Numeral:
    shift = start - figure.start
    if not shift:
        return figure
    return figure._replace(start=start, end=figure.end + shift, digits_end=figure.digits_end + shift)


def skeleton_of(text: str) -> str:
    """The text with one digit for each run of them; texts of the same skeleton have the same template."""
    return _RUN.sub("0", text)


def template_of(skeleton: str, units: Units) -> Template | None:
    """The template of a skeleton; None where the digits decide what is a figure."""
    if _BY_DIGITS.search(skeleton):
        return None
    runs = [run.start() for run in _RUN.finditer(skeleton)]
    spots: list[_Spot] = []
    for figure in find_numerals(skeleton, units):
        before = bisect_left(runs, figure.start)
        inside = bisect_left(runs, figure.end) - before
        if not inside:
            lead = figure.start - (runs[before - 1] + 1 if before else 0)
            spots.append(_Spot(figure, before - 1, _IN_CHARACTERS, False, lead))
            continue
        start = runs[before]
        is_led = figure.start < start  # by 约, 近, 百分之: words that are the same in all texts of this skeleton
        plain = plain_numeral(skeleton, skeleton, start, start + 1, units, may_be_led=is_led) if inside == 1 else None
        is_plain = plain is not None
        is_decimal = inside == 2 and skeleton.startswith("0.0", start)
        if (inside > 1 and not is_decimal) or (not is_plain and skeleton.startswith("0", figure.end)):
            return None
        spots.append(_Spot(figure, before, before + inside - 1, is_plain, 0))
    return Template(tuple(spots), units)
