"""The store keeps every content once, and its current state follows the folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain.errors import BuildError
from orchestration.landing import LandingStore

DAY_1 = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
DAY_2 = DAY_1 + timedelta(days=1)
DAY_3 = DAY_1 + timedelta(days=2)
FUJIN = "富锦市 520 219 1"
TOTAL = "合 计 1,775 1,020"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "佳木斯市").mkdir(parents=True)
    (folder / "佳木斯市" / "2018年第一季度通报.txt").write_text(FUJIN)
    (folder / "jiamusi_2018q1_bulletin.html").write_text(f"<p>{TOTAL}</p>")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> LandingStore:
    return LandingStore(tmp_path / "landing")


def manifest_of(store: LandingStore) -> Path:
    return store._root / "manifest.jsonl"


def test_a_folder_lands_with_its_labels(store: LandingStore, folder: Path) -> None:
    html, text = store.land_folder(folder, source="documents", now=DAY_1)
    assert (html.uri, html.file_name) == ("documents/jiamusi_2018q1_bulletin.html", "jiamusi_2018q1_bulletin.html")
    assert (html.media_type, html.claimed_period, html.claimed_organ) == ("text/html", "2018Q1", None)
    assert text.uri == "documents/佳木斯市/2018年第一季度通报.txt"
    assert (text.media_type, text.claimed_period, text.claimed_organ) == ("text/plain", "2018Q1", "佳木斯市")
    assert text.size_bytes == len(FUJIN.encode())
    assert text.arrived_at == DAY_1
    assert store.read(text.sha256) == FUJIN.encode()
    assert (store._root / text.sha256[:2] / text.sha256).is_file()
    assert store.current_arrivals() == [html, text]


def test_landing_again_adds_nothing(store: LandingStore, folder: Path) -> None:
    first = store.land_folder(folder, source="documents", now=DAY_1)
    before = manifest_of(store).read_bytes()
    assert store.land_folder(folder, source="documents", now=DAY_2) == first
    assert LandingStore(store._root).land_folder(folder, source="documents", now=DAY_3) == first
    assert manifest_of(store).read_bytes() == before


def test_a_changed_file_replaces_and_a_file_put_back_is_what_it_was(store: LandingStore, folder: Path) -> None:
    path = folder / "jiamusi_2018q1_bulletin.html"
    original = path.read_bytes()
    first = store.land_folder(folder, source="documents", now=DAY_1)
    path.write_text("<p>合 计 1,776 1,020</p>")
    changed = store.land_folder(folder, source="documents", now=DAY_2)
    assert [a.arrived_at for a in changed] == [DAY_2, DAY_1]
    assert store.current_arrivals("documents") == changed
    path.write_bytes(original)
    assert store.land_folder(folder, source="documents", now=DAY_3) == first
    assert store.current_arrivals() == first
    assert LandingStore(store._root).current_arrivals() == first
    assert store.read(changed[0].sha256)  # nothing is ever thrown away
    assert len(manifest_of(store).read_text().splitlines()) == 4


def test_a_file_that_is_gone_is_withdrawn_and_comes_back(store: LandingStore, folder: Path) -> None:
    other = store.land_file(folder / "jiamusi_2018q1_bulletin.html", source="elsewhere", now=DAY_1)
    first = store.land_folder(folder, source="documents", now=DAY_1)
    path = folder / "jiamusi_2018q1_bulletin.html"
    path.rename(folder / ".hidden")
    assert store.land_folder(folder, source="documents", now=DAY_2) == first[1:]
    assert store.current_arrivals("documents") == first[1:]
    assert store.current_arrivals() == [*first[1:], other]
    assert '"event": "withdrawn"' in manifest_of(store).read_text()
    (folder / ".hidden").rename(path)
    assert store.land_folder(folder, source="documents", now=DAY_3) == first


def test_an_inbox_keeps_everything(store: LandingStore, folder: Path) -> None:
    path = folder / "jiamusi_2018q1_bulletin.html"
    original = path.read_bytes()
    store.land_folder(folder, source="inbox", now=DAY_1, mirror=False)
    path.write_text("<p>revised</p>")
    store.land_folder(folder, source="inbox", now=DAY_2, mirror=False)
    path.write_bytes(original)
    store.land_folder(folder, source="inbox", now=DAY_3, mirror=False)
    path.unlink()
    store.land_folder(folder, source="inbox", now=DAY_3, mirror=False)
    both = [a for a in store.current_arrivals("inbox") if a.uri.endswith("bulletin.html")]
    assert [a.arrived_at for a in both] == [DAY_1, DAY_2]
    assert len(store.current_arrivals()) == 3
    assert len(manifest_of(store).read_text().splitlines()) == 3


def test_the_same_content_at_two_places_is_one_blob(store: LandingStore, folder: Path) -> None:
    (folder / "copy.txt").write_text(FUJIN)
    arrivals = store.land_folder(folder, source="documents", now=DAY_1)
    assert len({a.sha256 for a in arrivals}) == 2
    blobs = [p for p in store._root.rglob("*") if p.is_file() and len(p.name) == 64]
    assert len(blobs) == 2


def test_links_dot_files_and_pipes_are_passed_over(store: LandingStore, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked_folder").symlink_to(outside)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    (folder / ".DS_Store").write_text("x")
    os.mkfifo(folder / "pipe")
    assert len(store.land_folder(folder, source="documents", now=DAY_1)) == 2


@pytest.mark.parametrize("torn", [b'{"event": "arrival", "uri": "docu', b"\0\0\0\n", b'{"event": "arrival"}\n'])
def test_a_torn_last_line_counts_as_never_written(store: LandingStore, folder: Path, torn: bytes) -> None:
    first = store.land_folder(folder, source="documents", now=DAY_1)
    before = manifest_of(store).read_bytes()
    manifest_of(store).write_bytes(before + torn)
    again = LandingStore(store._root)
    assert again.current_arrivals() == first
    assert manifest_of(store).read_bytes() == before + torn  # reading repairs nothing
    (folder / "new.txt").write_text("new")
    landed = again.land_folder(folder, source="documents", now=DAY_2)
    lines = manifest_of(store).read_bytes()
    assert lines.startswith(before)
    assert len(lines.splitlines()) == 3
    assert LandingStore(store._root).current_arrivals() == landed


def test_a_broken_line_in_the_middle_is_explained(store: LandingStore, folder: Path) -> None:
    store.land_folder(folder, source="documents", now=DAY_1)
    lines = manifest_of(store).read_bytes().splitlines(keepends=True)
    manifest_of(store).write_bytes(b"garbage\n".join(lines))
    with pytest.raises(BuildError, match="line 2"):
        LandingStore(store._root).current_arrivals()


@pytest.mark.parametrize(
    ("uri", "file_name"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/cron.d/x", "x"),
        ("upload/" + "长" * 300 + ".html", "长" * 255),
        ("upload/a\x00b\nc.txt", "abc.txt"),
        ("C:\\Users\\办公室\\2017年报.doc", "2017年报.doc"),
        ("..", ".."),
    ],
)
def test_a_name_is_only_a_label(store: LandingStore, folder: Path, uri: str, file_name: str) -> None:
    inside = sorted(store._root.parent.rglob("*"))
    path = folder / "jiamusi_2018q1_bulletin.html"
    arrival = store.land_file(path, source="upload", uri=uri, now=DAY_1)
    assert arrival.file_name == file_name
    assert "\n" not in arrival.uri
    assert store.current_arrivals() == [arrival]
    assert LandingStore(store._root).current_arrivals() == [arrival]
    new = {p for p in store._root.parent.rglob("*") if p.is_file()} - set(inside)
    assert {p.name for p in new} == {arrival.sha256, "manifest.jsonl", "manifest.lock"}


def test_names_that_are_not_utf8_on_disk(store: LandingStore, tmp_path: Path) -> None:
    folder = tmp_path / "gbk"
    folder.mkdir()
    for raw in ("富锦市2017.txt".encode("gb18030"), "富锦市2017.txt".encode(), b"\xff\xff.txt", b"a\nb.txt"):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), raw))).write_bytes(raw)
    arrivals = store.land_folder(folder, source="s", now=DAY_1)
    assert {a.uri for a in arrivals} == {
        "s/富锦市2017.txt",
        "s/富锦市2017.txt~2",
        "s/\\udcff\\udcff.txt",
        "s/a%0Ab.txt",
    }
    assert store.land_folder(folder, source="s", now=DAY_2) == arrivals
    assert LandingStore(store._root).current_arrivals() == sorted(arrivals, key=lambda a: a.uri)


def test_a_missing_folder_withdraws_nothing(store: LandingStore, folder: Path, tmp_path: Path) -> None:
    first = store.land_folder(folder, source="documents", now=DAY_1)
    with pytest.raises(BuildError, match="not a folder"):
        store.land_folder(tmp_path / "documents_typo", source="documents", now=DAY_2)
    with pytest.raises(BuildError, match="can't be landed"):
        store.land_file(tmp_path / "nothing.txt", source="documents", now=DAY_2)
    assert store.current_arrivals() == first


def test_read_checks_what_it_gives(store: LandingStore, folder: Path) -> None:
    arrival = store.land_folder(folder, source="documents", now=DAY_1)[0]
    with pytest.raises(BuildError, match="No document"):
        store.read(hashlib.sha256(b"never landed").hexdigest())
    with pytest.raises(BuildError, match="not the sha256"):
        store.read("../../../etc/passwd")
    (store._root / arrival.sha256[:2] / arrival.sha256).write_text("altered")
    with pytest.raises(BuildError, match="altered"):
        store.read(arrival.sha256)


def test_instants_are_utc(store: LandingStore, folder: Path) -> None:
    path = folder / "jiamusi_2018q1_bulletin.html"
    beijing = datetime(2024, 3, 1, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    arrival = store.land_file(path, source="s", now=beijing)
    assert (arrival.arrived_at, arrival.arrived_at.tzinfo) == (DAY_1, UTC)
    assert LandingStore(store._root).current_arrivals()[0].arrived_at.utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="time zone"):
        store.land_file(path, source="s", now=datetime(2024, 3, 1))


def test_a_large_file_is_streamed(store: LandingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.landing.store._WHOLE", 1000)
    path = tmp_path / "large.html"
    path.write_text("<html><p>" + "大" * 5000)
    arrival = store.land_file(path, source="s", now=DAY_1)
    assert arrival.size_bytes == path.stat().st_size
    assert arrival.media_type == "text/html"
    assert store.read(arrival.sha256) == path.read_bytes()


def test_two_stores_on_one_root_see_each_other(store: LandingStore, folder: Path) -> None:
    other = LandingStore(store._root)
    assert other.current_arrivals() == []
    first = store.land_folder(folder, source="documents", now=DAY_1)
    assert other.land_folder(folder, source="documents", now=DAY_2) == first
    assert len(manifest_of(store).read_text().splitlines()) == 2


def test_processes_at_once_lose_nothing(store: LandingStore, tmp_path: Path) -> None:
    code = """
import sys; from datetime import UTC, datetime; from pathlib import Path
from orchestration.landing import LandingStore
store, name = LandingStore(Path(sys.argv[1])), sys.argv[2]
path = Path(sys.argv[1]).parent / name
for i in range(20):
    path.write_text(f"{name if i % 2 else 'shared'} {i}")
    store.land_file(path, source=name, uri=f"{name}/{i}", now=datetime.now(UTC))
"""
    workers = [
        subprocess.Popen([sys.executable, "-c", code, str(store._root), f"w{n}"], cwd=Path(__file__).parents[3])
        for n in range(3)
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert len(store.current_arrivals()) == 60
    assert not list(store._root.rglob("*.tmp"))


def test_a_kill_at_any_moment_changes_nothing_in_the_end(store: LandingStore, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for i in range(1000):
        (folder / f"县{i}_2021.txt").write_text(f"受理 {i} 件")
    code = """
import sys; from datetime import UTC, datetime; from pathlib import Path
from orchestration.landing import LandingStore
print("ready", flush=True)
LandingStore(Path(sys.argv[1])).land_folder(Path(sys.argv[2]), source="s", now=datetime.now(UTC))
"""
    for seconds in (0.02, 0.2, 0.4):
        worker = subprocess.Popen(
            [sys.executable, "-c", code, str(store._root), str(folder)],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(seconds)
        worker.kill()
        worker.communicate()
    landed = store.land_folder(folder, source="s", now=DAY_1)
    assert LandingStore(store._root).current_arrivals() == landed
    assert [store.read(a.sha256).decode() for a in landed] == [p.read_text() for p in sorted(folder.iterdir())]
    assert not list(store._root.rglob("*.tmp"))


CONTENTS = st.dictionaries(st.sampled_from(["a.txt", "b/c.txt", "d.html"]), st.sampled_from(["1,775", "1,020", "520"]))


@settings(max_examples=30, deadline=None)
@given(states=st.lists(CONTENTS, min_size=1, max_size=6))
def test_the_current_state_is_the_folder_and_its_instants_are_first_arrivals(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    base = tmp_path_factory.mktemp("mirror")
    store, folder, first_seen = LandingStore(base / "landing"), base / "folder", {}
    for day, state in enumerate(states):
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        folder.mkdir()
        for name, content in state.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(content)
            first_seen.setdefault((name, content), DAY_1 + timedelta(days=day))
        store.land_folder(folder, source="s", now=DAY_1 + timedelta(days=day))
        for seen in (store, LandingStore(base / "landing")):
            current = {(a.uri, store.read(a.sha256).decode()): a.arrived_at for a in seen.current_arrivals("s")}
            assert current == {(f"s/{n}", c): first_seen[n, c] for n, c in state.items()}
