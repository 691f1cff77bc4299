"""What readers find after a publication, and that the same marts are the same version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.publisher import PublishedManifest, is_published, publish, published_tables

LABELS = {"fct_disclosure_channel": {"": "公开渠道", "value_reported": "填报值（'条'）", "no_such_column": "x"}}
GATE = {"passed": True, "evaluated_count": 3}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


def publish_again(work_db: Path, published: Path, **options: object) -> PublishedManifest:
    return publish(work_db, published, title="政府信息公开统计", run_facts={"document_count": 1}, gate=GATE, **options)


def contents(published: Path) -> dict[str, bytes]:
    """All files but the record of switches, which tells the time."""
    files = [path for path in published.rglob("*") if path.is_file() and path.name != "history.jsonl"]
    return {str(path.relative_to(published)): path.read_bytes() for path in files}


def test_readers_find_the_marts_under_both_names(work_db: Path, published: Path) -> None:
    assert not is_published(published)
    assert published_tables(published) == {}
    manifest = publish_again(work_db, published)
    assert is_published(published)
    assert manifest.is_new
    assert published_tables(published) == manifest.row_counts
    assert manifest.row_counts["fct_disclosure_channel"] == 4
    assert "fct_sum_check__dbt_tmp" not in manifest.row_counts
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        for table in ("fct_disclosure_channel", "marts.fct_disclosure_channel"):
            rows = connection.sql(f"select value_raw, value_reported, place from {table} where unit = '条'").fetchall()
            assert ("765条", Decimal("765.00000000"), "p52:10-14") in rows
    attached = duckdb.connect()
    attached.execute(f"attach '{published / 'gongkai.duckdb'}' as anything (read_only)")
    assert attached.sql("select count(*) from anything.marts.fct_sum_check").fetchall() == [(4,)]


def test_parquet_holds_the_same_rows_and_types(work_db: Path, published: Path) -> None:
    publish_again(work_db, published)
    connection = duckdb.connect(str(published / "gongkai.duckdb"), read_only=True)
    for table in published_tables(published):
        parquet = f"read_parquet('{published}/parquet/{table}/*.parquet')"
        assert connection.sql(f"describe from {parquet}").fetchall() == connection.sql(f"describe {table}").fetchall()
        assert connection.sql(f"from {parquet}").fetchall() == connection.sql(f"from {table}").fetchall()
    indicators = [code for (code,) in connection.sql("select indicator_code from fct_disclosure_channel").fetchall()]
    assert indicators == sorted(indicators)


def test_datapackage_tells_schema_units_counts_and_hashes(work_db: Path, published: Path) -> None:
    manifest = publish_again(work_db, published, descriptions=LABELS)
    package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == manifest.version_id
    database = {"path": "gongkai.duckdb", "bytes": (published / "gongkai.duckdb").stat().st_size}
    assert package["gongkai"] == {"document_count": 1, "database": database, "gate": GATE}
    for resource in package["resources"]:
        data = (published / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert resource["bytes"] == len(data)
    channels = next(resource for resource in package["resources"] if resource["name"] == "fct_disclosure_channel")
    fields = {field["name"]: field for field in channels["schema"]["fields"]}
    assert channels["description"] == "公开渠道"
    assert channels["rows"] == 4
    assert fields["value_reported"] == {
        "name": "value_reported",
        "type": "number",
        "physicalType": "DECIMAL(28,8)",
        "description": "填报值（'条'）",
        "unit": "values are in the canonical unit of the column `unit`",
    }
    assert [fields[name]["type"] for name in ("unit", "period_start_date", "has_violation", "known_from")] == [
        "string",
        "date",
        "boolean",
        "datetime",
    ]
    coverage = next(resource for resource in package["resources"] if resource["name"] == "fct_rule_coverage")
    assert {field["type"] for field in coverage["schema"]["fields"]} == {"string", "integer"}


def test_labels_are_comments_of_tables_and_views(work_db: Path, published: Path) -> None:
    publish_again(work_db, published, descriptions=LABELS)
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        columns = connection.sql(
            "select schema_name, comment from duckdb_columns() where comment is not null"
        ).fetchall()
        tables = connection.sql("select table_name, comment from duckdb_tables() where comment is not null").fetchall()
    assert sorted(columns) == [("main", "填报值（'条'）"), ("marts", "填报值（'条'）")]
    assert tables == [("fct_disclosure_channel", "公开渠道")]


def test_same_marts_are_the_same_version_and_nothing_is_rewritten(work_db: Path, published: Path) -> None:
    first = publish_again(work_db, published)
    before = {path: path.lstat().st_mtime_ns for path in published.rglob("*") if path.name != ".lock"}
    second = publish(work_db, published, title="另一个标题", run_facts={"document_count": 2})
    after = {path: path.lstat().st_mtime_ns for path in published.rglob("*") if path.name != ".lock"}
    assert (second.version_id, second.is_new) == (first.version_id, False)
    assert before == after


def test_same_rows_in_another_order_give_the_same_bytes(
    work_db: Path, published: Path, tmp_path: Path, change: Callable[[str], None]
) -> None:
    first = publish_again(work_db, published)
    change(
        "create or replace table marts.fct_disclosure_channel as"
        " from marts.fct_disclosure_channel order by observation_id desc"
    )
    elsewhere = tmp_path / "elsewhere"
    second = publish_again(work_db, elsewhere)
    assert second.version_id == first.version_id
    ours, theirs = contents(published), contents(elsewhere)
    assert {name for name in ours if not name.endswith(".duckdb") and ours[name] != theirs[name]} == set()


def test_changed_figure_or_label_is_a_new_version(
    work_db: Path, published: Path, change: Callable[[str], None]
) -> None:
    first = publish_again(work_db, published)
    change("update marts.fct_disclosure_channel set value_reported = 756 where value_reported = 765")
    second = publish_again(work_db, published)
    third = publish_again(work_db, published, descriptions=LABELS)
    assert len({first.version_id, second.version_id, third.version_id}) == 3
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        assert connection.sql("select count(*) from fct_disclosure_channel where value_reported = 756").fetchone() == (
            1,
        )


def test_damaged_version_is_made_whole(work_db: Path, published: Path) -> None:
    first = publish_again(work_db, published)
    (first.directory / "parquet/fct_sum_check/fct_sum_check.parquet").unlink()
    second = publish_again(work_db, published)
    assert second.version_id == first.version_id
    assert (published / "parquet/fct_sum_check/fct_sum_check.parquet").is_file()
    assert {path.name for path in (published / "versions").iterdir()} == {first.version_id}


def test_refused_gate_leaves_what_is_published(work_db: Path, published: Path, change: Callable[[str], None]) -> None:
    publish_again(work_db, published)
    before = contents(published)
    change("delete from marts.fct_disclosure_channel")
    with pytest.raises(BuildError, match="refused"):
        publish(work_db, published, title="t", run_facts={}, gate={"passed": False})
    assert contents(published) == before


def test_nothing_to_publish_is_an_error(work_db: Path, published: Path, change: Callable[[str], None]) -> None:
    with pytest.raises(BuildError, match="no work database"):
        publish(work_db.with_name("none.duckdb"), published, title="t", run_facts={})
    change("drop schema marts cascade")
    with pytest.raises(BuildError, match="no marts"):
        publish(work_db, published, title="t", run_facts={})
    assert not is_published(published)
    assert [path.name for path in published.iterdir()] == [".lock"]


def test_work_database_that_is_written_to_is_an_error(work_db: Path, published: Path) -> None:
    with duckdb.connect(str(work_db)), pytest.raises(BuildError, match="still be written to"):
        publish_again(work_db, published)
