"""What the search is given: figures as they stand, and the checks over them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

Exact = int | Fraction  # whole numbers stay whole, since most are and fractions are slow

_BLANK = ("blank", "dash", "not_applicable")
_SIGNED_ENDINGS = ("_change", ".growth_count", ".growth_rate", ".growth_pp")


@dataclass(frozen=True)
class Figure:
    """One observation of one document, in the canonical unit."""

    observation_id: str
    document_id: str
    indicator_code: str
    dimensions: str
    method: str  # table, prose, image
    place: str
    value_raw: str
    value: Decimal | None  # None where the cell is blank or a dash
    low: Decimal | None  # the interval that the value stands for; both None where nothing is stated
    high: Decimal | None
    is_high_open: bool = False
    is_approximate: bool = False
    decimals: int | None = 0
    value_status: str = "number"
    quantity: str = "count"  # count, money, rate, rank, score
    confidence: float = 1.0

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is stated; the search takes it for 0."""
        return self.value is None and self.value_status in _BLANK

    @cached_property
    def amount(self) -> Decimal:
        """The value, a blank as 0."""
        return Decimal(0) if self.value is None else self.value

    @cached_property
    def bounds(self) -> tuple[Exact, Exact, Exact]:
        """Value, low and high as exact numbers; a blank is 0."""
        if self.value is None:
            return 0, 0, 0
        value = exact(self.value)
        low = value if self.low is None or self.low == self.value else exact(self.low)
        high = value if self.high is None or self.high == self.value else exact(self.high)
        return value, low, high

    @cached_property
    def is_signed(self) -> bool:
        """Whether the figure may be less than nothing: changes and growth."""
        return self.amount < 0 or self.indicator_code.endswith(_SIGNED_ENDINGS)

    @cached_property
    def is_whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.quantity in ("count", "rank")

    @cached_property
    def dimension_map(self) -> dict[str, str]:
        """The dimensions by name."""
        return dict(part.split("=", 1) for part in self.dimensions.split(";") if part)


@dataclass(frozen=True)
class Term:
    """One figure on one side of a check."""

    figure: Figure
    side: str  # left, right, numerator, denominator
    weight: int = 1
    sort_sign: int | None = None  # of a ranking key: -1 where the greatest comes first
    counts_zeros: bool = False  # the term is 1 if the figure is 0, else 0


@dataclass(frozen=True)
class Check:
    """One rule asked of one document, for one scope."""

    check_id: str
    rule_id: str
    kind: str
    relation: str  # equal, at_most, rate, rank
    outcome: str  # holds, truncated, violated, undecided
    reason_code: str
    severity: str
    document_id: str
    terms: tuple[Term, ...]
    scope: str = ""
    rank_computed: Decimal | None = None

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it speaks of, each once, in the order of its terms."""
        return tuple({term.figure.observation_id: term.figure for term in self.terms}.values())

    @cached_property
    def figure_ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(figure.observation_id for figure in self.figures)


def exact(number: Decimal) -> Exact:
    """A decimal as an exact number."""
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction
