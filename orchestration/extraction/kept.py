"""What was worked out once and is kept for the next text of the same kind, within a bound of memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")

FIGURE_WEIGHT = 100  # of what is kept of one figure, in characters
_MOST = 4_000_000  # characters, about 30 MB
_LONGEST = 10_000  # of what hangs on a text alone; longer ones come once


class KeptByText(dict[str, _Value]):
    """What follows from a text alone: ``kept[text]`` works it out when it is first asked, then it is at hand.

    A plain look-up, as cells and passages are many: ``lru_cache`` puts its entries in a new order at each of them.

    Args:
        work_out: From a text to its value. All is begun anew when the texts weigh too much.
    """

    def __init__(self, work_out: Callable[[str], _Value]) -> None:
        super().__init__()
        self._work_out, self._weight = work_out, 0

    def __missing__(self, text: str) -> _Value:
        value = self._work_out(text)
        weight = len(text) + FIGURE_WEIGHT
        if self._weight + weight > _MOST:
            self.clear()
            self._weight = 0
        if weight <= _LONGEST:
            self[text] = value
            self._weight += weight
        return value


class Kept(Generic[_Value]):
    """Values by all that they depend on; begun anew when they weigh too much."""

    def __init__(self) -> None:
        self._values: dict[Hashable, _Value] = {}
        self._weight = 0
        self.get = self._values.get

    def keep(self, key: Hashable, value: _Value, weight: int) -> _Value:
        """Keep a value of a weight in characters."""
        if self._weight + weight > _MOST:
            self._values.clear()
            self._weight = 0
        if weight <= _MOST:
            self._values[key] = value
            self._weight += weight
        return value
