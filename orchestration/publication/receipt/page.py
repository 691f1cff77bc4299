"""The receipt as one HTML page: self-contained, without script, for screen, telephone and paper."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

import jinja2

from orchestration.publication.receipt import words
from orchestration.publication.receipt.model import Finding, Mark, Receipt
from orchestration.publication.receipt.names import period_words, shorten

_STRONGEST = ("suspect", "alternative", "left", "numerator", "denominator", "right")
_MOST_LEFT_OUT = 50
_FIRST_OPTIONS = 5  # ways to repair that are told at once; the others unfold, and are printed


def render_page(receipt: Receipt) -> bytes:
    """The page as UTF-8. What documents hold is escaped; the content policy allows this style and nothing else."""
    home = files(__package__)
    style = home.joinpath("receipt.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(home.joinpath("receipt.html.j2").read_text(encoding="utf-8"))
    page = template.render(
        receipt=receipt,
        words=words,
        style=style,
        style_hash=f"sha256-{digest}",
        look=look_of,
        period_words=period_words,
        shorten=shorten,
        used_roles=_used_roles,
        most_left_out=_MOST_LEFT_OUT,
        first_options=_FIRST_OPTIONS,
    )
    return page.encode("utf-8", "replace")


def look_of(mark: Mark) -> str:
    """The one way a cell is filled and framed, though it may have several letters."""
    return next((role for role in _STRONGEST if role in mark.roles), "")


def _used_roles(finding: Finding) -> list[str]:
    used = {role for mark in finding.marks.values() for role in mark.roles}
    return [role for role in words.ROLES if role in used]
