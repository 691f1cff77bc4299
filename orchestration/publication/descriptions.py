"""What each mart and column is: its Chinese title, its meaning, its key, and what it points to.

The dbt project and the titles in the seeds say it; readers get it with the data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.reference import read_seed

_REF = re.compile(r"ref\('(\w+)'")


@dataclass(frozen=True, slots=True)
class MartSchema:
    """A mart beyond its types; ``titles`` has the mart itself under ""."""

    titles: dict[str, str]
    required: frozenset[str]  # columns that are never null
    foreign_keys: tuple[tuple[str, str, str], ...]  # column, mart, its column
    deprecated: str  # the day on which it goes; "" if it stays


@dataclass(frozen=True, slots=True)
class Titles:
    """The Chinese titles of the seeds."""

    marts: dict[str, dict[str, str]]  # name -> its row
    columns: dict[tuple[str, str], str]  # mart, or "" for any, and column -> title

    def mart(self, name: str) -> tuple[str, str]:
        """Title of a mart, and what a row of it is."""
        row = self.marts.get(name, {})
        return row.get("title_zh", ""), row.get("grain_zh", "")

    def column(self, mart: str, name: str) -> str:
        """Title of a column in that mart."""
        return self.columns.get((mart, name)) or self.columns.get(("", name), "")


def titles_of(seeds_dir: Path) -> Titles:
    """The titles as they are declared."""
    return Titles(
        {row["mart"]: row for row in read_seed(seeds_dir, "catalogue/mart_titles")},
        {(row["mart"], row["column_name"]): row["title_zh"] for row in read_seed(seeds_dir, "catalogue/column_titles")},
    )


def descriptions_of(manifest: Path, titles: Titles) -> dict[str, dict[str, str]]:
    """Mart -> column -> Chinese title and English description; the column "" is the mart itself."""
    return {
        node["alias"]: {
            "": _both("：".join(filter(None, titles.mart(node["name"]))), node["description"]),
            **{
                name: _both(titles.column(node["name"], name), column["description"])
                for name, column in node["columns"].items()
            },
        }
        for node in marts_of(nodes_of(manifest))
    }


def _both(words_zh: str, words_en: str) -> str:
    return f"{words_zh}。{words_en}" if words_zh else words_en


def schemas_of(manifest: Path, titles: Titles) -> dict[str, MartSchema]:
    """Mart -> what its data package says beyond types."""
    nodes = nodes_of(manifest)
    references = _references(nodes)
    return {
        node["alias"]: MartSchema(
            titles={
                "": titles.mart(node["name"])[0],
                **{name: titles.column(node["name"], name) for name in node["columns"]},
            },
            required=frozenset(
                name
                for name, column in node["columns"].items()
                if any(constraint["type"] == "not_null" for constraint in column["constraints"])
            ),
            foreign_keys=tuple(sorted(references.get(node["alias"], ()))),
            deprecated=(node.get("deprecation_date") or "")[:10],
        )
        for node in marts_of(nodes)
    }


def keys_of(manifest: Path) -> dict[str, tuple[str, ...]]:
    """Mart -> columns of its key, from the tests that prove it: ``grain`` of several columns, or ``unique`` of one."""
    nodes = nodes_of(manifest)
    keys: dict[str, tuple[str, ...]] = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = nodes.get(node.get("attached_node") or "", {})
        if model.get("schema") != "marts" or test.get("name") not in ("grain", "unique") or node["config"].get("where"):
            continue  # a test of some rows is no key of all
        columns = test["kwargs"].get("columns") or [node["column_name"]]
        keys[model["alias"]] = min(keys.get(model["alias"], tuple(columns)), tuple(columns), key=len)
    return keys


def marts_of(nodes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes of the marts, by relation."""
    models = (node for node in nodes.values() if node["resource_type"] == "model" and node["schema"] == "marts")
    return sorted(models, key=lambda node: node["alias"])


def nodes_of(manifest: Path) -> dict[str, dict[str, Any]]:
    """All nodes of dbt's manifest, by their ids."""
    return json.loads(manifest.read_text(encoding="utf-8"))["nodes"]


def _references(nodes: dict[str, dict[str, Any]]) -> dict[str, set[tuple[str, str, str]]]:
    """Mart -> its references to other marts that a test proves, or that the shared columns of the facts declare."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    marts = {node["alias"] for node in marts_of(nodes)}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = nodes.get(node.get("attached_node") or "", {})
        if test.get("name") != "relationships" or model.get("schema") != "marts":
            continue
        target = _REF.search(test["kwargs"]["to"])[1]
        if target in marts:  # not a seed, which readers don't get
            found.setdefault(model["alias"], set()).add((node["column_name"], target, test["kwargs"]["field"]))
    for node in marts_of(nodes):
        for name, column in node["columns"].items():
            if target := column.get("meta", {}).get("refers_to"):
                found.setdefault(node["alias"], set()).add((name, *target.split(".")))
    return found
