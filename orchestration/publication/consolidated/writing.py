"""A consolidated form onto disk: the format by the suffix of the file, the file whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.consolidated.content import build_form
from orchestration.publication.consolidated.model import ConsolidatedFormError
from orchestration.publication.files import write_whole

if TYPE_CHECKING:
    from orchestration.warehouse.consolidation import Consolidation

_SUFFIXES = (".xlsx", ".docx")


def check_target(path: Path) -> None:
    """Make sure, before anything is read, that a form can be written there.

    Raises:
        ConsolidatedFormError: if the name ends in something else than .xlsx or .docx, or there is no such folder.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise ConsolidatedFormError(
            f"“{path.name}”应以 .xlsx 或 .docx 结尾（give -o a name that ends in .xlsx or .docx）"
        )
    if path.is_dir():
        raise ConsolidatedFormError(f"{path} 是文件夹，请给出文件名（it is a folder）")
    if not path.parent.is_dir():
        raise ConsolidatedFormError(f"文件夹 {path.parent} 不存在，请先建立（there is no such folder）")


def write_consolidation(path: Path, consolidation: Consolidation, seeds_dir: Path) -> None:
    """Write the form; an older one of that name is replaced in one step.

    Args:
        path: Where to, ending in .xlsx or .docx.
        consolidation: What the marts say.
        seeds_dir: Declared knowledge, for layout and words.

    Raises:
        ConsolidatedFormError: if it can't be written.
    """
    check_target(path)
    form = build_form(consolidation, seeds_dir)
    if path.suffix.lower() == ".xlsx":
        from orchestration.publication.consolidated.workbook import render_workbook as render  # one format a run
    else:
        from orchestration.publication.consolidated.word import render_document as render
    try:
        write_whole(path, render(form))
    except OSError as error:
        raise ConsolidatedFormError(f"不能写入 {path}：{error.strerror}（it can't be written there）") from None
