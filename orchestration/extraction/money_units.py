"""Units of money that a table names beside or above its figures: 万元 in a cell of its own, or 收费（单位：万元）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from orchestration.domain import Placement
from orchestration.reference.knowledge import Knowledge

_REMARK = re.compile(r"[（(]\s*(?:计量)?(?:单位\s*[:：]?)?\s*([一-龥%％]{1,3})\s*[)）]")

MoneyUnits = dict[tuple[str, int], str]  # (row or column, number) -> unit


def money_units(placement: Placement, texts: Iterable[str | None], knowledge: Knowledge) -> MoneyUnits:
    """The unit of money of each row and column that has one, by the cells of a table.

    Args:
        placement: Where the cells stand.
        texts: What they say; None for one that is not asked.
        knowledge: Declared knowledge.
    """
    units: MoneyUnits = {}
    for i, text in enumerate(texts):
        if text and not text.isdecimal() and (unit := _unit_in(text, knowledge)):
            units["row", placement.rows[i]] = unit
            for column in range(placement.columns[i], placement.columns[i] + placement.column_spans[i]):
                units["column", column] = unit
    return units


def may_name_units(text: str) -> bool:
    """Whether values may name a unit too, all of them in one text: they do in a remark in brackets."""
    return "（" in text or "(" in text


@lru_cache(maxsize=4096)
def _unit_in(text: str, knowledge: Knowledge) -> str:
    bare = "".join(text.split())
    found = _REMARK.search(bare)
    unit = bare if bare in knowledge.money_units else found[1] if found else ""
    return unit if unit in knowledge.money_units else ""
