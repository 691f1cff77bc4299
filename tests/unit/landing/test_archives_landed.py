"""Archives in a folder: each member lands as a document of its own, and landing again changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.landing import ZIP, LandingStore
from tests.unit.landing.zips import Part, zip_bytes

DAY_1 = datetime(2025, 1, 20, tzinfo=UTC)
DAY_2 = DAY_1 + timedelta(days=9)
REPORT = "<p>泰州市高港区 520 219</p>".encode()
TAIZHOU = zip_bytes(
    Part("高港区2018年报.html".encode("gbk"), REPORT),
    Part("2017/海陵区.html".encode("gbk"), b"<p>1</p>"),
    Part(b"../evil.html"),
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "泰州市.zip").write_bytes(TAIZHOU)
    return tmp_path / "in"


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return LandingStore(tmp_path / "landing")


def land(store: LandingStore, folder: Path, now: datetime = DAY_1, **how: object) -> None:
    store.land_folder(folder, source="inbox", now=now, mirror=False, **how)


def lines_of(store: LandingStore) -> list[dict[str, object]]:
    return [json.loads(line) for line in (store._root / "manifest.jsonl").read_text().splitlines()]


def test_members_land_as_documents_of_their_archive(store: LandingStore, inbox: Path) -> None:
    land(store, inbox, now=DAY_2, received=DAY_1, sender=" 泰州市  政务公开办 ")
    archive, hailing, gaogang = store.current_arrivals()
    assert (archive.uri, archive.media_type) == ("inbox/泰州市.zip", ZIP)
    assert (gaogang.uri, gaogang.file_name) == ("inbox/泰州市.zip!高港区2018年报.html", "高港区2018年报.html")
    assert (gaogang.claimed_organ, gaogang.claimed_period) == ("高港区", "2018")
    assert (hailing.claimed_organ, hailing.claimed_period) == ("海陵区", "2017")
    for member in (hailing, gaogang):
        assert (member.archive_uri, member.archive_sha256) == (archive.uri, archive.sha256)
        assert (member.arrived_at, member.sender) == (DAY_1, "泰州市 政务公开办")
    assert store.read(gaogang.sha256) == REPORT
    assert store.read(archive.sha256) == TAIZHOU
    (refused,) = store.refusals()
    assert (refused.uri, refused.reason_code) == ("inbox/泰州市.zip!../evil.html", "unsafe_name")
    assert (refused.sha256, refused.arrived_at) == (archive.sha256, DAY_1)
    assert {line["recorded_at"] for line in lines_of(store)} == {DAY_2.isoformat()}
    assert len({one.submission_id for one in store.current_arrivals()}) == 3


def test_landing_again_changes_nothing(store: LandingStore, inbox: Path) -> None:
    land(store, inbox)
    before, arrivals = lines_of(store), store.current_arrivals()
    land(store, inbox, now=DAY_2, sender="someone else")
    land(LandingStore(store._root), inbox, now=DAY_2)
    assert lines_of(store) == before
    assert LandingStore(store._root).current_arrivals() == arrivals
    assert LandingStore(store._root).refusals() == store.refusals()


def test_a_kill_before_the_archive_is_recorded_takes_it_in_anew(store: LandingStore, inbox: Path) -> None:
    land(store, inbox)
    whole = (store._root / "manifest.jsonl").read_bytes()
    expected = store.current_arrivals(), store.refusals()
    for lines in range(len(whole.splitlines())):
        part = b"".join(line + b"\n" for line in whole.splitlines()[:lines]) + b'{"event": "arr'
        (store._root / "manifest.jsonl").write_bytes(part)
        killed = LandingStore(store._root)
        land(killed, inbox)
        assert (killed.current_arrivals(), killed.refusals()) == expected


def test_an_archive_that_landed_before_archives_were_opened_is_opened(store: LandingStore, inbox: Path) -> None:
    land(store, inbox)
    manifest = store._root / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes().splitlines(keepends=True)[-1])
    old = LandingStore(store._root)
    assert len(old.current_arrivals()) == 1
    land(old, inbox, now=DAY_2)
    assert len(old.current_arrivals()) == 3


def test_a_refused_archive_stays_landed_and_says_why(store: LandingStore, inbox: Path) -> None:
    (inbox / "泰州市.zip").write_bytes(TAIZHOU[:-30])
    land(store, inbox)
    land(store, inbox, now=DAY_2)
    (archive,), (refused,) = store.current_arrivals(), store.refusals()
    assert (refused.uri, refused.archive_uri, refused.reason_code) == (archive.uri, archive.uri, "damaged")
    assert len(lines_of(store)) == 2


def test_a_mirrored_folder_follows_its_archives(store: LandingStore, inbox: Path) -> None:
    def uris(now: datetime) -> list[str]:
        store.land_folder(inbox, source="documents", now=now)
        return [arrival.uri.removeprefix("documents/") for arrival in store.current_arrivals()]

    assert uris(DAY_1) == ["泰州市.zip", "泰州市.zip!2017/海陵区.html", "泰州市.zip!高港区2018年报.html"]
    assert uris(DAY_2) == ["泰州市.zip", "泰州市.zip!2017/海陵区.html", "泰州市.zip!高港区2018年报.html"]
    (inbox / "泰州市.zip").write_bytes(zip_bytes(Part(b"a.html", REPORT)))
    assert uris(DAY_2) == ["泰州市.zip", "泰州市.zip!a.html"]
    assert store.refusals() == []
    (inbox / "泰州市.zip").write_bytes(TAIZHOU)
    assert len(uris(DAY_2)) == 3
    assert {arrival.arrived_at for arrival in store.current_arrivals()} == {DAY_1}  # as they first came
    (inbox / "泰州市.zip").unlink()
    assert uris(DAY_2) == []
