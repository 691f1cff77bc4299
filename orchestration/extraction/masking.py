"""A passage with its figures masked, so that patterns see words and placeholders instead of digits.

Blanks are dropped and punctuation is unified; every character keeps the span of the original it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from orchestration.domain import Numeral
from orchestration.extraction.numerals import Units, find_numerals
from orchestration.reference.knowledge import FIGURE

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
_SENTENCE_END = re.compile(r"[。!?]")


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A masked passage, and how its characters go back to the original: in pieces, one after the other."""

    text: str
    raw: str  # the passage, verbatim
    # Position in ``text``, start and end in ``raw``; of words, which stand for themselves letter by letter, the end is
    # the start.
    pieces: tuple[tuple[int, int, int], ...]
    sentence_ends: tuple[int, ...]  # positions of the marks that end a sentence
    figures: dict[int, Numeral]  # position in ``text`` -> the figure masked there
    names: tuple[Numeral, ...]  # figures that are part of a name and stay as they are

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind ``text[start:end]``, which must not be empty."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, position: int) -> tuple[int, int]:
        """The span of the original that one character stands for: of a piece of words one, of a figure all of it."""
        offset, start, end = self.pieces[bisect_right(self.pieces, position, key=_offset_of) - 1]
        return (start, end) if end > start else (start + position - offset, start + position - offset + 1)

    def sentence_bounds(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence around a position of the masked text."""
        index = bisect_right(self.sentence_ends, position - 1)
        start = self.sentence_ends[index - 1] + 1 if index else 0
        following = bisect_right(self.sentence_ends, position - 1)
        end = self.sentence_ends[following] if following < len(self.sentence_ends) else len(self.text)
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
    numerals = find_numerals(text, units)
    if not numerals:
        return _assemble(text, [], ())
    half_width = text.translate(_DIGITS)
    name_spans = [match.span() for pattern in number_names for match in pattern.finditer(half_width)]

    def is_name(numeral: Numeral) -> bool:
        return any(start < numeral.digits_end and numeral.start < end for start, end in name_spans)

    names = tuple(numeral for numeral in numerals if is_name(numeral))
    return _assemble(text, [numeral for numeral in numerals if numeral not in names], names)


def _assemble(text: str, figures: list[Numeral], names: tuple[Numeral, ...]) -> MaskedText:
    unified = text.translate(_UNIFIED)
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    placed: dict[int, Numeral] = {}
    length = position = 0
    for figure in [*figures, None]:
        stop = figure.start if figure else len(text)
        for kept in _KEPT.finditer(unified, position, stop):
            pieces.append((length, kept.start(), kept.start()))
            parts.append(kept[0])
            length += kept.end() - kept.start()
        if figure is None:
            break
        placed[length] = figure
        pieces.append((length, figure.start, figure.digits_end))
        parts.append(FIGURE)
        length += 1
        if figure.digits_end == figure.end and figure.unit in ("%", "‰"):  # 百分之九十七: the unit stands first
            pieces.append((length, figure.start, figure.end))
            parts.append("%")
            length += 1
        position = figure.digits_end
    masked = "".join(parts)
    sentence_ends = tuple(match.start() for match in _SENTENCE_END.finditer(masked))
    return MaskedText(masked, text, tuple(pieces), sentence_ends, placed, names)


def _offset_of(piece: tuple[int, int, int]) -> int:
    return piece[0]
