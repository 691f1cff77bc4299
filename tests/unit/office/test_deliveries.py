"""Every document of a province is handed in once, by whom and when an office would get it."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.office_deliveries import Delivery, Post, report_of
from benchmarks.office_installation import declare_organs
from benchmarks.office_resolution import judge_names
from orchestration.landing.archives import Member, unpack_archive
from orchestration.reference.registry import OrganResolver
from orchestration.synthesis import Province, generate_country
from tests.conftest import PROJECT

SHAPE = Province(cities=2, counties=3, organs=40, missing=0.05, revised=0.3)


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    out = tmp_path_factory.mktemp("post") / "province"
    generate_country(out, SHAPE, (2020, 2021), 0.03, 5, PROJECT / "seeds", None, 1)
    return Post(out, 5)


@pytest.fixture(scope="module")
def deliveries(post: Post, tmp_path_factory: pytest.TempPathFactory) -> list[Delivery]:
    return post.deliver(tmp_path_factory.mktemp("deliveries") / "out")


def contents(delivery: Delivery) -> list[bytes]:
    archives = sorted(delivery.folder.rglob("*.zip"))
    if not archives:
        return [path.read_bytes() for path in delivery.folder.rglob("*") if path.is_file()]
    with archives[0].open("rb") as file:
        return [one.content for one in unpack_archive(file) if isinstance(one, Member)]


def test_every_document_is_handed_in_once(post: Post, deliveries: list[Delivery]) -> None:
    handed = Counter(content for delivery in deliveries for content in contents(delivery))
    written = Counter((post.province / row["path"]).read_bytes() for row in post.documents)
    assert handed == written
    assert len(deliveries) == len({one.wave for one in deliveries})


def test_second_versions_come_after_the_first(post: Post, deliveries: list[Delivery]) -> None:
    came = {row["path"]: one.wave for one in deliveries for row in one.documents}
    firsts = {report_of(row): came[row["path"]] for row in post.documents if row["version"] == "1"}
    second = [(came[row["path"]], firsts[report_of(row)], row) for row in post.documents if row["version"] == "2"]
    assert len(second) > 15
    for wave, first, row in second:
        is_disputed = report_of(row) in post.disputed
        assert wave.received > first.received or is_disputed
        assert (wave.sender_id != first.sender_id) == is_disputed
    assert post.disputed and {report[1] for report in post.disputed} == {"2021"}


def test_late_reports_come_in_archives_with_names_in_gbk(deliveries: list[Delivery]) -> None:
    late = [one for one in deliveries if one.wave.number == 2]
    assert late
    for delivery in late:
        (archive,) = delivery.folder.rglob("*.zip")
        for member in zipfile.ZipFile(archive).infolist():
            assert not member.flag_bits & 0x800
            assert "年" in member.orig_filename.encode("cp437").decode("gbk")


def test_names_of_files_and_senders_are_recognised(post: Post, deliveries: list[Delivery], tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    registry.mkdir()
    for path in (PROJECT / "seeds" / "registry").glob("*.csv"):
        (registry / path.name).write_bytes(path.read_bytes())
    declare_organs(tmp_path, post.organs.values())
    verdicts = judge_names(post, deliveries, OrganResolver(tmp_path))
    assert verdicts["file name"] == Counter(right=len(post.documents))
    assert verdicts["sender"] == Counter(right=len(deliveries))
