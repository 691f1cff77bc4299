"""The hand-out as one page."""

from __future__ import annotations

from importlib.resources import files

from orchestration.publication.charts import render_page
from orchestration.publication.report.model import ReportPage


def render_report(page: ReportPage) -> bytes:
    """The page as UTF-8; the same content gives the same bytes."""
    template = files(__package__).joinpath("report.html.j2").read_text(encoding="utf-8")
    return render_page(page.title, template, page=page)
