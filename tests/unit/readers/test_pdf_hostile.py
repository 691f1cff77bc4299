"""PDFs that are broken, locked, empty, pictures, or made to hurt: a reason for a layman, in bounded time."""

from __future__ import annotations

import io
import re
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers import pdf, pdf_flow, pdf_page
from orchestration.readers.pdf import read_pdf
from orchestration.readers.pdf_codes import character_of, is_radical
from tests.unit.readers.test_pdf import MERGED, draw_grid, drawn, passages, placed

# 1 x 1 pixel
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)


def refused(data: bytes) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_pdf(data)
    assert caught.value.args[0][-1] == "."
    return caught.value


def with_picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(io.BytesIO(PICTURE)), 0, 0, *A4)


def raw_pdf(content: bytes, dictionary: bytes = b"", font: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page with a content stream and, if given, a font /F1 (object 5) and more objects (6 ...)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n" % (len(content), dictionary) + content + b"\nendstream",
        font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + end


@pytest.fixture(scope="module")
def sample() -> bytes:
    return drawn(lambda canvas: draw_grid(canvas, MERGED))


def test_a_password_is_named_as_such() -> None:
    lock = pdfencrypt.StandardEncryption("secret", ownerPassword="other", canPrint=0)
    error = refused(drawn(lambda canvas: draw_grid(canvas, MERGED), encrypt=lock))
    assert (error.reason_code, "password" in str(error)) == ("encrypted", True)


def test_a_document_that_only_may_not_be_printed_is_read() -> None:
    lock = pdfencrypt.StandardEncryption("", ownerPassword="other", canPrint=0)
    assert placed(read_pdf(drawn(lambda canvas: draw_grid(canvas, MERGED), encrypt=lock)).tables[0]) == MERGED


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a pdf", b"%PDF-1.4\n" + b"\x00" * 5000, PICTURE])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    assert refused(data).reason_code == "damaged"


def test_a_pdf_that_is_cut_off(sample: bytes) -> None:
    for part in (0.1, 0.3, 0.6):
        assert refused(sample[: int(part * len(sample))]).reason_code == "damaged"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_altered_bytes_never_escape_as_another_error(data: st.DataObject) -> None:
    altered = bytearray(drawn(lambda canvas: draw_grid(canvas, MERGED)))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(altered) - 1))
        altered[place] = data.draw(st.integers(0, 255))
    try:
        document = read_pdf(bytes(altered))
    except UnreadableDocumentError:
        return
    for table in document.tables:
        assert all(c.row + c.row_span <= table.row_count for c in table.cells)
        assert all(c.column + c.column_span <= table.column_count for c in table.cells)


def test_the_same_bytes_read_twice_give_the_same(sample: bytes) -> None:
    assert read_pdf(sample) == read_pdf(sample)


def test_an_empty_page_holds_nothing() -> None:
    document = read_pdf(drawn(lambda canvas: None))
    assert (document.tables, document.passages, document.notes) == ((), (), ())


def test_a_scan_is_named_as_such() -> None:
    error = refused(drawn(with_picture))
    assert (error.reason_code, "scan" in str(error)) == ("unsupported_format", True)


def test_pages_of_pictures_among_others_are_listed() -> None:
    def draw(canvas: Canvas) -> None:
        draw_grid(canvas, MERGED)
        for _ in range(2):
            canvas.showPage()
            with_picture(canvas)

    document = read_pdf(drawn(draw))
    assert placed(document.tables[0]) == MERGED
    assert document.notes == ("pages that hold pictures without text, which are not read: 2, 3",)


def test_the_text_layer_of_a_scan_is_read_and_said() -> None:
    def draw(canvas: Canvas) -> None:
        with_picture(canvas)
        text = canvas.beginText(80, 700)
        text.setTextRenderMode(3)
        text.textOut("page 21")
        canvas.drawText(text)

    document = read_pdf(drawn(draw))
    assert passages(document) == ["page 21"]
    assert document.notes == ("pages that are scans; their text was recognised by a machine and may be wrong: 1",)


def test_invisible_text_beside_visible_text_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(80, 720, "seen 1")
        text = canvas.beginText(80, 700)
        text.setTextRenderMode(3)
        text.textOut("hidden 2")
        canvas.drawText(text)

    assert passages(read_pdf(drawn(draw))) == ["seen 1"]


FONT_OF_NO_NAMES = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 500]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 65/LastChar 66"
    b"/Widths[600 600]/CharProcs<<>>/Resources<<>>/Encoding<</Type/Encoding/Differences[65/one0/two0]>>/ToUnicode 6 0 R>>"
)


def text_with_names(text: bytes, names: dict[bytes, bytes]) -> bytes:
    """A page with a text in a font that names only some of its codes."""
    pairs = b"".join(b"<%s> <%s>\n" % (code.hex().encode(), name) for code, name in names.items())
    content = b"/CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange\n"
    content += b"%d beginbfchar\n%sendbfchar\n" % (len(names), pairs)
    cmap = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    return raw_pdf(b"BT /F1 12 Tf 50 400 Td (%s) Tj ET" % text, b"", FONT_OF_NO_NAMES, cmap)


def test_fonts_that_name_no_character_are_refused() -> None:
    assert refused(text_with_names(b"ABAB", {})).reason_code == "undecodable"
    assert refused(text_with_names(b"ABAB", {b"A": b"E001", b"B": b"E002"})).reason_code == "undecodable"


def test_some_characters_without_a_name_are_counted_and_keep_their_place() -> None:
    document = read_pdf(text_with_names(b"AAAB", {b"A": b"0031"}))
    assert passages(document) == ["111\ufffd"]
    assert document.notes == ("1 characters that the fonts don't name",)


def test_radicals_are_read_as_the_characters_they_stand_for() -> None:
    document = read_pdf(text_with_names(b"AB", {b"A": b"2F08", b"B": b"2EA0"}))
    assert passages(document) == ["人民"]
    assert document.notes == ("2 radicals and compatibility characters read as the characters they stand for",)
    kept = [chr(code) for code in range(0x2E80, 0x2FE0) if is_radical(code) and character_of(code) == chr(code)]
    assert len(kept) < 60  # forms with no character of their own, and code points without a character
    assert character_of(0xF90A) == "金"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = zlib.compress(b"q " * (20 << 20), 9)
    began = time.perf_counter()
    assert refused(raw_pdf(packed, b"/Filter/FlateDecode")).reason_code == "too_large"
    twice = zlib.compress(packed, 9)
    assert refused(raw_pdf(twice, b"/Filter[/FlateDecode /FlateDecode]")).reason_code == "too_large"
    assert refused(raw_pdf(b"0 0 m " * (3 << 20))).reason_code == "too_large"
    assert time.perf_counter() - began < 5


def test_a_large_even_picture_is_no_bomb() -> None:
    picture = b"<</Type/XObject/Subtype/Image/Width 5000/Height 4000/ColorSpace/DeviceGray/BitsPerComponent 8"
    packed = zlib.compress(b"`" * 20_000_000)
    font = picture + b"/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    page = raw_pdf(b"100 0 0 100 0 0 cm /X Do", font=font)
    page = page.replace(b"/Resources<</Font<</F1 5 0 R>>>>", b"/Resources<</XObject<</X 5 0 R>>>>")
    assert refused(page).reason_code == "unsupported_format"  # a scan, not a file that is too large


def forms_within_forms(depth: int, times: int) -> bytes:
    """A page that draws a form, which draws another as many times, and so on."""
    parts = []
    for level in range(depth):
        content = b"/X Do " * times if level < depth - 1 else b"0 0 m 9 9 l S"
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>"
        parts.append(head % (7 + level, len(content)) + b"stream\n" + content + b"\nendstream")
    page = raw_pdf(b"/X Do", b"", b"null", *parts)
    return page.replace(b"/Resources<</Font<</F1 5 0 R>>>>", b"/Resources<</XObject<</X 6 0 R>>>>")


def test_forms_that_draw_forms_that_draw_forms_are_refused() -> None:
    began = time.perf_counter()
    assert refused(forms_within_forms(12, 10)).reason_code == "too_large"
    assert time.perf_counter() - began < 2
    assert refused(forms_within_forms(3, 10)).reason_code == "unsupported_format"  # harmless, but without text


@pytest.mark.parametrize("path", [b"9 9 l ", b"0 0 m 90 90 l S ", b"0 0 m 90 0 l S ", b"0 0 1 1 re f "])
def test_a_page_with_hundreds_of_thousands_of_strokes_takes_bounded_time(path: bytes) -> None:
    text = b"BT /F1 12 Tf 50 400 Td (21) Tj ET "
    packed = zlib.compress(text + b"0 0 m " + path * ((4 << 20) // len(path)) + b" S")
    began = time.perf_counter()
    document = read_pdf(raw_pdf(packed, b"/Filter/FlateDecode"))
    assert time.perf_counter() - began < 20
    assert passages(document) == ["21"]
    assert any("intricate" in note for note in document.notes)


def test_a_hatching_of_thousands_of_lines_is_no_table() -> None:
    lines = b"".join(b"%f 10 m %f 490 l S 10 %f m 490 %f l S\n" % ((10 + i / 10,) * 4) for i in range(4800))
    began = time.perf_counter()
    document = read_pdf(raw_pdf(lines + b"BT /F1 12 Tf 50 400 Td (21) Tj ET"))
    assert time.perf_counter() - began < 10
    assert "21" in "".join([*passages(document), *(c.text for t in document.tables for c in t.cells)])


def test_limits_are_named(sample: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    two = drawn(lambda canvas: (canvas.drawString(9, 9, "1"), canvas.showPage(), canvas.drawString(9, 9, "2")))
    for module, name, data, words in (
        (pdf, "MAX_PAGES", two, "2 pages; up to 1"),
        (pdf_flow, "MAX_CHARACTERS", sample, "more than 1 characters"),
        (pdf_page, "MAX_PAGE_CHARACTERS", sample, "up to 1 are read"),
    ):
        with monkeypatch.context() as limits:
            limits.setattr(module, name, 1)
            error = refused(data)
        assert error.reason_code == "too_large"
        assert words in re.sub(r"\s+", " ", str(error))
