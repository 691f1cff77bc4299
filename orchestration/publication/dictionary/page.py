"""The dictionary as one HTML page: offline, searchable, Chinese and English; and the same as JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from orchestration.publication.dictionary import words


def render_json(dictionary: dict[str, Any]) -> bytes:
    """The records as they are; the same records give the same bytes."""
    return (json.dumps(dictionary, ensure_ascii=False, indent=1) + "\n").encode()


def render_page(dictionary: dict[str, Any]) -> bytes:
    """The page as UTF-8. What it says is escaped; the content policy allows its own style and script and no request."""
    home = files(__package__)
    style, script = (home.joinpath(name).read_text(encoding="utf-8") for name in ("dictionary.css", "dictionary.js"))
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(home.joinpath("dictionary.html.j2").read_text(encoding="utf-8"))
    page = template.render(
        dictionary=dictionary,
        words=words,
        both=_both,
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
    )
    return page.encode("utf-8", "replace")


def _both(pair: tuple[str, str]) -> Markup:
    """Words in both languages, of which the page shows one."""
    words_zh, words_en = pair
    return Markup('<span lang="zh-CN">{}</span><span lang="en">{}</span>').format(words_zh, words_en)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
