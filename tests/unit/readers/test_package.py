"""An Office file opens within bounds, or is refused with a reason before anything in it is expanded."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers import package as module
from orchestration.readers.package import MAX_PART_BYTES, Package, open_package, parse_xml

CODES = {"too_large", "encrypted", "damaged", "nested_too_deep"}


def zipped(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def handmade(entries: list[tuple[bytes, bytes, int]], flags: int = 0) -> bytes:
    """A zip of (name, deflated bytes, declared size), with whatever is declared."""
    body = directory = b""
    for name, packed, size in entries:
        fields = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 0, 0, len(packed), size, len(name), 0)
        directory += b"PK\x01\x02\x14\0" + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + fields + name + packed
    count = len(entries)
    return body + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def reason(data: bytes, part: str | None = None) -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        open_package(data) if part is None else open_package(data).read(part)
    assert str(refused.value).endswith(".")
    return refused.value.reason_code


def xml_reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        parse_xml(data)
    return refused.value.reason_code


def test_parts_by_name() -> None:
    package = open_package(zipped({"word/document.xml": b"<a/>", "word/": b"", "xl\\book.xml": b"x"}))
    assert package.names == {"word/document.xml", "xl/book.xml"}
    assert (package.read("word/document.xml"), package.read("Word/Document.XML")) == (b"<a/>", b"<a/>")
    assert package.read("xl/book.xml") == b"x"
    assert "xl/Book.xml" in package and "word/" not in package


def test_bytes_before_the_archive_and_stored_parts() -> None:
    assert open_package(b"junk" * 10 + zipped({"a": b"1"}, ZIP_STORED)).read("a") == b"1"


def test_a_missing_part() -> None:
    assert reason(zipped({"a": b"1"}), "b") == "damaged"


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04", b"PK\5\6" + b"\0" * 17, b"\xff" * 1000])
def test_no_archive(data: bytes) -> None:
    assert reason(data) == "damaged"


def test_truncated() -> None:
    data = zipped({"a": b"1" * 100, "b": bytes(range(256)) * 10})
    for end in range(0, len(data) - 1, 7):
        assert reason(data[:end]) == "damaged"


def test_an_altered_part_doesnt_match_its_checksum() -> None:
    data = zipped({"a": "政府信息".encode()}, ZIP_STORED)
    assert reason(data.replace("政".encode(), "某".encode()), "a") == "damaged"


def test_a_password() -> None:
    assert reason(handmade([(b"a", deflated(b"1"), 1)], flags=1)) == "encrypted"


def test_a_packing_of_no_office_program() -> None:
    assert reason(zipped({"a": b"1"}, ZIP_BZIP2)) == "damaged"


def test_two_parts_of_one_name() -> None:
    one = deflated(b"1")
    for other in (b"a", b"A", b"/a"):
        assert reason(handmade([(b"a", one, 1), (other, one, 1)])) == "damaged"
    assert open_package(handmade([(b"a", one, 1), (b"b", one, 1)])).names == {"a", "b"}


def test_parts_that_share_their_bytes() -> None:
    data = bytearray(handmade([(b"a", b"x" * 50, 50), (b"b", b"y", 1)]))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    assert reason(bytes(data)) == "damaged"


def test_too_many_parts() -> None:
    assert reason(handmade([(b"%d" % n, b"", 0) for n in range(10_001)])) == "too_large"


def test_a_bomb_is_refused_before_it_expands() -> None:
    bomb = deflated(b"\0" * (40 << 20))
    assert len(bomb) < 50_000
    started = time.perf_counter()
    assert reason(handmade([(b"a", bomb, 40 << 20)])) == "too_large"
    assert reason(handmade([(b"a", bomb, 4 << 30 - 1)])) == "too_large"
    assert time.perf_counter() - started < 1


def test_many_parts_that_are_too_large_together() -> None:
    noise = b"x" * (400 << 10)  # a ratio below the limit
    assert reason(handmade([(b"%d" % n, noise, 60 << 20) for n in range(5)])) == "too_large"
    assert reason(handmade([(b"a", noise, MAX_PART_BYTES + 1)])) == "too_large"


def test_a_part_never_gives_more_than_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size in the list of parts isn't trusted: gigabytes may hide behind a declared kilobyte."""
    bomb = deflated(b"\0" * (80 << 20))
    assert reason(handmade([(b"a", bomb, 1000)]), "a") == "damaged"
    monkeypatch.setattr(module, "MAX_PART_BYTES", 999)
    package = Package(*_opened(zipped({"a": b"1" * 1000})))
    with pytest.raises(UnreadableDocumentError) as refused:
        package.read("a")
    assert refused.value.reason_code == "too_large"


def _opened(data: bytes) -> tuple[ZipFile, dict]:
    archive = ZipFile(BytesIO(data))
    return archive, {info.filename: info for info in archive.infolist()}


def test_xml() -> None:
    root = parse_xml("<?xml version='1.0'?><!-- x --><a b='1'>政<!-- y -->府<?pi x?></a>".encode())
    assert (root.tag, root.get("b"), root.text, len(root)) == ("a", "1", "政府", 0)
    assert parse_xml("<?xml version='1.0' encoding='UTF-16'?><a>政府</a>".encode("utf-16")).text == "政府"


@pytest.mark.parametrize("before", [b"", b"<?xml version='1.0'?>\n", b"<!--" + b"x" * 10_000 + b"-->"])
@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE a>",
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y 'z'>]>",
    ],
)
def test_a_document_type_is_refused(before: bytes, doctype: bytes) -> None:
    assert xml_reason(before + doctype + b"<a/>") == "damaged"
    assert xml_reason(
        (before + doctype + b"<a/>").decode().replace("1.0'", "1.0' encoding='utf-16'").encode("utf-16")
    ) == ("damaged")


def test_entities_that_expand_to_billions() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    for padding, code in (("", "damaged"), (f"<!--{' ' * 5000}-->", "too_large")):
        bomb = f"{padding}<!DOCTYPE a [<!ENTITY e0 'ha'>{levels}]><a b='&e11;'>&e11;</a>".encode()
        assert xml_reason(bomb) == code


def test_broken_xml() -> None:
    for data in (
        b"",
        b"<a>",
        b"<a></b>",
        b"<a>&x;</a>",
        b"<a>\0</a>",
        b"\xff\xfe<",
        b"<a>\xff</a>",
        b"<?xml encoding='x'?>",
    ):
        assert xml_reason(data) == "damaged"
    assert xml_reason(b"<?xml version='1.0' encoding='no-such'?><a/>") == "damaged"


def test_deep_or_vast_xml() -> None:
    assert xml_reason(b"<a>" * 100_000) == "nested_too_deep"
    assert xml_reason(b"<a>" + b"<b/>" * 5_000_000 + b"</a>") == "too_large"
    assert xml_reason(b"<a>" + b"x" * (30 << 20) + b"</a>") == "too_large"


def test_a_long_legal_document_passes() -> None:
    paragraph = b"<p><r><t>" + "政府信息公开工作年度报告".encode() * 5 + b"</t></r></p>"
    assert len(parse_xml(b"<d>" + paragraph * 100_000 + b"</d>")) == 100_000


def codes_of(data: bytes) -> set[str]:
    """Open a file and parse all of its parts; the reason if it is refused."""
    try:
        package = open_package(data)
        for name in package.names:
            parse_xml(package.read(name))
    except UnreadableDocumentError as refused:
        return {refused.reason_code}
    return set()


SAMPLE = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a>" + b"x" * 500 + b"</a>"})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_altered_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for at, byte in changes:
        data[at] = byte
    assert codes_of(bytes(data)) <= CODES


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    assert codes_of(data) <= {"damaged"}
