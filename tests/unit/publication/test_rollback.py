"""The versions that are kept, the way back, and readers that hold one of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.publisher import publish
from orchestration.publication.rollback import find_version, list_versions, roll_back
from orchestration.publication.versions import current_version, held_version, kept_versions, sole_publisher

GATE = {"passed": True, "warnings": [{"mart": "fct_sum_check"}]}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
def publish_value(work_db: Path, published: Path, change: Callable[[str], None]) -> Callable[[int], str]:
    def run(value: int) -> str:
        change(f"update marts.fct_disclosure_channel set value_reported = {value} where channel_code = 'gazette'")
        return publish(work_db, published, title="t", run_facts={}, gate=GATE).version_id

    return run


def value_of(folder: Path) -> Decimal:
    with duckdb.connect(str(folder / "gongkai.duckdb"), read_only=True) as connection:
        return connection.sql("select min(value_reported) from fct_disclosure_channel where unit = '条'").fetchone()[0]


def history(published: Path) -> list[tuple[str, str, str | None]]:
    lines = (published / "history.jsonl").read_text(encoding="utf-8").splitlines()
    return [(line["action"], line["version"], line["previous"]) for line in map(json.loads, lines)]


def test_versions_are_listed_with_their_rows_and_the_verdict(
    published: Path, publish_value: Callable[[int], str]
) -> None:
    assert list_versions(published) == []
    first, second = publish_value(1), publish_value(2)
    newest, older = list_versions(published)
    assert (newest.version_id, older.version_id) == (second, first)
    assert (newest.is_current, older.is_current) == (True, False)
    assert newest.published_at >= older.published_at
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        tables = [name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()]
        rows = sum(connection.sql(f"select count(*) from {name}").fetchone()[0] for name in tables)
    assert (newest.table_count, newest.row_count) == (len(tables), rows)
    assert (newest.gate_passed, newest.warning_count) == (True, 1)
    assert newest.record()["version"] == second


def test_rollback_shows_the_former_figures_and_the_next_build_publishes(
    published: Path, publish_value: Callable[[int], str]
) -> None:
    first, second, third = publish_value(1), publish_value(2), publish_value(3)
    before = {path: path.read_bytes() for path in kept_versions(published)[1].rglob("*") if path.is_file()}
    assert roll_back(published).version_id == second
    assert value_of(published) == 2
    assert roll_back(published).version_id == first  # one further back each time
    assert value_of(published) == 1
    with pytest.raises(BuildError, match="no version is kept from before"):
        roll_back(published)
    assert roll_back(published, third).is_current
    assert value_of(published) == 3
    assert roll_back(published, second).version_id == second
    assert {path: path.read_bytes() for path in before} == before
    assert publish_value(3) == third  # the same build again: readers see it again
    assert value_of(published) == 3
    assert history(published)[-3:] == [
        ("rollback", third, first),
        ("rollback", second, third),
        ("publish", third, second),
    ]


def test_what_readers_saw_last_outlives_newer_versions_nobody_reads(
    published: Path, publish_value: Callable[[int], str]
) -> None:
    first, _, third = publish_value(1), publish_value(2), publish_value(3)
    roll_back(published, first)
    fourth = publish_value(4)
    assert {path.name for path in kept_versions(published)} == {first, third, fourth}
    assert roll_back(published, first).is_current


def test_unknown_and_damaged_versions_are_refused_and_nothing_changes(
    published: Path, publish_value: Callable[[int], str]
) -> None:
    with pytest.raises(BuildError, match="build first"):
        roll_back(published)
    first, second = publish_value(1), publish_value(2)
    for wrong in ("0123456789ab", "../versions", " "):
        with pytest.raises(BuildError, match=first):
            roll_back(published, wrong)
    parquet = published / "versions" / first / "parquet/fct_sum_check/fct_sum_check.parquet"
    parquet.chmod(0o644)
    content = bytearray(parquet.read_bytes())
    content[100] ^= 1
    parquet.write_bytes(content)
    with pytest.raises(BuildError, match="files are damaged"):
        roll_back(published, first)
    (published / "versions" / first / "datapackage.json").unlink()
    with pytest.raises(BuildError, match="no such version"):
        roll_back(published, first)
    assert current_version(published) == second
    assert value_of(published) == 2


def test_no_rollback_while_something_is_published(published: Path, publish_value: Callable[[int], str]) -> None:
    publish_value(1)
    publish_value(2)
    with sole_publisher(published), pytest.raises(BuildError, match="another publication"):
        roll_back(published)


def test_a_version_that_a_reader_holds_is_not_removed(published: Path, publish_value: Callable[[int], str]) -> None:
    with pytest.raises(BuildError, match="build first"), held_version(published):
        pass
    publish_value(1)
    with held_version(published) as folder:
        for value in (2, 3, 4, 5):
            publish_value(value)
        assert value_of(folder) == 1
        rows = duckdb.sql(f"select value_reported from '{folder}/parquet/fct_disclosure_channel/*.parquet'").fetchall()
        assert (Decimal(1),) in rows
        assert len(kept_versions(published)) == 4
    publish_value(6)
    assert not folder.exists()
    assert len(kept_versions(published)) == 3


def test_a_shared_lock_of_another_program_holds_a_version_too(
    published: Path, publish_value: Callable[[int], str]
) -> None:
    publish_value(1)
    folder = (published / "current").resolve()
    command = ["flock", "--shared", str(folder / "datapackage.json"), sys.executable, "-c", "print(); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        reader.stdout.readline()
        for value in (2, 3, 4, 5):
            publish_value(value)
        assert value_of(folder) == 1
        reader.communicate("\n")


def test_a_torn_line_of_the_history_costs_only_itself(published: Path, publish_value: Callable[[int], str]) -> None:
    first = publish_value(1)
    with (published / "history.jsonl").open("a") as file:
        file.write('{"at": "2026-0')
    second = publish_value(2)
    lines = (published / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["version"] for line in (lines[0], lines[2])] == [first, second]
    assert roll_back(published).version_id == first


def test_further_files_are_part_of_the_version(work_db: Path, published: Path) -> None:
    options = {"title": "t", "run_facts": {}}
    first = publish(work_db, published, **options, beside={"dictionary.html": "字典".encode()})
    assert (published / "current" / "dictionary.html").read_text(encoding="utf-8") == "字典"
    second = publish(work_db, published, **options, beside={"dictionary.html": b"other"})
    assert second.version_id != first.version_id
    assert find_version(published, None).version_id == second.version_id
