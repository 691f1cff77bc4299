"""A version carried over from the one before is the version that a full copy would make."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.carried import MartChange, carry_tables, copy_file
from orchestration.publication.publisher import PublishedManifest, publish

LABELS = {"fct_disclosure_channel": {"": "公开渠道", "value_reported": "填报值"}}
MART = "fct_disclosure_channel"
CHANGE = f"""
    delete from marts.{MART} where channel_code = 'website';
    insert into marts.{MART}
    select * replace ('A' as organ_id, md5(observation_id) as observation_id) from marts.{MART} where place = 'p52:10-14';
"""


def publish_to(work_db: Path, folder: Path, **options: object) -> PublishedManifest:
    return publish(work_db, folder, title="统计", run_facts={}, gate={"passed": True}, descriptions=LABELS, **options)


def rows_of(work_db: Path) -> pa.Table:
    with duckdb.connect(str(work_db), read_only=True) as connection:
        return connection.execute(f"from marts.{MART}").to_arrow_table()


def difference(before: pa.Table, after: pa.Table) -> MartChange:
    connection = duckdb.connect()
    connection.register("before", before)
    connection.register("after", after)
    gone = connection.execute("from before except all from after").to_arrow_table()
    return MartChange(gone, connection.execute("from after except all from before").to_arrow_table())


@pytest.fixture
def changed(work_db: Path, tmp_path: Path, change: Callable[[str], None]) -> tuple[str, MartChange]:
    """The version before a change, and the change."""
    first = publish_to(work_db, tmp_path / "carried")
    before = rows_of(work_db)
    change(CHANGE)
    return first.version_id, difference(before, rows_of(work_db))


def carry(tmp_path: Path, version_id: str, changes: dict[str, MartChange]) -> dict[str, object]:
    return {
        "make_tables": partial(carry_tables, published_dir=tmp_path / "carried", version_id=version_id, changes=changes)
    }


def test_it_is_the_version_of_a_full_copy(work_db: Path, tmp_path: Path, changed: tuple[str, MartChange]) -> None:
    version_id, of_mart = changed
    assert (of_mart.gone.num_rows, of_mart.come.num_rows) == (1, 1)
    carried = publish_to(work_db, tmp_path / "carried", **carry(tmp_path, version_id, {MART: of_mart}))
    whole = publish_to(work_db, tmp_path / "whole")
    assert carried.is_new and carried.version_id == whole.version_id != version_id
    assert carried.tables == whole.tables
    with duckdb.connect(str(tmp_path / "carried" / "gongkai.duckdb"), read_only=True) as connection:
        connection.execute(f"attach '{tmp_path / 'whole' / 'gongkai.duckdb'}' as whole (read_only)")
        for table in whole.row_counts:
            assert connection.execute(f"from {table} except all from whole.main.{table}").fetchall() == []
            assert connection.execute(f"from whole.main.{table} except all from marts.{table}").fetchall() == []


def test_what_stayed_is_not_written_again(work_db: Path, tmp_path: Path, changed: tuple[str, MartChange]) -> None:
    version_id, of_mart = changed
    carried = publish_to(work_db, tmp_path / "carried", **carry(tmp_path, version_id, {MART: of_mart}))
    versions = tmp_path / "carried" / "versions"
    for table in carried.row_counts:
        files = [versions / one / f"parquet/{table}/{table}.parquet" for one in (version_id, carried.version_id)]
        assert os.path.samefile(*files) == (table != MART)


def test_rows_that_are_not_there_and_another_version_are_refused(
    work_db: Path, tmp_path: Path, changed: tuple[str, MartChange]
) -> None:
    version_id, of_mart = changed
    swapped = {MART: MartChange(of_mart.come, of_mart.gone)}
    with pytest.raises(BuildError, match="与已发布的版本不一致"):
        publish_to(work_db, tmp_path / "carried", **carry(tmp_path, version_id, swapped))
    with pytest.raises(BuildError, match="another version"):
        publish_to(work_db, tmp_path / "carried", **carry(tmp_path, "000000000000", {MART: of_mart}))
    assert publish_to(work_db, tmp_path / "carried").version_id != version_id


def test_a_copied_file_can_be_written_to(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"figures" * 1000)
    source.chmod(0o444)
    copy_file(source, tmp_path / "copy")
    with (tmp_path / "copy").open("r+b") as file:
        file.write(b"FIGURES")
    assert source.read_bytes() == b"figures" * 1000
    assert (tmp_path / "copy").read_bytes() == b"FIGURES" + b"figures" * 999
