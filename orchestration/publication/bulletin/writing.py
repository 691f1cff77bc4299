"""A bulletin onto disk: the format by the suffix of the file, the file whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.bulletin.content import build_bulletin
from orchestration.publication.files import check_writable, write_asked

if TYPE_CHECKING:
    from orchestration.warehouse.bulletin import BulletinFigures

_SUFFIXES = (".docx", ".html")


def check_target(path: Path) -> None:
    """Make sure, before anything is read, that a bulletin can be written there.

    Raises:
        FileTargetError: if the name ends in something else than .docx or .html, or there is no such folder.
    """
    check_writable(path, _SUFFIXES)


def write_bulletin(path: Path, figures: BulletinFigures, seeds_dir: Path) -> None:
    """Write the bulletin; an older one of that name is replaced in one step.

    Args:
        path: Where to, ending in .docx or .html.
        figures: What the marts know.
        seeds_dir: Declared knowledge, for the words.

    Raises:
        FileTargetError: if it can't be written.
    """
    check_target(path)
    bulletin = build_bulletin(figures, seeds_dir)
    if path.suffix.lower() == ".docx":
        from orchestration.publication.bulletin.word import render_document as render  # one format a run
    else:
        from orchestration.publication.bulletin.page import render_bulletin as render
    write_asked(path, render(bulletin))
