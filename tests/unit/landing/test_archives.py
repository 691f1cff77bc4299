"""Archives are taken apart under the names their makers meant, and hostile ones are refused with a reason."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.landing import archives
from orchestration.landing.archives import MAX_MEMBERS, Member, Refused, unpack_archive
from tests.unit.landing.zips import Part, unicode_path, zip_bytes

UTF8 = 0x800
JIAMUSI = "佳木斯市2017年政府信息公开工作年度报告.html"


def unpacked(data: bytes) -> list[Member | Refused]:
    return list(unpack_archive(BytesIO(data)))


def names(data: bytes) -> list[str]:
    return [one.name for one in unpacked(data)]


def refusals(data: bytes) -> dict[str, str]:
    return {one.name: one.reason_code for one in unpacked(data) if isinstance(one, Refused)}


@pytest.mark.parametrize(
    "part",
    [
        Part(JIAMUSI.encode("gbk")),
        Part(JIAMUSI.encode("gb18030")),
        Part(JIAMUSI.encode(), flags=UTF8),
        Part(JIAMUSI.encode()),  # macOS marks nothing
        Part(JIAMUSI.encode("gbk"), flags=UTF8),  # marked as what it is not
        Part(b"?????2017", extra=unicode_path(b"?????2017", JIAMUSI)),
        Part(JIAMUSI.encode("gbk"), extra=unicode_path(b"another name", "wrong", crc=7)),  # of a name it had before
        Part(JIAMUSI.encode("gbk"), extra=b"\x75\x70\xff\xff"),  # cut off
    ],
)
def test_a_name_is_what_its_maker_meant(part: Part) -> None:
    assert names(zip_bytes(part)) == [JIAMUSI]


def test_traditional_names_and_names_that_are_no_text() -> None:
    assert names(zip_bytes(Part(b"\xff\xff\xff"))) == [b"\xff\xff\xff".decode("cp437")]
    assert names(zip_bytes(Part("年報".encode("big5")), Part(b"\xa1\x40"))) != []


def test_folders_and_what_programs_leave_behind_are_passed_over() -> None:
    kept = Part("泰州市\\高港区.txt".encode("gbk"), b"2018")
    left = [Part(b"a/"), Part(b"__MACOSX/._a"), Part(b".DS_Store"), Part(b"a/Thumbs.db"), Part(b".git/config")]
    assert unpacked(zip_bytes(*left, kept)) == [Member("泰州市/高港区.txt", b"2018")]


def test_members_of_one_name_are_told_apart() -> None:
    data = zip_bytes(Part(b"a.txt", b"1"), Part(b"a.txt", b"2"), Part(b"a.txt~2", b"3"), Part(b"a.txt", b"4"))
    assert [(one.name, one.content) for one in unpacked(data)] == [
        ("a.txt", b"1"),
        ("a.txt~2", b"2"),
        ("a.txt~2~2", b"3"),
        ("a.txt~3", b"4"),
    ]


def test_what_zip_programs_write_is_read() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("县/报告.txt", "总数 5".encode(), zipfile.ZIP_DEFLATED)
        with archive.open("大.txt", "w", force_zip64=True) as file:
            file.write(b"2024")
    assert unpacked(b"bytes before it" + out.getvalue()) == [
        Member("县/报告.txt", "总数 5".encode()),
        Member("大.txt", b"2024"),
    ]


def test_an_archive_in_an_archive_is_opened_once() -> None:
    third = zip_bytes(Part(b"deep.txt"))
    second = zip_bytes(Part("丙.txt".encode("gbk"), b"3"), Part(b"third.zip", third))
    first = zip_bytes(Part("乙县.zip".encode("gbk"), second), Part(b"a.txt", b"1"))
    assert [(one.name, type(one)) for one in unpacked(first)] == [
        ("乙县.zip!丙.txt", Member),
        ("乙县.zip!third.zip", Refused),
        ("a.txt", Member),
    ]
    assert refusals(first) == {"乙县.zip!third.zip": "nested_too_deep"}


@pytest.mark.parametrize("name", [b"../../etc/passwd", b"/etc/passwd", b"C:\\boot.ini", b"a/../../b", b"..\\x"])
def test_a_name_that_leads_out_is_refused(name: bytes) -> None:
    assert list(refusals(zip_bytes(Part(name), Part(b"ok.txt"))).values()) == ["unsafe_name"]


def test_what_can_not_be_taken_out_is_refused_and_the_others_go_on() -> None:
    data = zip_bytes(
        Part(b"locked.html", flags=1),
        Part(b"packed.html", method=14),
        Part(b"zeros.txt", b"\0" * 50_000_000),
        Part(b"vast.txt", declared_size=archives.MAX_MEMBER_BYTES + 1),
        Part(b"lies.txt", b"1" * 1000, declared_size=10),
        Part(b"short.txt", b"1" * 10, declared_size=1000),
        Part("好.txt".encode("gbk"), b"5"),
    )
    assert refusals(data) == {
        "locked.html": "encrypted",
        "packed.html": "unsupported_format",
        "zeros.txt": "too_large",
        "vast.txt": "too_large",
        "lies.txt": "damaged",
        "short.txt": "damaged",
    }
    assert unpacked(data)[-1] == Member("好.txt", b"5")


def reason_of(data: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as error:
        unpacked(data)
    return error.value.reason_code


def test_a_whole_archive_is_refused_for_its_sum() -> None:
    assert reason_of(zip_bytes()) == "empty"
    assert reason_of(zip_bytes(Part(b"a/"))) == "empty"
    assert reason_of(zip_bytes(*[Part(b"%d" % i) for i in range(MAX_MEMBERS + 1)])) == "too_large"
    vast = [Part(b"%d" % i, declared_size=archives.MAX_MEMBER_BYTES) for i in range(17)]
    assert reason_of(zip_bytes(*vast)) == "too_large"
    assert reason_of(zip_bytes(Part(b"a", b"1" * 100), Part(b"b", offset=0))) == "damaged"  # both the same bytes
    whole = zip_bytes(Part(b"a", b"1" * 100))
    assert reason_of(whole[:-5]) == reason_of(whole[:40]) == reason_of(b"PK\x03\x04") == "damaged"


def test_archives_in_an_archive_share_its_limits() -> None:
    inner = zip_bytes(*[Part(b"%d" % i) for i in range(4_000)])
    outer = zip_bytes(*[Part(b"%d.zip" % i, inner, method=0) for i in range(3)])
    found = unpacked(outer)
    assert [one.reason_code for one in found if isinstance(one, Refused)] == ["too_large"]
    assert len([one for one in found if isinstance(one, Member)]) == 8_000


def test_a_hundred_thousand_members_of_one_name_cost_nothing() -> None:
    data = zip_bytes(*[Part(b"a", b"") for _ in range(100_000)])
    started = time.perf_counter()
    tracemalloc.start()
    assert reason_of(data) == "too_large"
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()
    assert time.perf_counter() - started < 5


SAMPLE = zip_bytes(Part("佳木斯.txt".encode("gbk"), b"5" * 300), Part(b"b.zip", zip_bytes(Part(b"c.txt"))))


@given(st.binary(max_size=400), st.integers(0, len(SAMPLE)), st.integers(0, 40))
def test_any_bytes_give_members_or_a_reason(noise: bytes, start: int, length: int) -> None:
    for data in (noise, SAMPLE[:start] + noise[:length] + SAMPLE[start + length :]):
        found: list[Member | Refused] = []
        with suppress(UnreadableDocumentError):
            found = unpacked(data)
        assert len({one.name for one in found}) == len(found)
