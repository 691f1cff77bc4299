"""The warehouse's own models on an in-memory DuckDB, without a dbt process.

dbt compiles the models once; the compiled SQL is kept beside the project and made again when a model changes. What
``gongkai check`` finds in a file is therefore found by the same statements that build the warehouse.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.domain.errors import BuildError
from orchestration.reconciliation.suspects import find_suspects

_SOURCES = ("*.sql", "*.yml", "*.py")
_IN_PYTHON = {"int_suspects": find_suspects}  # what a Python model calls


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """One seed or model, ready to run: ``sql`` is blank for a seed and a Python model, ``columns`` are its types."""

    name: str
    schema: str
    kind: str  # seed, view, table, python
    sql: str
    seed_path: str  # below seeds/, for a seed
    columns: dict[str, str]
    parents: tuple[str, ...]
    rebuilt_by: str = ""  # what an update finds the rows of a mart by, as its properties declare

    @property
    def is_mart(self) -> bool:
        """True if readers get it."""
        return self.schema == "marts"


def compiled_nodes(dbt_dir: Path) -> dict[str, CompiledNode]:
    """All seeds and models in an order in which each stands after its parents.

    Raises:
        BuildError: if the project does not compile; the message is dbt's.
    """
    cache = dbt_dir / "target" / "compiled_models.json"
    fingerprint = models_fingerprint(dbt_dir)
    if cache.exists():
        stored = json.loads(cache.read_text(encoding="utf-8"))
        if stored["fingerprint"] == fingerprint:
            return {row["name"]: CompiledNode(**{**row, "parents": tuple(row["parents"])}) for row in stored["nodes"]}
    nodes = _compile(dbt_dir)
    cache.parent.mkdir(parents=True, exist_ok=True)
    unfinished = cache.with_suffix(f".{os.getpid()}")
    unfinished.write_text(
        json.dumps({"fingerprint": fingerprint, "nodes": [asdict(node) for node in nodes.values()]}), encoding="utf-8"
    )
    os.replace(unfinished, cache)
    return nodes


def compiled_manifest(dbt_dir: Path) -> Path:
    """dbt's manifest of the project as it stands, compiled anew if a model changed.

    Raises:
        BuildError: if the project does not compile; the message is dbt's.
    """
    manifest = dbt_dir / "target" / "in_memory" / "manifest.json"
    if not manifest.is_file():
        (dbt_dir / "target" / "compiled_models.json").unlink(missing_ok=True)
    compiled_nodes(dbt_dir)
    return manifest


def build_models(
    connection: duckdb.DuckDBPyConnection,
    nodes: dict[str, CompiledNode],
    seeds_dir: Path,
    wanted: list[str],
    given: Collection[str] = (),
) -> dict[str, float]:
    """Build the wanted models and all that they are made of; the schema ``raw`` must be there.

    Args:
        connection: An in-memory DuckDB with the raw tables loaded.
        nodes: The compiled project.
        seeds_dir: Folder of the seeds.
        wanted: Names of models.
        given: Models that the database holds already; neither they nor what they are made of is built.

    Returns:
        Seconds that each took, by name.
    """
    spent: dict[str, float] = {}
    needed: set[str] = set(given)
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += nodes[name].parents
    for node in nodes.values():
        if node.name not in needed or node.name in given:
            continue
        started = time.perf_counter()
        connection.execute(f"create schema if not exists {node.schema}")
        if node.kind == "seed":
            columns = ", ".join(f"'{name}': '{kind}'" for name, kind in node.columns.items())
            connection.execute(
                f"create table {node.schema}.{node.name} as "
                f"select * from read_csv(?, header = true, delim = ',', quote = '\"', columns = {{{columns}}})",
                [str(seeds_dir / node.seed_path)],
            )
        elif node.kind == "python":
            connection.register("made_in_python", _IN_PYTHON[node.name](connection))
            connection.execute(f"create table {node.schema}.{node.name} as select * from made_in_python")
            connection.unregister("made_in_python")
        else:
            connection.execute(f"create {node.kind} {node.schema}.{node.name} as {node.sql}")
        spent[node.name] = time.perf_counter() - started
    return spent


def models_fingerprint(dbt_dir: Path) -> str:
    """One hash of the models, their properties and the macros; another one means other models."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(dbt_dir.rglob(pattern)):
            if "target" not in path.relative_to(dbt_dir).parts:
                digest.update(path.relative_to(dbt_dir).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _compile(dbt_dir: Path) -> dict[str, CompiledNode]:
    from dbt.cli.main import dbtRunner  # takes two seconds to import, and is needed only after a change

    dbt_dir = dbt_dir.resolve()  # dbt reads a relative target path from the project
    saved = os.environ.get("GONGKAI_WORK_DB")
    os.environ["GONGKAI_WORK_DB"] = ":memory:"
    try:
        result = dbtRunner().invoke(
            [
                "--quiet",
                "compile",
                "--no-introspect",
                "--no-populate-cache",
                "--exclude",  # they are called, not compiled
                *_IN_PYTHON,
                "--project-dir",
                str(dbt_dir),
                "--profiles-dir",
                str(dbt_dir),
                "--target-path",
                str(dbt_dir / "target" / "in_memory"),
            ]
        )
    finally:
        if saved is None:
            del os.environ["GONGKAI_WORK_DB"]
        else:
            os.environ["GONGKAI_WORK_DB"] = saved
    if not result.success:
        raise BuildError(f"The dbt project does not compile: {result.exception}")
    manifest = json.loads((dbt_dir / "target" / "in_memory" / "manifest.json").read_text(encoding="utf-8"))
    found = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("seed", "model")}
    nodes: dict[str, CompiledNode] = {}

    def place(key: str) -> None:
        node = found[key]
        relation = node["alias"]  # a version of a model has a relation of its own
        if relation in nodes:
            return
        parents = [parent for parent in node["depends_on"].get("nodes", []) if parent in found]
        for parent in parents:
            place(parent)
        is_seed = node["resource_type"] == "seed"
        nodes[relation] = CompiledNode(
            name=relation,
            schema=node["schema"],
            kind="seed" if is_seed else "python" if relation in _IN_PYTHON else node["config"]["materialized"],
            sql="" if is_seed or relation in _IN_PYTHON else node["compiled_code"],
            seed_path=node["original_file_path"].removeprefix("../seeds/") if is_seed else "",
            columns=node["config"].get("column_types", {}) if is_seed else {},
            parents=tuple(found[parent]["alias"] for parent in parents),
            rebuilt_by=node["config"].get("meta", {}).get("rebuilt_by", ""),
        )

    for key in sorted(found):
        place(key)
    return nodes
