"""All smallest sets of figures whose change makes every check hold: an exact search, by branching on implied edits."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import NamedTuple

from orchestration.reconciliation.equations import State, System, release
from orchestration.reconciliation.settlement import settle

MOST_NODES = 15_000  # states that are looked at before the programme is asked instead
MOST_SETS = 400  # alternatives that are told apart before they are ranked; more than that say nothing


class Limits(NamedTuple):
    """What a set of checks may cost."""

    nodes: int = MOST_NODES
    solves: int = 60  # programmes
    seconds: float = 2.0  # of one set: runs out only where counting nodes and programmes did not help
    document_seconds: float = 6.0  # of all sets of a document, or of several that checks tie together


class Found(NamedTuple):
    """Smallest changes: one a solution, by position of the figure. ``is_complete`` if there are no others."""

    solutions: list[dict[int, Fraction]]
    is_complete: bool
    least: int  # no set with fewer figures does


class _BudgetSpentError(Exception):
    """The limits are reached."""


class Search:
    """The search over one system of checks."""

    def __init__(self, system: System, limits: Limits, deadline: float) -> None:
        self._system, self._limits, self._deadline = system, limits, deadline
        self._nodes = 0
        self._found: dict[frozenset[int], dict[int, Fraction]] = {}
        self.edits: set[frozenset[int]] = set()  # met on the way: one figure of each has to change
        self._around = _neighbours(system)

    def run(self) -> Found:
        """Look for sets of one figure, then of two, and so on, until there are some or the limits are reached."""
        failing = self._system.failing(self._system.start)
        size = max(1, packing(failing)[0])
        if not self._system.can_hold():
            return Found([], True, size)
        try:
            while size <= len(self._system.figures):
                self._visit(self._system.start, (), frozenset(), size)
                if self._found:
                    return Found(list(self._found.values()), len(self._found) < MOST_SETS, size)
                size += 1
        except _BudgetSpentError:
            return Found(list(self._found.values()), False, size)
        return Found([], True, size)

    def _visit(self, state: State, chosen: tuple[int, ...], barred: frozenset[int], more: int) -> None:
        """Extend a set by ``more`` figures, none of them barred: a barred figure was tried before."""
        self._nodes += 1
        if self._nodes > self._limits.nodes or time.thread_time() > self._deadline:
            raise _BudgetSpentError
        if len(self._found) >= MOST_SETS:
            return
        failing = self._system.failing(state)
        if failing or not chosen:
            self.edits.update(map(frozenset, failing))
        else:
            changes = settle(self._system, state, chosen)
            if changes is not None:
                self._found[frozenset(chosen)] = changes
                return
            # the equations hold, and yet the figures are none: one more beside them has to give way
            failing = [set().union(*(self._around[cell] for cell in chosen)) - set(chosen)]
        if not more:
            return
        open_sets = [cells - barred for cells in failing]
        count, within = packing(open_sets)
        if not all(open_sets) or count > more:
            return
        if count == more:  # each figure that is left to choose lies in one of the disjoint sets
            open_sets = [cells & within for cells in open_sets]
            if not all(open_sets):
                return
        branch = (
            set.intersection(*open_sets) if more == 1 else min(open_sets, key=lambda cells: (len(cells), min(cells)))
        )
        for cell in sorted(branch):
            self._visit(release(state, cell), (*chosen, cell), barred, more - 1)
            barred |= {cell}


def packing(sets: list[set[int]]) -> tuple[int, set[int]]:
    """Disjoint sets, found greedily: their number, since so many figures have to change at least, and their union."""
    taken: set[int] = set()
    count = 0
    for cells in sorted(sets, key=len):
        if taken.isdisjoint(cells):
            taken |= cells
            count += 1
    return count, taken


def _neighbours(system: System) -> list[set[int]]:
    """For each figure, those that stand in a check with it."""
    index = {figure.observation_id: number for number, figure in enumerate(system.figures)}
    around: list[set[int]] = [set() for _ in system.figures]
    for check in system.checks:
        cells = {index[key] for key in check.figure_ids if key in index}
        for cell in cells:
            around[cell] |= cells
    return around
