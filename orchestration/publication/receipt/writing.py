"""A receipt onto disk: the format by the suffix of the file, the file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.domain.errors import GongkaiError
from orchestration.publication.files import write_whole
from orchestration.publication.receipt.content import build_receipt
from orchestration.publication.receipt.model import Record
from orchestration.publication.receipt.names import Names

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

_SUFFIXES = (".html", ".xlsx")


class ReceiptError(GongkaiError):
    """The receipt can't be written where it was asked for; the message says what to do."""


def check_target(path: Path) -> None:
    """Make sure, before anything is read, that a receipt can be written there.

    Raises:
        ReceiptError: if the name ends in something else than .html or .xlsx, or its folder can't be written to.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise ReceiptError(
            f"A receipt is a page or a workbook: give --receipt a name that ends in .html or .xlsx, not {path.name!r}."
        )
    if path.is_dir():
        raise ReceiptError(f"{path} is a folder. Give --receipt the name of a file in it.")
    if not path.parent.is_dir():
        raise ReceiptError(f"The folder {path.parent} does not exist. Make it first, or choose another.")
    if not os.access(path.parent, os.W_OK):
        raise ReceiptError(f"The folder {path.parent} can't be written to. Choose another, or ask for the right to.")


def write_receipt(path: Path, examination: Examination, checks: Sequence[Record], seeds_dir: Path) -> None:
    """Write what the checks of an examination found; an older receipt of that name is replaced in one step.

    Args:
        path: Where to, ending in .html or .xlsx.
        examination: The examined files.
        checks: Its checks, whatever their outcome.
        seeds_dir: Declared knowledge, for the words.

    Raises:
        ReceiptError: if it can't be written there.
    """
    check_target(path)
    names = Names(seeds_dir)
    receipt = build_receipt(examination, checks, names)
    if path.suffix.lower() == ".html":
        from orchestration.publication.receipt.page import render_page  # one format a run is all that is loaded

        data = render_page(receipt)
    else:
        from orchestration.publication.receipt.workbook import render_workbook

        data = render_workbook(receipt, examination, names)
    try:
        write_whole(path, data)
    except OSError as error:
        raise ReceiptError(
            f"The receipt can't be written to {path}: {error.strerror}. Close it if it is open, or choose another name."
        ) from None
