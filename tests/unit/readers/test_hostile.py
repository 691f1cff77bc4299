"""Whatever comes in is read or refused with a reason, in bounded time and memory, and never crashes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.extraction.document import extract_document
from orchestration.landing import detect_media_type
from orchestration.readers import MAX_BYTES, read_document
from orchestration.reference import load_knowledge
from tests.conftest import PROJECT

NOISE = hashlib.shake_256(b"noise").digest(10_000)
CODES = {
    *("empty", "unknown_format", "unsupported_format", "encrypted", "damaged", "undecodable", "too_large"),
    *("grid_too_large", "nested_too_deep"),
}


def reason(data: bytes | str, media_type: str = "text/html") -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        read_document(data.encode() if isinstance(data, str) else data, media_type)
    assert str(refused.value).endswith(".")
    return refused.value.reason_code


def read_or_reason(data: bytes | str, media_type: str = "text/html") -> ReadDocument | str:
    try:
        return read_document(data.encode() if isinstance(data, str) else data, media_type)
    except UnreadableDocumentError as refused:
        return refused.reason_code


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (b"", "text/html", "empty"),
        (b" \n", "text/plain", "empty"),
        (b"x", "application/x-empty", "empty"),
        (b"<html><script>render()</script><body></body></html>", "text/html", "empty"),
        ("\u3000\n\ufeff".encode(), "text/plain", "empty"),
        (b"%PDF-1.7", "application/pdf", "damaged"),
        (b"PK\x03\x04", "application/zip", "unsupported_format"),
        (b"\xff\xd8\xff", "image/jpeg", "unsupported_format"),
        (b"x", "application/octet-stream", "unknown_format"),
        (b"x", "\0nonsense" * 100, "unknown_format"),
        (NOISE, "text/html", "undecodable"),
        (NOISE, "text/plain", "undecodable"),
        (b" " * (MAX_BYTES + 1), "text/html", "too_large"),
    ],
)
def test_reasons(data: bytes, media_type: str, code: str) -> None:
    assert reason(data, media_type) == code


def test_a_row_span_of_a_million() -> None:
    html = b"<table><tr><td rowspan=1000000 colspan=1000000>\xe5\x92\x8c</td></tr><tr><td>520</td></tr></table>"
    (table,) = read_document(html, "text/html").tables
    assert (table.row_count, table.column_count) == (2, 1001)


def test_a_hundred_thousand_columns() -> None:
    assert reason("<table><tr>" + "<td>1" * 100_000 + "</table>") == "grid_too_large"
    assert reason("<table><tr>" + "<td colspan=1000>1" * 100 + "</table>") == "grid_too_large"
    assert reason("|".join("1" * 100_000) + "\n" + "|".join("2" * 100_000), "text/plain") == "grid_too_large"
    assert reason("\t".join("1" * 100_000) + "\n" + "\t".join("2" * 100_000), "text/plain") == "grid_too_large"


def test_a_grid_of_millions_of_positions() -> None:
    row = "<tr>" + "<td colspan=1000>1" * 4
    assert reason("<table>" + row * 600 + "</table>") == "grid_too_large"
    assert len(read_document(("<table>" + row * 400 + "</table>").encode(), "text/html").tables[0].cells) == 1600


@pytest.mark.parametrize("tag", ["div", "span", "b", "font", "ul", "li", "p", "x-y", "o:p", "table", "table><tr><td"])
@pytest.mark.parametrize("depth", [1_000, 10_000, 300_000])
def test_deep_nesting_is_read_or_refused(tag: str, depth: int) -> None:
    name = tag.partition(">")[0]
    for closing in (f"</{name}>", ""):
        html = f"<{tag}>" * depth + "富锦市520条" + closing * depth
        document = read_or_reason(html)
        if document == "nested_too_deep":
            assert depth > 1_000
            continue
        assert isinstance(document, ReadDocument)
        cells = [c.text for t in document.tables for c in t.cells]
        assert "富锦市520条" in [p.text for p in document.passages] + cells


def test_formatting_that_is_never_closed() -> None:
    assert reason("<p>" + "".join(f"<b a{i}>" for i in range(2_000)) + "</p><p>x</p>" * 4_000) == "nested_too_deep"
    assert reason("<p>" + "".join(f"<b a{i}>" for i in range(20_000)) + "</p><p>x</p>" * 20_000) == "nested_too_deep"


def test_untidy_pages_are_read() -> None:
    untidy = "<p><font size=2><span>富锦市<b>520<a name=x>" * 100
    assert len(read_document((untidy * 5).encode(), "text/html").passages) == 500
    rows = "".join(f"<tr><td><font color='#{i:06}'><span>富锦市<td><b>{i}<o:p/>" for i in range(5_000))
    assert read_document(f"<div><table>{rows}</table></div>".encode(), "text/html").tables[0].row_count == 5_000


def test_many_attributes() -> None:
    attributes = " ".join(f"a{i}=1" for i in range(100_000))
    assert reason(f"<p {attributes}>520</p>") == "too_large"
    attributes = attributes.replace("=1", '=">"')
    assert reason(f"<p {attributes}>520</p>") == "too_large"


def test_many_lines() -> None:
    assert reason("\n" * 2_000_001 + "x", "text/plain") == "too_large"


def test_many_tags() -> None:
    assert reason(b"<i>" * 5_000_000) == "too_large"


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<!--",
        "<a",
        '<a "',
        "<a b='",
        "</",
        "&#",
        "<p>",
        "<a 'x\"",
        "<td>",
        "<br>",
        "　 ",
        "<table>",
        "<table></b></table>",
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_long_repetitions_take_linear_time(unit: str, media_type: str) -> None:
    found = read_or_reason(unit * (4_000_000 // len(unit)), media_type)
    assert isinstance(found, ReadDocument) or found in CODES


@pytest.mark.parametrize(
    "line", ["|", "1 |", "a", "a | b", "| a | b |", "a\tb\tc", "\t\t\t", "\t\tx", "市民宗局\n|", "|-", "x |\ny"]
)
def test_many_lines_take_linear_time(line: str) -> None:
    found = read_or_reason((line + "\n") * 300_000, "text/plain")
    assert isinstance(found, ReadDocument) or found in ("grid_too_large", "empty")


def test_a_cell_of_many_pieces_takes_linear_time() -> None:
    page = "<table><tr><td>" + "<b>x</b>\n" * 100_000 + "<td>2</table>"
    (table,) = read_document(page.encode(), "text/html").tables
    assert table.texts == (" ".join("x" * 100_000), "2")


def test_a_large_honest_page() -> None:
    cell = '<td style="width:60pt;border:solid 1pt"><p class="MsoNormal"><span>{}</span></p></td>'
    row = "<tr>" + "".join(cell.format(i) for i in range(10)) + "</tr>"
    html = ("<table>" + row * 12_000 + "</table>").encode()
    assert len(html) > 9_000_000
    (table,) = read_document(html, "text/html").tables
    assert (table.row_count, table.column_count, len(table.cells)) == (12_000, 10, 120_000)


@settings(deadline=None)
@given(st.binary(max_size=1000))
def test_any_bytes(data: bytes) -> None:
    for media_type in ("text/html", "text/plain", detect_media_type(data)):
        found = read_or_reason(data, media_type)
        assert isinstance(found, ReadDocument) or found in CODES


PIECES = (
    "<table> </table> <tr> <td> <td/rowspan=3> <td/colspan=9> </td> <th> <p> </p> <div> </div> <b> </b> <br> <caption> "
    "<tfoot> <tbody> <script> </script> <template> <select> <option> <pre> <svg> </svg> <!-- --> <frameset> <title> "
    "</title> <body/hidden> 520 富锦市 &#8; &nbsp; | \n \t"
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=60))
def test_any_soup(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    for media_type in ("text/html", "text/plain"):
        document = read_or_reason(data, media_type)
        if isinstance(document, str):
            assert document in CODES
            continue
        assert all(passage.text.strip() == passage.text != "" for passage in document.passages)
        for table in document.tables:
            covered = [
                (r, c)
                for cell in table.cells
                for r in range(cell.row, cell.row + cell.row_span)
                for c in range(cell.column, cell.column + cell.column_span)
            ]
            assert len(covered) == len(set(covered))
            assert all(r < table.row_count and c < table.column_count for r, c in covered)
            assert 0 <= table.after_passage <= len(document.passages)


def test_a_table_of_many_cells_is_read_and_accounted_for_in_one_pass() -> None:
    row = "<tr>" + "<td style='text-align:center'>行政许可事项</td><td>37</td>" * 5 + "</tr>"
    page = f"<h1>甲县2021年政府信息公开工作年度报告</h1><table>{row * 20_000}</table>"
    document = read_document(page.encode(), "text/html")
    extracted = extract_document(document, load_knowledge(PROJECT / "seeds"))
    assert (document.tables[0].row_count, document.tables[0].column_count) == (20_000, 10)
    assert not extracted.observations
    assert len(extracted.unmapped) == extracted.figure_count == 100_001
