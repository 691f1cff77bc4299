"""What each mart and column means, and what its key is, as the dbt project says; readers get it with the data."""

from __future__ import annotations

import json
from pathlib import Path


def descriptions_of(manifest: Path) -> dict[str, dict[str, str]]:
    """Mart -> column -> description, from dbt's manifest; the column "" is the mart itself."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["alias"]: {"": node["description"], **{name: c["description"] for name, c in node["columns"].items()}}
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }


def keys_of(manifest: Path) -> dict[str, tuple[str, ...]]:
    """Mart -> columns of its key, from the tests that prove it: ``grain`` of several columns, or ``unique`` of one."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    keys = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = nodes.get(node.get("attached_node") or "", {})
        if model.get("schema") != "marts" or test.get("name") not in ("grain", "unique") or node["config"].get("where"):
            continue  # a test of some rows is no key of all
        columns = test["kwargs"].get("columns") or [node["column_name"]]
        keys[model["alias"]] = min(keys.get(model["alias"], tuple(columns)), tuple(columns), key=len)
    return keys
