"""Published versions of a real report, and a PostgreSQL server where the machine has one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.publisher import publish
from tests.conftest import PROJECT
from tests.serving.postgres_server import PostgresServer, find_binaries

REQUIRED = "GONGKAI_TEST_POSTGRES"  # set to "required" where a missing server is a failure
MARTS = PROJECT / "tests" / "unit" / "publication" / "marts.sql"
LABELS = {
    "fct_disclosure_channel": {"": "各渠道公开数", "value_reported": "填报值（'条'）"},
    "dim_document": {"": "报告", "document_id": "文件的 SHA-256"},
}
KEYS = {"fct_disclosure_channel": ("document_id", "indicator_code", "channel_code"), "dim_document": ("document_id",)}


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(f"no PostgreSQL on this machine, and this run must have one ({REQUIRED}=required)")
        pytest.skip("no PostgreSQL server on this machine; install the package postgresql to run this")
    top = Path(tempfile.mkdtemp(prefix="gongkai-pg-"))  # short: the path of a socket has at most 107 characters
    top.chmod(0o755)
    running = PostgresServer(binaries, top / "server")
    yield running
    running.close()
    shutil.rmtree(top)


@pytest.fixture
def database(server: PostgresServer) -> Iterator[Callable[..., str]]:
    """The address of a new, empty database, for the owner or another user."""
    import psycopg

    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create database marts encoding 'UTF8' template template0")
        yield lambda user="owner": server.url(user, "marts")
        connection.execute("drop database marts with (force)")
        connection.execute("drop role if exists gongkai_reader")


@pytest.fixture
def any_database(request: pytest.FixtureRequest) -> str:
    """The address of a new database, or nothing where the machine has no server and the run need not have one."""
    if find_binaries() is None and os.environ.get(REQUIRED) != "required":
        return ""
    return request.getfixturevalue("database")()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def publish_value(tmp_path: Path, published: Path) -> Callable[[int], str]:
    """Publishes the marts with another figure of the gazette; the id of the version."""
    work_db = tmp_path / "gongkai_work.duckdb"
    with duckdb.connect(str(work_db)) as connection:
        connection.execute(MARTS.read_text(encoding="utf-8"))

    def run(value: int) -> str:
        with duckdb.connect(str(work_db)) as connection:
            connection.execute(
                f"update marts.fct_disclosure_channel set value_reported = {value} where channel_code = 'gazette'"
                " and unit = '条'"
            )
        options = {"descriptions": LABELS, "keys": KEYS, "gate": {"passed": True}}
        return publish(work_db, published, title="t", run_facts={}, **options).version_id

    return run
