"""A version made from the one before: its files carried over, and only the marts that changed written anew.

The database is copied as a file and the rows that went and came are taken out and put in; a mart that stayed as it was
keeps its Parquet file, under a second name. The content, and with it the version's address, is that of a full copy.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from orchestration.domain.errors import BuildError
from orchestration.publication.datapackage import PublishedTable, parquet_path
from orchestration.publication.publisher import Descriptions, Keys, export_table, literal, quoted, reading_order
from orchestration.publication.versions import DATABASE, DATAPACKAGE, current_version, version_dir

_FICLONE = 0x40049409  # Linux: let two files share their blocks until one is written to
_CANT_SHARE = (errno.EOPNOTSUPP, errno.ENOTTY, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EPERM)


class MartChange(NamedTuple):
    """Rows that a mart lost and got since a version; whole rows, with the columns of the mart."""

    gone: pa.Table
    come: pa.Table


def carry_tables(
    staging: Path,
    descriptions: Descriptions,
    keys: Keys,
    *,
    published_dir: Path,
    version_id: str,
    changes: Mapping[str, MartChange],
) -> tuple[PublishedTable, ...]:
    """Fill a staging folder with the marts of a version and what changed since.

    Args:
        staging: An empty folder on the file system of the versions.
        descriptions, keys: As for a full publication.
        published_dir: Where the version is.
        version_id: The version that the changes are changes of.
        changes: By mart; one that is left out stayed as it was.

    Raises:
        BuildError: if the version is not the current one, or rows that went are not in it.
    """
    if current_version(published_dir) != version_id:
        raise BuildError(f"{published_dir} 当前版本不是 {version_id}（another version was published meanwhile）")
    base = version_dir(published_dir, version_id)
    copy_file(base / DATABASE, staging / DATABASE)
    resources = {
        resource["name"]: resource
        for resource in json.loads((base / DATAPACKAGE).read_text(encoding="utf-8"))["resources"]
    }
    with duckdb.connect(str(staging / DATABASE)) as connection:
        connection.execute(f"set temp_directory = {literal(staging / '.spill')}")
        for name, change in changes.items():
            _apply(connection, name, change)
        connection.execute("checkpoint")
        return tuple(
            _rewrite(connection, staging, name, descriptions.get(name, {}), keys.get(name, ()))
            if name in changes
            else _keep(base, staging, resource)
            for name, resource in sorted(resources.items())
        )


def copy_file(source: Path, target: Path) -> None:
    """Copy a file that is to be written to; where the file system can, no byte is copied until then."""
    with source.open("rb") as read, target.open("wb") as write:
        try:
            fcntl.ioctl(write, _FICLONE, read.fileno())
            return
        except OSError as error:
            if error.errno not in _CANT_SHARE:
                raise
    shutil.copyfile(source, target)


def _apply(connection: duckdb.DuckDBPyConnection, name: str, change: MartChange) -> None:
    """Take out and put in rows; organs tell which part of the table is looked at, as its rows lie by organ."""
    table = f"main.{quoted(name)}"
    if change.gone.num_rows:
        connection.register("gone_rows", change.gone)
        columns = [column for column, *_ in connection.execute(f"describe {table}").fetchall()]
        same = " and ".join(f"{table}.{quoted(c)} is not distinct from gone_rows.{quoted(c)}" for c in columns)
        among = ""
        if "organ_id" in columns:
            organs = sorted({organ for organ in change.gone["organ_id"].to_pylist() if organ is not None})
            among = f"organ_id in ({', '.join(map(literal, organs))}) and " if None not in organs and organs else ""
        (removed,) = connection.execute(
            f"delete from {table} where {among}exists (select 1 from gone_rows where {same})"
        ).fetchone()
        connection.unregister("gone_rows")
        if removed != change.gone.num_rows:
            raise BuildError(f"{name} 与已发布的版本不一致（the published rows are not those of the work database）")
    connection.register("come_rows", change.come)
    connection.execute(f"insert into {table} by name from come_rows")
    connection.unregister("come_rows")


def _rewrite(
    connection: duckdb.DuckDBPyConnection, staging: Path, name: str, texts: Mapping[str, str], key: tuple[str, ...]
) -> PublishedTable:
    columns = [column for column, *_ in connection.execute(f"describe main.{quoted(name)}").fetchall()]
    return export_table(connection, staging, name, texts, reading_order(columns, key))


def _keep(base: Path, staging: Path, resource: Mapping[str, object]) -> PublishedTable:
    name = str(resource["name"])
    target = staging / parquet_path(name)
    target.parent.mkdir(parents=True)
    os.link(base / parquet_path(name), target)
    fields = resource["schema"]["fields"]  # type: ignore[index]
    columns = tuple((field["name"], field["physicalType"]) for field in fields)
    sha256 = str(resource["hash"]).removeprefix("sha256:")
    return PublishedTable(name, int(resource["rows"]), sha256, int(resource["bytes"]), columns)  # type: ignore[call-overload]
