"""The published folder: complete versions side by side, and one link that says which of them is current.

    published/versions/<version_id>/{gongkai.duckdb, parquet/, datapackage.json}
    published/current            -> versions/<version_id>       the only thing that a publication changes
    published/gongkai.duckdb     -> current/gongkai.duckdb      likewise parquet and datapackage.json; made once
    published/history.jsonl      one line a switch, written before it

Replacing `current` is one rename, so the three public names change together, and a kill at any moment leaves the old
version or the new one. A reader keeps the files it has open, and `held_version` holds all of one version for it.
What a version holds is none of this module's business.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from orchestration.domain.errors import BuildError

DATABASE = "gongkai.duckdb"
PARQUET = "parquet"
DATAPACKAGE = "datapackage.json"
PUBLIC_NAMES = (DATABASE, PARQUET, DATAPACKAGE)

_CURRENT = "current"
_VERSIONS = "versions"
_HISTORY = "history.jsonl"
_LEFTOVER = ".next-"


@contextmanager
def sole_publisher(published_dir: Path) -> Iterator[None]:
    """Holds the folder for one publication and clears what killed ones left behind.

    Raises:
        BuildError: another process is publishing here. The lock dies with its process, so a kill never leaves one.
    """
    published_dir.mkdir(parents=True, exist_ok=True)
    with (published_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(
                f"另一个任务正在发布到 {published_dir}，请稍后再试（another publication is running）"
            ) from None
        for leftover in published_dir.glob(f"{_LEFTOVER}*"):
            _remove(leftover)
        yield


@contextmanager
def staged_version(published_dir: Path) -> Iterator[Path]:
    """An empty folder on the same file system to build a version in; it is gone afterwards unless installed."""
    staging = published_dir / f"{_LEFTOVER}{os.getpid()}"
    staging.mkdir()
    try:
        yield staging
    finally:
        _remove(staging)


def version_dir(published_dir: Path, version_id: str) -> Path:
    """Where a version lives, whether or not it is there."""
    return published_dir / _VERSIONS / version_id


def current_version(published_dir: Path) -> str | None:
    """The version_id that readers see, or None if nothing is published."""
    current = published_dir / _CURRENT
    return current.readlink().name if current.is_symlink() and current.exists() else None


@contextmanager
def held_version(published_dir: Path, version_id: str | None = None) -> Iterator[Path]:
    """The folder of a version, the current one by default, which stays while it is held, whatever is published.

    Other programs get the same by a shared lock (`flock -s`) on the `datapackage.json` of the version they read.

    Raises:
        BuildError: nothing is published, or the version named is not there.
    """
    while (wanted := version_id or current_version(published_dir)) is not None:
        folder = version_dir(published_dir, wanted)
        try:
            lock = (folder / DATAPACKAGE).open("rb")
        except FileNotFoundError:
            if wanted == (version_id or current_version(published_dir)):
                raise BuildError(f"没有完整的版本 {wanted}（there is no whole version of that id）") from None
            continue  # removed since; there is a newer one by now
        with lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            if folder.exists():
                yield folder
                return
    raise BuildError(
        f"{published_dir} 中还没有已发布的版本，请先运行 gongkai build（nothing is published; build first）"
    )


def kept_versions(published_dir: Path) -> list[Path]:
    """The folders of the versions that are there, the one published last first; a rollback changes no order."""
    folder = published_dir / _VERSIONS
    versions = folder.iterdir() if folder.is_dir() else ()
    return sorted(versions, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def install_version(published_dir: Path, staging: Path, version_id: str) -> None:
    """Makes a finished staging folder a version, on disk for good before its name says so; readers see nothing yet."""
    _make_durable(staging)
    target = version_dir(published_dir, version_id)
    target.parent.mkdir(exist_ok=True)
    if target.exists():  # one that was damaged from outside; moved aside, it is cleared as a leftover
        os.replace(target, published_dir / f"{_LEFTOVER}damaged-{version_id}")
    os.replace(staging, target)
    _sync_folder(target.parent)


def switch_to(published_dir: Path, version_id: str, *, action: str = "publish") -> None:
    """Makes a version the one that readers see when they open next, in one step, and records it.

    Args:
        published_dir: Where the versions are; the caller is its sole publisher.
        version_id: A version that is installed.
        action: "publish", which makes it the newest, or "rollback", which leaves its place among the others.
    """
    directory = version_dir(published_dir, version_id)
    if action == "publish":
        os.utime(directory)  # the newest of those kept, also if it was published before
    _record_switch(published_dir, version_id, action)
    for name in PUBLIC_NAMES:  # before the first switch they point nowhere, so that all three appear at once
        _replace_link(published_dir, name, f"{_CURRENT}/{name}")
    _replace_link(published_dir, _CURRENT, f"{_VERSIONS}/{version_id}")
    _sync_folder(published_dir)


def prune_versions(published_dir: Path, keep: int) -> None:
    """Removes all but the `keep` versions that readers saw last; the current one and those held by readers stay."""
    current = current_version(published_dir)
    last_seen = {name: number for number, name in enumerate(_seen_versions(published_dir))}
    by_age = sorted(kept_versions(published_dir), key=lambda path: last_seen.get(path.name, -1), reverse=True)
    for path in [path for path in by_age if path.name != current][keep - 1 :]:
        leftover = published_dir / f"{_LEFTOVER}pruned-{path.name}"
        if _move_unless_held(path, leftover):  # a half-removed version is never among the versions
            _remove(leftover)


def _record_switch(published_dir: Path, version_id: str, action: str) -> None:
    """Appends one line, on disk before the switch: a kill in between leaves a line of a switch that did not happen."""
    record = {"action": action, "version": version_id, "previous": current_version(published_dir)}
    path = published_dir / _HISTORY
    with path.open("a+b") as file:
        os.utime(file.fileno())  # the time of the record is that of the file system; nothing else depends on it
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        line = json.dumps({"at": at.isoformat(timespec="seconds"), **record}) + "\n"
        file.write(line.encode() if _ends_a_line(file) else f"\n{line}".encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file: IO[bytes]) -> bool:
    """False after a line that a kill has torn, which must not swallow the next one."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _seen_versions(published_dir: Path) -> list[str]:
    """Names of versions in the order in which readers saw them, with repetitions; a torn last line is passed over."""
    path = published_dir / _HISTORY
    seen = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        seen += [name for name in (record.get("previous"), record.get("version")) if name]
    return seen


def _move_unless_held(version: Path, target: Path) -> bool:
    """Moves a version away, so that no reader finds it any more; False if one holds it, see `held_version`."""
    try:
        lock = (version / DATAPACKAGE).open("rb")
    except FileNotFoundError:  # damaged from outside; nobody can hold it
        os.replace(version, target)
        return True
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.replace(version, target)
        return True


def _replace_link(published_dir: Path, name: str, target: str) -> None:
    link = published_dir / name
    if link.is_symlink() and os.readlink(link) == target:
        return
    if link.is_dir() and not link.is_symlink():
        raise BuildError(f"{link} 是一个文件夹，不是发布的链接；请移走后再发布（move this folder away first）")
    temporary = published_dir / f"{_LEFTOVER}link-{name}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    os.replace(temporary, link)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _make_durable(folder: Path) -> None:
    """Flushes each file and folder, and takes the right to write: what is published doesn't change."""
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.chmod(path.stat().st_mode & ~0o222)
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
