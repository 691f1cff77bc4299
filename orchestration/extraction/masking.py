"""A passage with its figures masked, so that patterns see words and placeholders instead of digits.

Blanks are dropped and punctuation is unified; every character keeps the span of the original it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from orchestration.domain import Numeral
from orchestration.extraction.kept import FIGURE_WEIGHT, Kept
from orchestration.extraction.numerals import Units, find_numerals
from orchestration.extraction.templates import Template, skeleton_of, template_of
from orchestration.reference.knowledge import FIGURE
from orchestration.reference.literals import may_match

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("“”‘’「」『』＂", '"'),
        **dict.fromkeys("【〔［", "["),
        **dict.fromkeys("】〕］", "]"),
        **dict.fromkeys("％﹪", "%"),
        **dict.fromkeys("－—–", "-"),
        **dict(zip("，；：（）！？．／＠～", ",;:()!?./@~", strict=True)),
    }
)
_NOISE = "\u200b\ufeff" + FIGURE  # a placeholder in the source is noise of the private use area
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_UNIFIED = {**_PUNCTUATION, **_DIGITS}
_KEPT = re.compile(rf"[^\s{_NOISE}]+")
_PLACEHOLDER = re.compile(FIGURE)
_SENTENCE_END = re.compile(r"[。!?]")


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A masked passage."""

    text: str
    raw: str  # the passage, verbatim
    sentence_ends: tuple[int, ...]  # positions of the marks that end a sentence
    figures: dict[int, Numeral]  # position in ``text`` -> the figure masked there
    names: tuple[Numeral, ...]  # figures that are part of a name and stay as they are

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind ``text[start:end]``, which must not be empty."""
        _, pieces = _join(self.raw, list(self.figures.values()))
        return _origin(pieces, start)[0], _origin(pieces, end - 1)[1]

    def sentence_bounds(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around a position of the masked text."""
        index = bisect_right(self.sentence_ends, position - 1)
        start = self.sentence_ends[index - 1] + 1 if index else 0
        end = self.sentence_ends[index] if index < len(self.sentence_ends) else len(self.text)
        return start, end

    def sentence_has(self, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
        """Whether the sentence around a match of the masked text has a pattern."""
        start, _ = self.sentence_bounds(match.start())
        _, end = self.sentence_bounds(max(match.start(), match.end() - 1))
        return pattern.search(self.text, start, end) is not None


def mask_figures(text: str, units: Units, number_names: list[re.Pattern[str]]) -> MaskedText:
    """Mask the figures of one passage.

    Args:
        text: The passage, verbatim.
        units: The unit names known.
        number_names: Patterns of digits that are a name (12345) and no figure, over half-width text.
    """
    skeleton, kept = skeleton_of(text), _kept(units)
    known = kept.get(skeleton) or _keep(kept, skeleton, units)
    template = known.template
    numerals = find_numerals(text, units) if template is None else template.figures_of(text)
    if not numerals:
        return MaskedText(known.text, text, known.sentence_ends, {}, ())
    half_width = text.translate(_DIGITS) if template is None else text
    name_spans = [
        match.span()
        for pattern in number_names
        if may_match(pattern, half_width)
        for match in pattern.finditer(half_width)
    ]
    if name_spans or template is None:
        return _with_names(text, numerals, name_spans)
    return MaskedText(known.text, text, known.sentence_ends, dict(zip(known.positions, numerals, strict=True)), ())


class _Words(NamedTuple):
    """What is the same in all passages that differ in their digits alone."""

    template: Template | None  # None where the digits decide what is a figure; then the rest is of no use
    text: str
    positions: tuple[int, ...]  # of the figures in the masked text
    sentence_ends: tuple[int, ...]


@lru_cache(maxsize=4)
def _kept(units: Units) -> Kept[_Words]:
    return Kept()


def _keep(kept: Kept[_Words], skeleton: str, units: Units) -> _Words:
    template = template_of(skeleton, units)
    figures = [spot.figure for spot in template.spots] if template else []
    words = _Words(template, *_mask(skeleton, figures))
    return kept.keep(skeleton, words, len(skeleton) + FIGURE_WEIGHT * (1 + len(figures)))


def _with_names(text: str, numerals: list[Numeral], name_spans: list[tuple[int, int]]) -> MaskedText:
    def is_name(numeral: Numeral) -> bool:
        return any(start < numeral.digits_end and numeral.start < end for start, end in name_spans)

    names = tuple(numeral for numeral in numerals if is_name(numeral))
    figures = [numeral for numeral in numerals if numeral not in names]
    masked, positions, sentence_ends = _mask(text, figures)
    return MaskedText(masked, text, sentence_ends, dict(zip(positions, figures, strict=True)), names)


def _mask(text: str, figures: list[Numeral]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Text of a masked passage, positions of its figures, positions of the marks that end its sentences."""
    masked, _ = _join(text, figures)
    ends = tuple(match.start() for match in _SENTENCE_END.finditer(masked))
    return masked, tuple(match.start() for match in _PLACEHOLDER.finditer(masked)), ends


def _join(text: str, figures: list[Numeral]) -> tuple[str, list[tuple[int, int, int]]]:
    """The masked text, and how its characters go back to the original: in pieces, one after the other.

    A piece is a position in the masked text, and start and end in the original; of words, which stand for themselves
    letter by letter, the end is the start.
    """
    unified = text.translate(_UNIFIED)
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length = position = 0
    for figure in [*figures, None]:
        stop = figure.start if figure else len(text)
        for kept in _KEPT.finditer(unified, position, stop):
            pieces.append((length, kept.start(), kept.start()))
            parts.append(kept[0])
            length += kept.end() - kept.start()
        if figure is None:
            break
        pieces.append((length, figure.start, figure.digits_end))
        parts.append(FIGURE)
        length += 1
        if figure.digits_end == figure.end and figure.unit in ("%", "‰"):  # 百分之九十七: the unit stands first
            pieces.append((length, figure.start, figure.end))
            parts.append("%")
            length += 1
        position = figure.digits_end
    return "".join(parts), pieces


def _origin(pieces: list[tuple[int, int, int]], position: int) -> tuple[int, int]:
    """The span of the original that one character stands for: of a piece of words one, of a figure all of it."""
    offset, start, end = pieces[bisect_right(pieces, position, key=itemgetter(0)) - 1]
    return (start, end) if end > start else (start + position - offset, start + position - offset + 1)
