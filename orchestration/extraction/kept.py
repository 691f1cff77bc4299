"""What was worked out once and is kept for the next text of the same kind, within a bound of memory."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")

FIGURE_WEIGHT = 100  # of what is kept of one figure, in characters
_MOST = 4_000_000  # characters, about 30 MB


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
