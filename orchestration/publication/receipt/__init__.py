"""The receipt of a check: what an officer reads, as a page (HTML) or a workbook (.xlsx), from the same content.

What is said stands in ``content`` and ``sentences``; how it looks in ``page`` and ``workbook``. Nothing is computed
here that a rule has not found, no value is altered, and nothing reads the clock: the same findings give the same bytes.
"""

from orchestration.publication.receipt.writing import check_target, write_receipt

__all__ = ["check_target", "write_receipt"]
