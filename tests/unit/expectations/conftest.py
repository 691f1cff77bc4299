"""A work database with the figures of one real report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

MARTS_SQL = Path(__file__).parents[1] / "publication" / "marts.sql"


@pytest.fixture
def work_db(tmp_path: Path) -> Path:
    path = tmp_path / "gongkai_work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(MARTS_SQL.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def change(work_db: Path) -> Callable[[str], None]:
    def run(sql: str) -> None:
        with duckdb.connect(str(work_db)) as connection:
            connection.execute(sql)

    return run
