"""The landing store: every document once, under the hash of its content, with the record of its arrivals.

Belongs here: copying bytes in, those in archives too, and giving them back. Does not: opening or judging a document.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from orchestration.domain.errors import BuildError, UnreadableDocumentError
from orchestration.domain.records import Arrival, Refusal
from orchestration.landing.archives import Refused, unpack_archive
from orchestration.landing.content_type import ZIP, detect_media_type
from orchestration.landing.decisions import DecisionLog
from orchestration.landing.delivery import Delivery
from orchestration.landing.folders import open_regular, paths_by_uri
from orchestration.landing.labels import claimed_organ, claimed_period, file_name_label, uri_label
from orchestration.landing.ledger import Event
from orchestration.landing.manifest import Manifest, withdrawn_event

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_WHOLE = 128 << 20  # bytes up to which all of a file is looked at for its media type; beyond, no reader takes it
_BATCH = 256  # events that become durable together
_SHA256 = re.compile(r"[0-9a-f]{64}")


class LandingStore:
    """Content-addressed store: blobs in ``root/<sha[:2]>/<sha>``, arrivals in ``root/manifest.jsonl``.

    What the office decided about them is in ``root/decisions.jsonl``.

    Safe to kill at any moment and to use from several processes: a blob is written before its arrival is recorded, and
    both appear whole or not at all.
    """

    def __init__(self, root: Path, until: datetime | None = None) -> None:
        """Open a store.

        Args:
            root: Its folder.
            until: An instant from which on nothing is known; a store that is asked so is only read.
        """
        self._root = Path(root)
        self._manifest = Manifest(self._root / "manifest.jsonl", until)
        self.decisions = DecisionLog(self._root / "decisions.jsonl", until)

    def before(self, instant: datetime) -> LandingStore:
        """The store as it was just before an instant: what had arrived and was decided by then; it is only read."""
        return LandingStore(self._root, instant)

    @property
    def root(self) -> Path:
        """The folder of the store."""
        return self._root

    def land_file(
        self,
        path: Path,
        *,
        source: str,
        uri: str | None = None,
        now: datetime,
        mirror: bool = True,
        sender: str = "",
        received: datetime | None = None,
    ) -> Arrival:
        """Land one file, and what is in it if it is an archive.

        Args:
            path: The file to copy in.
            source: Name of the folder or inbox it belongs to.
            uri: Label of where it came from; by default ``<source>/<base name>``.
            now, mirror, sender, received: As for a folder.

        Returns:
            The arrival; of content that this uri has had before, its first arrival.

        Raises:
            BuildError: If the file can't be read.
        """
        delivery = Delivery.of(source, now, received, mirror, sender)
        name = uri if uri is not None else f"{source}/{Path(path).name}"
        try:
            file = open(path, "rb")  # noqa: SIM115 - closed below, once it is known to be open
        except OSError as error:
            raise BuildError(f"{path} can't be landed: {error.strerror or error}.") from error
        with file, self._manifest.locked():
            arrival, events = self._arrive(file, uri_label(name), name, delivery)
            self._manifest.append(events)
        return arrival

    def land_folder(
        self,
        folder: Path,
        *,
        source: str,
        now: datetime,
        mirror: bool = True,
        sender: str = "",
        received: datetime | None = None,
    ) -> list[Arrival]:
        """Land every file of a folder and its sub-folders, in order of their paths, and what is in its archives.

        Files and folders that begin with a dot, links, and what is not a regular file are passed over.

        Args:
            folder: The folder to copy in.
            source: Its name; the uri of a file is ``<source>/<path in the folder>``, that of a member of an archive
                ``<uri of the archive>!<name in it>``.
            now: The present instant, with its time zone.
            mirror: True if the source is to equal the folder: changed files are replaced, and files that are gone are
                withdrawn. False for an inbox: whatever was in it once stays.
            sender: Who handed the folder in; blank if nobody said.
            received: When it was received, where that isn't now; what arrived is known from then on.

        Returns:
            One arrival a file that is in the folder now.

        Raises:
            BuildError: If the folder, or a folder in it, can't be listed; then nothing is withdrawn.
        """
        delivery = Delivery.of(source, now, received, mirror, sender)
        paths = paths_by_uri(Path(folder), source)
        arrivals: list[Arrival] = []
        events: list[Event] = []
        with self._manifest.locked():
            for uri, path in paths.items():
                try:
                    file = open_regular(path)
                except OSError as error:
                    _log.warning("%s is passed over: %s", path, error.strerror or error)
                    continue
                with file:
                    arrival, new = self._arrive(file, uri, path.name, delivery)
                arrivals.append(arrival)
                events += new
                if len(events) >= _BATCH:
                    self._manifest.append(events)
                    events = []
            self._manifest.append(events)
            if mirror:
                self._withdraw_all_but(paths.keys(), arrivals, delivery)
        return arrivals

    def _withdraw_all_but(self, uris: Collection[str], arrivals: list[Arrival], delivery: Delivery) -> None:
        """Withdraw what is neither in the mirrored folder nor in an archive of it."""
        present = set(uris).union(*(self._manifest.unpacked(arrival) for arrival in arrivals))
        held = (*self._manifest.current(delivery.source), *self._manifest.refusals(delivery.source))
        gone = sorted({one.uri for one in held} - present)
        self._manifest.append(withdrawn_event(delivery.source, uri, recorded_at=delivery.recorded_at) for uri in gone)

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

    def refusals(self, source: str | None = None) -> list[Refusal]:
        """What was not taken out of archives, one row per (source, uri), with the reason; sorted by these."""
        self._manifest.refresh()
        return self._manifest.refusals(source)

    def _arrive(self, file: BinaryIO, uri: str, name: str, delivery: Delivery) -> tuple[Arrival, list[Event]]:
        """Store the content; the arrival that stands for it, and the events to record if it is news.

        The events of an archive end with its own arrival: a kill before it leaves an archive that is taken in anew.
        """
        sha256, size, head = self._store(file)
        known = self._manifest.at(delivery.source, uri).get(sha256)
        arrival = known or self._arrival_of(uri, name, sha256, size, head, delivery)
        events = [] if known else [delivery.event_of(arrival)]
        if arrival.media_type == ZIP and not (known and self._manifest.unpacked(arrival)):
            file.seek(0)
            events = [*self._unpack(file, arrival, delivery), *events]
        return arrival, events

    def _arrival_of(
        self,
        uri: str,
        name: str,
        sha256: str,
        size: int,
        head: bytes,
        delivery: Delivery,
        archive: Arrival | None = None,
    ) -> Arrival:
        """The first arrival of this content at this uri, or a new one."""
        return self._manifest.first_arrival(delivery.source, uri, sha256) or Arrival(
            uri=uri,
            file_name=file_name_label(name),
            sha256=sha256,
            size_bytes=size,
            media_type=detect_media_type(head),
            arrived_at=delivery.received_at,
            source=delivery.source,
            claimed_organ=claimed_organ(uri),
            claimed_period=claimed_period(uri),
            sender=delivery.sender,
            archive_uri=archive.uri if archive else "",
            archive_sha256=archive.sha256 if archive else "",
        )

    def _unpack(self, file: BinaryIO, archive: Arrival, delivery: Delivery) -> Iterator[Event]:
        """Store the members of an archive; the event of each, and of each refusal."""
        try:
            for one in unpack_archive(file):
                uri = uri_label(f"{archive.uri}!{one.name}")
                if isinstance(one, Refused):
                    yield delivery.refusal_of(archive, uri, one)
                    continue
                sha256 = hashlib.sha256(one.content).hexdigest()
                self._write(sha256, iter([one.content]))
                size = len(one.content)
                yield delivery.event_of(self._arrival_of(uri, one.name, sha256, size, one.content, delivery, archive))
        except UnreadableDocumentError as error:
            whole = Refused(archive.file_name, archive.size_bytes, error.reason_code, str(error))
            yield delivery.refusal_of(archive, archive.uri, whole)

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
