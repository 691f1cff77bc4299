"""Files that people asked for, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from orchestration.domain.errors import GongkaiError


class FileTargetError(GongkaiError):
    """A file can't be written where it was asked for; the message says what to do."""


def check_writable(path: Path, suffixes: Sequence[str]) -> None:
    """Make sure, before anything is read, that a file of one of these kinds can be written there.

    Raises:
        FileTargetError: if the name ends otherwise, is that of a folder, or its folder does not exist.
    """
    if path.suffix.lower() not in suffixes:
        kinds = " 或 ".join(suffixes)
        raise FileTargetError(f"“{path.name}”应以 {kinds} 结尾（give -o a name that ends in {' or '.join(suffixes)}）")
    if path.is_dir():
        raise FileTargetError(f"{path} 是文件夹，请给出文件名（it is a folder）")
    if not path.parent.is_dir():
        raise FileTargetError(f"文件夹 {path.parent} 不存在，请先建立（there is no such folder）")


def write_asked(path: Path, data: bytes) -> None:
    """Write a file that was asked for, whole or not at all.

    Raises:
        FileTargetError: if it can't be written there.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise FileTargetError(f"不能写入 {path}：{error.strerror}（it can't be written there）") from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: if it can't be written there.
    """
    unfinished = None
    try:
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(unfinished, 0o666 & ~_umask())
        os.replace(unfinished, path)
    except OSError:
        if unfinished:
            Path(unfinished).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
