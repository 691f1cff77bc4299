"""The landing store: every document once, under the hash of its content, with the record of its arrivals.

Belongs here: copying bytes in, and giving them back. Does not: opening, unpacking or judging a document.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from orchestration.domain.errors import BuildError
from orchestration.domain.records import Arrival
from orchestration.landing.content_type import detect_media_type
from orchestration.landing.labels import claimed_organ, claimed_period, file_name_label, uri_label
from orchestration.landing.manifest import Manifest, arrival_event, withdrawn_event

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_WHOLE = 128 << 20  # bytes up to which all of a file is looked at for its media type; beyond, no reader takes it
_BATCH = 256  # events that become durable together
_SHA256 = re.compile(r"[0-9a-f]{64}")


class LandingStore:
    """Content-addressed store: blobs in ``root/<sha[:2]>/<sha>``, arrivals in ``root/manifest.jsonl``.

    Safe to kill at any moment and to use from several processes: a blob is written before its arrival is recorded, and
    both appear whole or not at all.
    """

    def __init__(self, root: Path) -> None:
        self._root = Path(root)
        self._manifest = Manifest(self._root / "manifest.jsonl")

    def land_file(
        self, path: Path, *, source: str, uri: str | None = None, now: datetime, mirror: bool = True
    ) -> Arrival:
        """Land one file.

        Args:
            path: The file to copy in.
            source: Name of the folder or inbox it belongs to.
            uri: Label of where it came from; by default ``<source>/<base name>``.
            now: The present instant, with its time zone.
            mirror: True if new content at a uri replaces the old; False if both stay (an inbox).

        Returns:
            The arrival; of content that this uri has had before, its first arrival.

        Raises:
            BuildError: If the file can't be read.
        """
        now = _utc(now)
        name = uri if uri is not None else f"{source}/{Path(path).name}"
        try:
            file = open(path, "rb")  # noqa: SIM115 - closed below, once it is known to be open
        except OSError as error:
            raise BuildError(f"{path} can't be landed: {error.strerror or error}.") from error
        with file, self._manifest.locked():
            arrival, events = self._arrive(file, source, uri_label(name), name, now, mirror)
            self._manifest.append(events)
        return arrival

    def land_folder(self, folder: Path, *, source: str, now: datetime, mirror: bool = True) -> list[Arrival]:
        """Land every file of a folder and its sub-folders, in order of their paths.

        Files and folders that begin with a dot, links, and what is not a regular file are passed over.

        Args:
            folder: The folder to copy in.
            source: Its name; the uri of a file is ``<source>/<path in the folder>``.
            now: The present instant, with its time zone.
            mirror: True if the source is to equal the folder: changed files are replaced, and files that are gone are
                withdrawn. False for an inbox: whatever was in it once stays.

        Returns:
            One arrival a file that is in the folder now.

        Raises:
            BuildError: If the folder, or a folder in it, can't be listed; then nothing is withdrawn.
        """
        now = _utc(now)
        paths = _paths_by_uri(Path(folder), source)
        arrivals: list[Arrival] = []
        events: list[dict[str, object]] = []
        with self._manifest.locked():
            for uri, path in paths.items():
                try:
                    file = _open_regular(path)
                except OSError as error:
                    _log.warning("%s is passed over: %s", path, error.strerror or error)
                    continue
                with file:
                    arrival, new = self._arrive(file, source, uri, path.name, now, mirror)
                arrivals.append(arrival)
                events += new
                if len(events) >= _BATCH:
                    self._manifest.append(events)
                    events = []
            if mirror:
                gone = sorted({a.uri for a in self._manifest.current(source)} - paths.keys())
                events += [withdrawn_event(source, uri, recorded_at=now) for uri in gone]
            self._manifest.append(events)
        return arrivals

    def read(self, sha256: str) -> bytes:
        """The bytes of a landed document, checked against their hash.

        Raises:
            BuildError: If there is no such document, or it was altered since it was landed.
        """
        if not _SHA256.fullmatch(sha256):
            raise BuildError(f"{sha256[:80]!r} is not the sha256 of a document: 64 digits of 0-9 and a-f are expected.")
        try:
            data = self._blob(sha256).read_bytes()
        except FileNotFoundError:
            raise BuildError(f"No document {sha256} has landed in {self._root}. Land its file again.") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BuildError(f"{self._blob(sha256)} was altered since it landed. Remove it and land its file again.")
        return data

    def current_arrivals(self, source: str | None = None) -> list[Arrival]:
        """What is there now, one row per (source, uri), and for an inbox per (source, uri, sha256); sorted by these."""
        self._manifest.refresh()
        return self._manifest.current(source)

    def arrivals_before(self, instant: datetime) -> list[Arrival]:
        """What was there just before an instant, as :meth:`current_arrivals` gave it then."""
        manifest = Manifest(self._root / "manifest.jsonl", until=_utc(instant))
        manifest.refresh()
        return manifest.current()

    def _arrive(
        self, file: BinaryIO, source: str, uri: str, name: str, now: datetime, mirror: bool
    ) -> tuple[Arrival, list[dict[str, object]]]:
        """Store the content; the arrival that stands for it, and the event to record if it is news."""
        sha256, size, head = self._store(file)
        if (known := self._manifest.at(source, uri).get(sha256)) is not None:
            return known, []
        arrival = self._manifest.first_arrival(source, uri, sha256) or Arrival(
            uri=uri,
            file_name=file_name_label(name),
            sha256=sha256,
            size_bytes=size,
            media_type=detect_media_type(head),
            arrived_at=now,
            source=source,
            claimed_organ=claimed_organ(uri),
            claimed_period=claimed_period(uri),
        )
        return arrival, [arrival_event(arrival, is_mirrored=mirror, recorded_at=now)]

    def _store(self, file: BinaryIO) -> tuple[str, int, bytes]:
        """Copy a file in under its hash; hash, size, and the bytes that tell its media type."""
        if (size := os.fstat(file.fileno()).st_size) <= _WHOLE:
            data = file.read(_WHOLE + 1)
            if len(data) <= _WHOLE:
                sha256 = hashlib.sha256(data).hexdigest()
                self._write(sha256, iter([data]))
                return sha256, len(data), data
            file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        self._write(sha256, iter(lambda: file.read(_CHUNK), b""))
        file.seek(0)
        return sha256, size, file.read(_CHUNK)

    def _write(self, sha256: str, chunks: Iterator[bytes]) -> None:
        blob = self._blob(sha256)
        if blob.exists():
            return
        blob.parent.mkdir(parents=True, exist_ok=True)
        temporary = blob.with_name(f".{sha256}.tmp")  # one writer at a time; what a kill left is written over
        written = hashlib.sha256()
        try:
            with open(temporary, "wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                    written.update(chunk)
                out.flush()
                os.fsync(out.fileno())
            if written.hexdigest() != sha256:
                raise BuildError("A file was changed while it was being landed. Land it again when it is at rest.")
            os.replace(temporary, blob)
        finally:
            temporary.unlink(missing_ok=True)

    def _blob(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256


def _paths_by_uri(folder: Path, source: str) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for path in _files_of(folder):
        uri = label = uri_label(f"{source}/{path.relative_to(folder).as_posix()}")
        number = 1
        while uri in paths:  # two names on disk that read alike
            number += 1
            uri = f"{label}~{number}"
        paths[uri] = path
    return paths


def _files_of(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BuildError(f"{folder} is not a folder, so nothing was landed and nothing withdrawn.")

    def refuse(error: OSError) -> None:
        raise BuildError(f"{error.filename} can't be listed: {error.strerror}. Nothing was withdrawn.") from error

    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [Path(parent, name) for name in names if not name.startswith(".")]
    paths = [path for path in paths if _is_regular(path)]
    return sorted(paths, key=lambda path: path.relative_to(folder).as_posix())


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:  # gone since it was listed
        return False


def _open_regular(path: Path) -> BinaryIO:
    """Open a file that is still no link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags), "rb")


def _utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now needs a time zone, such as UTC")
    return now.astimezone(UTC)
