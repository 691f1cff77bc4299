"""The published folder: complete versions side by side, and one link that says which of them is current.

    published/versions/<version_id>/{gongkai.duckdb, parquet/, datapackage.json}
    published/current            -> versions/<version_id>       the only thing that a publication changes
    published/gongkai.duckdb     -> current/gongkai.duckdb      likewise parquet and datapackage.json; made once

Replacing `current` is one rename, so the three public names change together, and a kill at any moment leaves the old
version or the new one. A reader keeps the files it has open. What a version holds is none of this module's business.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.domain.errors import BuildError

DATABASE = "gongkai.duckdb"
PARQUET = "parquet"
DATAPACKAGE = "datapackage.json"
PUBLIC_NAMES = (DATABASE, PARQUET, DATAPACKAGE)

_CURRENT = "current"
_VERSIONS = "versions"
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


def install_version(published_dir: Path, staging: Path, version_id: str) -> None:
    """Makes a finished staging folder a version, on disk for good before its name says so; readers see nothing yet."""
    _make_durable(staging)
    target = version_dir(published_dir, version_id)
    target.parent.mkdir(exist_ok=True)
    if target.exists():  # one that was damaged from outside; moved aside, it is cleared as a leftover
        os.replace(target, published_dir / f"{_LEFTOVER}damaged-{version_id}")
    os.replace(staging, target)
    _sync_folder(target.parent)


def switch_to(published_dir: Path, version_id: str) -> None:
    """Makes a version the one that readers see when they open next, in one step."""
    os.utime(version_dir(published_dir, version_id))  # the newest of those kept, also if it was published before
    for name in PUBLIC_NAMES:  # before the first switch they point nowhere, so that all three appear at once
        _replace_link(published_dir, name, f"{_CURRENT}/{name}")
    _replace_link(published_dir, _CURRENT, f"{_VERSIONS}/{version_id}")
    _sync_folder(published_dir)


def prune_versions(published_dir: Path, keep: int) -> None:
    """Removes all but the last `keep` versions; the current one always stays."""
    versions = sorted((published_dir / _VERSIONS).iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    current = current_version(published_dir)
    older = [path for path in versions if path.name != current]
    for path in older[keep - 1 :]:
        leftover = published_dir / f"{_LEFTOVER}pruned-{path.name}"
        os.replace(path, leftover)  # a half-removed version is never among the versions
        _remove(leftover)


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
