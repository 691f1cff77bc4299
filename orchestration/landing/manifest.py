"""The append-only record of what arrived and what was withdrawn: one JSON a line, replayed into the current state."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from orchestration.domain.errors import BuildError
from orchestration.domain.records import Arrival

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: one process at a time is then the user's own care
    fcntl = None  # type: ignore[assignment]

Place = tuple[str, str]  # source, uri


class Manifest:
    """``manifest.jsonl``: grain is one event, an arrival or a withdrawal.

    An arrival of a mirrored source replaces what was at its uri; one of an inbox stands beside it. A last line that was
    torn by a kill counts as never written, and is cut off by the next append.
    """

    def __init__(self, path: Path, until: datetime | None = None) -> None:
        self._path = path
        self._until = until  # what arrived or was withdrawn later is passed over
        self._read_to = 0
        self._line_number = 0
        self._current: dict[Place, dict[str, Arrival]] = {}
        self._first: dict[tuple[Place, str], Arrival] = {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from appending, and take in what they appended before."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._path.with_suffix(".lock"), "ab") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            self.refresh()
            yield

    def refresh(self) -> None:
        """Replay the events that were appended since the last look."""
        try:
            with open(self._path, "rb") as file:
                if self._read_to > file.seek(0, os.SEEK_END):
                    raise BuildError(f"{self._path} became shorter while in use; it must only be appended to.")
                file.seek(self._read_to)
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return
        for place, line in enumerate(lines[:-1]):
            try:
                event = json.loads(line)
                self._replay(event)
            except (ValueError, KeyError, TypeError) as error:
                if place == len(lines) - 2 and not lines[-1]:
                    return  # the last line: torn by a power cut, not by a hand
                raise BuildError(
                    f"{self._path}, line {self._line_number + 1}, is not an event of the landing manifest ({error}). "
                    "Restore the file from a copy, or remove this line to land its document anew."
                ) from error
            self._read_to += len(line) + 1
            self._line_number += 1

    def append(self, events: Iterable[dict[str, object]]) -> None:
        """Write events after the last whole line, durably, and replay them. Call it inside ``locked``."""
        lines = b"".join(json.dumps(event, ensure_ascii=False).encode() + b"\n" for event in events)
        if not lines:
            return
        with open(self._path, "ab") as file:
            file.truncate(self._read_to)
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        self.refresh()

    def at(self, source: str, uri: str) -> dict[str, Arrival]:
        """The current arrivals at a uri by their sha256, in order of arrival; empty if there are none."""
        return self._current.get((source, uri), {})

    def first_arrival(self, source: str, uri: str, sha256: str) -> Arrival | None:
        """The first arrival of this content at this uri, even if it was replaced or withdrawn since."""
        return self._first.get(((source, uri), sha256))

    def current(self, source: str | None = None) -> list[Arrival]:
        """All current arrivals by source and uri, those of one uri in order of arrival."""
        places = sorted(place for place in self._current if source is None or place[0] == source)
        return [arrival for place in places for arrival in self._current[place].values()]

    def _replay(self, event: dict[str, object]) -> None:
        place = (str(event["source"]), str(event["uri"]))
        if event["event"] == "withdrawn":
            if self._is_in_time(event["recorded_at"]):
                self._current.pop(place, None)
            return
        if event["event"] != "arrival":
            raise ValueError(f"unknown event {event['event']!r}")
        arrival = _arrival_from(event)
        # content that is put back keeps the time of its first arrival, and is there again since it was noted
        is_put_back = (place, arrival.sha256) in self._first
        if not self._is_in_time(event["recorded_at"] if is_put_back else event["arrived_at"]):
            return
        self._first.setdefault((place, arrival.sha256), arrival)
        if event["is_mirrored"]:
            self._current[place] = {arrival.sha256: arrival}
        else:
            self._current.setdefault(place, {}).setdefault(arrival.sha256, arrival)

    def _is_in_time(self, instant: object) -> bool:
        return self._until is None or datetime.fromisoformat(str(instant)) < self._until


def arrival_event(arrival: Arrival, *, is_mirrored: bool, recorded_at: datetime) -> dict[str, object]:
    """The event of an arrival; ``recorded_at`` is when it was noted, which is later for content that was put back."""
    fields = asdict(arrival) | {"arrived_at": arrival.arrived_at.isoformat()}
    return {"event": "arrival", **fields, "is_mirrored": is_mirrored, "recorded_at": recorded_at.isoformat()}


def withdrawn_event(source: str, uri: str, *, recorded_at: datetime) -> dict[str, object]:
    """The event of a file that is gone from its mirrored folder."""
    return {"event": "withdrawn", "source": source, "uri": uri, "recorded_at": recorded_at.isoformat()}


def _arrival_from(event: dict[str, object]) -> Arrival:
    fields = {name: event[name] for name in Arrival.__slots__}
    return Arrival(**fields | {"arrived_at": datetime.fromisoformat(str(event["arrived_at"]))})  # type: ignore[arg-type]
