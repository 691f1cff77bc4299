"""Figures in running text: each becomes an observation, or is listed with the reason why not.

What a sentence can say is declared in ``seeds/forms``; here the patterns are asked in their order, figures that are no
statistics (dates, document numbers, demands) are set aside first, and shares and growth rates are given to the
quantity stated before them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from orchestration.domain import Numeral, Observation, Unmapped
from orchestration.extraction.heading import Heading
from orchestration.extraction.masking import MaskedText
from orchestration.extraction.non_statistics import reasons_to_set_aside
from orchestration.extraction.outline import Place
from orchestration.reference.knowledge import FIGURE, Emission, Knowledge, SentencePattern

_HOLE = re.compile(r"\{([a-z_]+)\}")
_LEAD_UP = re.compile(r"其中|包括|例如|的是|分别|是|为|由|有|对|请")
_FORMS_BY_APPLICANT = {"NF2019", "NF2021"}
_LAST = "\uffff"  # sorts after every context
_COUNTING_WORDS_TO = 10  # 两项, 三个: a small numeral in characters that no pattern takes only counts in passing


@dataclass
class _Claims:
    """What the patterns of one passage have taken so far."""

    taken: set[int] = field(default_factory=set)  # positions of figures in the masked text
    aside: set[int] = field(default_factory=set)  # those of them that are no statistics
    zero_spans: list[tuple[int, int]] = field(default_factory=list)
    stated: list[tuple[int, Observation]] = field(default_factory=list)  # in the order of position once sorted
    stated_at: dict[int, list[Observation]] = field(default_factory=dict)
    positions: list[int] = field(default_factory=list)  # of all figures, in order


class ProseReader:
    """Reads the passages of one document; build one a document."""

    def __init__(self, knowledge: Knowledge, heading: Heading) -> None:
        self._knowledge = knowledge
        self._heading = heading
        self._relative_codes = {code for code, _ in knowledge.relatives.values()}

    def read_passage(self, number: int, passage: MaskedText, place: Place) -> tuple[list[Observation], list[Unmapped]]:
        """The observations of one passage and the figures that are none, in document order.

        Args:
            number: 1-based number of the passage; part of every place.
            passage: The passage, masked.
            place: What stands above it.
        """
        claims = _Claims(positions=sorted(passage.figures))
        self._triggers = self._triggers_of(passage)
        self._cues = self._cues_of(passage)
        unmapped = [Unmapped(name.raw, f"p{number}:{name.start}-{name.end}", "name") for name in passage.names]
        for position, reason in sorted(reasons_to_set_aside(passage, self._knowledge).items()):
            claims.taken.add(position)
            claims.aside.add(position)
            figure = passage.figures[position]
            unmapped.append(Unmapped(figure.raw, _place(number, figure), reason))
        patterns = [
            pattern
            for index in self._knowledge.sentence_index.candidates(passage.text)
            if (pattern := self._knowledge.sentence_patterns[index]).document_kind
            in ("any", self._heading.document_kind)
        ]
        for pattern in patterns:
            if not pattern.is_relative:
                self._apply(pattern, number, passage, place, claims)
        relative = [
            (match.start(), pattern, match)
            for pattern in patterns
            if pattern.is_relative
            for match in self._matches(pattern, passage, place, claims)
        ]
        for _, pattern, match in sorted(relative, key=lambda item: item[0]):
            self._emit(pattern, match, number, passage, place, claims)
        for position, figure in passage.figures.items():
            if position not in claims.taken:
                reason = "counting_word" if _is_counting_word(figure) else "no_indicator"
                unmapped.append(Unmapped(figure.raw, _place(number, figure), reason))
        claims.stated.sort(key=lambda item: item[0])
        return [observation for _, observation in claims.stated], unmapped

    def _apply(self, pattern: SentencePattern, number: int, passage: MaskedText, place: Place, claims: _Claims) -> None:
        for match in self._matches(pattern, passage, place, claims):
            self._emit(pattern, match, number, passage, place, claims)

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
        nearest = next(
            (
                context
                for trigger_end, context in reversed(self._triggers[: bisect_right(self._triggers, (end, _LAST))])
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

    def _triggers_of(self, passage: MaskedText) -> list[tuple[int, str]]:
        """Where each word that sets a context ends, in order."""
        return sorted(
            (match.end(), context)
            for index in self._knowledge.inline_context_index.candidates(passage.text)
            for context, trigger in [self._knowledge.inline_contexts[index]]
            for match in trigger.finditer(passage.text)
        )

    def _cues_of(self, passage: MaskedText) -> list[tuple[int, int, str, list[int]]]:
        """Start, end, kind and whole numbers of each word about a span of months or a day, in order."""
        return sorted(
            (match.start(), match.end(), basis, [int(figure.number) for figure in figures])
            for basis, pattern in self._knowledge.period_cues
            for match in pattern.finditer(passage.text)
            if (figures := [passage.figures[p] for p in _positions(match) if p in passage.figures])
            and all(figure.number == int(figure.number) for figure in figures)
        )

    def _emit(
        self,
        pattern: SentencePattern,
        match: re.Match[str],
        number: int,
        passage: MaskedText,
        place: Place,
        claims: _Claims,
    ) -> None:
        made: list[tuple[int, Observation]] = []
        for emission in pattern.emissions:
            made += self._observations(emission, match, number, passage, place, claims)
        if not made:
            return
        claims.stated += made
        for position, observation in made:
            claims.stated_at.setdefault(position, []).append(observation)
        positions = {position for position, _ in made if position in passage.figures}
        claims.taken |= positions
        if not positions:
            claims.zero_spans.append(match.span())

    def _observations(
        self,
        emission: Emission,
        match: re.Match[str],
        number: int,
        passage: MaskedText,
        place: Place,
        claims: _Claims,
    ) -> Iterator[tuple[int, Observation]]:
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
            yield start, self._zero_observation(code, dimensions, number, passage, start, end)
        elif units:
            figures = positions if emission.slot in ("ns", "ps") else positions * len(units)
            if len(figures) != len(units):
                return
            for unit, position in zip(units, figures, strict=True):
                own = _with(dimensions, "organ", unit)
                yield position, self._observation(code, own, number, passage, position, emission.sign)
        else:
            for position in positions:
                yield position, self._observation(code, dimensions, number, passage, position, emission.sign)

    def _resolve(
        self,
        emission: Emission,
        groups: dict[str, str | None],
        start: int,
        passage: MaskedText,
        place: Place,
        claims: _Claims,
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The indicator and dimensions of an emission, macros filled; a blank code where nothing fits."""
        if emission.indicator_code.startswith("@"):
            return self._relative_of(emission.indicator_code[1:], start, passage, claims)
        values = {name: self._code_of(name, text) for name, text in groups.items() if text}
        values.setdefault("task", self._task_of(passage, place))
        code = _HOLE.sub(lambda hole: values.get(hole[1], ""), emission.indicator_code)
        dimensions = tuple(
            (name, _HOLE.sub(lambda hole: values.get(hole[1], ""), value)) for name, value in emission.dimensions
        )
        if emission.takes_applicant and self._heading.form_code in _FORMS_BY_APPLICANT:
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

    def _relative_of(
        self, relation: str, start: int, passage: MaskedText, claims: _Claims
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The share or growth of the quantity stated just before it; other shares and growths may stand between."""
        for position in reversed(claims.positions[: bisect_left(claims.positions, start)]):
            if position in claims.aside:
                continue
            if position not in claims.stated_at:
                return "", ()  # it stands behind a figure that nothing is known of
            for observation in claims.stated_at[position]:
                if found := self._relative_to(relation, observation):
                    return found
            if not any(o.indicator_code in self._relative_codes for o in claims.stated_at[position]):
                return "", ()
        return "", ()

    def _relative_to(self, relation: str, observation: Observation) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        code = observation.indicator_code
        for base in (code, f"{code.split('.')[0]}.*"):
            if (relation, base) in self._knowledge.relatives:
                target, carried = self._knowledge.relatives[relation, base]
                own = self._knowledge.indicators[code].get(carried, "")
                stated = dict(observation.dimensions).get(carried) or own
                return target, ((carried, stated),) if carried else ()
        return None

    def _observation(
        self,
        code: str,
        dimensions: tuple[tuple[str, str], ...],
        number: int,
        passage: MaskedText,
        position: int,
        sign: int,
    ) -> Observation:
        figure = passage.figures[position]
        low, high = (figure.low, figure.high) if sign > 0 else (-figure.high, -figure.low)
        period, as_of = self._period_at(passage, position)
        return Observation(
            indicator_code=code,
            dimensions=dimensions,
            organ_raw=self._heading.organ_raw,
            period=period,
            reporting_scope=self._scope_at(passage, position),
            value_raw=figure.raw,
            value_status="number" if figure.number else "zero",
            number=figure.number * sign,
            decimals=figure.decimals,
            low=low,
            high=high,
            is_high_open=figure.is_high_open and sign > 0,
            is_approximate=figure.is_approximate,
            unit_raw=figure.unit,
            method="prose",
            place=_place(number, figure),
            as_of_date=as_of,
            confidence=0.95,
        )

    def _zero_observation(
        self, code: str, dimensions: tuple[tuple[str, str], ...], number: int, passage: MaskedText, start: int, end: int
    ) -> Observation:
        """A statement that there was none is a reported zero; its words are the raw value."""
        first, last = passage.span(start, end)
        zero = Decimal(0)
        period, as_of = self._period_at(passage, start)
        return Observation(
            indicator_code=code,
            dimensions=dimensions,
            organ_raw=self._heading.organ_raw,
            period=period,
            reporting_scope=self._scope_at(passage, start),
            value_raw=passage.raw[first:last],
            value_status="zero",
            number=zero,
            decimals=0,
            low=zero,
            high=zero,
            is_high_open=False,
            is_approximate=False,
            unit_raw="",
            method="prose",
            place=f"p{number}:{first}-{last}",
            as_of_date=as_of,
            confidence=0.9,
            note="stated in words",
        )

    def _period_at(self, passage: MaskedText, position: int) -> tuple[str, date | None]:
        """The period of a figure: the document's, or what the sentence before it says; and the day of a state."""
        period, as_of, year = self._heading.period, None, self._heading.year
        if year is None:
            return period, None
        sentence, _ = passage.sentence_bounds(position)
        # a span of months holds for its sentence, the day of a state for the rest of its paragraph
        before = [cue for cue in self._cues if cue[1] <= position]
        for start, _, basis, numbers in before:
            if basis == "cumulative" and start >= sentence and 1 <= numbers[-1] <= (12 if len(period) > 4 else 11):
                period = f"{year}-01/{year}-{numbers[-1]:02d}"
        days = [numbers for _, _, basis, numbers in before if basis == "as_of" and len(numbers) == 2]
        if days:
            as_of = _date_or_none(year, *days[-1])
        return period, as_of

    def _scope_at(self, passage: MaskedText, position: int) -> str:
        start, _ = passage.sentence_bounds(position)
        nearest, nearest_end = "", -1
        for scope, reach, pattern in self._knowledge.scopes:
            if reach == "sentence":
                for match in pattern.finditer(passage.text, start, position):
                    if match.end() > nearest_end:
                        nearest, nearest_end = scope, match.end()
        return nearest or self._heading.reporting_scope


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


def _place(number: int, figure: Numeral) -> str:
    return f"p{number}:{figure.start}-{figure.end}"


def _with(dimensions: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({**dict(dimensions), name: value}.items()))


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _is_counting_word(figure: Numeral) -> bool:
    return not any(character.isdecimal() for character in figure.raw) and figure.number <= _COUNTING_WORDS_TO
