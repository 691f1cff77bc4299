"""The regular files of a folder, each under the uri it is known by; links are never followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from orchestration.domain.errors import BuildError
from orchestration.landing.labels import uri_label


def paths_by_uri(folder: Path, source: str) -> dict[str, Path]:
    """Uri -> path of each regular file below a folder, in order of their paths.

    Raises:
        BuildError: if the folder, or one in it, can't be listed.
    """
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


def open_regular(path: Path) -> BinaryIO:
    """Open a file that is still no link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags), "rb")
