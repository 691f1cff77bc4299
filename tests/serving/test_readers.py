"""The blocks of docs/readers.md, run as they stand there."""

from __future__ import annotations

import codecs
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import polars.selectors as cs
import psycopg
import pytest
from sqlalchemy import MetaData, create_engine, inspect

from orchestration.publication.postgres import publish_to_postgres
from tests.conftest import PROJECT, Build

pytestmark = pytest.mark.slow

PAGE = (PROJECT / "docs" / "readers.md").read_text(encoding="utf-8")
SERVER = "postgresql://analyst@db.example/marts"
PROGRAMS = {"python": [sys.executable, "-c"], "sh": ["sh", "-euc"], "r": ["Rscript", "-e"]}


def blocks() -> list[tuple[str, str, str]]:
    """Heading, language and code of each block."""
    found = []
    for section in PAGE.split("\n## ")[1:]:
        heading = section.partition("\n")[0]
        found += [(heading, language, code) for language, code in re.findall(r"```(\w+)\n(.*?)```", section, re.S)]
    return found


@pytest.fixture
def folder(built: Build, tmp_path: Path) -> Path:
    """A folder that holds `data`, as the page says."""
    (tmp_path / "data").symlink_to(built.data)
    return tmp_path


@pytest.mark.parametrize(("heading", "language", "code"), blocks())
def test_block_gives_the_figure(
    heading: str, language: str, code: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    program = PROGRAMS[language]
    if shutil.which(program[0]) is None:
        pytest.skip(f"no {program[0]} on this machine")
    if "db.example" in code:
        database: Callable[..., str] = request.getfixturevalue("database")
        publish_to_postgres(database(), folder / "data" / "published")
        plain, of_sqlalchemy = database(), database().replace("postgresql:", "postgresql+psycopg:")
        code = code.replace(SERVER.replace("postgresql:", "postgresql+psycopg:"), of_sqlalchemy).replace(SERVER, plain)
    done = subprocess.run([*program, code], cwd=folder, capture_output=True, text=True, check=False)
    if language == "r" and "there is no package" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[0])
    assert done.returncode == 0, done.stderr
    assert Decimal(done.stdout.strip()) == 44585, heading


def test_the_page_names_each_kind_of_reader() -> None:
    headings = " ".join(heading for heading, *_ in blocks())
    assert all(name in headings for name in ("pandas", "polars", "DuckDB", "SQLAlchemy", "psql", "R", "Excel"))
    assert {language for _, language, _ in blocks()} == set(PROGRAMS)


def test_files_for_excel_hold_the_text_and_no_formula(folder: Path) -> None:
    (workbook_block, csv_block) = (code for heading, _, code in blocks() if heading == "Excel")
    hostile = ".with_columns(place=pl.lit('=1+1'), method=pl.lit('@SUM(A1)'), unit=pl.lit('-5'))"
    for code in (workbook_block, csv_block):
        changed = code.replace('"channel.website"\n)', f'"channel.website"\n){hostile}')
        assert changed != code
        subprocess.run([sys.executable, "-c", changed], cwd=folder, check=True, capture_output=True)
    sheet = openpyxl.load_workbook(folder / "channels.xlsx")["公开渠道"]
    header, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    cells = dict(zip(header, row, strict=True))
    kinds = dict(zip(header, (cell.data_type for cell in sheet[2]), strict=True))
    assert (cells["place"], kinds["place"], cells["organ_name_zh"]) == ("=1+1", "s", "佳木斯市")
    assert (cells["value_reported"], cells["region_code"]) == (44585, "230800")
    data = (folder / "channels.csv").read_bytes()
    assert data.startswith(codecs.BOM_UTF8)
    (text,) = pl.read_csv(data, infer_schema=False).select(cs.by_name("place", "method", "unit")).rows()
    assert text == ("'=1+1", "'@SUM(A1)", "'-5")


def test_reflection_gives_types_keys_and_comments(database: Callable[..., str], built: Build) -> None:
    version = publish_to_postgres(database(), built.data / "published").version_id
    with psycopg.connect(database(), autocommit=True) as connection:
        marts = connection.execute("select table_count from gongkai.published_version").fetchone()[0]
    inspector = inspect(create_engine(database().replace("postgresql:", "postgresql+psycopg:")))
    assert len(inspector.get_view_names("gongkai")) == marts + 1  # and the stamp
    tables = MetaData()
    tables.reflect(inspector.engine, schema=f"gongkai_{version}")
    check = tables.tables[f"gongkai_{version}.fct_sum_check"]
    assert [column.name for column in check.primary_key] == ["check_id"]
    assert repr(check.c.left_value.type) == "NUMERIC(precision=28, scale=8)"
    assert check.c.known_from.type.timezone
    assert check.comment.startswith("勾稽核对：")
    assert check.c.check_id.comment.startswith("核对标识。")
    assert all(column.comment for column in check.columns)
    document = tables.tables[f"gongkai_{version}.dim_document"]
    assert [column.name for column in document.primary_key] == ["document_id"]
