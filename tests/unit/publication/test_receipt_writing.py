"""A receipt onto disk: the whole file or none, and errors that say what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.domain.errors import GongkaiError
from orchestration.publication.receipt import check_target, write_receipt
from tests.unit.publication.receipts import SEEDS, check, review_examination


@pytest.mark.parametrize("name", ["out.html", "out.HTML", "out.xlsx"])
def test_a_receipt_replaces_the_one_before(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    target.write_bytes(b"old")
    write_receipt(target, review_examination(check()), [check()], SEEDS)
    assert target.read_bytes()[:2] in (b"<!", b"PK")
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("out.pdf", ".html or .xlsx"),
        ("out", ".html or .xlsx"),
        ("nowhere/out.html", "does not exist"),
        ("folder.html", "is a folder"),
    ],
)
def test_a_target_that_can_not_be_is_refused_before_any_work(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(GongkaiError, match=words):
        check_target(tmp_path / name)


def test_a_full_disk_leaves_the_old_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.html"
    target.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(GongkaiError, match="No space left on device"):
        write_receipt(target, review_examination(check()), [check()], SEEDS)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out.html"]
