"""Raw tables on disk: what is written is read, and a reader sees the old rows or the new ones, whole."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import polars as pl

from orchestration.contracts.raw_frames import RAW_TABLES, empty_frame
from orchestration.warehouse.raw_store import load_raw, load_raw_folder, read_raw, stored_years, write_partition


def passages(*texts: str, document: str = "a") -> dict[str, pl.DataFrame]:
    rows = [(document * 64, number, text) for number, text in enumerate(texts, 1)]
    return {"raw_passages": pl.DataFrame(rows, schema=empty_frame("raw_passages").schema, orient="row")}


def texts_of(raw: Path) -> list[str]:
    return read_raw(raw, "raw_passages")["text_raw"].to_list()


def files_of(raw: Path) -> list[str]:
    return sorted(path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.is_file())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    frames = passages("收到申请82件。", "=1+1", "", "两行\n文字", "𠀀\x00")
    write_partition(tmp_path, "2018", frames)
    assert read_raw(tmp_path, "raw_passages").equals(frames["raw_passages"])
    assert stored_years(tmp_path) == {"2018"}


def test_years_come_together_in_order(tmp_path: Path) -> None:
    for year in ("2018", "unknown", "2017"):
        write_partition(tmp_path, year, passages(year))
    assert texts_of(tmp_path) == ["2017", "2018", "unknown"]
    assert stored_years(tmp_path) == {"2017", "2018", "unknown"}


def test_writing_a_year_again_replaces_it_and_no_other(tmp_path: Path) -> None:
    write_partition(tmp_path, "2017", passages("old", "older"))
    write_partition(tmp_path, "2018", passages("other"))
    write_partition(tmp_path, "2017", passages("new"))
    assert texts_of(tmp_path) == ["new", "other"]


def test_a_year_without_rows_leaves_nothing(tmp_path: Path) -> None:
    write_partition(tmp_path, "2017", passages("old"))
    write_partition(tmp_path, "2017", {})
    assert files_of(tmp_path) == []
    assert stored_years(tmp_path) == set()
    assert texts_of(tmp_path) == []
    write_partition(tmp_path, "2017", {})  # nothing to take away


def test_an_open_reader_keeps_the_old_rows_whole(tmp_path: Path) -> None:
    write_partition(tmp_path, "2017", passages(*(f"old {i}" for i in range(1000))))
    with (tmp_path / "raw_passages" / "report_year=2017" / "part.parquet").open("rb") as reader:
        head = reader.read(16)
        write_partition(tmp_path, "2017", passages("new"))
        old = pl.read_parquet(io.BytesIO(head + reader.read()))
    assert (old.height, old["text_raw"][999]) == (1000, "old 999")
    assert texts_of(tmp_path) == ["new"]
    assert files_of(tmp_path) == ["raw_passages/report_year=2017/part.parquet"]


def test_what_a_kill_left_is_not_read(tmp_path: Path) -> None:
    write_partition(tmp_path, "2017", passages("good"))
    (tmp_path / "raw_passages" / "report_year=2017" / ".part.parquet.12345").write_bytes(b"PAR1 half")
    assert texts_of(tmp_path) == ["good"]


def test_a_table_without_files_has_its_columns(tmp_path: Path) -> None:
    for table in RAW_TABLES:
        assert read_raw(tmp_path, table).equals(empty_frame(table))


def test_loading_replaces_what_was_there(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        load_raw(connection, passages("one", "two"))
        load_raw(connection, passages("three", document="b"))
        assert connection.execute("select text_raw from raw.raw_passages").fetchall() == [("three",)]
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    assert {name for (name,) in tables} == set(RAW_TABLES)


def test_loading_a_folder_counts_its_rows(tmp_path: Path) -> None:
    write_partition(tmp_path / "raw", "2017", passages("one", "two"))
    write_partition(tmp_path / "raw", "2018", passages("three"))
    database = tmp_path / "work" / "gongkai_work.duckdb"
    counts = load_raw_folder(database, tmp_path / "raw")
    assert counts == {table: 3 if table == "raw_passages" else 0 for table in RAW_TABLES}
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.raw_passages").fetchone() == (3,)
