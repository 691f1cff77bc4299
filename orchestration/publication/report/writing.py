"""A hand-out onto disk, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.files import check_writable, write_asked
from orchestration.publication.report.content import build_report
from orchestration.publication.report.page import render_report

if TYPE_CHECKING:
    from orchestration.warehouse.report import AnnualReport


def check_target(path: Path) -> None:
    """Make sure, before anything is read, that a page can be written there.

    Raises:
        FileTargetError: if the name does not end in .html, or there is no such folder.
    """
    check_writable(path, (".html",))


def write_report(path: Path, report: AnnualReport, seeds_dir: Path) -> None:
    """Write the page; an older one of that name is replaced in one step.

    Args:
        path: Where to, ending in .html.
        report: What the marts know.
        seeds_dir: Declared knowledge, for layout and words.

    Raises:
        FileTargetError: if it can't be written.
    """
    check_target(path)
    write_asked(path, render_report(build_report(report, seeds_dir)))
