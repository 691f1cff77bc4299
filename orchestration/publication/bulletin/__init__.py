"""The bulletin of an organ and a period, as offices publish it: a Word document, or a page with charts.

What is written stands in ``content``; how it looks in ``word`` and ``page``. Words of figures, columns and lists are
rows of ``seeds/bulletin``. Ranks and rates come from the marts; nothing is added up here, and nothing reads the clock.
"""

from orchestration.publication.bulletin.writing import check_target, write_bulletin

__all__ = ["check_target", "write_bulletin"]
