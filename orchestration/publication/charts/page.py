"""The frame of a page: style, scripts and options inside it, under a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

import jinja2

from orchestration.publication.charts.options import Chart

_HOME = files(__package__)


def render_page(title: str, template: str, **content: Any) -> bytes:
    """A page as UTF-8: the frame around a template. What documents hold is escaped.

    The policy allows the style and the two scripts of this package by their hashes, and no request at all.

    Args:
        title: Title of the page.
        template: Jinja template of what stands between the frame's beginning and end; it extends ``frame``.
        content: What the template speaks of.
    """
    texts = {name: _read(name) for name in ("frame.html.j2", "figures.html.j2")}
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.DictLoader(texts),
    )
    style = _read("page.css")
    scripts = [_read("echarts/echarts.min.js"), _read("draw.js")]
    page = environment.from_string(template).render(
        title=title,
        style=style,
        scripts=scripts,
        policy=_policy(style, scripts),
        option_text=option_text,
        **content,
    )
    return page.encode("utf-8", "replace")


def option_text(chart: Chart) -> str:
    """The option as JSON that can't end the element it stands in."""
    text = json.dumps(chart.option, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _policy(style: str, scripts: list[str]) -> str:
    allowed = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return _HOME.joinpath(name).read_text(encoding="utf-8")
