"""A table of a Word document reads the same by its markup as by its elements."""

from __future__ import annotations

from unittest import mock

from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.domain.records import ReadDocument
from orchestration.readers import docx
from orchestration.readers.docx_markup import read_markup, tables_of
from tests.unit.readers.test_docx import ELEMENTS, read, wrap

RUN = "<w:r><w:t>{}</w:t></w:r>"
TEXTS = st.sampled_from(
    ["12", " 1 ", "收到", "a &amp; b", "&lt;", "x\ny", "\t7", "", "\u3000", "\xa0n", "&#65;", "a>b"]
)
PIECES = st.one_of(
    TEXTS.map(RUN.format),
    TEXTS.map(lambda text: f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'),
    st.sampled_from(
        [
            "<w:r><w:br/></w:r>",
            "<w:r><w:tab/></w:r>",
            "<w:r><w:cr/><w:t>9</w:t></w:r>",
            "<w:r/>",
            "<w:r><w:t/></w:r>",
            "<w:proofErr/>",
            "<w:r><w:noBreakHyphen/></w:r>",
            '<w:r><w:t xmlns:w="other">q</w:t></w:r>',
            "<w:del><w:r><w:t>gone</w:t></w:r></w:del>",
            "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>",
            "<w:r><w:instrText>PAGE</w:instrText></w:r>",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
        ]
    ),
)
PARAGRAPHS = st.one_of(
    st.lists(PIECES, max_size=3).map(lambda runs: f"<w:p>{''.join(runs)}</w:p>"),
    st.sampled_from(["<w:p/>", "<w:p><w:pPr><w:jc w:val='left'/></w:pPr></w:p>", RUN.format("bare")]),
)
PROPERTIES = st.sampled_from(
    [
        "",
        "",
        '<w:tcPr><w:tcW w:w="797"/></w:tcPr>',
        '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>',
        '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>',
        "<w:tcPr><w:vMerge/></w:tcPr>",
        '<w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="continue"/></w:tcPr>',
        "<w:tcPr><w:hMerge/></w:tcPr>",
        '<w:tcPr><w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange></w:tcPr>',
    ]
)
CELLS = st.builds(
    lambda properties, content: f"<w:tc>{properties}{''.join(content)}</w:tc>",
    PROPERTIES,
    st.lists(PARAGRAPHS, min_size=1, max_size=2),
)
ROW_PROPERTIES = st.sampled_from(
    [
        "",
        "",
        "",
        "<w:trPr><w:tblHeader/></w:trPr>",
        '<w:trPr><w:tblHeader w:val="0"/></w:trPr>',
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>',
        "<w:trPr><w:hidden/></w:trPr>",
        "<w:trPr><w:del/></w:trPr>",
    ]
)
ROWS = st.builds(
    lambda properties, cells: f"<w:tr>{properties}{''.join(cells)}</w:tr>", ROW_PROPERTIES, st.lists(CELLS, max_size=4)
)
TABLES = st.lists(st.one_of(ROWS, ROWS, ROWS, ELEMENTS), max_size=4).map(
    lambda rows: f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"
)


def by_elements(body: str) -> ReadDocument:
    with mock.patch.object(docx, "read_plain_table", return_value=None):
        return read(body)


@settings(max_examples=500, deadline=None)
@given(TABLES)
@example("<w:tbl><w:tc/></w:tbl>")
@example("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr/></w:tbl>")
@example("<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>")
def test_markup_and_elements_say_the_same(table: str) -> None:
    assert read(table) == by_elements(table)


@settings(max_examples=300, deadline=None)
@given(st.lists(ELEMENTS, max_size=4).map(lambda parts: f"<w:tbl>{''.join(parts)}</w:tbl>"))
def test_elements_in_any_order_are_left_to_the_long_way_or_read_the_same(table: str) -> None:
    assert read(table) == by_elements(table)


def test_a_usual_table_goes_the_short_way() -> None:
    cell = '<w:tc><w:tcPr><w:tcW w:w="797"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    row = f"<w:tr>{cell.format('收到')}{cell.format(12)}</w:tr>"
    (markup,) = tables_of(wrap(f"<w:tbl>{row}{row}</w:tbl>").encode()) or [b""]
    read_by_markup = read_markup(markup)
    assert read_by_markup is not None
    assert read_by_markup.texts == ["收到", "12", "收到", "12"]
