"""The values of a set of figures that may change, and the proof that every check holds with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from orchestration.reconciliation.arithmetic import check_holds, round_half_up, true_rate
from orchestration.reconciliation.equations import Row, State, System
from orchestration.reconciliation.misprints import misprints_of

_PLACES = 8  # decimals a value has
_ROOM = 1_000_000.0  # more distance from all bounds than this is no better

Changes = dict[int, Fraction]
Box = tuple[Fraction | None, Fraction | None]  # least and greatest change; None where there is no bound


def settle(system: System, state: State, chosen: tuple[int, ...]) -> Changes | None:
    """What each chosen figure changes by, or None if no values were found with which all checks hold.

    Args:
        system: The checks.
        state: Their rows after all chosen figures were released, none of them failing.
        chosen: The figures.
    """
    rows = _rows_left(system, state)
    counts = [cell for cell in state.free if any(cell in row.coefficients for row in rows)]
    free = _pick_each(system, rows, counts)
    changes = _complete(system, state, free) if free is not None else None
    if (changes is None or not _is_proved(system, changes, len(chosen))) and len(counts) > 1:
        free = _pick_together(system, rows, counts)  # bounds that hold for several at once
        changes = _complete(system, state, free) if free is not None else None
    return changes if changes is not None and _is_proved(system, changes, len(chosen)) else None


def _rows_left(system: System, state: State) -> list[Row]:
    """What bounds the figures that no equation determines: inequalities, and that what follows is not negative."""
    rows = [row for row in state.inequalities if not row.coefficients.keys().isdisjoint(state.free)]
    for cell, row in state.determined.items():
        floor = system.floor(cell)
        if floor is None or row.coefficients.keys().isdisjoint(state.free):
            continue
        sign = 1 if row.coefficients[cell] > 0 else -1  # given x change = bound - rest, and change is at least floor
        rest = {other: sign * factor for other, factor in row.coefficients.items() if other != cell}
        rows.append(Row(rest, math.floor(sign * (row.bound - row.coefficients[cell] * floor))))
    return rows


def _complete(system: System, state: State, free: Changes) -> Changes | None:
    """The changes that follow from those of the free figures: the determined ones, then rates printed anew."""
    changes = dict(free)
    for cell, row in state.determined.items():
        rest = sum(row.coefficients.get(other, 0) * change for other, change in free.items())
        changes[cell] = Fraction(row.bound - rest) / row.coefficients[cell]
    for cell in state.free:
        if cell in changes:
            continue
        change = _printed_anew(system, cell, changes)
        if change is None:
            return None
        changes[cell] = change
    return changes


def _printed_anew(system: System, cell: int, changes: Changes) -> Fraction | None:
    """The change of a rate to what its counts give, to as many places as it shows, or as others of its kind do."""
    figure = system.figures[cell]
    places = figure.decimals or 0
    if figure.bounds[1] == figure.bounds[2]:
        alike = (other for other in system.figures if other.indicator_code == figure.indicator_code)
        places = max(other.decimals or 0 for other in alike)
    for check in system.checks:
        lefts = [term.figure.observation_id for term in check.terms if term.side == "left"]
        if check.relation == "rate" and lefts == [figure.observation_id]:
            rate = true_rate(check, _named(system, changes))
            return None if rate is None else round_half_up(rate, places) - figure.bounds[0]
    return None


def _pick_each(system: System, rows: list[Row], cells: list[int]) -> Changes | None:
    """One change after the other: within two bounds a likely misprint or the middle, else no more than has to be."""
    picked: Changes = {}
    for cell in cells:
        change = _pick(system, cell, _box(rows, cell, picked))
        if change is None:
            return None
        picked[cell] = change
    return picked


def _pick(system: System, cell: int, box: Box) -> Fraction | None:
    low, high = box
    figure, floor = system.figures[cell], system.floor(cell)
    least = low if floor is None else Fraction(floor) if low is None else max(low, Fraction(floor))
    if low is not None and high is not None:
        for other in misprints_of(figure):
            change = Fraction(other) - figure.bounds[0]
            if change and _lies_in(change, least, high):
                return change
        wanted = (low + high) / 2
    elif low is not None:
        wanted = max(Fraction(0), low)
    else:
        wanted = min(Fraction(0), high or Fraction(0))
    step = _step(system, cell)
    for change in (math.floor(wanted / step) * step, math.ceil(wanted / step) * step):
        if change and _lies_in(change, least, high):
            return change
    return None


def _box(rows: list[Row], cell: int, known: Mapping[int, Fraction]) -> Box:
    """Between which changes of a figure the rows hold, with the figures that are known already."""
    low: Fraction | None = None
    high: Fraction | None = None
    for row in rows:
        factor = row.coefficients.get(cell, 0)
        if not factor:
            continue
        rest = sum(row.coefficients.get(other, 0) * change for other, change in known.items())
        edge = Fraction(row.bound - rest) / factor
        if row.is_strict:
            edge -= Fraction(1 if factor > 0 else -1, 10**_PLACES)
        if factor > 0:
            high = edge if high is None else min(high, edge)
        else:
            low = edge if low is None else max(low, edge)
    return low, high


def _pick_together(system: System, rows: list[Row], cells: list[int]) -> Changes | None:
    """Changes within all rows at once, as far from their bounds as can be: proposed by floats, still to be proved."""
    import numpy as np  # long to import, and seldom needed
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix = np.array([[row.coefficients.get(cell, 0) for cell in cells] for row in rows], dtype=float)
    size = np.maximum(np.abs(matrix).max(axis=1), 1.0)
    matrix = np.column_stack([matrix / size[:, None], np.ones(len(rows))])
    upper = np.array([float(row.bound) for row in rows]) / size
    floors = [system.floor(cell) for cell in cells]
    result = milp(
        np.array([0.0] * len(cells) + [-1.0]),
        integrality=np.array([float(system.figures[cell].is_whole) for cell in cells] + [0.0]),
        bounds=Bounds(
            np.array([-np.inf if floor is None else float(floor) for floor in floors] + [0.0]),
            np.array([np.inf] * len(cells) + [_ROOM]),
        ),
        constraints=LinearConstraint(matrix, -np.inf, upper),
    )
    if result.x is None:
        return None
    steps = [_step(system, cell) for cell in cells]
    return {
        cell: round(result.x[at] / float(step)) * step for at, (cell, step) in enumerate(zip(cells, steps, strict=True))
    }


def _step(system: System, cell: int) -> Fraction:
    figure = system.figures[cell]
    return Fraction(1, 1 if figure.is_whole else 10 ** (figure.decimals or 0))


def _lies_in(change: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or change >= low) and (high is None or change <= high)


def _is_proved(system: System, changes: Changes, size: int) -> bool:
    if len(changes) != size or not all(changes.values()):
        return False
    for cell, change in changes.items():
        if not system.is_possible(cell, change) or (change * 10**_PLACES).denominator != 1:
            return False
    named = _named(system, changes)
    touched = [check for check in system.checks if not check.figure_ids.isdisjoint(named)]
    return all(check_holds(check, named) for check in touched)


def _named(system: System, changes: Changes) -> dict[str, Fraction]:
    return {system.figures[cell].observation_id: change for cell, change in changes.items()}
