"""The append-only record of what arrived, what was refused and what was withdrawn, replayed into the current state."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from orchestration.domain.records import Arrival, Refusal
from orchestration.landing.ledger import Event, Ledger

Place = tuple[str, str]  # source, uri
_Record = TypeVar("_Record", Arrival, Refusal)


class Manifest(Ledger):
    """``manifest.jsonl``: grain is one event, an arrival, a refusal or a withdrawal.

    An arrival of a mirrored source replaces what was at its uri; one of an inbox stands beside it.
    """

    what = "an event of the landing manifest"
    remedy = "Restore the file from a copy, or remove this line to land its document anew."

    def __init__(self, path: Path, until: datetime | None = None) -> None:
        super().__init__(path)
        self._until = until  # what arrived, was refused or was withdrawn later is passed over
        self._noted: set[tuple[Place, str, str]] = set()
        self._current: dict[Place, dict[str, Arrival]] = {}
        self._first: dict[tuple[Place, str], Arrival] = {}
        self._refused: dict[Place, dict[str, Refusal]] = {}
        self._unpacked: dict[tuple[Place, str], set[str]] = {}

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

    def refusals(self, source: str | None = None) -> list[Refusal]:
        """All current refusals by source and uri."""
        places = sorted(place for place in self._refused if source is None or place[0] == source)
        return [refusal for place in places for refusal in self._refused[place].values()]

    def unpacked(self, archive: Arrival) -> set[str]:
        """The uris that came out of an archive or were refused; empty if it was never unpacked."""
        return self._unpacked.get(((archive.source, archive.uri), archive.sha256), set())

    def _replay(self, event: Event) -> None:
        place = (str(event["source"]), str(event["uri"]))
        if event["event"] == "withdrawn":
            if self._is_in_time(event["recorded_at"]):
                self._current.pop(place, None)
                self._refused.pop(place, None)
            return
        if event["event"] not in ("arrival", "refused"):
            raise ValueError(f"unknown event {event['event']!r}")
        # content that is put back keeps the time of its first arrival, and is there again since it was noted
        noted = (place, str(event["sha256"]), str(event["event"]))
        if not self._is_in_time(event["recorded_at"] if noted in self._noted else event["arrived_at"]):
            return
        self._noted.add(noted)
        if event["event"] == "refused":
            self._keep_refusal(place, _record_from(Refusal, event), bool(event["is_mirrored"]))
        else:
            self._keep_arrival(place, _record_from(Arrival, event), bool(event["is_mirrored"]))

    def _is_in_time(self, instant: object) -> bool:
        return self._until is None or datetime.fromisoformat(str(instant)) < self._until

    def _keep_arrival(self, place: Place, arrival: Arrival, is_mirrored: bool) -> None:
        self._first.setdefault((place, arrival.sha256), arrival)
        if arrival.archive_uri:
            key = ((arrival.source, arrival.archive_uri), arrival.archive_sha256)
            self._unpacked.setdefault(key, set()).add(arrival.uri)
        if is_mirrored:
            self._current[place] = {arrival.sha256: arrival}
            self._refused.pop(place, None)
        else:
            self._current.setdefault(place, {}).setdefault(arrival.sha256, arrival)

    def _keep_refusal(self, place: Place, refusal: Refusal, is_mirrored: bool) -> None:
        key = ((refusal.source, refusal.archive_uri), refusal.sha256)
        self._unpacked.setdefault(key, set()).add(refusal.uri)
        if is_mirrored:
            self._refused[place] = {refusal.sha256: refusal}
            if refusal.uri != refusal.archive_uri:
                self._current.pop(place, None)
        else:
            self._refused.setdefault(place, {}).setdefault(refusal.sha256, refusal)


def arrival_event(arrival: Arrival, *, is_mirrored: bool, recorded_at: datetime) -> Event:
    """The event of an arrival; ``recorded_at`` is when it was noted, which is later for content that was put back."""
    return _event("arrival", arrival, is_mirrored, recorded_at)


def refused_event(refusal: Refusal, *, is_mirrored: bool, recorded_at: datetime) -> Event:
    """The event of an archive, or a member of one, that was not taken out."""
    return _event("refused", refusal, is_mirrored, recorded_at)


def withdrawn_event(source: str, uri: str, *, recorded_at: datetime) -> Event:
    """The event of a file that is gone from its mirrored folder."""
    return {"event": "withdrawn", "source": source, "uri": uri, "recorded_at": recorded_at.isoformat()}


def _event(kind: str, record: Arrival | Refusal, is_mirrored: bool, recorded_at: datetime) -> Event:
    told = asdict(record) | {"arrived_at": record.arrived_at.isoformat()}
    told = {name: value for name, value in told.items() if name not in _SELDOM or value}
    return {"event": kind, **told, "is_mirrored": is_mirrored, "recorded_at": recorded_at.isoformat()}


_SELDOM = ("sender", "archive_uri", "archive_sha256")  # left out of an event where there is nothing to tell


# asked of the class for each event, they would take as long as all the rest of a replay
_FIELDS = {kind: tuple((field.name, field.default) for field in fields(kind)) for kind in (Arrival, Refusal)}


def _record_from(kind: type[_Record], event: Event) -> _Record:
    told = {name: event[name] if default is MISSING else event.get(name, default) for name, default in _FIELDS[kind]}
    told["arrived_at"] = datetime.fromisoformat(str(event["arrived_at"]))
    return kind(**told)
