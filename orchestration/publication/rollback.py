"""The versions that are kept, for people, and the way back to one of them.

A version is built once and never changed, so going back is one switch and shows exactly what was published then.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.domain.errors import BuildError
from orchestration.publication.versions import (
    DATABASE,
    DATAPACKAGE,
    current_version,
    kept_versions,
    sole_publisher,
    switch_to,
)


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version that is there."""

    version_id: str
    published_at: datetime  # UTC; when a build published it last
    table_count: int
    row_count: int
    gate_passed: bool | None  # None if it was published without a gate
    warning_count: int  # of the gate
    is_current: bool
    directory: Path

    def record(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "version": self.version_id,
            "published_at": self.published_at.isoformat(timespec="seconds"),
            "tables": self.table_count,
            "rows": self.row_count,
            "gate_passed": self.gate_passed,
            "gate_warnings": self.warning_count,
            "is_current": self.is_current,
            "path": str(self.directory),
        }


def list_versions(published_dir: Path) -> list[KeptVersion]:
    """The versions that are kept, the one published last first; those damaged from outside are left out."""
    current = current_version(published_dir)
    packages = {path: _read_package(path) for path in kept_versions(published_dir)}
    return [_describe(path, package, current) for path, package in packages.items() if package]


def find_version(published_dir: Path, version_id: str | None) -> KeptVersion:
    """The version of that id, or the current one.

    Raises:
        BuildError: there is none.
    """
    versions = list_versions(published_dir)
    for version in versions:
        if version.is_current if version_id is None else version.version_id == version_id:
            return version
    if not versions or version_id is None:
        raise BuildError(
            f"{published_dir} 中还没有已发布的版本，请先运行 gongkai build（nothing is published; build first）"
        )
    kept = "、".join(version.version_id for version in versions)
    raise BuildError(f"没有版本 {version_id}；现有 {kept}（there is no such version; these are kept）")


def roll_back(published_dir: Path, version_id: str | None = None) -> KeptVersion:
    """Shows readers a kept version again, in one recorded step; the one published before the current by default.

    Nothing is removed, and the next build publishes as always. Each further call without a version goes one back.

    Raises:
        BuildError: there is no such version, none before it, its files are not those that were published, or another
            publication is running. What readers see has not changed then.
    """
    with sole_publisher(published_dir):
        wanted = find_version(published_dir, version_id) if version_id else _version_before(published_dir)
        _check_files(wanted.directory)
        if not wanted.is_current:
            switch_to(published_dir, wanted.version_id, action="rollback")
        return find_version(published_dir, wanted.version_id)


def _version_before(published_dir: Path) -> KeptVersion:
    current = find_version(published_dir, None)
    versions = list_versions(published_dir)
    older = versions[versions.index(current) + 1 :]
    if not older:
        raise BuildError(f"版本 {current.version_id} 之前没有保留的版本（no version is kept from before this one）")
    return older[0]


def _describe(path: Path, package: dict[str, Any], current: str | None) -> KeptVersion:
    gate = package.get("gongkai", {}).get("gate")
    return KeptVersion(
        version_id=path.name,
        published_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        table_count=len(package["resources"]),
        row_count=sum(resource["rows"] for resource in package["resources"]),
        gate_passed=gate["passed"] if gate else None,
        warning_count=len(gate.get("warnings", ())) if gate else 0,
        is_current=path.name == current,
        directory=path,
    )


def _read_package(directory: Path) -> dict[str, Any] | None:
    try:
        return json.loads((directory / DATAPACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _check_files(directory: Path) -> None:
    """Compares sizes and hashes with the manifest; DuckDB checks the blocks of its own file when they are read."""
    package = _read_package(directory) or {"resources": ()}
    database = directory / DATABASE
    wanted_bytes = package.get("gongkai", {}).get("database", {}).get("bytes")
    is_whole = database.is_file() and database.stat().st_size == wanted_bytes
    for resource in package["resources"]:
        path = directory / resource["path"]
        is_whole = is_whole and path.is_file() and path.stat().st_size == resource["bytes"]
        is_whole = is_whole and resource["hash"] == f"sha256:{_sha256_of(path)}"
    if not is_whole:
        raise BuildError(f"版本 {directory.name} 的文件已损坏，未作切换（its files are damaged; nothing was changed）")


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
