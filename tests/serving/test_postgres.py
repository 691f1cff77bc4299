"""The marts on a PostgreSQL server: the same figures, switched under readers, and the former ones after a failure."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.postgres import describe_address, publish_to_postgres
from orchestration.publication.rollback import list_versions
from tests.conftest import run_gongkai

VALUE = "select value_reported from {}.fct_disclosure_channel where channel_code = 'gazette' and unit = '条'"
Publish = Callable[[int], str]


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def schemas(url: str) -> set[str]:
    return {name for (name,) in ask(url, "select nspname from pg_namespace where nspname like 'gongkai%'")}


def test_all_rows_of_all_marts_are_equal(database: Callable[..., str], published: Path, publish_value: Publish) -> None:
    publish_value(765)
    publish_to_postgres(database(), published)
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as source:
        source.execute("set timezone = 'UTC'")
        for version in list_versions(published)[0].directory.glob("parquet/*"):
            columns = [name for name, *_ in source.sql(f"describe {version.name}").fetchall()]
            exact = ", ".join(f"{name}::timestamptz as {name}" if name == "known_from" else name for name in columns)
            expected = source.sql(f"select {exact} from {version.name} order by all").fetchall()
            found = ask(database(), f"select * from gongkai.{version.name}")
            assert sorted(found, key=repr) == sorted(expected, key=repr), version.name


def test_blank_and_null_stay_apart_and_hostile_text_is_text(
    database: Callable[..., str], published: Path, publish_value: Publish, tmp_path: Path
) -> None:
    nasty = "=cmd()|'\"\\,\n\t\\N ;drop schema gongkai; --"
    with duckdb.connect(str(tmp_path / "gongkai_work.duckdb")) as work:
        work.execute("update marts.fct_disclosure_channel set value_raw = ? where unit = '条'", [nasty])
        work.execute("update marts.fct_disclosure_channel set value_raw = '' where channel_code = 'other'")
        work.execute("alter table marts.dim_organ add column note varchar")
    publish_value(1)
    publish_to_postgres(database(), published)
    texts = ask(database(), "select unit, channel_code, value_raw from gongkai.fct_disclosure_channel order by 1, 2")
    assert texts == [("%", "gazette", "0.7%"), ("%", "other", ""), ("条", "gazette", nasty), ("条", "website", nasty)]
    assert ask(database(), "select note from gongkai.dim_organ") == [(None,)]


def test_types_keys_indexes_and_comments(database: Callable[..., str], published: Path, publish_value: Publish) -> None:
    version = publish_value(765)
    publish_to_postgres(database(), published)
    types = dict(
        ask(
            database(),
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = 'gongkai.fct_disclosure_channel'::regclass and attnum > 0",
        )
    )
    assert types["value_reported"] == "numeric(28,8)"
    assert types["known_from"] == "timestamp with time zone"
    assert (types["period_start_date"], types["has_violation"], types["confidence"]) == (
        "date",
        "boolean",
        "double precision",
    )
    table = f"gongkai_{version}.fct_disclosure_channel"
    indexes = [definition for (definition,) in ask(database(), f"""
        select pg_get_indexdef(indexrelid) from pg_index where indrelid = '{table}'::regclass order by indisprimary desc
    """)]  # fmt: skip
    assert "UNIQUE" in indexes[0] and "(document_id, indicator_code, channel_code)" in indexes[0]
    assert any("(organ_id, period)" in index for index in indexes)
    assert any("(indicator_code, period)" in index for index in indexes)
    for relation in (table, "gongkai.fct_disclosure_channel"):
        assert ask(database(), f"select obj_description('{relation}'::regclass)") == [("各渠道公开数",)]
        assert ask(database(), f"""
            select col_description(attrelid, attnum) from pg_attribute
            where attrelid = '{relation}'::regclass and attname = 'value_reported'
        """) == [("填报值（'条'）",)]  # fmt: skip
    known_from = ask(database(), "select distinct known_from at time zone 'UTC' from gongkai.fct_disclosure_channel")
    assert [str(instant) for (instant,) in known_from] == ["2018-03-16 08:00:00"]


def test_the_reader_reads_and_does_nothing_else(
    server: Any, database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    version = publish_value(765)
    publish_to_postgres(database(), published)
    ask(database(), "create role analyst login in role gongkai_reader")
    reader = database("analyst")
    try:
        for schema in ("gongkai", f"gongkai_{version}"):
            assert ask(reader, VALUE.format(schema)) == [(765,)]
            for statement in (
                f"delete from {schema}.dim_organ",
                f"insert into {schema}.dim_organ values ('x', 'y')",
                f"create table {schema}.mine (x int)",
                f"drop schema {schema} cascade",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    ask(reader, statement)
        with pytest.raises(BuildError, match="CREATE on the database"):
            publish_to_postgres(reader, published, schema="other")
    finally:
        ask(database(), "drop role analyst")


def test_same_version_again_changes_nothing(
    database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    publish_value(1)
    first = publish_to_postgres(database(), published)
    before = ask(database(), "select oid, nspname from pg_namespace order by 1")
    second = publish_to_postgres(database(), published)
    assert (first.is_loaded, first.is_switched) == (True, True)
    assert (second.is_loaded, second.is_switched) == (False, False)
    assert ask(database(), "select oid, nspname from pg_namespace order by 1") == before
    assert ask(database(), "select version_id from gongkai.publications") == [(first.version_id,)]


def test_versions_are_switched_rolled_back_and_pruned(
    database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    versions = []
    for value in (1, 2, 3, 4):
        versions.append(publish_value(value))
        publish_to_postgres(database(), published, versions_kept=3)
        assert ask(database(), VALUE.format("gongkai")) == [(value,)]
    assert schemas(database()) == {"gongkai", *(f"gongkai_{version}" for version in versions[1:])}
    back = publish_to_postgres(database(), published, version_id=versions[2])
    assert (back.is_loaded, back.is_switched) == (False, True)
    assert ask(database(), VALUE.format("gongkai")) == [(3,)]
    assert ask(database(), "select version_id from gongkai.published_version") == [(versions[2],)]
    shown = ask(database(), "select version_id from gongkai.publications order by publication_no")
    assert [version for (version,) in shown] == [*versions, versions[2]]
    with pytest.raises(BuildError, match="no such version"):
        publish_to_postgres(database(), published, version_id="0123456789ab")
    with pytest.raises(BuildError, match="no version id"):
        publish_to_postgres(database(), published, version_id="x'; drop schema gongkai; --")


def test_readers_on_the_former_version_are_not_disturbed(
    database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    first = publish_value(1)
    publish_to_postgres(database(), published)
    with psycopg.connect(database()) as reader, psycopg.connect(database(), autocommit=True) as late:
        assert reader.execute(VALUE.format(f"gongkai_{first}")).fetchone() == (1,)  # and stays in its transaction
        assert reader.execute(VALUE.format("gongkai")).fetchone() == (1,)
        for value in (2, 3, 4):
            publish_value(value)
            done = publish_to_postgres(database(), published, versions_kept=1)
            assert late.execute(VALUE.format("gongkai")).fetchone() == (value,)
        assert f"gongkai_{first}" in done.left
        assert reader.execute(VALUE.format(f"gongkai_{first}")).fetchone() == (1,)
    last = publish_value(5)
    assert publish_to_postgres(database(), published, versions_kept=1).left == ()
    assert schemas(database()) == {"gongkai", f"gongkai_{last}"}


def test_views_of_others_are_never_removed(
    database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    publish_value(1)
    publish_to_postgres(database(), published)
    ask(database(), f"create schema own; create view own.mine as {VALUE.format('gongkai')}")
    for value in (2, 3):
        publish_value(value)
        left = publish_to_postgres(database(), published, versions_kept=1).left
    assert len(left) == 2  # its views and its tables
    assert ask(database(), "select * from own.mine") == [(1,)]


def test_a_failed_load_leaves_the_former_version(
    database: Callable[..., str], published: Path, publish_value: Publish, tmp_path: Path
) -> None:
    first = publish_value(1)
    publish_to_postgres(database(), published)
    with duckdb.connect(str(tmp_path / "gongkai_work.duckdb")) as work:
        work.execute("update marts.rpt_unmapped set value_raw = 'a' || chr(0) || 'b'")  # no text of PostgreSQL has it
    publish_value(2)
    with pytest.raises(BuildError, match="the load failed") as refused:
        publish_to_postgres(database(), published)
    assert "rpt_unmapped" in str(refused.value)
    assert ask(database(), VALUE.format("gongkai")) == [(1,)]
    assert schemas(database()) == {"gongkai", f"gongkai_{first}"}


def test_type_without_a_counterpart_is_named(
    database: Callable[..., str], published: Path, publish_value: Publish, tmp_path: Path
) -> None:
    with duckdb.connect(str(tmp_path / "gongkai_work.duckdb")) as work:
        work.execute("alter table marts.dim_organ add column names varchar[]")
    publish_value(1)
    with pytest.raises(BuildError, match=r"dim_organ\.names"):
        publish_to_postgres(database(), published)
    assert schemas(database()) == set()


def test_schema_of_somebody_else_is_left_alone(
    database: Callable[..., str], published: Path, publish_value: Publish
) -> None:
    publish_value(1)
    ask(database(), "create schema gongkai; create table gongkai.mine as select 1 as x")
    with pytest.raises(BuildError, match="holds something else"):
        publish_to_postgres(database(), published)
    assert ask(database(), "select x from gongkai.mine") == [(1,)]
    for name in ("public", "pg_mine", "Ä", "a;b", ""):
        with pytest.raises(BuildError, match="--schema"):
            publish_to_postgres(database(), published, schema=name)
    publish_to_postgres(database(), published, schema="opendata")
    assert ask(database(), VALUE.format("opendata")) == [(1,)]


def test_one_publisher_at_a_time(database: Callable[..., str], published: Path, publish_value: Publish) -> None:
    publish_value(1)
    with psycopg.connect(database()) as other:
        other.execute("select pg_advisory_lock(hashtext('gongkai:gongkai'))")
        with pytest.raises(BuildError, match="another publication"):
            publish_to_postgres(database(), published)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root:geheim@localhost/x", "no such address"),
        ("postgresql://u:geheim@localhost:port/x", "can't"),
        ("postgresql://u:geheim@localhost:5432", "names no database"),
        ("postgresql://u:geheim@localhost:1/x", "can't connect"),
        ("postgresql://u:geheim@localhost/x?nonsense=1", "can't be read"),
        ("postgresql://u:ge%zzheim@localhost/x", "can't be read"),
    ],
)
def test_bad_addresses_are_told_in_words_and_without_the_password(
    url: str, words: str, published: Path, publish_value: Publish
) -> None:
    publish_value(1)
    done = run_gongkai("publish", "--to", url, "--data", published.parent)
    assert done.returncode == 1
    assert words in done.stderr
    assert "geheim" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_address_is_shown_without_password() -> None:
    assert describe_address("postgresql://u:geheim@db.example:5433/marts") == "postgresql://u@db.example:5433/marts"


def test_command_publishes_and_says_so(database: Callable[..., str], published: Path, publish_value: Publish) -> None:
    version = publish_value(765)
    done = run_gongkai("publish", "--to", database(), "--data", published.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert version in done.stdout
    again = run_gongkai("publish", "--to", database(), "--data", published.parent)
    assert "无需改动" in again.stdout
    empty = run_gongkai("publish", "--to", database(), "--data", published.parent / "nothing")
    assert empty.returncode == 1
    assert "build first" in empty.stderr


def test_psql_reads_the_marts(database: Callable[..., str], published: Path, publish_value: Publish) -> None:
    publish_value(765)
    publish_to_postgres(database(), published)
    query = "select value_raw from gongkai.fct_disclosure_channel where channel_code = 'website'"
    done = subprocess.run(["psql", database(), "-Atc", query], capture_output=True, text=True, check=True)
    assert done.stdout == "44585条\n"
