"""Figures of a report told in sentences by the declared clauses; what no clause tells is left over and listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.publication.bulletin.model import Passage, shown
from orchestration.publication.receipt.names import parse_place, period_words, show
from orchestration.reference import read_seed

Record = Mapping[str, Any]
Key = tuple[str, str, str]  # indicator, dimension, its value

_WANTED = re.compile(r"([a-z0-9_.]+)(?:\[([a-z]+)=([^\]]+)\])?")
_DIMENSIONS = {"organ": "unit_organ_name_zh", "kind": "kind_code", "topic": "topic_name_zh"}
_EACH = "*"
_BULLETIN = "BULLETIN"
_ORDINALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Told:
    """The passages, and what no clause tells."""

    passages: list[Passage] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # headings of sections without a figure
    left_over: list[Record] = field(default_factory=list)


def tell_figures(facts: Sequence[Record], period: str, seeds_dir: Path) -> Told:
    """The figures of one organ in sentences, a passage for each section that has any.

    Args:
        facts: Rows of the fact tables. Of two that state one figure a bulletin speaks before other forms.
        period: The period of the bulletin; another is cumulative and gets a sentence of its own.
        seeds_dir: Declared knowledge.
    """
    clauses = read_seed(seeds_dir, "bulletin/clauses")
    by_period: dict[str, dict[Key, Record]] = {}
    for fact in sorted(facts, key=_where):
        by_period.setdefault(fact["period"], {}).setdefault(_key_of(fact), fact)
    periods = sorted(by_period, key=lambda one: one != period)
    told, spoken = Told(), set()
    for section in read_seed(seeds_dir, "bulletin/sections"):
        paragraphs = []
        for one in periods:
            own = [clause for clause in clauses if clause["section"] == section["section"]]
            sentence = _sentence(own, by_period[one], spoken)
            if sentence:
                paragraphs.append(f"{_beginning(one, period)}{sentence}。")
        if paragraphs:
            ordinal = _ORDINALS[len(told.passages)]
            told.passages.append(Passage(f"（{ordinal}）{section['heading_zh']}", tuple(paragraphs)))
        else:
            told.silent.append(section["heading_zh"])
    chosen = (fact for known in by_period.values() for fact in known.values())
    told.left_over = [fact for fact in chosen if id(fact) not in spoken]
    return told


def _sentence(clauses: Iterable[Mapping[str, str]], known: Mapping[Key, Record], spoken: set[int]) -> str:
    parts = []
    for clause in clauses:
        wanted = [_WANTED.fullmatch(text).groups(default="") for text in clause["figures"].split()]
        said = []
        for value in _values_of(wanted, known):
            facts = [known.get((code, name, value if of == _EACH else of)) for code, name, of in wanted]
            if all(fact is not None and _is_plain(fact) for fact in facts):
                spoken.update(map(id, facts))
                said.append(_fill(clause["text_zh"], facts, wanted[0][1], value))
        if said:
            parts.append(("；" if "，" in said[0] else "、").join(said))
    return _join(parts)


def _join(parts: Sequence[str]) -> str:
    """Clauses as one sentence; one that has a comma of its own is set off by semicolons."""
    sentence = ""
    for before, part in zip(("", *parts), parts, strict=False):
        mark = "；" if "，" in part or "，" in before else "，"
        sentence += (mark if before else "") + part
    return sentence


def _values_of(wanted: Sequence[tuple[str, str, str]], known: Mapping[Key, Record]) -> Iterator[str]:
    """The values that a clause is said for: each that its first figure has, or one time without."""
    code, name, of = wanted[0]
    if of != _EACH:
        yield of
        return
    yield from (value for (one, dimension, value) in known if (one, dimension) == (code, name))


def _fill(text: str, facts: Sequence[Record | None], name: str, value: str) -> str:
    amounts = (shown(fact["value_accepted"], fact["decimals_shown"]) for fact in facts if fact)
    for number, amount in enumerate(amounts, 1):
        text = text.replace(f"{{{number}}}", amount)
    return text.replace(f"{{{name}}}", show(value)) if name else text


def _where(fact: Record) -> tuple[Any, ...]:
    """Bulletins first, then as a report tells it; to sort by."""
    place = parse_place(fact["document_id"], fact["place"])
    inside = (0, place.table, place.row, place.column) if place.table else (1, place.passage, place.start, 0)
    return (fact["form_code"] != _BULLETIN, fact["document_id"], inside)


def _key_of(fact: Record) -> Key:
    for name, column in _DIMENSIONS.items():
        if fact[column]:
            return fact["indicator_code"], name, fact[column]
    return fact["indicator_code"], "", ""


def _is_plain(fact: Record) -> bool:
    """Whether the figure is one number, which a sentence can say without saying more than the report does."""
    return fact["value_accepted"] is not None and not fact["is_approximate"]


def _beginning(period: str, own: str) -> str:
    if period == own:
        return f"{period_words(period)}，"
    first, _, last = period.partition("/")
    return f"{int(first[5:])}至{int(last[5:])}月累计"
