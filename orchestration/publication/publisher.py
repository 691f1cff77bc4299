"""The last step of a build: the audited marts copied out of the work database and swapped in, all or nothing.

Whether they may be published is the gate's verdict, passed in; what readers see changes in `versions` alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from orchestration.domain.errors import BuildError
from orchestration.publication.datapackage import PublishedTable, describe_package, parquet_path
from orchestration.publication.descriptions import MartSchema
from orchestration.publication.versions import (
    DATABASE,
    DATAPACKAGE,
    PUBLIC_NAMES,
    current_version,
    install_version,
    prune_versions,
    sole_publisher,
    staged_version,
    switch_to,
    version_dir,
)

_MART_PREFIXES = ("fct_", "dim_", "rpt_")
_READ_BY = ("organ_id", "period", "form_code", "indicator_code")  # what readers filter by, so what rows lie together by
_HASHES = ("observation_id", "check_id")
_TIMES = {"is_latest", "known_from", "known_to"}
# The rows in force at the end of a day: what had arrived by then and was not superseded yet.
_AS_OF = """
    create macro main.{name}_as_of(day) as table
    select * replace (true as is_latest, cast(null as timestamp) as known_to)
    from main.{name}
    where
        known_from < cast(day as date) + interval 1 day
        and (known_to is null or known_to >= cast(day as date) + interval 1 day)
"""

Descriptions = Mapping[str, Mapping[str, str]]  # table -> column -> text; the column "" is the table itself
Keys = Mapping[str, tuple[str, ...]]  # table -> the columns that tell its rows apart
TableMaker = Callable[[Path, Descriptions, Keys], tuple[PublishedTable, ...]]  # fills a staging folder


@dataclass(frozen=True, slots=True)
class PublishedManifest:
    """What readers see after a publication."""

    version_id: str  # of the content: the same marts have the same id, wherever and whenever they are published
    directory: Path
    tables: tuple[PublishedTable, ...]  # by name
    is_new: bool  # False if readers already saw this version; nothing was changed then

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows of each published mart, by name."""
        return {table.name: table.row_count for table in self.tables}


def publish(
    work_db: Path,
    published_dir: Path,
    *,
    title: str,
    run_facts: Mapping[str, Any],
    gate: Mapping[str, Any] | None = None,
    descriptions: Descriptions | None = None,
    keys: Keys | None = None,
    schemas: Mapping[str, MartSchema] | None = None,
    sources: Sequence[str] = (),
    beside: Mapping[str, bytes] | None = None,
    versions_kept: int = 3,
    make_tables: TableMaker | None = None,
) -> PublishedManifest:
    """Publishes the tables of schema `marts` of the work database as one version, while readers go on.

    The version is addressed by its content, so publishing the same marts again changes nothing, not even the run facts
    of the publication that stands. Rows are sorted by organ and period, and by the key: the same rows give the same
    Parquet bytes, and a reader of one organ reads a small part.

    Args:
        work_db: The database that dbt built; nobody may be writing to it.
        published_dir: Readers open `gongkai.duckdb`, `parquet/<mart>/<mart>.parquet` and `datapackage.json` in it.
        title: Title of the data package, for people.
        run_facts: Anything JSON can hold about the run; written to `datapackage.json` under `gongkai`.
        gate: The verdict of the release gate, at least `{"passed": bool}`; written beside the run facts.
        descriptions: Labels of tables and columns, as comments of the database and in both descriptions.
        keys: Columns of the key of each mart, which no two rows share; sorted by, and written to `datapackage.json`.
        schemas: Titles, required columns and foreign keys of each mart; written there, too.
        sources: Titles of what the figures rest on; written there, too.
        beside: Further files of the version, by name beside `datapackage.json`; a changed one is a new version.
        versions_kept: How many versions stay, the current one among them; those that readers hold stay longer.
        make_tables: What fills the new version instead of a copy of all marts of the work database.

    Raises:
        BuildError: the gate refused, there is nothing to publish, the work database is missing or being written to,
            or another publication is running. What was published before still stands.
    """
    if gate is not None and not gate.get("passed"):
        raise BuildError(
            "发布检查未通过，已发布的版本保持不变（the release gate refused; the published version stands）"
        )
    descriptions, beside = descriptions or {}, beside or {}
    with sole_publisher(published_dir), staged_version(published_dir) as staging:
        make = make_tables or partial(_build_tables, work_db)
        tables = make(staging, descriptions, keys or {})
        version_id = _identify_version(tables, beside)
        is_whole = _is_whole(version_dir(published_dir, version_id), tables)
        is_new = not (is_whole and is_published(published_dir) and current_version(published_dir) == version_id)
        if not is_whole:
            package = describe_package(
                tables,
                version_id=version_id,
                title=title,
                descriptions=descriptions,
                keys=keys or {},
                schemas=schemas or {},
                sources=sources,
                run_facts={**run_facts, "database": {"path": DATABASE, "bytes": (staging / DATABASE).stat().st_size}},
                gate=gate,
            )
            for name, content in {**beside, DATAPACKAGE: package.encode()}.items():
                (staging / name).write_bytes(content)
            install_version(published_dir, staging, version_id)
        if is_new:
            switch_to(published_dir, version_id)
            prune_versions(published_dir, versions_kept)
    return PublishedManifest(version_id, version_dir(published_dir, version_id), tables, is_new)


def is_published(published_dir: Path) -> bool:
    """True if there is a complete version to read."""
    return all((published_dir / name).exists() for name in PUBLIC_NAMES)


def published_tables(published_dir: Path) -> dict[str, int]:
    """Rows of each published mart, by name; empty if nothing is published."""
    if not is_published(published_dir):
        return {}
    package = json.loads((published_dir / DATAPACKAGE).read_text(encoding="utf-8"))
    return {resource["name"]: resource["rows"] for resource in package["resources"]}


def _build_tables(work_db: Path, staging: Path, descriptions: Descriptions, keys: Keys) -> tuple[PublishedTable, ...]:
    """Copies the marts to a new database and to Parquet."""
    with duckdb.connect(str(staging / DATABASE), config={"preserve_insertion_order": True}) as connection:
        connection.execute(f"set temp_directory = {literal(staging / '.spill')}")
        names = copy_marts(connection, work_db, descriptions, keys)
        return tuple(export_table(connection, staging, name, descriptions.get(name, {})) for name in names)


def copy_marts(
    connection: duckdb.DuckDBPyConnection, work_db: Path, descriptions: Descriptions, keys: Keys
) -> list[str]:
    """Copies the marts of a work database into a new one, as readers get them; the names of the marts.

    Tables are in `main`, views of the same name in `marts`; facts with their times have a macro for any day.

    Raises:
        BuildError: the work database is missing, empty, or being written to.
    """
    if not work_db.is_file():
        raise BuildError(f"没有可发布的数据库 {work_db}（there is no work database; build first）")
    try:
        connection.execute(f"attach {literal(work_db)} as work (read_only)")
    except (duckdb.IOException, duckdb.BinderException) as error:
        raise BuildError(f"无法读取 {work_db}，可能仍有任务在写入（it may still be written to）：{error}") from None
    names = _list_marts(connection)
    if not names:
        raise BuildError(f"{work_db} 中没有可发布的表（there are no marts in it）")
    connection.execute("create schema marts")
    for name in names:
        source = f"work.marts.{quoted(name)}"
        columns = [column for column, *_ in connection.execute(f"describe {source}").fetchall()]
        order = reading_order(columns, keys.get(name, ()))
        connection.execute(f"create table main.{quoted(name)} as from {source} order by {order}")
        connection.execute(f"create view marts.{quoted(name)} as select * from main.{quoted(name)}")
        if set(columns) >= _TIMES:
            connection.execute(_AS_OF.format(name=name))
        _comment_table(connection, name, descriptions.get(name, {}))
    connection.execute("detach work")
    connection.execute("checkpoint")
    return names


def _list_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'work' and schema_name = 'marts' order by 1"
    ).fetchall()
    return [name for (name,) in rows if name.startswith(_MART_PREFIXES) and "__dbt_" not in name]


def reading_order(columns: list[str], key: tuple[str, ...]) -> str:
    """What readers filter by, then the key, so that equal content has one order; without a key, all columns.

    Hashes come last, or every filter would read the whole table.
    """
    leading = [column for column in _READ_BY if column in columns]
    wanted = key if key and set(key) <= set(columns) else columns
    others = [column for column in wanted if column not in (*leading, *_HASHES)]
    trailing = [column for column in _HASHES if column in wanted]
    return ", ".join(map(quoted, (*leading, *others, *trailing)))


def _comment_table(connection: duckdb.DuckDBPyConnection, name: str, texts: Mapping[str, str]) -> None:
    for relation, kind in ((f"main.{quoted(name)}", "table"), (f"marts.{quoted(name)}", "view")):
        columns = {column for column, _ in _list_columns(connection, name)}
        for column, text in texts.items():
            if column == "":
                connection.execute(f"comment on {kind} {relation} is {literal(text)}")
            elif column in columns:
                connection.execute(f"comment on column {relation}.{quoted(column)} is {literal(text)}")


def export_table(
    connection: duckdb.DuckDBPyConnection, staging: Path, name: str, texts: Mapping[str, str], order: str = ""
) -> PublishedTable:
    """Writes one Parquet file, in the order of the table unless another is given.

    It carries its own labels, so a new label is a new version.
    """
    path = staging / parquet_path(name)
    path.parent.mkdir(parents=True)
    labels = json.dumps(dict(sorted(texts.items())), ensure_ascii=False)
    metadata = f", kv_metadata {{descriptions: {literal(labels)}}}" if texts else ""
    rows = f"(from main.{quoted(name)} order by {order})" if order else f"main.{quoted(name)}"
    connection.execute(f"copy {rows} to {literal(path)} (format parquet, compression zstd{metadata})")
    (row_count,) = connection.execute(f"select count(*) from main.{quoted(name)}").fetchone()
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return PublishedTable(name, row_count, sha256, path.stat().st_size, tuple(_list_columns(connection, name)))


def _list_columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    return connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and schema_name = 'main' and table_name = ? order by column_index",
        [name],
    ).fetchall()


def _identify_version(tables: Iterable[PublishedTable], beside: Mapping[str, bytes]) -> str:
    hashes = sorted(f"{table.name} {table.sha256}" for table in tables)
    hashes += sorted(f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in beside.items())
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:12]


def _is_whole(directory: Path, tables: Iterable[PublishedTable]) -> bool:
    """True if an installed version still has its files, at the sizes that its content gives them."""
    if not all((directory / name).exists() for name in PUBLIC_NAMES):
        return False
    parquet = [(directory / parquet_path(table.name), table.size_bytes) for table in tables]
    return all(path.is_file() and path.stat().st_size == size for path, size in parquet)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"
