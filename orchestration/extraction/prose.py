"""Figures in running text: each becomes an observation, or is listed with the reason why not.

What the words around them say is read in ``sentences``; here the figures are put in, and the periods they speak of.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from orchestration.domain import Numeral, Observation, Unmapped, new_record
from orchestration.extraction.heading import Heading
from orchestration.extraction.masking import MaskedText
from orchestration.extraction.outline import Place
from orchestration.extraction.sentences import Cue, Statement, read_sentences
from orchestration.reference.knowledge import Knowledge

_COUNTING_WORDS_TO = 10  # 两项, 三个: a small numeral in characters that no pattern takes only counts in passing
_ZERO = Decimal(0)
_DIGIT = re.compile(r"\d")


class ProseReader:
    """Reads the passages of one document; build one a document."""

    def __init__(self, knowledge: Knowledge, heading: Heading) -> None:
        self._knowledge = knowledge
        self._heading = heading

    def read_passage(self, number: int, passage: MaskedText, place: Place) -> tuple[list[Observation], list[Unmapped]]:
        """The observations of one passage and the figures that are none, in document order.

        Args:
            number: 1-based number of the passage; part of every place.
            passage: The passage, masked.
            place: What stands above it.
        """
        heading, figures = self._heading, passage.figures
        read = read_sentences(passage, place, heading.document_kind, heading.form_code, self._knowledge)
        unmapped = [Unmapped(name.raw, f"p{number}:{name.start}-{name.end}", "name") for name in passage.names]
        for position, reason in read.aside:
            figure = figures[position]
            place = f"p{number}:{figure.start}-{figure.end}"
            unmapped.append(new_record(Unmapped, (figure.raw, place, reason, "", ())))
        for position in read.free:
            figure = figures[position]
            reason = "counting_word" if _is_counting_word(figure) else "no_indicator"
            unmapped.append(Unmapped(figure.raw, _place(number, figure), reason))
        if not read.statements:
            return [], unmapped
        cues = [(cue, whole) for cue in read.cues if (whole := _whole_numbers(cue, passage))]
        stated = []
        for statement in read.statements:
            observe = self._zero_observation if statement.end else self._observation
            stated.append(observe(statement, number, passage, *self._period_at(statement, cues)))
        return stated, unmapped

    def _observation(
        self, statement: Statement, number: int, passage: MaskedText, period: str, as_of: date | None
    ) -> Observation:
        figure, sign = passage.figures[statement.position], statement.sign
        low, high = (figure.low, figure.high) if sign > 0 else (-figure.high, -figure.low)
        of_document = (self._heading.organ_raw, period, statement.reporting_scope or self._heading.reporting_scope)
        of_figure = ("number" if figure.number else "zero", figure.number * sign, figure.decimals, low, high)
        style = (figure.is_high_open and sign > 0, figure.is_approximate, figure.unit)
        source = ("prose", _place(number, figure), as_of, 0.95, "")
        meaning = (statement.indicator_code, statement.dimensions)
        return new_record(Observation, (*meaning, *of_document, figure.raw, *of_figure, *style, *source))

    def _zero_observation(
        self, statement: Statement, number: int, passage: MaskedText, period: str, as_of: date | None
    ) -> Observation:
        """A statement that there was none is a reported zero; its words are the raw value."""
        first, last = passage.span(statement.position, statement.end)
        return Observation(
            indicator_code=statement.indicator_code,
            dimensions=statement.dimensions,
            organ_raw=self._heading.organ_raw,
            period=period,
            reporting_scope=statement.reporting_scope or self._heading.reporting_scope,
            value_raw=passage.raw[first:last],
            value_status="zero",
            number=_ZERO,
            decimals=0,
            low=_ZERO,
            high=_ZERO,
            is_high_open=False,
            is_approximate=False,
            unit_raw="",
            method="prose",
            place=f"p{number}:{first}-{last}",
            as_of_date=as_of,
            confidence=0.9,
            note="stated in words",
        )

    def _period_at(self, statement: Statement, cues: list[tuple[Cue, list[int]]]) -> tuple[str, date | None]:
        """The period of a figure: the document's, or what the sentence before it says; and the day of a state."""
        period, as_of, year = self._heading.period, None, self._heading.year
        if year is None or not cues:
            return period, None
        # a span of months holds for its sentence, the day of a state for the rest of its paragraph
        before = [(cue, numbers) for cue, numbers in cues if cue.end <= statement.position]
        for cue, numbers in before:
            is_span = cue.basis == "cumulative" and cue.start >= statement.sentence
            if is_span and 1 <= numbers[-1] <= (12 if len(period) > 4 else 11):
                period = f"{year}-01/{year}-{numbers[-1]:02d}"
        days = [numbers for cue, numbers in before if cue.basis == "as_of" and len(numbers) == 2]
        if days:
            as_of = _date_or_none(year, *days[-1])
        return period, as_of


def _whole_numbers(cue: Cue, passage: MaskedText) -> list[int]:
    """The figures of a cue; none unless all are whole."""
    numbers = [passage.figures[position].number for position in cue.positions]
    whole = [int(number) for number in numbers]
    return whole if whole == numbers else []


def _place(number: int, figure: Numeral) -> str:
    return f"p{number}:{figure.start}-{figure.end}"


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _is_counting_word(figure: Numeral) -> bool:
    return figure.number <= _COUNTING_WORDS_TO and not _DIGIT.search(figure.raw)
