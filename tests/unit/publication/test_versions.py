"""The published folder under readers, kills and rivals: always the old version or the new one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.publisher import is_published, publish
from orchestration.publication.versions import current_version, sole_publisher

ROOT = Path(__file__).parents[3]

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
query = "select value_reported from fct_disclosure_channel where unit = '条' order by 1"
print(connection.sql(query).fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.sql(query).fetchone()[0], flush=True)
print(connection.sql("select count(*) from fct_sum_check").fetchone()[0], flush=True)
"""

# Dies without a word before the k-th change of a name in the published folder.
KILLED_PUBLISHER = """
import os, sys
from pathlib import Path
from orchestration.publication.publisher import publish
steps = int(sys.argv[3])
def counted(function):
    def call(*arguments, **options):
        global steps
        steps -= 1
        if steps == 0:
            os._exit(9)
        return function(*arguments, **options)
    return call
os.replace, os.symlink, os.utime = counted(os.replace), counted(os.symlink), counted(os.utime)
publish(Path(sys.argv[1]), Path(sys.argv[2]), title="t", run_facts={})
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


def first_value(published: Path) -> int:
    with duckdb.connect(str(published / "current" / "gongkai.duckdb"), read_only=True) as connection:
        return int(
            connection.sql("select min(value_reported) from fct_disclosure_channel where unit = '条'").fetchone()[0]
        )


def test_reader_keeps_its_version_while_another_is_published(
    work_db: Path, published: Path, change: Callable[[str], None]
) -> None:
    publish(work_db, published, title="t", run_facts={})
    command = [sys.executable, "-c", READER, str(published / "gongkai.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline().startswith("765.")
        for value in (1, 2, 3, 4):  # until the reader's version is pruned
            change(f"update marts.fct_disclosure_channel set value_reported = {value} where channel_code = 'gazette'")
            change("delete from marts.fct_sum_check where check_id = 'c4'")
            publish(work_db, published, title="t", run_facts={})
        output, _ = reader.communicate("\n")
    assert output.split() == ["765.00000000", "4"]
    late = subprocess.run(command, input="\n", capture_output=True, text=True, check=True)
    assert late.stdout.split() == ["4.00000000", "4.00000000", "3"]


def test_last_three_versions_are_kept_and_an_older_one_can_return(
    work_db: Path, published: Path, change: Callable[[str], None]
) -> None:
    seen = []
    for value in (1, 2, 3, 4, 5):
        change(f"update marts.fct_disclosure_channel set value_reported = {value} where channel_code = 'gazette'")
        seen.append(publish(work_db, published, title="t", run_facts={}).version_id)
    assert {path.name for path in (published / "versions").iterdir()} == set(seen[-3:])
    inode = (published / "versions" / seen[2]).stat().st_ino
    change("update marts.fct_disclosure_channel set value_reported = 3 where channel_code = 'gazette'")
    manifest = publish(work_db, published, title="t", run_facts={})
    assert (manifest.version_id, manifest.is_new) == (seen[2], True)
    assert current_version(published) == seen[2]
    assert (published / "versions" / seen[2]).stat().st_ino == inode


def test_kill_at_any_step_leaves_the_old_version_or_the_new(
    work_db: Path, published: Path, change: Callable[[str], None]
) -> None:
    def publish_killed_at(step: int) -> int:
        arguments = [str(work_db), str(published), str(step)]
        return subprocess.run([sys.executable, "-c", KILLED_PUBLISHER, *arguments], cwd=ROOT, check=False).returncode

    for step in (1, 2, 4, 6, 3):  # the first publication: nothing is there, or all of it
        assert publish_killed_at(step) == 9
        assert not is_published(published) or first_value(published) == 765
    publish(work_db, published, title="t", run_facts={})
    standing, value, step = 765, 1, 1
    change("update marts.fct_disclosure_channel set value_reported = 1 where channel_code = 'gazette'")
    while publish_killed_at(step) == 9:
        assert is_published(published)
        assert first_value(published) in (standing, value)
        standing, value, step = first_value(published), value + 1, step + 1
        change(f"update marts.fct_disclosure_channel set value_reported = {value} where channel_code = 'gazette'")
    assert step > 3
    assert publish(work_db, published, title="t", run_facts={}).is_new is False
    assert first_value(published) == value
    assert not list(published.glob(".next-*"))


def test_leftovers_of_killed_runs_are_cleared(work_db: Path, published: Path) -> None:
    (published / ".next-killed/parquet").mkdir(parents=True)
    (published / ".next-killed/gongkai.duckdb").write_bytes(b"half a database")
    (published / ".next-link-current").symlink_to("versions/none")
    publish(work_db, published, title="t", run_facts={})
    names = {path.name for path in published.iterdir()}
    assert names == {".lock", "history.jsonl", "versions", "current", "gongkai.duckdb", "parquet", "datapackage.json"}
    version = next((published / "versions").iterdir())
    assert {path.name for path in version.iterdir()} == {"gongkai.duckdb", "parquet", "datapackage.json"}


def test_one_publisher_at_a_time(work_db: Path, published: Path) -> None:
    with sole_publisher(published), pytest.raises(BuildError, match="another publication"):
        publish(work_db, published, title="t", run_facts={})
    publish(work_db, published, title="t", run_facts={})


def test_folder_of_somebody_else_is_not_overwritten(work_db: Path, published: Path) -> None:
    (published / "parquet").mkdir(parents=True)
    (published / "parquet/keep.txt").write_text("mine")
    with pytest.raises(BuildError, match="move this folder away"):
        publish(work_db, published, title="t", run_facts={})
    assert (published / "parquet/keep.txt").read_text() == "mine"
