"""One version copied from its DuckDB file into a new schema: tables, rows, keys, indexes, comments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import sql

from orchestration.domain.errors import BuildError
from orchestration.publication.versions import DATABASE, DATAPACKAGE

STAMP = "published_version"  # the table of one row that says which version a schema is

_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39, 0)",
    "UBIGINT": "numeric(20, 0)",
    "UINTEGER": "bigint",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamptz",  # instants are in UTC everywhere
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "VARCHAR": 'text collate "C"',  # the order of DuckDB, and prefixes are found by index
}
# what readers filter by; an index for each that a table has and that its key does not begin with
_FILTERS = (
    ("organ_id", "period"),
    ("organ_id", "report_year"),
    ("indicator_code", "period"),
    ("indicator_code", "report_year"),
    ("rule_id", "period"),
    ("document_id",),
    ("check_id",),
    ("observation_id",),
)
_BATCH_ROWS = 20_000
_LONGEST_KEY_BYTES = 2000  # a page of an index holds no longer entry

Progress = Callable[[str, int], None]  # table and its rows, when it is there


def load_version(connection: psycopg.Connection, folder: Path, schema: str, on_table: Progress) -> None:
    """Copies all marts of a version into a new schema; the caller's transaction makes it all or nothing.

    Raises:
        BuildError: a column has a type that has none of its kind in PostgreSQL, or rows were lost on the way.
    """
    package = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
    connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
    with duckdb.connect(str(folder / DATABASE), read_only=True) as source:
        for resource in package["resources"]:
            relation = sql.Identifier(schema, resource["name"])
            _create_table(connection, relation, resource)
            _copy_rows(connection, source, relation, resource)
            _index_table(connection, source, relation, resource)
            _comment_on(connection, relation, resource)
            connection.execute(sql.SQL("analyze {}").format(relation))
            on_table(resource["name"], resource["rows"])
    _stamp(connection, schema, package)


def _create_table(connection: psycopg.Connection, relation: sql.Identifier, resource: Mapping[str, Any]) -> None:
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(field["name"]), sql.SQL(_type_of(resource["name"], field)))
        for field in resource["schema"]["fields"]
    ]
    connection.execute(sql.SQL("create table {} ({})").format(relation, sql.SQL(", ").join(columns)))


def _type_of(table: str, field: Mapping[str, str]) -> str:
    kind = field["physicalType"]
    if decimal := re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", kind):
        return f"numeric({decimal[1]}, {decimal[2]})"
    if kind not in _TYPES:
        raise BuildError(f"{table}.{field['name']}：PostgreSQL 没有与 {kind} 对应的类型（no type for it）")
    return _TYPES[kind]


def _copy_rows(
    connection: psycopg.Connection,
    source: duckdb.DuckDBPyConnection,
    relation: sql.Identifier,
    resource: Mapping[str, Any],
) -> None:
    """Streams the rows in their order; a text is quoted and a null is not, so that they stay apart."""
    batches = source.sql(f'from main."{resource["name"]}"').to_arrow_reader(_BATCH_ROWS)
    options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    command = sql.SQL("copy {} from stdin (format csv, freeze)").format(relation)
    with connection.cursor() as cursor:
        with cursor.copy(command) as copy:
            for batch in batches:
                buffer = pa.BufferOutputStream()
                pa_csv.write_csv(batch, buffer, options)
                copy.write(buffer.getvalue().to_pybytes())
        if cursor.rowcount != resource["rows"]:
            raise BuildError(
                f"{resource['name']}：装入 {cursor.rowcount} 行，应为 {resource['rows']} 行（rows were lost）"
            )


def _index_table(
    connection: psycopg.Connection,
    source: duckdb.DuckDBPyConnection,
    relation: sql.Identifier,
    resource: Mapping[str, Any],
) -> None:
    columns = {field["name"] for field in resource["schema"]["fields"]}
    key = tuple(resource["schema"].get("primaryKey", ()))
    if key and not _can_be_indexed(source, resource["name"], key, with_nulls=True):
        key = ()
    if key:
        is_primary = _can_be_indexed(source, resource["name"], key, with_nulls=False)
        command = "alter table {} add primary key ({})" if is_primary else "create unique index on {} ({})"
        _execute_on_columns(connection, command, relation, key)
    for columns_of_filter in _FILTERS:
        is_wanted = columns.issuperset(columns_of_filter) and key[: len(columns_of_filter)] != columns_of_filter
        if is_wanted and _can_be_indexed(source, resource["name"], columns_of_filter, with_nulls=True):
            _execute_on_columns(connection, "create index on {} ({})", relation, columns_of_filter)


def _can_be_indexed(
    source: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], *, with_nulls: bool
) -> bool:
    """Whether no entry is longer than an index takes, and none has a null if there may be none."""
    length = " + ".join(f"coalesce(strlen(cast({column} as varchar)), 0)" for column in columns)
    has_null = " or ".join(f"{column} is null" for column in columns)
    longest, nulls = source.sql(
        f'select coalesce(max({length}), 0), count(*) filter ({has_null}) from main."{table}"'
    ).fetchone()
    return longest <= _LONGEST_KEY_BYTES and (with_nulls or nulls == 0)


def _execute_on_columns(
    connection: psycopg.Connection, command: str, relation: sql.Identifier, columns: tuple[str, ...]
) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    connection.execute(sql.SQL(command).format(relation, names))


def _comment_on(connection: psycopg.Connection, relation: sql.Identifier, resource: Mapping[str, Any]) -> None:
    fields = [(sql.SQL("table {}").format(relation), resource)]
    fields += [
        (sql.SQL("column {}.{}").format(relation, sql.Identifier(field["name"])), field)
        for field in resource["schema"]["fields"]
    ]
    for target, described in fields:
        text = described.get("description") or described.get("title")
        connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(text)))


def _stamp(connection: psycopg.Connection, schema: str, package: Mapping[str, Any]) -> None:
    relation = sql.Identifier(schema, STAMP)
    connection.execute(
        sql.SQL(
            "create table {} (version_id text primary key, table_count integer, row_count bigint, gate jsonb,"
            " loaded_at timestamptz default transaction_timestamp())"
        ).format(relation)
    )
    rows = sum(resource["rows"] for resource in package["resources"])
    gate = json.dumps(package["gongkai"]["gate"], ensure_ascii=False)
    connection.execute(
        sql.SQL("insert into {} values (%s, %s, %s, %s)").format(relation),
        (package["version"], len(package["resources"]), rows, gate),
    )
    connection.execute(
        sql.SQL("comment on table {} is '本模式所含的发布版本：The published version that this schema holds.'").format(
            relation
        )
    )
