"""What offices do to a form, each with a name: labels misprinted or cut, rows added or missing, merges lost.

Belongs here: what bends a finished table. Departures in the rows themselves are a ``Shape`` (layout), habits of writing
figures a ``Writing``; ``plan_drifts`` says which names mean which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from orchestration.synthesis.layout import Shape
from orchestration.synthesis.model import Cell, Report, Table
from orchestration.synthesis.writing import Writing

_LABELS = ("label_misprinted", "label_cut")
_GRID = ("blank_rows", "blank_column", "heading_row_missing")
_NUMERALS = ("zeros_blank", "zeros_slash", "zeros_dash", "separators", "full_width_digits")
_MERGES = ("merges_repeated", "merges_blank")
_SINCE_2019 = (
    *_LABELS,
    *_GRID,
    *_NUMERALS,
    *_MERGES,
    "sections_renumbered",
    "row_added",
    "flat_labels",
    "remark_in_cell",
)
DRIFTS = {
    "NF2014": (*_LABELS, *_GRID, *_NUMERALS, "sections_renumbered", "row_added", "unit_in_cell"),
    "NF2019": (*_SINCE_2019, "change_in_words"),
    "NF2021": (*_SINCE_2019, "old_form", "hybrid_other_row", "unit_in_cell"),
    "BULLETIN": (*_LABELS, "blank_rows", "blank_column", *_NUMERALS),
}
_EXCLUSIVE = (
    {"zeros_blank", "zeros_slash", "zeros_dash"},
    {"merges_repeated", "merges_blank", "flat_labels"},
    {"old_form", "hybrid_other_row"},
    {"old_form", "unit_in_cell"},
    {"full_width_digits", "separators"},
)
_REASONS = ("9.其他依法不予公开的情形", "9.法律法规规定的其他情形", "9.不属于政府信息")
_LOOKALIKES = dict(
    zip("政信息公开请理机关件数总其他法复议纠正决", "攻言自分井清埋几天仵敖息共地活夏义纪止块", strict=True)
)
_NUMBER = re.compile(r"^(\s*)(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d\.)")
_SHORTEST = 5  # characters; what is shorter can't lose one and stay legible


@dataclass(frozen=True, slots=True)
class Bent:
    """What named drifts mean for rows and for writing."""

    shape: Shape
    writing: Writing


def choose_drifts(form: str, main: int, rng: Random) -> tuple[str, ...]:
    """The drifts of one document: the main one by turns, at times one or two more that go with it."""
    known = DRIFTS[form]
    chosen = [known[main % len(known)]]
    for likelihood in (0.45, 0.2):
        more = rng.choice(known)
        if rng.random() < likelihood and more not in chosen and not _clash(more, chosen):
            chosen.append(more)
    return tuple(sorted(chosen))


def _clash(name: str, chosen: list[str]) -> bool:
    return any(name in group and not group.isdisjoint(chosen) for group in _EXCLUSIVE)


def plan_drifts(drifts: tuple[str, ...], rng: Random) -> Bent:
    """Rows and habits of writing that follow from the names."""
    zero = next((z for d, z in (("zeros_blank", ""), ("zeros_slash", "/"), ("zeros_dash", "-")) if d in drifts), "0")
    added = rng.random() < 0.6
    return Bent(
        Shape(
            is_hybrid="hybrid_other_row" in drifts,
            is_flat="flat_labels" in drifts,
            added_reason=rng.choice(_REASONS) if "row_added" in drifts and added else "",
            remark_row="row_added" in drifts,
        ),
        Writing(
            zero=zero,
            has_separators="separators" in drifts,
            is_full_width="full_width_digits" in drifts,
            has_plus_sign=rng.random() < 0.3,
            has_words_for_change="change_in_words" in drifts,
            has_unit_in_cell="unit_in_cell" in drifts,
            has_remarks="remark_in_cell" in drifts,
            money_in_yuan=rng.random() < 0.6,
        ),
    )


def bend_tables(report: Report, drifts: tuple[str, ...], rng: Random) -> None:
    """Apply the drifts that bend a finished table."""
    for name in drifts:
        bend = _BENDS.get(name)
        if bend is not None:
            for table in report.tables:
                bend(table, rng)
                table.place()


def _long_labels(table: Table) -> list[Cell]:
    return [c for c in table.cells() if c.role in ("label", "head") and len(c.text.strip()) >= _SHORTEST]


def _misprint(table: Table, rng: Random) -> None:
    for cell in _some(_long_labels(table), rng):
        text = cell.text
        # Not the first two characters, which may be a number, and not the last.
        at = rng.randrange(2, len(text) - 1)
        how = rng.randrange(3)
        if how == 0:
            cell.text = text[:at] + text[at + 1 :]
        elif how == 1:
            cell.text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            cell.text = text[:at] + _LOOKALIKES.get(text[at], "口") + text[at + 1 :]


def _cut(table: Table, rng: Random) -> None:
    for cell in _some(_long_labels(table), rng):
        cell.text = cell.text[: -max(1, len(cell.text) // 4)]


def _some(cells: list[Cell], rng: Random) -> list[Cell]:
    return rng.sample(cells, min(len(cells), rng.randint(1, 2)))


def _renumber(table: Table, rng: Random) -> None:
    """Another way to number, or none."""
    way = rng.randrange(3)
    for cell in table.cells():
        if cell.role != "label" or not (found := _NUMBER.match(cell.text)):
            continue
        number = found[2].strip("（）、.")
        mark = {0: "", 1: f"{number}、", 2: f"（{number}）"}[way]
        cell.text = found[1] + mark + cell.text[found.end() :]


def _drop_heading(table: Table, rng: Random) -> None:
    """Leave out a row of heads; what hangs down through it keeps the rows below."""
    if table.name == "two":
        candidates = [n for n, row in enumerate(table.rows) if any(cell.role == "section" for cell in row)]
    elif table.name in ("three", "statistics"):
        candidates = [0]
    else:
        return
    drop_row(table, rng.choice(candidates))


def drop_row(table: Table, number: int) -> None:
    """Remove a row of the grid."""
    for cell in table.cells():
        if cell.row < number < cell.row + cell.rows:
            cell.rows -= 1
    hanging = [cell for cell in table.rows[number] if cell.rows > 1]
    del table.rows[number]
    for cell in hanging:
        cell.rows -= 1
        cell.row = number
    if hanging:
        table.rows[number] = sorted([*hanging, *table.rows[number]], key=lambda cell: cell.column)


def _add_blank_rows(table: Table, rng: Random) -> None:
    for _ in range(rng.randint(1, 2)):
        number = rng.randint(1, len(table.rows) - 1)
        covered: set[int] = set()
        for cell in table.cells():
            if cell.row < number < cell.row + cell.rows:
                covered.update(range(cell.column, cell.column + cell.columns))
                cell.rows += 1
        free = len(table.widths) - len(covered)
        table.rows.insert(number, [Cell("", "filler") for _ in range(free)])
        table.place()


def _add_blank_column(table: Table, rng: Random) -> None:
    at_left = rng.random() < 0.3
    for row in table.rows:
        row.insert(0 if at_left else len(row), Cell("", "filler"))
    table.widths.insert(0 if at_left else len(table.widths), 0.4)


def _lose_merges(table: Table, repeat: bool) -> None:
    """Every merged cell falls apart; what it said stands in the first, or in each."""
    rows: list[list[Cell]] = []
    for number, line in enumerate(table.grid()):
        row: list[Cell] = []
        for column, cell in enumerate(line):
            if cell is None or (cell.row, cell.column) == (number, column):
                row.append(cell or Cell("", "filler"))
            else:
                is_label = cell.figure is None and cell.role != "note"
                row.append(Cell(cell.text if repeat and is_label else "", cell.role if is_label else "filler"))
        rows.append(row)
    table.rows = rows
    for cell in table.cells():
        cell.rows = cell.columns = 1


_BENDS = {
    "label_misprinted": _misprint,
    "label_cut": _cut,
    "sections_renumbered": _renumber,
    "heading_row_missing": _drop_heading,
    "blank_rows": _add_blank_rows,
    "blank_column": _add_blank_column,
    "merges_repeated": lambda table, _: _lose_merges(table, repeat=True),
    "merges_blank": lambda table, _: _lose_merges(table, repeat=False),
}
