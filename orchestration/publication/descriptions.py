"""What each mart and column means, as the dbt project describes it; readers get it with the data."""

from __future__ import annotations

import json
from pathlib import Path


def descriptions_of(manifest: Path) -> dict[str, dict[str, str]]:
    """Mart -> column -> description, from dbt's manifest; the column "" is the mart itself."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: {"": node["description"], **{name: c["description"] for name, c in node["columns"].items()}}
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
