"""The media type follows from the bytes, whatever the name says, and nothing is unpacked to find it."""

from __future__ import annotations

import hashlib
import io
import struct
import time
import zipfile

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from orchestration.landing.content_type import DOCX, XLSX, detect_media_type

PROSE = "2018年一季度，富锦市报送520条，采发219条；合计1,775条。\n"
PAGE = "<html><head><title>佳木斯市</title></head><body><p>富锦市 520 219</p></body></html>"

CSV = "单位,报送,采发\n富锦市,520,219\n汤原县,274,207\n合计,794,426\n"
SPREADSHEET_XML = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table ss:ExpandedColumnCount="1">
<Row><Cell><Data ss:Type="Number">520</Data></Cell></Row></Table></Worksheet></Workbook>"""
MHTML = b"""From: <Saved by Microsoft Internet Explorer 5>
Subject: report
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="x"

--x
Content-Type: text/html

<html><body><table><tr><td>520</td></tr></table></body></html>
"""


def xls() -> bytes:
    """A workbook as Excel 97 has it."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x" * 5_000)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ole(stream: str) -> bytes:
    """The container of a workbook with another name for its stream."""
    name = stream.encode("utf-16-le")
    old = "Workbook\0".encode("utf-16-le") + b"\0" * 46 + struct.pack("<H", 18)
    assert old in xls()
    return xls().replace(old, name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2))


def zip_of(*names: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"", "application/x-empty"),
        (b" \r\n\t ", "application/x-empty"),
        ("\ufeff \u3000\n".encode(), "application/x-empty"),
        (PROSE.encode(), "text/plain"),
        (PROSE.encode("gb18030"), "text/plain"),
        (PROSE.encode("utf-16"), "text/plain"),
        ((PROSE * 5).encode("utf-16-le"), "text/plain"),
        (b"name\tcount\na\t1\n", "text/plain"),
        (CSV.encode(), "text/csv"),
        (CSV.encode("gb18030"), "text/csv"),
        (CSV.encode("utf-8-sig"), "text/csv"),
        (CSV.replace("\n", "\r\n").encode("utf-16"), "text/csv"),
        (("附件2\n统计表\n" + CSV).encode(), "text/csv"),
        (("通报\n附件1\n统计表\n" + CSV + "\n附件2\n统计表\n" + CSV.replace("\n", ",1\n")).encode(), "text/csv"),
        ('单位,"报送\n条数",采发\n富锦市,"1,143",219\n汤原县,274,207\n'.encode(), "text/csv"),
        (CSV.replace(",", "，").encode(), "text/plain"),
        (CSV.replace(",", "\t").encode(), "text/plain"),
        ("单位,报送\n富锦市,520\n汤原县,274\n合计,794\n".encode(), "text/plain"),
        ((PROSE * 20).encode(), "text/plain"),
        ((PROSE.replace("，", ",") * 20).encode(), "text/plain"),
        ("一,总体情况,二,主动公开\n".encode() * 2, "text/plain"),
        (b"1,143,020\n1,775,020\n2,918,000\n3,255,111\n", "text/plain"),
        (b"one, two, three\nfour, five, six\nseven, eight, nine\n", "text/plain"),
        (b'{"a":1,"b":2,"c":3}\n' * 5, "text/plain"),
        (("甲方，见下。" * 30 + ",a,b\n").encode() * 4, "text/plain"),
        (SPREADSHEET_XML.encode(), "application/x-spreadsheetml"),
        (("\ufeff" + SPREADSHEET_XML).encode("utf-16-le"), "application/x-spreadsheetml"),
        (MHTML, "multipart/related"),
        (MHTML.replace(b"\n", b"\r\n"), "multipart/related"),
        ("正文：Content-Type: multipart/related\n".encode(), "text/plain"),
        (xls(), "application/vnd.ms-excel"),
        (ole("WordDocument"), "application/msword"),
        (ole("Book"), "application/vnd.ms-excel"),
        (ole("EncryptedPackage"), "application/x-encrypted-office"),
        (ole("EncryptionInfo"), "application/x-encrypted-office"),
        (ole("VisioDocument"), "application/x-ole-storage"),
        (xls()[:1000], "application/x-ole-storage"),
        (xls()[:44] + b"\xff\xff\xff\x7f" + xls()[48:], "application/x-ole-storage"),
        (xls()[:30] + b"\xff\xff" + xls()[32:], "application/x-ole-storage"),
        ("a < b，c > d".encode(), "text/plain"),
        ("见附件<p.3>，单位 | 条数".encode(), "text/plain"),
        (PAGE.encode(), "text/html"),
        (PAGE.encode("gb18030"), "text/html"),
        (PAGE.encode("utf-16"), "text/html"),
        (b"\xef\xbb\xbf\n <!-- saved --> <!DOCTYPE html><p>x", "text/html"),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>', "text/html"),
        ("正文如下<table border=1><tr><td>520</td></tr></table>".encode(), "text/html"),
        (b'<?xml version="1.0"?><report><row/></report>', "application/xml"),
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"\n\x00junk%PDF-1.4\n", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-ole-storage"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (zip_of("[Content_Types].xml", "word/document.xml"), DOCX),
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (b"\0" * 100 + zip_of("[Content_Types].xml", "xl/workbook.xml")[4:], "application/octet-stream"),
        (zip_of("OFD.xml", "Doc_0/Document.xml"), "application/x-ofd"),
        (zip_of("report.docx"), "application/zip"),
        (zip_of("word/document.xml"), "application/zip"),
        (zip_of(), "application/zip"),
        (b"PK\x03\x04 cut off", "application/zip"),
        (b"{\\rtf1 x}", "application/rtf"),
        (b"\0" * 1000, "application/octet-stream"),
        (PROSE.encode() * 3 + bytes(range(32)) * 3, "application/octet-stream"),
        (hashlib.shake_256(b"noise").digest(100_000), "application/octet-stream"),
    ],
)
def test_media_type(data: bytes, media_type: str) -> None:
    assert detect_media_type(data) == media_type


def test_one_stray_nul_leaves_a_text_a_text() -> None:
    assert detect_media_type((PROSE + "\0").encode()) == "text/plain"


def test_a_zip_bomb_is_not_expanded() -> None:
    data = zip_of("[Content_Types].xml", "word/document.xml", content=b"\0" * 50_000_000)
    assert len(data) < 200_000
    started = time.perf_counter()
    assert detect_media_type(data) == DOCX
    assert time.perf_counter() - started < 1


def test_a_directory_of_a_million_entries_is_not_listed() -> None:
    entry = struct.pack("<4s24xHHH12x", b"PK\x01\x02", 1, 0, 0) + b"x"
    entries = entry * 1_000_000
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, len(entries), 4, 0)
    started = time.perf_counter()
    assert detect_media_type(b"PK\x03\x04" + entries + end) == "application/zip"
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("unit", [b"<!--", b"<", b"<!-- -->", b"<p", b" ", b"<?xml ", b"\xef\xbb\xbf", b"a<p b "])
def test_long_repetitions_take_linear_time(unit: bytes) -> None:
    started = time.perf_counter()
    detect_media_type(unit * (10_000_000 // len(unit)))
    assert time.perf_counter() - started < 5


@given(st.binary(max_size=2000))
def test_any_bytes_have_a_media_type(data: bytes) -> None:
    assert "/" in detect_media_type(data)


@given(st.binary(max_size=300))
def test_any_zip_like_bytes_have_a_media_type(data: bytes) -> None:
    detect_media_type(b"PK\x03\x04" + data + b"PK\x05\x06" + data)
