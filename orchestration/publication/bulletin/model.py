"""What a bulletin is made of, before it is a document or a page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from orchestration.publication.charts import Figure

BLANK = "—"  # of a figure that is not stated; a dash is no zero


@dataclass(frozen=True, slots=True)
class Passage:
    """A subheading, or nothing, and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the bulletin."""

    heading: str
    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The whole bulletin."""

    title: str
    salutation: str
    opening: str
    sections: tuple[Section, ...]
    issuer: str
    annexes: tuple[Figure, ...]
    sources: Figure


def shown(value: Decimal | None, decimals: int | None = None) -> str:
    """A figure with the decimals that its source shows, or those that it needs; a dash for none."""
    if value is None:
        return BLANK
    least = f"{value:f}"
    least = least.rstrip("0").rstrip(".") if "." in least else least
    if decimals and len(least.partition(".")[2]) < decimals:
        return f"{value:.{decimals}f}"
    return least
