"""Many cells at once: sets proposed by a mixed-integer programme (HiGHS), each proved or refuted in exact arithmetic.

One binary a figure says whether it changes, one continuous variable by how much. Changes are measured in the greatest
change that any row could need, so that the constants that tie the two stay small. A proposal that exact arithmetic
refutes gives its implied edits back to the programme as covering rows; one that is proved is excluded, and the next
one is asked for, until it needs more figures. No float decides.
"""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from orchestration.reconciliation.equations import State, System, release
from orchestration.reconciliation.search import Found, Limits
from orchestration.reconciliation.settlement import settle

_STEERING = 0.1  # how much of a cell its reliability weighs: which smallest set comes first, not its size
_NODES = 2_000  # of one programme
_MOST_SETS = 31  # one more than is listed
_SOLVED, _CHANGED = 0, 0.5


class Programme:
    """The programme over one system of checks."""

    def __init__(self, system: System, weights: list[float], least: int) -> None:
        """Set up the rows.

        Args:
            system: The checks.
            weights: Reliability of each figure, up to 1.
            least: So many figures have to change at least.
        """
        self._system = system
        self._count = len(system.figures)
        self._scale, self._reach = _reach(system.start)
        self._cost = np.concatenate([1 - _STEERING * (1 - np.array(weights)), np.zeros(self._count)])
        matrix, low, high = self._arithmetic()
        self._parts: list[csr_array] = [matrix]
        self._low, self._high = low, high
        self._tie()
        self._cover(set(range(self._count)), least)
        for cells in system.failing(system.start):
            self._cover(cells)

    def run(self, limits: Limits, deadline: float) -> Found:
        """All smallest sets, or those that were found within the limits."""
        solutions: list[dict[int, Fraction]] = []
        least = 0
        for _ in range(limits.solves):
            chosen = self._propose(deadline)
            if chosen is None:
                return Found(solutions, False, least)
            if not chosen or (solutions and len(chosen) > least):
                return Found(solutions, True, least)
            changes = self._prove(chosen)
            if changes is not None:
                solutions.append(changes)
                least = len(chosen)
                if len(solutions) >= _MOST_SETS:
                    return Found(solutions, False, least)
        return Found(solutions, False, least)

    def _propose(self, deadline: float) -> tuple[int, ...] | None:
        """A cheapest set that the rows allow so far; empty if there is none, None if the limits were reached."""
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        floors = [self._system.floor(cell) for cell in range(self._count)]
        lower = [-self._reach if floor is None else max(-self._reach, float(floor) / self._scale) for floor in floors]
        result = milp(
            self._cost,
            integrality=np.concatenate([np.ones(self._count), np.zeros(self._count)]),
            bounds=Bounds(
                np.concatenate([np.zeros(self._count), lower]),
                np.concatenate([np.ones(self._count), np.full(self._count, self._reach)]),
            ),
            constraints=LinearConstraint(vstack(self._parts), np.array(self._low), np.array(self._high)),
            options={"node_limit": _NODES, "time_limit": left, "mip_rel_gap": 0.0},
        )
        if result.status == 2:  # infeasible
            return ()
        if result.status != _SOLVED or result.x is None:
            return None
        return tuple(int(cell) for cell in np.flatnonzero(result.x[: self._count] > _CHANGED))

    def _prove(self, chosen: tuple[int, ...]) -> dict[int, Fraction] | None:
        """The exact changes of a proposal; what refutes it, or it itself once proved, is kept from coming again."""
        state = self._system.start
        for cell in chosen:
            state = release(state, cell)
        failing = self._system.failing(state)
        if failing:
            for cells in failing:
                self._cover(cells - set(chosen))
            return None
        changes = settle(self._system, state, chosen)
        self._exclude(chosen, with_others=changes is not None)
        return changes

    def _arithmetic(self) -> tuple[csr_array, list[float], list[float]]:
        """The checks themselves; an inequality of a rate that may be printed anew is given up with it."""
        data: list[tuple[int, int, float]] = []
        low: list[float] = []
        high: list[float] = []
        start = self._system.start
        for row in [*start.equations, *start.inequalities]:
            size = max((abs(factor) for factor in row.coefficients.values()), default=1)
            number = len(low)
            data += [(number, self._count + cell, factor / size) for cell, factor in row.coefficients.items()]
            bound = float(Fraction(row.bound, size) / self._scale)
            if row.waiver >= 0:
                data.append((number, row.waiver, -self._reach * (1 + len(row.coefficients))))
            low.append(bound if number < len(start.equations) else -np.inf)
            high.append(bound)
        return self._sparse(data, len(low)), low, high

    def _tie(self) -> None:
        """A figure that does not change stays: its change lies between plus and minus reach x its binary."""
        data: list[tuple[int, int, float]] = []
        for cell in range(self._count):
            data += [(2 * cell, self._count + cell, 1.0), (2 * cell, cell, -self._reach)]
            data += [(2 * cell + 1, self._count + cell, -1.0), (2 * cell + 1, cell, -self._reach)]
        self._add(self._sparse(data, 2 * self._count), [-np.inf] * 2 * self._count, [0.0] * 2 * self._count)

    def _cover(self, cells: set[int], at_least: int = 1) -> None:
        self._add(self._sparse([(0, cell, 1.0) for cell in sorted(cells)], 1), [float(at_least)], [np.inf])

    def _exclude(self, chosen: tuple[int, ...], *, with_others: bool) -> None:
        """Not this very set; nor, if it does, the set with others beside it, which would not be smallest."""
        others = () if with_others else set(range(self._count)) - set(chosen)
        data = [(0, cell, 1.0) for cell in chosen] + [(0, cell, -1.0) for cell in sorted(others)]
        self._add(self._sparse(data, 1), [-np.inf], [len(chosen) - 1.0])

    def _add(self, rows: csr_array, low: list[float], high: list[float]) -> None:
        self._parts.append(rows)
        self._low, self._high = [*self._low, *low], [*self._high, *high]

    def _sparse(self, data: list[tuple[int, int, float]], height: int) -> csr_array:
        rows, columns, values = zip(*data, strict=True) if data else ((), (), ())
        return csr_array((values, (rows, columns)), shape=(height, 2 * self._count))


def _reach(start: State) -> tuple[float, float]:
    """The greatest change that one row could need, and how often that is the greatest change that all could need."""
    failing = [row for row in start.equations if row.bound] + [row for row in start.inequalities if row.bound < 0]
    needs = [abs(row.bound) / min(map(abs, row.coefficients.values())) for row in failing if row.coefficients]
    scale = max(needs, default=1.0)
    return scale, sum(needs) / scale + 1.0
