"""A consolidated form onto disk: the format by the suffix of the file, the file whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.consolidated.content import build_form
from orchestration.publication.files import check_writable, write_asked

if TYPE_CHECKING:
    from orchestration.warehouse.consolidation import Consolidation

_SUFFIXES = (".xlsx", ".docx")


def check_target(path: Path) -> None:
    """Make sure, before anything is read, that a form can be written there.

    Raises:
        FileTargetError: if the name ends in something else than .xlsx or .docx, or there is no such folder.
    """
    check_writable(path, _SUFFIXES)


def write_consolidation(path: Path, consolidation: Consolidation, seeds_dir: Path) -> None:
    """Write the form; an older one of that name is replaced in one step.

    Args:
        path: Where to, ending in .xlsx or .docx.
        consolidation: What the marts say.
        seeds_dir: Declared knowledge, for layout and words.

    Raises:
        ConsolidatedFormError: if the form of that year has no official layout.
        FileTargetError: if it can't be written.
    """
    check_target(path)
    form = build_form(consolidation, seeds_dir)
    if path.suffix.lower() == ".xlsx":
        from orchestration.publication.consolidated.workbook import render_workbook as render  # one format a run
    else:
        from orchestration.publication.consolidated.word import render_document as render
    write_asked(path, render(form))
