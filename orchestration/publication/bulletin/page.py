"""The bulletin as one page with charts."""

from __future__ import annotations

from importlib.resources import files

from orchestration.publication.bulletin.model import Bulletin
from orchestration.publication.charts import render_page


def render_bulletin(bulletin: Bulletin) -> bytes:
    """The page as UTF-8; the same bulletin gives the same bytes."""
    template = files(__package__).joinpath("bulletin.html.j2").read_text(encoding="utf-8")
    return render_page(bulletin.title, template, bulletin=bulletin)
