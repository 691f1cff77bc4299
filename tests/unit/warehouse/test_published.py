"""An organ of the published marts is found by what people call it, and never guessed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.published import PublishedError, find_organ, open_published, require_tables
from tests.conftest import PROJECT

SEEDS = PROJECT / "seeds"


@pytest.fixture
def published(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Marts with a city that took the place of a county of its name, and two towns of one name."""
    path = tmp_path / "gongkai.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            create table dim_organ as select * from (values
                ('P', '甲省', null), ('C', '乙市', 'P'), ('OLD', '乙市', 'P'), ('D', '乙市教育局', 'C'),
                ('T1', '丙镇人民政府', 'C'), ('T2', '丙镇人民政府', 'C')
            ) as t (organ_id, organ_name_zh, parent_organ_id)
        """)
        connection.execute("create table dim_document as select unnest(['D', 'T1', 'T2']) as organ_id")
    return open_published(path)


@pytest.mark.parametrize(
    ("asked", "organ"), [("C", "C"), ("甲省", "P"), (" 乙市教育局 ", "D"), ("乙市", "C"), ("OLD", "OLD")]
)
def test_an_organ_is_found(published: duckdb.DuckDBPyConnection, asked: str, organ: str) -> None:
    assert find_organ(published, SEEDS, asked)[0] == organ


def test_of_two_that_both_report_none_is_guessed(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(PublishedError, match="不止一个机关：丙镇人民政府（T1）、丙镇人民政府（T2）"):
        find_organ(published, SEEDS, "丙镇")


def test_what_is_like_it_is_offered(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(PublishedError, match="是否指：乙市教育局"):
        find_organ(published, SEEDS, "市教育局")


def test_marts_that_are_not_there_are_named(published: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(PublishedError, match="没有 rpt_series"):
        require_tables(published, ["dim_organ", "rpt_series"])
