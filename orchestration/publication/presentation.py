"""What readers are told about the marts: texts, keys, titles and sources, made once for every way of publishing."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.publication.descriptions import descriptions_of, keys_of, schemas_of, titles_of
from orchestration.publication.dictionary import build_dictionary, render_json, render_page, sources_of

_TITLE = "公开：政府信息公开统计 (Gongkai: government information disclosure statistics)"


def presentation_of(dbt_manifest: Path, seeds_dir: Path) -> dict[str, Any]:
    """The arguments of :func:`publish` that say what the marts are; the same seeds and models give the same ones."""
    titles = titles_of(seeds_dir)
    dictionary = build_dictionary(dbt_manifest, seeds_dir)
    return {
        "title": _TITLE,
        "descriptions": descriptions_of(dbt_manifest, titles),
        "keys": keys_of(dbt_manifest),
        "schemas": schemas_of(dbt_manifest, titles),
        "sources": sources_of(seeds_dir),
        "beside": {"dictionary.html": render_page(dictionary), "dictionary.json": render_json(dictionary)},
    }


def made_with() -> dict[str, str]:
    """The releases of what makes the marts."""
    return {name: version(name) for name in ("gongkai", "duckdb", "dbt-core")}
