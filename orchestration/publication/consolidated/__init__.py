"""The consolidated form of a parent organ, as a workbook (.xlsx) or a document (.docx), from the same content.

What is written stands in ``content``; how it looks in ``workbook`` and ``word``. Figures come from the marts; nothing
is added up here that they do not have, and nothing reads the clock: the same marts give the same bytes.
"""

from orchestration.publication.consolidated.writing import check_target, write_consolidation

__all__ = ["check_target", "write_consolidation"]
