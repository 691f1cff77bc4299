"""A passage with its figures masked, so that patterns see words and placeholders instead of digits.

Blanks are dropped and punctuation is unified; every character keeps the span of the original it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from orchestration.domain import Numeral, new_record
from orchestration.extraction.kept import FIGURE_WEIGHT, Kept, KeptByText
from orchestration.extraction.numerals import CHARACTERS, Units, find_numerals
from orchestration.extraction.templates import DIGITS_APART, Template, template_of
from orchestration.reference.alphabet import Alphabet
from orchestration.reference.knowledge import FIGURE, Knowledge
from orchestration.reference.literals import Literals, holds_each, required_literals

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
_BLANKS = filter(str.isspace, map(chr, range(0x3001)))
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_UNIFIED = {**_PUNCTUATION, **_DIGITS}
_MASKED = {**_UNIFIED, **dict.fromkeys(map(ord, (*_NOISE, *_BLANKS))), ord("0"): FIGURE}  # of a regular skeleton
_KEPT = re.compile(rf"[^\s{_NOISE}]+")
_PLACEHOLDER = re.compile(FIGURE)
_SENTENCE_END = re.compile(r"[。!?]")
_HAS_DIGIT = re.compile(r"[0-9]")
_SHORT = 40  # characters of a passage that is kept masked for the next one that says the same


class MaskedText(NamedTuple):
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


class Masker:
    """Masks the figures of passages, and keeps what many of them have in common.

    Args:
        units: The unit names known.
        number_names: Patterns of digits that are a name (12345) and no figure, over half-width text.
    """

    def __init__(self, units: Units, number_names: Sequence[re.Pattern[str]]) -> None:
        self.units = units
        self._names = [(pattern, *_by_digits(pattern)) for pattern in number_names]
        self._alphabet = Alphabet(number_names, CHARACTERS.union(*units.names))
        self._words: Kept[_Words] = Kept()
        self._plans: Kept[_Plan] = Kept()
        self._short = KeptByText(self._mask)  # headings, links and the like

    def mask(self, text: str) -> MaskedText:
        """Mask the figures of one passage, as it stands in its document."""
        return self._short[text] if len(text) <= _SHORT else self._mask(text)

    def _mask(self, text: str) -> MaskedText:
        pieces = DIGITS_APART.split(text)
        skeleton = "0".join(pieces[::2])
        masked, plan = self._words.get(skeleton) or self._keep(skeleton)
        if plan.template is None:
            return self._with_names(text, find_numerals(text, self.units), text.translate(_DIGITS))
        if not plan.positions:
            return new_record(MaskedText, (masked, text, plan.sentence_ends, {}, ()))
        numerals = plan.template.figures_of(text, pieces[1::2])
        for literals in plan.names:
            if holds_each(text, literals):
                return self._with_names(text, numerals, text)
        figures = dict(zip(plan.positions, numerals, strict=True))
        return new_record(MaskedText, (masked, text, plan.sentence_ends, figures, ()))

    def _keep(self, skeleton: str) -> _Words:
        reduced = self._alphabet.reduced(skeleton)
        plan = self._plans.get(reduced) or self._plan(reduced)
        if plan.is_regular:
            text = skeleton.translate(_MASKED)
        else:
            text, _ = _join(skeleton, plan.template.figures if plan.template else [])
        words = _Words(text, plan)
        return self._words.keep(skeleton, words, 2 * len(skeleton) + FIGURE_WEIGHT)

    def _plan(self, reduced: str) -> _Plan:
        template = template_of(reduced, self.units)
        figures = template.figures if template else []
        text, _ = _join(reduced, figures)
        plan = _Plan(
            template,
            tuple(match.start() for match in _PLACEHOLDER.finditer(text)),
            tuple(match.start() for match in _SENTENCE_END.finditer(text)),
            tuple(within for _, around, within in self._names if holds_each(reduced, around)),
            len(figures) == reduced.count("0") and all(map(_is_one_digit, figures)),
        )
        return self._plans.keep(reduced, plan, len(reduced) + FIGURE_WEIGHT * (1 + len(figures)))

    def _with_names(self, text: str, numerals: list[Numeral], half_width: str) -> MaskedText:
        spans = [
            match.span()
            for pattern, around, within in self._names
            if holds_each(half_width, around) and holds_each(half_width, within)
            for match in pattern.finditer(half_width)
        ]

        def is_name(numeral: Numeral) -> bool:
            return any(start < numeral.digits_end and numeral.start < end for start, end in spans)

        names = tuple(numeral for numeral in numerals if is_name(numeral))
        figures = [numeral for numeral in numerals if numeral not in names]
        masked, _ = _join(text, figures)
        positions = (match.start() for match in _PLACEHOLDER.finditer(masked))
        sentence_ends = tuple(match.start() for match in _SENTENCE_END.finditer(masked))
        return MaskedText(masked, text, sentence_ends, dict(zip(positions, figures, strict=True)), names)


class _Plan(NamedTuple):
    """What is the same in all passages that differ in their digits, and in characters that decide nothing here."""

    template: Template | None  # None where the digits decide what is a figure; then the rest is of no use
    positions: tuple[int, ...]  # of the figures in the masked text
    sentence_ends: tuple[int, ...]
    names: tuple[Literals, ...]  # of each pattern that may name a number, what digits it needs
    is_regular: bool  # whether the figures are the runs of digits, neither more nor less


class _Words(NamedTuple):
    """What is the same in all passages that differ in their digits alone."""

    text: str  # masked
    plan: _Plan


def _by_digits(pattern: re.Pattern[str]) -> tuple[Literals, Literals]:
    """What a text must hold for a pattern: words, which all texts of a skeleton have or lack, and digits."""
    groups = required_literals(pattern.pattern)
    within = tuple(group for group in groups if any(_HAS_DIGIT.search(literal) for literal in group))
    return tuple(group for group in groups if group not in within), within


def _is_one_digit(figure: Numeral) -> bool:
    return figure.raw[0] == "0" and figure.digits_end == figure.start + 1


@lru_cache(maxsize=4)
def masker_of(knowledge: Knowledge) -> Masker:
    """The masker of the declared knowledge."""
    return Masker(Units(knowledge.unit_names), knowledge.number_names)


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
