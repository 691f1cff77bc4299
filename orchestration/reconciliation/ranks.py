"""What the ranks of a list say: a wrong rank names itself, and a wrong key puts many ranks out of order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from orchestration.reconciliation.problem import Check

_Key = tuple[Decimal, ...]


class RankedLists:
    """The ranked lists of some documents, with the rows that a changed key would put out of or into order."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self._lists: dict[tuple[str, str, str], list[Check]] = {}
        self._of_key: dict[str, set[tuple[str, str, str]]] = {}
        for check in checks:
            if check.relation != "rank":
                continue
            name = (check.rule_id, check.document_id, _without_unit(check.scope))
            self._lists.setdefault(name, []).append(check)
            for term in check.terms:
                if term.sort_sign is not None:
                    self._of_key.setdefault(term.figure.observation_id, set()).add(name)

    def mismatches(self, repairs: Mapping[str, Decimal]) -> int:
        """How many more rows are out of order once the figures are repaired; less than 0 if the ranks agree better."""
        names = set().union(*(self._of_key.get(key, set()) for key in repairs))
        return sum(len(self._wrong(name, repairs)) - len(self._wrong(name, {})) for name in sorted(names))

    def mended(self, repairs: Mapping[str, Decimal]) -> set[str]:
        """Ids of the checks that fail now and hold once the figures are repaired."""
        names = set().union(*(self._of_key.get(key, set()) for key in repairs))
        return set().union(*(self._wrong(name, {}) - self._wrong(name, repairs) for name in names))

    def _wrong(self, name: tuple[str, str, str], repairs: Mapping[str, Decimal]) -> set[str]:
        checks = self._lists[name]
        keys = [_key(check, repairs) for check in checks]
        order = sorted(keys)
        first: dict[_Key, int] = {}
        for rank, key in enumerate(order, 1):
            first.setdefault(key, rank)  # those who tie share the first of their ranks
        stated = [next((t.figure.value for t in check.terms if t.side == "left"), None) for check in checks]
        return {
            check.check_id
            for check, key, rank in zip(checks, keys, stated, strict=True)
            if rank is not None and rank != first[key]
        }


def _key(check: Check, repairs: Mapping[str, Decimal]) -> _Key:
    terms = [term for term in check.terms if term.sort_sign is not None]
    return tuple((t.sort_sign or 1) * repairs.get(t.figure.observation_id, t.figure.amount) for t in terms)


def _without_unit(scope: str) -> str:
    return ";".join(part for part in scope.split(";") if not part.startswith("organ="))
