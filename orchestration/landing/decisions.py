"""What the office decided about submissions: an append-only record of who, when and why."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from orchestration.domain.records import Decision
from orchestration.landing.ledger import Event, Ledger

ACCEPTED, RETURNED = "accepted", "returned"


class DecisionLog(Ledger):
    """``decisions.jsonl``: grain is one decision. Nothing is ever changed in it; a later decision overrules."""

    what = "a decision of the office"

    def __init__(self, path: Path, until: datetime | None = None) -> None:
        super().__init__(path)
        self._until = until  # what was decided from then on is passed over
        self._decisions: list[Decision] = []

    def decisions(self) -> list[Decision]:
        """All decisions, in the order in which they were recorded."""
        self.refresh()
        return list(self._decisions)

    def record(self, decision: Decision, *, recorded_at: datetime) -> bool:
        """Write a decision down, durably; False if it is the one that holds already.

        Args:
            decision: What was decided, by whom, why, and when.
            recorded_at: The present instant, later than ``decided_at`` for a decision that is noted afterwards.
        """
        with self.locked():
            before = [known for known in self._decisions if known.submission_id == decision.submission_id]
            if decision in before or (before and _is_repeated(before[-1], decision)):
                return False
            told = asdict(decision) | {"decided_at": decision.decided_at.isoformat()}
            self.append([{**told, "recorded_at": recorded_at.isoformat()}])
        return True

    def _replay(self, event: Event) -> None:
        if event["decision"] not in (ACCEPTED, RETURNED):
            raise ValueError(f"unknown decision {event['decision']!r}")
        decided_at = datetime.fromisoformat(str(event["decided_at"]))
        if self._until is not None and decided_at >= self._until:
            return
        told = {name: str(event[name]) for name in Decision.__slots__ if name != "decided_at"}
        self._decisions.append(Decision(**told, decided_at=decided_at))


def _is_repeated(last: Decision, decision: Decision) -> bool:
    return last.decided_at <= decision.decided_at and replace(last, decided_at=decision.decided_at) == decision
