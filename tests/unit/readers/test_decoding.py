"""Text is decoded by what the bytes show; what a document declares is only a hint."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.domain.decoding import decode_text
from orchestration.domain.errors import UnreadableDocumentError

SIMPLIFIED = "2018年一季度，市政府网站共采发信息3,255条，富锦市、汤原县报送信息的数量较多，不够重视的单位有6个。\n"
TRADITIONAL = "臺北市政府關於政府資訊公開工作的年度報告，收到申請82件，不予公開的有5件。\n"


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "notes"),
    [
        (SIMPLIFIED.encode(), None, "utf-8", ()),
        (SIMPLIFIED.encode(), "UTF-8", "utf-8", ()),
        (SIMPLIFIED.encode(), "gb2312", "utf-8", ("declared gb2312, read as utf-8",)),
        (SIMPLIFIED.encode("utf-8-sig"), "gbk", "utf-8", ("declared gbk, read as utf-8",)),
        (SIMPLIFIED.encode("gb18030"), None, "gb18030", ()),
        (SIMPLIFIED.encode("gb18030"), "GB2312", "gb18030", ()),
        (SIMPLIFIED.encode("gb18030"), "x-gbk", "gb18030", ()),
        (SIMPLIFIED.encode("gb18030"), "utf-8", "gb18030", ("declared utf-8, read as gb18030",)),
        (SIMPLIFIED.encode("gb18030"), "iso-8859-1", "gb18030", ("declared iso-8859-1, read as gb18030",)),
        (SIMPLIFIED.encode("gb18030"), "big5", "gb18030", ("declared big5, read as gb18030",)),
        (SIMPLIFIED.encode("utf-16"), None, "utf-16-le", ()),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), None, "utf-16-be", ()),
        (SIMPLIFIED.encode("utf-16-le"), None, "utf-16-le", ("UTF-16 without a byte-order mark",)),
        (SIMPLIFIED.encode("utf-16-be"), None, "utf-16-be", ("UTF-16 without a byte-order mark",)),
    ],
)
def test_simplified(data: bytes, declared: str | None, encoding: str, notes: tuple[str, ...]) -> None:
    assert decode_text(data, declared) == (SIMPLIFIED, encoding, notes)


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "notes"),
    [
        (TRADITIONAL.encode("big5"), None, "big5", ()),
        (TRADITIONAL.encode("big5"), "big5", "big5", ()),
        (TRADITIONAL.encode("big5"), "gb2312", "big5", ("declared gb2312, read as big5",)),
        (TRADITIONAL.encode("gb18030"), None, "gb18030", ()),
        (TRADITIONAL.encode("gb18030"), "big5", "gb18030", ("declared big5, read as gb18030",)),
    ],
)
def test_traditional(data: bytes, declared: str | None, encoding: str, notes: tuple[str, ...]) -> None:
    assert decode_text(data, declared) == (TRADITIONAL, encoding, notes)


def test_ascii_needs_no_note() -> None:
    assert decode_text(b"520 219", "gb2312") == ("520 219", "utf-8", ())


def test_ascii_in_utf16() -> None:
    assert decode_text("<p>520</p>".encode("utf-16-le"))[:2] == ("<p>520</p>", "utf-16-le")


def test_utf8_that_was_cut_off() -> None:
    text, encoding, notes = decode_text(SIMPLIFIED.strip().encode()[:-1])
    assert (text, encoding) == (SIMPLIFIED.strip()[:-1], "utf-8")
    assert notes == ("cut off inside its last character",)


def test_a_few_broken_bytes_are_kept_as_such_and_counted() -> None:
    for encoding, declared in (("utf-8", "utf-8"), ("gb18030", "gbk")):
        data = (SIMPLIFIED * 3).encode(encoding) + b"\xff " + (SIMPLIFIED * 3).encode(encoding)
        text, used, notes = decode_text(data, declared)
        assert used == encoding
        assert text == SIMPLIFIED * 3 + "\ufffd " + SIMPLIFIED * 3
        assert notes == ("1 characters could not be decoded",)


def test_nuls_and_other_controls_are_removed() -> None:
    data = (SIMPLIFIED * 4).encode().replace("条".encode(), "条\0\x08".encode())
    text, encoding, notes = decode_text(data)
    assert (text, encoding, notes) == (SIMPLIFIED * 4, "utf-8", ("8 control characters removed",))


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 100,
        bytes(range(256)) * 10,
        hashlib.shake_256(b"noise").digest(50_000),
        b"\xff" * 1000,
        SIMPLIFIED.encode() + b"\x01\x02\x03" * 100,
    ],
)
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="UTF-8, UTF-16, GB18030 or Big5") as refused:
        decode_text(data)
    assert refused.value.reason_code == "undecodable"


def test_much_noise_is_refused_soon() -> None:
    data = hashlib.shake_256(b"noise").digest(64 << 20)
    started = time.perf_counter()
    with pytest.raises(UnreadableDocumentError):
        decode_text(data)
    assert time.perf_counter() - started < 10


@given(st.binary(max_size=500), st.none() | st.text(max_size=20))
def test_any_bytes_are_text_or_refused(data: bytes, declared: str | None) -> None:
    try:
        text, encoding, _ = decode_text(data, declared)
    except UnreadableDocumentError:
        return
    assert encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5")
    assert "\0" not in text
    text.encode()


@given(
    st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffd"), min_size=1)
)
def test_utf8_always_comes_back(text: str) -> None:
    assert decode_text(text.encode(), "gb2312")[0] == text.removeprefix("\ufeff")


@given(st.text(st.sampled_from("的年政府信息公开条件市县区局富锦汤原向阳桦川0123456789,。，|\n "), min_size=20))
def test_gbk_comes_back_under_any_declaration(text: str) -> None:
    text += "收到的信息公开申请共有" * 2
    for declared in (None, "utf-8", "gbk", "big5", "latin-1"):
        assert decode_text(text.encode("gb18030"), declared)[0] == text
