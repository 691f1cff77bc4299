"""The hand-out of an annual report: one page with its figures, trends, findings, official tables and sources.

Which figures a chart shows are rows of ``seeds/report``. Nothing is added up here that the marts do not have, what can
not be compared has no point, and nothing reads the clock: the same marts give the same bytes.
"""

from orchestration.publication.report.writing import check_target, write_report

__all__ = ["check_target", "write_report"]
