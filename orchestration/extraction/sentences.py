"""The words of a passage without its figures: what is stated at which of them, and which are no statistics.

What a sentence can say is declared in ``seeds/forms``; here the patterns are asked in their order, figures that are no
statistics (dates, document numbers, demands) are set aside first, and shares and growth rates are given to the
quantity stated before them. Official reports say the same sentences with other figures, so what comes of the words is
kept. Does not belong here: what any figure is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.kept import FIGURE_WEIGHT, Kept
from orchestration.extraction.masking import MaskedText
from orchestration.extraction.non_statistics import figures_aside
from orchestration.extraction.outline import Place
from orchestration.reference.knowledge import FIGURE, Emission, Knowledge, SentencePattern

_HOLE = re.compile(r"\{([a-z_]+)\}")
_LEAD_UP = re.compile(r"其中|包括|例如|的是|分别|是|为|由|有|对|请")
_LAST = "\uffff"  # sorts after every context

Dimensions = tuple[tuple[str, str], ...]


class Statement(NamedTuple):
    """What is stated at one position of a masked passage."""

    position: int
    end: int  # of the words that state a zero; 0 where a figure is stated
    indicator_code: str
    dimensions: Dimensions
    sign: int
    sentence: int  # where its sentence begins
    reporting_scope: str  # "" for that of the document


class Cue(NamedTuple):
    """A word about a span of months or a day."""

    start: int
    end: int
    basis: str  # cumulative, as_of
    positions: tuple[int, ...]  # of its figures


class Sentences(NamedTuple):
    """What the words of one passage say, its figures by position."""

    aside: tuple[tuple[int, str], ...]  # figures that are no statistics, with the reason
    statements: tuple[Statement, ...]  # in the order of position
    free: tuple[int, ...]  # figures that nothing is known of
    cues: tuple[Cue, ...]  # if anything is stated


@lru_cache(maxsize=4)
def _kept(knowledge: Knowledge) -> Kept[Sentences]:
    return Kept()


def read_sentences(
    passage: MaskedText, place: Place, document_kind: str, form_code: str, knowledge: Knowledge
) -> Sentences:
    """What the words of a passage say.

    Args:
        passage: The passage, masked; its figures are not looked at.
        place: What stands above it.
        document_kind: Of its document.
        form_code: Of its document.
        knowledge: Declared knowledge.
    """
    kept = _kept(knowledge)
    key = (passage.text, place.headings, document_kind, form_code)
    sentences = kept.get(key)
    if sentences is None:
        aside = figures_aside(passage, knowledge)
        if aside.are_all:
            sentences = Sentences(aside.reasons, (), (), ())
        else:
            sentences = _SentenceReader(knowledge, document_kind, form_code).read(passage, place, aside.reasons)
        kept.keep(key, sentences, len(passage.text) + FIGURE_WEIGHT * (1 + len(passage.figures)))
    return sentences


@dataclass
class _Claims:
    """What the patterns of one passage have taken so far."""

    positions: list[int]  # of all figures, in order
    aside: frozenset[int]  # positions of those that are no statistics
    taken: set[int] = field(default_factory=set)  # positions of figures in the masked text
    zero_spans: list[tuple[int, int]] = field(default_factory=list)
    stated: list[Statement] = field(default_factory=list)
    stated_at: dict[int, list[Statement]] = field(default_factory=dict)


class _SentenceReader:
    """Reads one passage; build one a passage."""

    def __init__(self, knowledge: Knowledge, document_kind: str, form_code: str) -> None:
        self._knowledge = knowledge
        self._document_kind = document_kind
        self._is_by_applicant = form_code in knowledge.forms_by_applicant
        self._triggers: list[tuple[int, str]] | None = None

    def read(self, passage: MaskedText, place: Place, aside: tuple[tuple[int, str], ...]) -> Sentences:
        """All that the passage says, but for the figures that are no statistics."""
        claims = _Claims(sorted(passage.figures), aside=frozenset(position for position, _ in aside))
        claims.taken |= claims.aside
        patterns = self._patterns_for(passage.text, has_figures=len(aside) < len(claims.positions))
        for pattern in patterns:
            if not pattern.is_relative:
                for match in self._matches(pattern, passage, place, claims):
                    self._emit(pattern, match, passage, place, claims)
        relative = [
            (match.start(), pattern, match)
            for pattern in patterns
            if pattern.is_relative
            for match in self._matches(pattern, passage, place, claims)
        ]
        for _, pattern, match in sorted(relative, key=lambda item: item[0]):
            self._emit(pattern, match, passage, place, claims)
        free = tuple(position for position in claims.positions if position not in claims.taken)
        stated = tuple(sorted(claims.stated, key=lambda statement: statement.position))
        return Sentences(aside, stated, free, self._cues_of(passage) if stated else ())

    def _patterns_for(self, text: str, *, has_figures: bool) -> list[SentencePattern]:
        """The patterns that may match a text, in order; where no figure is left, those that need none."""
        knowledge = self._knowledge
        declared = knowledge.sentence_patterns if has_figures else knowledge.zero_patterns
        index = knowledge.sentence_index if has_figures else knowledge.zero_index
        return [
            pattern
            for position in index.candidates(text)
            if (pattern := declared[position]).document_kind in ("any", self._document_kind)
        ]

    def _matches(
        self, pattern: SentencePattern, passage: MaskedText, place: Place, claims: _Claims
    ) -> Iterator[re.Match[str]]:
        position = 0
        while match := pattern.regex.search(passage.text, position):
            figures = _slot_positions(pattern, match)
            fits = (
                not any(p in claims.taken for p in figures)
                and (figures or not _overlaps(match.span(), claims.zero_spans))
                and self._context_fits(pattern, match, passage, place)
                and (pattern.must_have is None or passage.sentence_has(match, pattern.must_have))
            )
            if fits:
                yield match
            # a match that doesn't fit may hide one that begins inside it
            position = max(match.end(), match.start() + 1) if fits else match.start() + 1

    def _context_fits(self, pattern: SentencePattern, match: re.Match[str], passage: MaskedText, place: Place) -> bool:
        if not pattern.contexts:
            return True
        families = {self._knowledge.context_families[context] for context in pattern.contexts}
        end = (_slot_positions(pattern, match) or [match.end()])[0]
        triggers = self._triggers_of(passage.text)
        nearest = next(
            (
                context
                for trigger_end, context in reversed(triggers[: bisect_right(triggers, (end, _LAST))])
                if self._knowledge.context_families[context] in families
            ),
            "",
        )
        if nearest in pattern.contexts:
            return True
        for contexts in reversed(place.contexts):
            of_family = {c for c in contexts if self._knowledge.context_families[c] in families}
            if of_family:
                # the innermost heading that speaks of the family decides, unless a word after it says otherwise
                return bool(of_family & pattern.contexts) and (not nearest or nearest in of_family)
        return False

    def _triggers_of(self, text: str) -> list[tuple[int, str]]:
        """Where each word that sets a context ends, in order; worked out for the first pattern that asks."""
        if self._triggers is None:
            self._triggers = sorted(
                (match.end(), context)
                for index in self._knowledge.inline_context_index.candidates(text)
                for context, trigger in [self._knowledge.inline_contexts[index]]
                for match in trigger.finditer(text)
            )
        return self._triggers

    def _cues_of(self, passage: MaskedText) -> tuple[Cue, ...]:
        """The words about a span of months or a day, in order."""
        return tuple(
            sorted(
                Cue(match.start(), match.end(), basis, positions)
                for basis, pattern in self._knowledge.period_cues
                for match in pattern.finditer(passage.text)
                if (positions := tuple(p for p in _positions(match) if p in passage.figures))
            )
        )

    def _emit(
        self, pattern: SentencePattern, match: re.Match[str], passage: MaskedText, place: Place, claims: _Claims
    ) -> None:
        made = [
            statement
            for emission in pattern.emissions
            for statement in self._statements(emission, match, passage, place, claims)
        ]
        if not made:
            return
        claims.stated += made
        for statement in made:
            claims.stated_at.setdefault(statement.position, []).append(statement)
        positions = {statement.position for statement in made if statement.position in passage.figures}
        claims.taken |= positions
        if not positions:
            claims.zero_spans.append(match.span())

    def _statements(
        self, emission: Emission, match: re.Match[str], passage: MaskedText, place: Place, claims: _Claims
    ) -> Iterator[Statement]:
        groups = match.groupdict()
        if groups.get(emission.slot) is None:
            return
        start, end = match.span(emission.slot)
        code, dimensions = self._resolve(emission, groups, start, passage, place, claims)
        if code not in self._knowledge.indicators:
            return
        positions = [p for p in range(start, end) if p in passage.figures]
        units = _split_units(groups["orgs"]) if groups.get("orgs") else []
        if emission.slot == "none":
            yield self._statement(passage, start, end, code, dimensions, 1)
        elif units:
            figures = positions if emission.slot in ("ns", "ps") else positions * len(units)
            if len(figures) != len(units):
                return
            for unit, position in zip(units, figures, strict=True):
                own = _with(dimensions, "organ", unit)
                yield self._statement(passage, position, 0, code, own, emission.sign)
        else:
            for position in positions:
                yield self._statement(passage, position, 0, code, dimensions, emission.sign)

    def _statement(
        self, passage: MaskedText, position: int, end: int, code: str, dimensions: Dimensions, sign: int
    ) -> Statement:
        sentence, _ = passage.sentence_bounds(position)
        scope = self._scope_between(passage, sentence, position)
        return Statement(position, end, code, dimensions, sign, sentence, scope)

    def _resolve(
        self,
        emission: Emission,
        groups: dict[str, str | None],
        start: int,
        passage: MaskedText,
        place: Place,
        claims: _Claims,
    ) -> tuple[str, Dimensions]:
        """The indicator and dimensions of an emission, macros filled; a blank code where nothing fits."""
        if emission.indicator_code.startswith("@"):
            return self._relative_of(emission.indicator_code[1:], start, passage, claims)
        values = {name: self._code_of(name, text) for name, text in groups.items() if text}
        values.setdefault("task", self._task_of(passage, place))
        code = _HOLE.sub(lambda hole: values.get(hole[1], ""), emission.indicator_code)
        dimensions = tuple(
            (name, _HOLE.sub(lambda hole: values.get(hole[1], ""), value)) for name, value in emission.dimensions
        )
        if emission.takes_applicant and self._is_by_applicant:
            dimensions = _with(dimensions, "applicant", "total")
        return code, tuple((name, value) for name, value in dimensions if value)

    def _code_of(self, name: str, text: str) -> str:
        aliases = self._knowledge.vocabulary.get(name, {})
        return aliases.get(text) or clean_unit(text)

    def _task_of(self, passage: MaskedText, place: Place) -> str:
        aliases = self._knowledge.vocabulary.get("task", {})
        for heading in [*reversed(place.headings), passage.text]:
            for alias, code in aliases.items():
                if alias in heading:
                    return code
        return place.headings[-1].split(FIGURE)[0].removesuffix("情况") if place.headings else ""

    def _relative_of(self, relation: str, start: int, passage: MaskedText, claims: _Claims) -> tuple[str, Dimensions]:
        """The share or growth of the quantity stated just before it; other shares and growths may stand between."""
        for position in reversed(claims.positions[: bisect_left(claims.positions, start)]):
            if position in claims.aside:
                continue
            if position not in claims.stated_at:
                return "", ()  # it stands behind a figure that nothing is known of
            for statement in claims.stated_at[position]:
                if found := self._relative_to(relation, statement):
                    return found
            if not any(s.indicator_code in self._knowledge.relative_codes for s in claims.stated_at[position]):
                return "", ()
        return "", ()

    def _relative_to(self, relation: str, statement: Statement) -> tuple[str, Dimensions] | None:
        code = statement.indicator_code
        for base in (code, f"{code.split('.')[0]}.*"):
            if (relation, base) in self._knowledge.relatives:
                target, carried = self._knowledge.relatives[relation, base]
                own = self._knowledge.indicators[code].get(carried, "")
                stated = dict(statement.dimensions).get(carried) or own
                return target, ((carried, stated),) if carried else ()
        return None

    def _scope_between(self, passage: MaskedText, start: int, position: int) -> str:
        """The scope that a sentence names last before a position; "" if it names none."""
        nearest, nearest_end = "", -1
        for scope, reach, pattern in self._knowledge.scopes:
            if reach == "sentence":
                for match in pattern.finditer(passage.text, start, position):
                    if match.end() > nearest_end:
                        nearest, nearest_end = scope, match.end()
        return nearest


def clean_unit(text: str) -> str:
    """A name without the words that lead up to it: 其中住建局 and 进度较快的是住建局 are 住建局."""
    return _LEAD_UP.split(text)[-1] or text


def _split_units(text: str) -> list[str]:
    return [clean_unit(unit) for unit in text.split("、")]


def _slot_positions(pattern: SentencePattern, match: re.Match[str]) -> list[int]:
    """The figures that the pattern takes; those it only passes over stay free."""
    taken = set()
    for slot in {emission.slot for emission in pattern.emissions}:
        start, end = match.span(slot) if match.groupdict().get(slot) is not None else (0, 0)
        taken.update(p for p in range(start, end) if match.string[p] == FIGURE)
    return sorted(taken)


def _positions(match: re.Match[str]) -> list[int]:
    return [match.start() + i for i, character in enumerate(match[0]) if character == FIGURE]


def _overlaps(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _with(dimensions: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({**dict(dimensions), name: value}.items()))
