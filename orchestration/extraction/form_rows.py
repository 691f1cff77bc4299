"""The rows that the official forms declare, in one order that keeps the order of each form.

Belongs here: rows and their cells as ``seeds/forms/form_cells.csv`` declares them. Does not: any table of a document.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from orchestration.extraction.labels import LEAST, likeness, likenesses, normalise_label
from orchestration.reference.knowledge import FormCell, Knowledge

_Path = tuple[str, ...]
_ALIKE = 0.8


@dataclass(frozen=True)
class FormRow:
    """One row of the forms: its labels, outermost first and normalised, and its cells in the order of their columns."""

    number: int  # in the order of all forms
    path: _Path  # empty for a row that stands by its columns alone, such as that of table four of 2019
    cells: tuple[FormCell, ...]
    columns: tuple[_Path, ...]  # of each cell, normalised
    forms: tuple[frozenset[str], ...]  # that have the cell in this row

    @cached_property
    def heads(self) -> frozenset[str]:
        """All labels of its columns."""
        return frozenset(part for column in self.columns for part in column)

    @cached_property
    def groups(self) -> frozenset[str]:
        """Its labels but the innermost."""
        return frozenset(self.path[:-1])

    @cached_property
    def all_forms(self) -> frozenset[str]:
        """The forms that have the row."""
        return frozenset().union(*self.forms)

    @cached_property
    def counts(self) -> frozenset[int]:
        """How many cells it has, in each of its forms."""
        return frozenset(len(self.cells_of(form)) for form in self.all_forms)

    @cached_property
    def meanings(self) -> tuple[tuple[object, ...], ...]:
        """What each of its cells is; a table has it once."""
        return tuple((cell.indicator_code, cell.dimensions, cell.period_from) for cell in self.cells)

    @cached_property
    def _cells_by_form(self) -> dict[str, tuple[int, ...]]:
        return {form: tuple(i for i, forms in enumerate(self.forms) if form in forms) for form in self.all_forms}

    def cells_of(self, form_code: str) -> tuple[int, ...]:
        """Positions of the cells that a form has in this row."""
        return self._cells_by_form.get(form_code, ())


class FormRows:
    """All rows, and how much a written label is like each of theirs."""

    def __init__(self, knowledge: Knowledge) -> None:
        rows = _merge(knowledge)
        self.labelled = [row for row in rows if row.path]
        self.bare = [row for row in rows if not row.path]
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for label, others in knowledge.label_aliases.items():
            self._aliases[normalise_label(label)] += map(normalise_label, others)
        parts = {part for row in rows for part in (*row.path, *row.heads)}
        self._labels = sorted(parts | {other for label in parts for other in self._aliases.get(label, ())})
        self.unit_names = knowledge.unit_names  # that stand beside labels and name no row
        self._leaves: dict[str, list[int]] = defaultdict(list)
        for i, row in enumerate(self.labelled):
            for leaf in {row.path[-1], *self._aliases.get(row.path[-1], ())}:
                self._leaves[leaf].append(i)
        self._leaf_labels = list(self._leaves)
        self.like = lru_cache(maxsize=131_072)(self._like)
        self.likest = lru_cache(maxsize=65_536)(self._likest)
        self.leaf_scores = lru_cache(maxsize=65_536)(self._score_leaves)

    def _like(self, written: str, label: str) -> float:
        """Likeness of a written label to one of a form, or to another way to write that one."""
        best = likeness(written, label)
        for other in self._aliases.get(label, ()):
            best = max(best, likeness(written, other))
        return best

    def is_label(self, written: str) -> bool:
        """Whether a text, normalised, is a label of a form, printed well or not."""
        return bool(likenesses(written, self._labels, _ALIKE))

    def _likest(self, written: frozenset[str], labels: frozenset[str]) -> float:
        """Likeness of the pair that is most alike; 0 if there is none."""
        if any(written & labels):
            return 1.0
        return max((self.like(one, label) for one in written for label in labels), default=0.0)

    def _score_leaves(self, written: str) -> dict[int, float]:
        """Position among the labelled rows -> likeness of their innermost label, where that is enough."""
        scores: dict[int, float] = {}
        for label, value in likenesses(written, self._leaf_labels, LEAST).items():
            for i in self._leaves[label]:
                scores[i] = max(value, scores.get(i, 0.0))
        return scores


@lru_cache(maxsize=4)
def form_rows(knowledge: Knowledge) -> FormRows:
    """The rows of the declared forms, made once."""
    return FormRows(knowledge)


def _merge(knowledge: Knowledge) -> list[FormRow]:
    """A row that several forms have stands once; one that a single form has stands after the row it follows there."""
    cells: dict[_Path, dict[tuple[object, ...], FormCell]] = defaultdict(dict)
    forms: dict[tuple[object, ...], set[str]] = defaultdict(set)
    sequences: dict[str, dict[_Path, None]] = defaultdict(dict)
    for cell in sorted(knowledge.form_cells, key=lambda cell: cell.section_number):
        # a row of another section is another row, though its labels be the same
        path = (cell.section.split("/")[0], *(normalise_label(part) for part in cell.row_path.split("/") if part))
        identity = (cell.indicator_code, cell.dimensions, cell.column_path)
        cells[path].setdefault(identity, cell)
        forms[path, identity].add(cell.form_code)
        sequences[cell.form_code][path] = None
    merged: list[_Path] = []
    for sequence in sequences.values():
        position = 0
        for path in sequence:
            if path not in merged:
                merged.insert(position, path)
            position = merged.index(path) + 1
    rows = []
    for number, path in enumerate(merged):
        held = tuple(cells[path].values())
        columns = tuple(tuple(normalise_label(part) for part in cell.column_path.split("/")) for cell in held)
        forms_of = tuple(frozenset(forms[path, identity]) for identity in cells[path])
        rows.append(FormRow(number, path[1:], held, columns, forms_of))
    return rows
