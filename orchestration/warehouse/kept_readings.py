"""What was read of each document, kept until what it rests on changes: the document, how it arrived, the reading code,
the libraries it uses, or the declared knowledge.

Belongs here: keeping rows and giving them back. Does not: reading, or deciding which documents are there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zlib
from dataclasses import asdict
from functools import cached_property
from importlib.metadata import requires, version
from pathlib import Path

from orchestration.domain import Arrival
from orchestration.warehouse.documents import RawRows

_CODE = Path(__file__).parents[1]
_ROOMS = ("domain", "reference", "readers", "extraction", "contracts", "warehouse")
_DAILY = frozenset({"corrections", "duties", "documents"})  # what an office changes without any report reading anew
_NAME = re.compile(r"[A-Za-z0-9._-]+")  # of a library, before its version
_FASTEST = 1  # of the levels of compression


class KeptReadings:
    """Rows of the raw tables by document, in ``root/<fingerprint>/<sha[:2]>/``; safe to use from several processes."""

    def __init__(self, root: Path, seeds_dir: Path) -> None:
        self._root = root
        self._seeds_dir = seeds_dir

    @property
    def root(self) -> Path:
        """The folder it was opened with."""
        return self._root

    def find(self, arrival: Arrival) -> RawRows | None:
        """The rows that were read of a document that arrived so; None if there are none, or they can't be read."""
        try:
            stored = json.loads(zlib.decompress(self._file(arrival).read_bytes()))
        except (OSError, ValueError, zlib.error):
            return None
        return {table: [tuple(row) for row in rows] for table, rows in stored.items()}

    def keep(self, arrival: Arrival, rows: RawRows) -> None:
        """Keep the rows of a document, in one atomic step."""
        file = self._file(arrival)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), _FASTEST))
        os.replace(unfinished, file)

    def forget_former(self) -> None:
        """Remove what was read by other code or other knowledge."""
        if self._root.is_dir():
            for folder in self._root.iterdir():
                if folder.name != self.fingerprint:
                    shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the code that reads, the versions of the libraries, and the rows of knowledge."""
        digest = hashlib.sha256()
        files = [path for room in _ROOMS for path in (_CODE / room).rglob("*") if path.suffix in {".py", ".ttf"}]
        seeds = [path for path in self._seeds_dir.rglob("*.csv") if path.parent.name not in _DAILY]
        for path in (*sorted(files), *sorted(seeds)):
            digest.update(path.name.encode() + path.read_bytes())
        for requirement in sorted(requires("gongkai") or ()):
            if "extra ==" not in requirement and (name := _NAME.match(requirement)):
                digest.update(f"{name[0]} {version(name[0])}".encode())
        return digest.hexdigest()[:16]

    def _file(self, arrival: Arrival) -> Path:
        arrived = hashlib.sha256(json.dumps(asdict(arrival), default=str, sort_keys=True).encode()).hexdigest()[:16]
        return self._root / self.fingerprint / arrival.sha256[:2] / f"{arrival.sha256}-{arrived}.z"
