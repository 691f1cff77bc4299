"""What ``gongkai bulletin`` says when it can't, and that the same data give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Build, Write, run_gongkai

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("organ", "period", "name", "said"),
    [
        ("佳木斯市", "2020Q1", "b.docx", "已有数据的期间：2018Q1"),
        ("佳木斯市", "一季度", "b.docx", "不是期间"),
        ("佳木斯", "2018Q5", "b.docx", "不是期间"),
        ("不存在市", "2018Q1", "b.docx", "没有“不存在市”这个机关"),
        ("佳木斯市", "2018Q1", "b.pdf", "应以 .docx 或 .html 结尾"),
        ("佳木斯市", "2018Q1", "no/b.docx", "不存在，请先建立"),
    ],
)
def test_it_says_what_is_wrong(built: Build, tmp_path: Path, organ: str, period: str, name: str, said: str) -> None:
    done = run_gongkai("bulletin", organ, period, "-o", tmp_path / name, "--data", built.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_published(tmp_path: Path) -> None:
    done = run_gongkai("bulletin", "佳木斯市", "2018Q1", "-o", tmp_path / "b.docx", "--data", tmp_path)
    assert done.returncode == 1 and "gongkai build" in done.stderr


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_the_same_data_give_the_same_bytes(write: Write, built: Build, tmp_path: Path, suffix: str) -> None:
    first = write("bulletin", "佳木斯市", "2018Q1", suffix)
    again = tmp_path / f"again{suffix}"
    assert run_gongkai("bulletin", "G230800", "2018Q1", "-o", again, "--data", built.data).returncode == 0
    assert again.read_bytes() == first.read_bytes()
