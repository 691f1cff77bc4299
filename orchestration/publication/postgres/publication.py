"""Which version a server shows: load it if it isn't there, and switch to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from orchestration.domain.errors import BuildError
from orchestration.publication.postgres.connection import connected, describe_address
from orchestration.publication.postgres.loading import STAMP, Progress, load_version
from orchestration.publication.postgres.schemas import HISTORY, VERSION_ID, grant_reading, remove_former, switch_views
from orchestration.publication.rollback import find_version
from orchestration.publication.versions import held_version

_OTHERS = ("public", "information_schema")


@dataclass(frozen=True, slots=True)
class PostgresPublication:
    """What a server shows after a publication."""

    version_id: str
    address: str  # without the password
    schema: str
    is_loaded: bool  # False if the server had the tables already
    is_switched: bool  # False if readers already saw this version
    left: tuple[str, ...]  # schemas that are past their time, and that readers or their own views still use


def publish_to_postgres(
    url: str,
    published_dir: Path,
    *,
    version_id: str | None = None,
    schema: str = "gongkai",
    versions_kept: int = 3,
    on_table: Progress = lambda table, rows: None,
) -> PostgresPublication:
    """Shows a published version to the readers of a PostgreSQL database, in one transaction, and undisturbed by it.

    The same version again changes nothing. A version that the server still has is not loaded anew, so this is the way
    back, too. A failure leaves what readers saw before.

    Args:
        url: `postgresql://USER@HOST:PORT/DATABASE`; libpq's own ways of giving a password work.
        published_dir: The folder of published versions.
        version_id: Which of them; the current one by default.
        schema: Where readers look; versions are beside it as `<schema>_<version_id>`, read by role `<schema>_reader`.
        versions_kept: How many versions stay on the server.
        on_table: Told of each table when it is there.

    Raises:
        BuildError: there is no such version, or the server can't be reached, or refuses; in words, without password.
    """
    _check_name(schema)
    address = describe_address(url)
    if version_id is None:
        version_id = find_version(published_dir, None).version_id
    elif not re.fullmatch(VERSION_ID, version_id):
        raise BuildError(f"{version_id!r} 不是版本号（this is no version id; see gongkai versions）")
    with connected(url) as connection, _sole_publisher(connection, schema):
        is_switched = _shown_version(connection, schema) != version_id
        is_loaded = not _schema_exists(connection, f"{schema}_{version_id}")
        if is_loaded:
            find_version(published_dir, version_id)
            with held_version(published_dir, version_id) as folder, connection.transaction():
                _make_reader_role(connection, schema)
                load_version(connection, folder, f"{schema}_{version_id}", on_table)
                grant_reading(connection, schema, f"{schema}_{version_id}")
                switch_views(connection, schema, version_id)
        elif is_switched:
            with connection.transaction():
                switch_views(connection, schema, version_id)
        left = remove_former(connection, schema, versions_kept)
    return PostgresPublication(version_id, address, schema, is_loaded, is_switched, left)


@contextmanager
def _sole_publisher(connection: psycopg.Connection, schema: str) -> Iterator[None]:
    (is_free,) = connection.execute("select pg_try_advisory_lock(hashtext(%s))", (f"gongkai:{schema}",)).fetchone()
    if not is_free:
        raise BuildError("另一个任务正在向该库发布，请稍后再试（another publication to this database is running）")
    yield  # the lock ends with the connection


def _check_name(schema: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", schema) or schema.startswith("pg_") or schema in _OTHERS:
        raise BuildError(
            f"--schema {schema!r}：应为 31 个以内的小写字母、数字和下划线，以字母开头（use up to 31 small "
            "letters, digits and underscores, and no schema of PostgreSQL's own）"
        )


def _schema_exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("select to_regnamespace(%s)", (f'"{name}"',)).fetchone() != (None,)


def _shown_version(connection: psycopg.Connection, schema: str) -> str | None:
    """The version that readers see; None if the schema is not there."""
    if not _schema_exists(connection, schema):
        return None
    if connection.execute("select to_regclass(%s)", (f'"{schema}".{HISTORY}',)).fetchone() == (None,):
        raise BuildError(
            f"模式 {schema} 已存放别的内容，请用 --schema 换一个名称（this schema holds something else; name another）"
        )
    return connection.execute(sql.SQL("select version_id from {}").format(sql.Identifier(schema, STAMP))).fetchone()[0]


def _make_reader_role(connection: psycopg.Connection, schema: str) -> None:
    role = f"{schema}_reader"
    if connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone() is None:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        except psycopg.errors.DuplicateObject:  # roles belong to the server: another database made it just now
            pass
