"""One connection to the server, and its errors in words. A password is in no message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from orchestration.domain.errors import BuildError

_FORM = "postgresql://USER@HOST:PORT/DATABASE"
_OLDEST_SERVER = 120000
_CONNECT_SECONDS = 15


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A connection in which each statement is its own transaction and instants are in UTC.

    Raises:
        BuildError: the address is none, nobody answers there, or the server refuses what is asked of it.
    """
    address = describe_address(url)
    options = {"connect_timeout": _CONNECT_SECONDS, "application_name": "gongkai", **conninfo_to_dict(url)}
    try:
        connection = psycopg.connect(**options, autocommit=True)
    except psycopg.Error as error:
        raise BuildError(f"无法连接 {address}（can't connect）：{_words_of(error, url)}") from None
    with connection:
        try:
            if connection.info.server_version < _OLDEST_SERVER:
                raise BuildError(f"{address} 的 PostgreSQL 低于 12（PostgreSQL 12 or later is needed）")
            connection.execute("set timezone = 'UTC'")
            connection.execute("set client_min_messages = 'warning'")
            yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            raise BuildError(
                f"{address}：权限不足，请让管理员授予在该库建立模式和角色的权限（the user may not; it needs "
                f"CREATE on the database, and CREATEROLE unless the role of readers is there）：{_words_of(error, url)}"
            ) from None
        except psycopg.Error as error:
            raise BuildError(
                f"{address}：装载失败，原有版本保持不变（the load failed; the former version stands）："
                f"{_words_of(error, url)}"
            ) from None


def describe_address(url: str) -> str:
    """The address for people: user, host, port and database, never the password.

    Raises:
        BuildError: it is no address of a PostgreSQL database.
    """
    if not re.match(r"postgres(ql)?://", url):
        raise BuildError(f"--to 应为 {_FORM}（this is no such address）")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:  # its words repeat the address, and so the password
        raise BuildError(f"--to 的地址无法解析，应为 {_FORM}（the address can't be read）") from None
    if not parts.get("dbname"):
        raise BuildError(f"--to 的地址没有库名，应为 {_FORM}（it names no database）")
    user, host, port = (str(parts.get(name) or "") for name in ("user", "host", "port"))
    return f"postgresql://{user and user + '@'}{host}{port and ':' + port}/{parts['dbname']}"


def _words_of(error: psycopg.Error, url: str) -> str:
    """The server's own sentence, without the password should it repeat one."""
    words = (error.diag.message_primary or str(error)).strip()
    if error.diag.context:  # such as: COPY fct_sum_check, line 12
        words = f"{words} [{error.diag.context.splitlines()[0][:200]}]"
    password = conninfo_to_dict(url).get("password")
    return words.replace(str(password), "***") if password else words
