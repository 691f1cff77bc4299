"""The official tables of a report in the layout of its form, each value as the report writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestration.publication.receipt.layout import Box, Key, cell_key, is_official, official_boxes
from orchestration.publication.receipt.names import Names, show
from orchestration.publication.report.model import BLANK, OfficialTable, Record


def make_official_tables(form: str, facts: Sequence[Record], names: Names) -> tuple[OfficialTable, ...]:
    """The sections of the form; nothing for a form that has no official layout."""
    if not is_official([cell for cell in names.form_cells if cell.form_code == form]):
        return ()
    known: dict[Key, Record] = {}
    for fact in facts:
        pairs = (part.split("=", 1) for part in fact["dimensions"].split(";") if part)
        known.setdefault(cell_key(fact["indicator_code"], ((name, value) for name, value in pairs)), fact)
    boxes = official_boxes(form, names.form_cells, set(known), names.forms, names.form_sections)
    tables: list[tuple[str, list[Box]]] = []
    for box in sorted(boxes, key=lambda box: (box.row, box.column)):
        if box.kind == "title":
            tables.append((box.text, []))
        else:
            tables[-1][1].append(box)
    return tuple(_table(title, laid, known) for title, laid in tables if laid)


def _table(title: str, boxes: Sequence[Box], known: Mapping[Key, Record]) -> OfficialTable:
    rows: dict[int, list[Box]] = {}
    marked = set()
    for box in boxes:
        fact = known.get(box.key) if box.key else None
        if box.key:
            box = replace(box, text=BLANK if fact is None else show(fact["value_raw"] or ""))
        if fact and fact["has_violation"]:
            marked.add((box.row, box.column))
        rows.setdefault(box.row, []).append(box)
    return OfficialTable(title, tuple(tuple(rows[row]) for row in sorted(rows)), frozenset(marked))
