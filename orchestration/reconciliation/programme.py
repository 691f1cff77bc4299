"""Many cells at once: sets proposed by an integer programme (HiGHS), each proved or refuted in exact arithmetic.

One binary a figure says whether it changes; each implied edit says that one of its figures does. A proposal that
arithmetic refutes gives the implied edits that it misses back to the programme, one that is proved is excluded, and
the next is asked for, until it needs more figures (Garfinkel, Kunnathur and Liepins 1986). There are no amounts in the
programme, thus no constant to tie amounts to binaries, and no float ever stands for a figure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from orchestration.reconciliation.equations import System, release
from orchestration.reconciliation.search import Found, Limits
from orchestration.reconciliation.settlement import settle

_STEERING = 0.1  # how much of a cell its reliability weighs: which smallest set comes first, not its size
_NODES = 2_000  # of one programme
_PATIENCE = (
    5  # the solver counts seconds that pass, all else those of the processor: what is found must not hang on load
)
_MOST_SETS = 31  # one more than is listed
_SOLVED, _INFEASIBLE, _CHANGED = 0, 2, 0.5


class Programme:
    """The programme over one system of checks."""

    def __init__(self, system: System, weights: list[float], least: int, edits: Iterable[frozenset[int]]) -> None:
        """Set up the rows.

        Args:
            system: The checks.
            weights: Reliability of each figure, up to 1.
            least: So many figures have to change at least.
            edits: Sets of figures of which one has to change, as far as they are known.
        """
        self._system = system
        self._count = len(system.figures)
        self._cost = 1 - _STEERING * (1 - np.array(weights))
        self._rows: list[dict[int, int]] = []
        self._low: list[float] = []
        self._known: set[frozenset[int]] = set()
        self._add(dict.fromkeys(range(self._count), 1), least)
        for edit in (*map(frozenset, system.failing(system.start)), *edits):
            self._cover(edit)

    def run(self, limits: Limits, deadline: float) -> Found:
        """All smallest sets, or those that were found within the limits."""
        solutions: list[dict[int, Fraction]] = []
        least = 0
        for _ in range(limits.solves):
            chosen = self._propose(deadline)
            if chosen is None:
                break
            if not chosen or (solutions and len(chosen) > least):
                return Found(solutions, True, least)
            changes = self._prove(chosen)
            if changes is not None:
                solutions.append(changes)
                least = len(chosen)
                if len(solutions) >= _MOST_SETS:
                    break
        return Found(solutions, False, least)

    def _propose(self, deadline: float) -> tuple[int, ...] | None:
        """A cheapest set that the rows allow so far; empty if there is none, None if the limits were reached."""
        left = deadline - time.thread_time()
        if left <= 0:
            return None
        places = [(number, cell) for number, row in enumerate(self._rows) for cell in row]
        factors = [factor for row in self._rows for factor in row.values()]
        rows, cells = zip(*places, strict=True)
        matrix = csr_array((factors, (rows, cells)), shape=(len(self._rows), self._count), dtype=float)
        result = milp(
            self._cost,
            integrality=np.ones(self._count),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, np.array(self._low), np.inf),
            options={"node_limit": _NODES, "time_limit": _PATIENCE * left, "mip_rel_gap": 0.0},
        )
        if result.status == _INFEASIBLE:
            return ()
        if result.status != _SOLVED or result.x is None:
            return None
        return tuple(int(cell) for cell in np.flatnonzero(result.x > _CHANGED))

    def _prove(self, chosen: tuple[int, ...]) -> dict[int, Fraction] | None:
        """The exact changes of a proposal; what refutes it, or it itself once proved, is kept from coming again."""
        state = self._system.start
        for cell in chosen:
            state = release(state, cell)
        failing = self._system.failing(state)
        if failing:
            for cells in failing:
                self._cover(frozenset(cells - set(chosen)))
            return None
        changes = settle(self._system, state, chosen)
        self._exclude(chosen, with_others=changes is not None)
        return changes

    def _cover(self, cells: frozenset[int]) -> None:
        """One of the figures has to change. A set without any can't be covered: then nothing repairs the checks."""
        if cells not in self._known:
            self._known.add(cells)
            self._add(dict.fromkeys(sorted(cells), 1) or {0: 0}, 1)

    def _exclude(self, chosen: tuple[int, ...], *, with_others: bool) -> None:
        """Not this very set; nor, if it does, the set with others beside it, which would not be smallest."""
        others = () if with_others else set(range(self._count)) - set(chosen)
        self._add({**dict.fromkeys(chosen, -1), **dict.fromkeys(sorted(others), 1)}, 1 - len(chosen))

    def _add(self, row: dict[int, int], at_least: int) -> None:
        self._rows.append(row)
        self._low.append(at_least)
