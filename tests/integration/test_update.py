"""``gongkai update`` from end to end: what it publishes is what a full build of the same documents publishes."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Build, run_build, run_gongkai

pytestmark = pytest.mark.slow

REPORT = "佳木斯市2019年政府信息公开工作年度报告\n全市收到政府信息公开申请82件。\n"


@pytest.fixture(scope="module")
def data(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as they were built, and one report in the inbox."""
    folder = tmp_path_factory.mktemp("updated") / "data"
    shutil.copytree(built.data, folder, symlinks=True)
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "jiamusi_2019.txt").write_text(REPORT, encoding="utf-8")
    return folder


def version_of(data: Path) -> str:
    return (data / "published" / "current").readlink().name


def test_an_update_publishes_the_version_of_a_full_build(data: Path, sample_documents: Path) -> None:
    before = version_of(data)
    done = run_gongkai("update", "--source", sample_documents, "--data", data, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "fct_application_intake" in done.stdout and "documents that came 1" in done.stdout
    assert not done.stderr
    updated = version_of(data)
    assert updated != before
    with duckdb.connect(str(data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        asked = "select value_reported from fct_application_intake where period = '2019'"
        assert [int(value) for (value,) in connection.execute(asked).fetchall()] == [82]
    again = run_gongkai("update", "--source", sample_documents, "--data", data, "--lang", "en")
    assert (again.returncode, again.stdout) == (0, "nothing new; the published version stays\n")
    told = run_gongkai("return", "jiamusi_2019.txt", "--by", "张三", "--why", "数字有误", "--data", data)
    assert told.returncode == 0, told.stderr
    done = run_gongkai("update", "--source", sample_documents, "--data", data, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    returned = version_of(data)
    assert returned != updated
    with duckdb.connect(str(data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        asked = "select state, reason from rpt_submission where file_name = 'jiamusi_2019.txt'"
        assert connection.execute(asked).fetchall() == [("returned", "机关退回：数字有误（张三）")]
    assert run_build(sample_documents, data).code == 0
    assert version_of(data) == returned


def test_without_a_build_everything_is_built(tmp_path: Path, sample_documents: Path) -> None:
    done = run_gongkai("update", "--source", sample_documents, "--data", tmp_path / "data", "--lang", "en")
    assert done.returncode == 0
    assert "There is no work database yet. Everything is built anew." in done.stderr
    assert (tmp_path / "data" / "published" / "gongkai.duckdb").exists()
