"""The published marts as they are asked by the commands that write something from them: read-only, by organ."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.domain.errors import GongkaiError
from orchestration.reference import read_seed
from orchestration.warehouse.examination import Examination

_SUFFIXES = ("人民政府", "政府")

Record = dict[str, Any]


class PublishedError(GongkaiError):
    """What was asked for is not published; the message says why and what there is."""


def open_published(database: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory that sees the published marts as ``published.main``.

    Raises:
        PublishedError: if nothing is published.
    """
    if not database.is_file():
        raise PublishedError(f"尚无已发布的数据，请先运行 gongkai build（nothing is published in {database.parent}）")
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("attach '" + str(database).replace("'", "''") + "' as published (read_only)")
    return connection


def published_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the marts that are there."""
    return {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}


def require_tables(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Make sure that marts are there.

    Raises:
        PublishedError: naming those that are not.
    """
    lacking = sorted(set(names) - published_tables(connection))
    if lacking:
        raise PublishedError(
            f"已发布的数据中没有 {'、'.join(lacking)}，请重新运行 gongkai build（build again to get these marts）"
        )


def find_organ(connection: duckdb.DuckDBPyConnection, seeds_dir: Path, organ: str) -> tuple[str, str]:
    """Id and name of an organ of the marts; what is asked for is an id, a name, or another name of the registry.

    Of several organs of one name, now and then, the one that reports are of is meant.

    Raises:
        PublishedError: if there is none, or several; with those that are like it.
    """
    names = dict(connection.execute("select organ_id, organ_name_zh from published.main.dim_organ").fetchall())
    wanted = organ.strip().replace(" ", "")
    aliases = {(row["alias_zh"], row["organ_id"]) for row in read_seed(seeds_dir, "registry/organ_aliases")}
    for spelling in (wanted, *(wanted + suffix for suffix in _SUFFIXES)):
        found = {one for one, name in names.items() if spelling in (one, name.replace(" ", ""))}
        found |= {one for alias, one in aliases if alias == spelling and one in names}
        if len(found) > 1:  # such as a city and the county of that name which it took the place of
            found = found & _reporting(connection) or found
        if len(found) == 1:
            (organ_id,) = found
            return organ_id, names[organ_id]
        if found:
            raise PublishedError(f"“{organ}”不止一个机关：{_listed(sorted(found), names)}。请用编号。")
    near = [one for one, name in names.items() if wanted and (wanted in name or name in wanted)]
    like = difflib.get_close_matches(wanted, [name.removesuffix(_SUFFIXES[0]) for name in names.values()], 3, 0.6)
    near += [one for one, name in names.items() if name.removesuffix(_SUFFIXES[0]) in like]
    hint = f"是否指：{_listed(list(dict.fromkeys(near))[:5], names)}" if near else "请检查名称或编号"
    raise PublishedError(f"没有“{organ}”这个机关（no such organ）。{hint}。")


def _reporting(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The organs that documents are of, and those right above them."""
    rows = connection.execute(
        "select organ_id, parent_organ_id from published.main.dim_organ "
        "where organ_id in (select organ_id from published.main.dim_document)"
    ).fetchall()
    return {one for row in rows for one in row if one}


def _listed(ids: Sequence[str], names: dict[str, str]) -> str:
    return "、".join(f"{names[one]}（{one}）" for one in ids)


def fetch_records(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object] | None = None
) -> list[Record]:
    """The rows of a query as records, values with their exact types."""
    cursor = connection.execute(sql, parameters or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def fetch_checks(
    connection: duckdb.DuckDBPyConnection, seeds_dir: Path, organs: Sequence[str], periods: Sequence[str]
) -> list[Record]:
    """The latest checks of organs and periods, with the keys of ``gongkai check --json``.

    The marts are shown to the same code that tells the checks of files; rules and reasons are those of the seeds.
    """
    key = {"organs": list(organs), "periods": list(periods)}
    for schema in ("marts", "intermediate", "seeds"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(
        "create or replace table marts.fct_sum_check as from published.main.fct_sum_check "
        "where is_latest and organ_id in $organs and period in $periods",
        key,
    )
    for table in ("fct_sum_check_operand", "fct_sum_check_suspect"):
        connection.execute(
            f"create or replace table marts.{table} as select parts.* from published.main.{table} as parts "
            "semi join marts.fct_sum_check as checks on checks.check_id = parts.check_id"
        )
    connection.execute("create or replace view intermediate.int_documents_resolved as from published.main.dim_document")
    connection.execute("create or replace view seeds.sum_rules as from published.main.dim_rule")
    for seed in ("outcome_reasons", "suspect_reasons"):
        rows = [(row["reason_code"], row["reason_en"]) for row in read_seed(seeds_dir, f"catalogue/{seed}")]
        connection.execute(f"create or replace table seeds.{seed} (reason_code varchar, reason_en varchar)")
        connection.executemany(f"insert into seeds.{seed} values (?, ?)", rows)
    return list(Examination(connection, []).checks())
