"""An append-only file of events, one JSON a line: durable, safe from several processes, whole after a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.domain.errors import BuildError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: one process at a time is then the user's own care
    fcntl = None  # type: ignore[assignment]

Event = dict[str, Any]


class Ledger:
    """Grain of the file is one event; what the events come to is kept by the class that replays them.

    A last line that was torn by a kill counts as never written, and is cut off by the next append.
    """

    what = "an event"  # what a line is, for people
    remedy = "Restore the file from a copy."

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_to = 0
        self._line_number = 0

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
        """Replay the events that were appended since the last look.

        Raises:
            BuildError: a line is no such event, or the file became shorter.
        """
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
                self._replay(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                if place == len(lines) - 2 and not lines[-1]:
                    return  # the last line: torn by a power cut, not by a hand
                raise BuildError(
                    f"{self._path}, line {self._line_number + 1}, is not {self.what} ({error}). {self.remedy}"
                ) from error
            self._read_to += len(line) + 1
            self._line_number += 1

    def append(self, events: Iterable[Event]) -> None:
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

    def _replay(self, event: Event) -> None:
        raise NotImplementedError
