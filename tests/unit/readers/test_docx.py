"""A Word document gives its tables on their grids and its text by lines, in the order in which it shows them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import Cell, ReadDocument
from orchestration.readers.docx import read_docx
from orchestration.readers.docx_lists import format_number

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
CODES = {"damaged", "encrypted", "too_large", "nested_too_deep", "grid_too_large"}
ONE = "<w:r><w:t>520</w:t></w:r>"


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < 20


def pack(parts: dict[str, str | bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def wrap(body: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def word(body: str, **parts: str) -> bytes:
    """A file with this body; other parts by name, without what stands around their elements."""
    others = {f"word/{name}.xml": f"<w:{name} {NAMESPACES}>{inner}</w:{name}>" for name, inner in parts.items()}
    return pack({"[Content_Types].xml": "<Types/>", "word/document.xml": wrap(body)} | others)


def read(body: str, **parts: str) -> ReadDocument:
    document = read_docx(word(body, **parts))
    assert [p.number for p in document.passages] == list(range(1, len(document.passages) + 1))
    assert [t.number for t in document.tables] == list(range(1, len(document.tables) + 1))
    return document


def passages(body: str, **parts: str) -> list[str]:
    return [p.text for p in read(body, **parts).passages]


def grid(body: str, **parts: str) -> list[list[str | None]]:
    (table,) = read(body, **parts).tables
    return [[cell and cell.text for cell in row] for row in table.grid()]


def reason(data: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        read_docx(data)
    assert str(refused.value).endswith(".")
    return refused.value.reason_code


def p(text: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str = "", properties: str = "") -> str:
    """A cell; what doesn't begin with a tag is the text of its paragraph."""
    inner = text if text.startswith("<") else p(text)
    return f'<w:tc><w:tcPr><w:tcW w:w="100"/>{properties}</w:tcPr>{inner}</w:tc>'


def tr(*cells: str, properties: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>" + "".join(c if c.startswith("<") else tc(c) for c in cells) + "</w:tr>"
    )


def tbl(*rows: str) -> str:
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(rows) + "</w:tbl>"


def span(columns: int | str) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


BEGIN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


# The whole document


def test_a_report_with_merged_cells() -> None:
    made = python_docx.Document()
    made.core_properties.title = "不是正文"
    made.add_heading("富锦市2023年报告", 0)
    made.add_paragraph("一、总体情况")
    table = made.add_table(4, 4)
    for row, texts in enumerate(("类 申请人 . .", ". 自然人 法人 .", ". . 企业 机构", "新收 1 2 3")):
        for column, text in enumerate(texts.split(" ")[:4]):
            table.cell(row, column).text = text.replace(".", "")
    table.cell(0, 0).merge(table.cell(2, 0)).text = "类"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "申请人"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "自然人"
    table.cell(1, 2).merge(table.cell(1, 3)).text = "法人"
    made.add_paragraph("二、存在问题")
    made.add_table(1, 1).cell(0, 0).text = "0"
    made.sections[0].header.paragraphs[0].text = "页眉"
    file = BytesIO()
    made.save(file)
    document = read_docx(file.getvalue())
    assert [x.text for x in document.passages] == ["富锦市2023年报告", "一、总体情况", "二、存在问题"]
    first, second = document.tables
    assert (first.number, first.row_count, first.column_count, first.after_passage) == (1, 4, 4, 2)
    assert first.cells == (
        Cell(0, 0, "类", 3, 1),
        Cell(0, 1, "申请人", 1, 3),
        Cell(1, 1, "自然人", 2, 1),
        Cell(1, 2, "法人", 1, 2),
        Cell(2, 2, "企业"),
        Cell(2, 3, "机构"),
        *(Cell(3, column, text) for column, text in enumerate(("新收", "1", "2", "3"))),
    )
    assert (second.number, second.after_passage, second.cells) == (2, 3, (Cell(0, 0, "0"),))
    assert (document.encoding, document.notes) == ("", ())
    assert document.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert read_docx(file.getvalue()) == document


def test_an_empty_document() -> None:
    assert (read("").tables, read(p()).passages, read(p("　 \xa0")).passages) == ((), (), ())


# Grids


def test_vertical_merges_match_by_grid_column() -> None:
    rows = (
        tr(tc("类", span(2) + BEGIN), tc("和", BEGIN), tc("a")),
        tr(tc("", span(2) + ON), tc("", '<w:vMerge w:val="continue"/>'), tc("b")),
        tr(tc("x"), tc("y"), tc("", ON), tc("c", BEGIN)),
        tr(tc("x2"), tc("y2", BEGIN), tc("新", BEGIN), tc("", ON)),
    )
    (table,) = read(tbl(*rows)).tables
    assert table.cells == (
        Cell(0, 0, "类", 2, 2),
        Cell(0, 2, "和", 3, 1),
        Cell(0, 3, "a"),
        Cell(1, 3, "b"),
        *(Cell(2, 0, "x"), Cell(2, 1, "y"), Cell(2, 3, "c", 2)),
        *(Cell(3, 0, "x2"), Cell(3, 1, "y2"), Cell(3, 2, "新")),
    )


def test_a_continued_cell_with_nothing_above_is_its_own() -> None:
    assert grid(tbl(tr(tc("a", ON), "1"), tr(tc("b", ON), "2"))) == [["a", "1"], ["a", "2"]]
    assert grid(tbl(tr("a", "1"), tr(tc("b", ON + span(2))))) == [["a", "1"], ["b", "b"]]
    (table,) = read(tbl(tr(tc("a", BEGIN), "1"), tr("b", "2"), tr(tc("c", ON), "3"))).tables
    assert [(c.row, c.row_span, c.text) for c in table.cells if c.column == 0] == [(0, 1, "a"), (1, 2, "b")]


def test_what_a_continued_cell_hides_is_counted() -> None:
    document = read(tbl(tr(tc("a", BEGIN), "1"), tr(tc("不见", ON), "2")))
    assert [c.text for c in document.tables[0].cells] == ["a", "1", "2"]
    assert document.notes == ("1 pieces of hidden text left out",)


def test_cells_merged_across_in_the_old_way() -> None:
    begin, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    rows = (
        tr(tc("申请人", begin + BEGIN), tc("", on + ON), tc("", on), "计"),
        tr(tc("", begin + ON), tc("", on + ON), tc("", on), "1"),
        tr(tc("a", on), "b", tc("c", begin), tc("", on)),
    )
    (table,) = read(tbl(*rows)).tables
    assert table.cells == (
        Cell(0, 0, "申请人", 2, 3),
        *(Cell(0, 3, "计"), Cell(1, 3, "1")),
        *(Cell(2, 0, "a"), Cell(2, 1, "b"), Cell(2, 2, "c", 1, 2)),
    )


def test_rows_that_begin_late_or_end_early() -> None:
    rows = (
        tr("a", "b", "c"),
        tr("d", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        tr("e"),
        tr(),
        tr(tc("f", span(2)), "g", "h"),
    )
    assert grid(tbl(*rows)) == [
        ["a", "b", "c", None],
        [None, "d", None, None],
        ["e", None, None, None],
        [None, None, None, None],
        ["f", "f", "g", "h"],
    ]


@pytest.mark.parametrize(
    ("written", "columns"), [("2", 2), (" 3 ", 3), ("0", 1), ("-2", 1), ("x", 1), ("", 1), ("1000000", 1000)]
)
def test_spans_as_written(written: str, columns: int) -> None:
    (table,) = read(tbl(tr(tc("a", span(written))), tr("b"))).tables
    assert table.cells[0] == Cell(0, 0, "a", 1, columns)


def test_rows_and_cells_in_content_controls() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{control(control(tc('汤原县')))}<w:customXml><w:customXmlPr/>{tc(control(p('274')))}</w:customXml></w:tr>"
    body = control(p("标题") + control(tbl(tr("富锦市", "520"), control(control(row)))))
    assert grid(body) == [["富锦市", "520"], ["汤原县", "274"]]
    assert passages(body) == ["标题"]


def test_header_rows() -> None:
    (table,) = read(
        tbl(tr("单位", properties="<w:tblHeader/>"), tr("富锦市", properties='<w:tblHeader w:val="0"/>'))
    ).tables
    assert [cell.is_header for cell in table.cells] == [True, False]


# Text


def test_paragraphs_of_a_cell_are_lines() -> None:
    cell = (
        p(" 合计 ")
        + p()
        + p("　")
        + "<w:p><w:r><w:t>（含</w:t><w:br/><w:t> 媒体</w:t><w:cr/></w:r><w:r><w:t>）</w:t></w:r></w:p>"
    )
    assert grid(tbl(tr(cell_of(cell), "郊　区\xa0县"))) == [["合计\n（含\n媒体\n）", "郊　区 县"]]


def cell_of(inner: str) -> str:
    return f"<w:tc>{inner}</w:tc>"


def test_lines_of_a_paragraph_are_passages() -> None:
    body = "<w:p><w:r><w:t>一、概述</w:t><w:br/><w:br/><w:t xml:space='preserve'> 富锦市</w:t><w:br w:type='page'/></w:r></w:p>"
    assert passages(body + p("完")) == ["一、概述", "富锦市", "完"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>5</w:t></w:r><w:proofErr/><w:bookmarkStart/><w:r><w:t>20</w:t></w:r>", "520"),
        ("<w:r><w:t>5</w:t><w:tab/><w:t>2</w:t><w:ptab/><w:t>0</w:t></w:r>", "5 2 0"),
        ("<w:r><w:t>5\n2&#13;\n0&#13;</w:t></w:r>", "5 2 0"),
        ("<w:r><w:t>2018</w:t><w:noBreakHyphen/><w:t>04</w:t><w:softHyphen/><w:t>23</w:t></w:r>", "2018-0423"),
        ("<w:r><w:t>5</w:t></w:r><w:ins><w:r><w:t>2</w:t></w:r></w:ins><w:del><w:r><w:delText>9</w:delText><w:t>8</w:t></w:r></w:del>", "52"),
        ("<w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>5</w:t></w:r></w:moveTo>", "5"),
        ("<w:smartTag><w:smartTagPr/><w:smartTag><w:r><w:t>富锦</w:t></w:r></w:smartTag></w:smartTag><w:r><w:t>市</w:t></w:r>", "富锦市"),
        ("<w:hyperlink><w:r><w:t>网站</w:t></w:r></w:hyperlink><w:fldSimple w:instr='DATE'><w:r><w:t>2018</w:t></w:r></w:fldSimple>", "网站2018"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{ONE}</w:sdtContent></w:sdt>", "520"),
        ("<w:r><w:t>五</w:t><w:footnoteReference w:id='2'/><w:annotationRef/><w:t>件</w:t></w:r>", "五件"),
        ("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>fu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>富</w:t></w:r></w:rubyBase></w:ruby></w:r>", "富"),
        ("<m:oMath><m:r><m:t>520</m:t></m:r></m:oMath>", "520"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>是</w:t><w:sym w:font='Wingdings' w:char='00A8'/></w:r>", "☑是☐"),
        ("<w:r><w:sym w:font='宋体' w:char='2460'/><w:sym w:char='D800'/><w:sym w:char='x'/><w:sym/></w:r>", "①"),
        ("<!-- x --><w:r><w:t>5<!-- x -->2<![CDATA[0]]></w:t></w:r>", "520"),
    ],
)  # fmt: skip
def test_text_of_a_cell(inner: str, text: str) -> None:
    assert grid(tbl(tr(f"<w:tc><w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{inner}</w:p></w:tc>"))) == [
        [text]
    ]


def test_fields_show_their_result() -> None:
    def step(kind: str) -> str:
        return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"

    code = "<w:r><w:instrText>IF </w:instrText></w:r>"
    inner = (
        step("begin") + code + "<w:r><w:t>9</w:t></w:r>" + step("separate") + "<w:r><w:t>8</w:t></w:r>" + step("end")
    )
    field = step("begin") + code + inner + step("separate") + ONE + step("end")
    assert passages(f"<w:p>{field}<w:r><w:t>条</w:t></w:r></w:p>{p('完')}") == ["520条", "完"]
    unclosed = f"<w:p>{step('end')}{step('separate')}{ONE}{step('begin')}{code}</w:p>"
    assert passages(unclosed + p("完")) == ["520", "完"]


def test_hidden_text_is_left_out_and_counted() -> None:
    def run(text: str, hiding: str) -> str:
        return f"<w:r><w:rPr><w:vanish {hiding}/></w:rPr><w:t>{text}</w:t></w:r>"

    def switched(value: str) -> str:
        return f'w:val="{value}"'

    hidden_row = tr("不见", "9", properties="<w:hidden/>")
    mark = "<w:rPr><w:vanish/></w:rPr>"
    body = (
        f"<w:p>{run('不见', '')}{run('见', switched('0'))}{run('', '')}{run('表', switched('false'))}</w:p>"
        + tbl(tr("富锦市", f"<w:tc><w:p>{run('9', switched('1'))}{ONE}</w:p></w:tc>"), hidden_row)
        + p("标记", mark)
    )
    document = read(body)
    assert [x.text for x in document.passages] == ["见表", "标记"]
    assert [c.text for c in document.tables[0].cells] == ["富锦市", "520"]
    assert document.notes == ("3 pieces of hidden text left out",)


def test_text_hidden_by_its_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="z"><w:basedOn w:val="y"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="y"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:vanish w:val="1"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="d"><w:basedOn w:val="c"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )
    body = p("窗体顶端", '<w:pStyle w:val="z"/>') + "".join(
        f'<w:p><w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr><w:t>{style}</w:t></w:r>{ONE}</w:p>' for style in "cd"
    )
    document = read(body, styles=styles)
    assert [x.text for x in document.passages] == ["520", "d520"]
    assert document.notes == ("2 pieces of hidden text left out",)


def test_deleted_rows_and_inserted_ones() -> None:
    rows = tr("a", properties="<w:ins/>"), tr("b", properties="<w:del/>"), tr("c")
    assert grid(tbl(*rows)) == [["a"], ["c"]]


def test_one_of_the_alternatives_is_read() -> None:
    def alternate(*choices: str, fallback: str = "") -> str:
        inner = "".join(f"<mc:Choice Requires='wps'>{choice}</mc:Choice>" for choice in choices)
        return f"<mc:AlternateContent>{inner}<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"

    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    assert passages(f"<w:p>{alternate(run('a'), run('b'), fallback=run('c'))}</w:p>") == ["a"]
    assert passages(f"<w:p>{alternate('', run(' '), fallback=run('c'))}{run('d')}</w:p>") == ["cd"]
    assert passages(f"<w:p>{alternate('')}{run('d')}</w:p>") == ["d"]
    assert passages(alternate(p("a"), fallback=p("b"))) == ["a"]


def test_an_embedded_page_is_noted() -> None:
    document = read('<w:altChunk w:id="r1"/>' + p("正文"))
    assert document.notes == ("1 embedded documents left out",)


# Frames, nested tables and text boxes


def test_a_table_that_holds_tables_is_a_frame() -> None:
    inner = p("标题") + tbl(tr("富锦市", "520")) + p("中间") + tbl(tr("汤原县", "274")) + p()
    document = read(p("首") + tbl(tr("导航", tc(inner)), tr("页脚")) + p("尾"))
    assert [x.text for x in document.passages] == ["首", "导航", "标题", "中间", "页脚", "尾"]
    assert [(t.number, t.after_passage, [c.text for c in t.cells]) for t in document.tables] == [
        (1, 3, ["富锦市", "520"]),
        (2, 4, ["汤原县", "274"]),
    ]


def test_a_column_of_running_text_is_a_frame() -> None:
    long = "本报告根据《政府信息公开条例》编制。" * 6
    frame = tbl(tr("标题"), tr(tc(p("一、概述") + p(long))))
    document = read(frame + tbl(tr("520")) + tbl(tr("单位", tc(frame))) + tbl(tr()) + tbl())
    assert [x.text for x in document.passages] == ["标题", "一、概述", long]
    assert [[c.text for c in t.cells] for t in document.tables] == [["520"], ["单位", f"标题\n一、概述\n{long}"]]


def shape(inner: str) -> str:
    """A text box as Word writes it, for itself and for older versions."""
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_come_after_the_paragraph_that_holds_them() -> None:
    box = shape(p("框内") + tbl(tr("富锦市", "520")) + f"<w:p>{shape(p('框中框'))}</w:p>")
    old = f"<w:r><w:pict><v:group><v:textbox><w:txbxContent>{p('旧框')}</w:txbxContent></v:textbox></v:group></w:pict></w:r>"
    document = read(p("前") + f"<w:p>{ONE}{box}{old}<w:r><w:t>条</w:t></w:r></w:p>" + p("后"))
    assert [x.text for x in document.passages] == ["前", "520条", "框内", "框中框", "旧框", "后"]
    assert [(t.after_passage, [c.text for c in t.cells]) for t in document.tables] == [(3, ["富锦市", "520"])]


def test_text_boxes_over_a_table() -> None:
    """They are a cell's text if it has no other; else they come after the table, and never join a figure."""
    rows = (
        tr(tc(f"<w:p>{shape(p('项目') + p('年份'))}</w:p>"), "条数"),
        tr("富锦市", tc(f"<w:p>{ONE}{shape(p('注'))}</w:p>")),
        tr("汤原县", tc(f"<w:p>{shape(p('另见') + tbl(tr('274')))}</w:p>")),
    )
    document = read(tbl(*rows))
    assert [[c.text for c in t.cells] for t in document.tables] == [
        ["项目\n年份", "条数", "富锦市", "520", "汤原县", ""],
        ["274"],
    ]
    assert [x.text for x in document.passages] == ["注", "另见"]
    assert [t.after_passage for t in document.tables] == [0, 2]


# Labels of lists


def level(at: int, number_format: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def item(text: str, at: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def test_labels_of_a_report() -> None:
    lists = numbering(
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    )
    body = (
        item("总体情况") + item("主动公开", 1) + item("规章", 2) + item("2018年", 2) + item("依申请公开", 1) + p("文")
    )
    body += item("存在问题") + item("不足", 1)
    assert passages(body, numbering=lists) == [
        *("一、总体情况", "（一）主动公开", "1. 规章", "2. 2018年", "（二）依申请公开", "文"),
        *("二、存在问题", "（一）不足"),
    ]


@pytest.mark.parametrize(
    ("definition", "label"),
    [
        (level(0, "decimal", "%1"), "2 "),
        (level(0, "decimal", "第%1条", '<w:suff w:val="space"/>'), "第2条 "),
        (level(0, "decimal", "(%1)", '<w:suff w:val="nothing"/>'), "(2)"),
        (level(0, "japaneseCounting", "%1、"), "二、"),
        (level(0, "ideographDigital", "%1．"), "二． "),
        (level(0, "decimalEnclosedCircleChinese", "%1"), "② "),
        (level(0, "upperRoman", "%1."), "II. "),
        (level(0, "lowerLetter", "%1)"), "b)"),
        (level(0, "decimalZero", "%1"), "02 "),
        (level(0, "bullet", "\uf06c"), ""),
        (level(0, "bullet", "%1"), ""),
        (level(0, "none", "附件"), ""),
        (level(0, "hebrew2", "%1."), ""),
        (level(0, "decimal", ""), ""),
        (level(3, "decimal", "%1"), ""),
    ],
)
def test_labels(definition: str, label: str) -> None:
    body = item("概述") + item("富锦市")
    assert passages(body, numbering=numbering(definition))[1] == f"{label}富锦市"


def test_labels_of_several_levels() -> None:
    lists = numbering(
        level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"), level(2, "decimal", "%9")
    )
    assert passages(item("a", 1) + item("b") + item("c", 1) + item("d", 1), numbering=lists) == [
        *("1.1 a", "一、b", "1.1 c", "1.2 d"),
    ]


def test_lists_that_go_on_and_lists_that_start_anew() -> None:
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    more += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    body = item("a") + item("b", number=2) + item("c", number=3) + item("d", number=3) + item("e", number=0)
    assert passages(body + item("f", number=9), numbering=numbering(level(0, "decimal", "%1、"), more=more)) == [
        *("1、a", "2、b", "5、c", "6、d", "e", "f")
    ]


def test_labels_by_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="3"/></w:style>'
    )
    lists = numbering(
        level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/>')
    )

    def styled(text: str, style: str, more: str = "") -> str:
        return p(text, f'<w:pStyle w:val="{style}"/>{more}')

    body = styled("a", "1") + styled("b", "2") + styled("c", "2") + styled("d", "3") + styled("e", "1")
    body += styled("f", "1", '<w:numPr><w:numId w:val="0"/></w:numPr>') + styled("g", "无")
    assert passages(body, styles=styles, numbering=lists) == ["一、a", "（一）b", "（二）c", "d", "二、e", "f", "g"]
    assert passages(body, styles=styles) == list("abcdefg")
    assert passages(body, numbering=lists) == list("abcdefg")


def test_a_list_defined_by_another() -> None:
    lists = (
        f'<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="s"/>{level(0, "decimal", "%1、")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"/>'
    )
    assert passages(item("a") + item("b") + item("c", number=2), numbering=lists) == ["1、a", "2、b", "c"]


def test_a_column_of_running_numbers() -> None:
    body = p("表") + tbl(*(tr(tc(item("")), name) for name in ("富锦市", "汤原县"))) + item("")
    lists = numbering(level(0, "decimal", "%1"))
    assert grid(body, numbering=lists) == [["1", "富锦市"], ["2", "汤原县"]]
    assert passages(body, numbering=lists) == ["表"]


@pytest.mark.parametrize(
    ("number_format", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五", 101: "一〇一"}),
        ("chineseCountingThousand", {10: "十", 100: "一百", 101: "一百零一", 110: "一百一十", 2005: "二千零五", 10_000: "10000"}),
        ("ideographDigital", {1: "一", 10: "一〇", 12: "一二"}),
        ("decimalFullWidth", {10: "１０"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "", 0: ""}),
        ("upperLetter", {1: "A", 26: "Z", 27: ""}),
        ("lowerRoman", {4: "iv", 1994: "mcmxciv", 4000: ""}),
        ("bullet", {1: ""}),
    ],
)  # fmt: skip
def test_numbers(number_format: str, numbers: dict[int, str]) -> None:
    assert {number: format_number(number, number_format) for number in numbers} == numbers


# Packages


def test_a_document_elsewhere_in_the_package() -> None:
    relation = '<Relationship Type="http://x/{}" Target="{}"/>'
    styles = '<w:style w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    lists = numbering(level(0, "chineseCounting", "%1、"))
    parts = {
        "_rels/.rels": f"<Relationships>{relation.format('officeDocument', '/word/document2.xml')}</Relationships>",
        "word/document2.xml": wrap(p("概述", '<w:pStyle w:val="1"/>')),
        "word/_rels/document2.xml.rels": "<Relationships>"
        '<Relationship Type="http://x/styles" TargetMode="External" Target="http://example.org/styles.xml"/>'
        + relation.format("styles", "../shared/styles9.xml")
        + relation.format("numbering", "lists.xml")
        + "</Relationships>",
        "shared/styles9.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/lists.xml": f"<w:numbering {NAMESPACES}>{lists}</w:numbering>",
    }
    assert [x.text for x in read_docx(pack(parts)).passages] == ["一、概述"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_a_document_known_by_its_content_type(content_type: str) -> None:
    types = f'<Types><Default/><Override PartName="/w/main.xml" ContentType="{content_type}"/></Types>'
    data = pack({"[Content_Types].xml": types, "w/main.xml": wrap(p("正文")), "word/vbaProject.bin": b"\0" * 9})
    assert [x.text for x in read_docx(data).passages] == ["正文"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_strict_form(encoding: str) -> None:
    body = wrap(item("概述") + tbl(tr(tc("和", span(2))))).replace(W, STRICT).replace("UTF-8", encoding)
    lists = f"<w:numbering {NAMESPACES}>{numbering(level(0, 'decimal', '%1、'))}</w:numbering>".replace(W, STRICT)
    document = read_docx(pack({"word/document.xml": body.encode(encoding), "word/numbering.xml": lists}))
    assert [x.text for x in document.passages] == ["1、概述"]
    assert document.tables[0].cells == (Cell(0, 0, "和", 1, 2),)


def test_another_prefix() -> None:
    data = f'<document xmlns="{W}"><body><p><r><t>正文</t></r></p></body></document>'
    assert [x.text for x in read_docx(pack({"word/document.xml": data})).passages] == ["正文"]
    styled = f'<x:document xmlns:x="{W}"><x:p><x:pPr><x:pStyle x:val="1"/></x:pPr><x:r><x:t>不见</x:t></x:r></x:p></x:document>'
    styles = f'<x:styles xmlns:x="{W}"><x:style x:styleId="1"><x:rPr><x:vanish/></x:rPr></x:style></x:styles>'
    assert read_docx(pack({"word/document.xml": styled, "word/styles.xml": styles})).passages == ()


# Hostile or broken files


def test_no_document_in_the_package() -> None:
    relations = '<Relationships><Relationship Type="x/officeDocument" Target="../../etc/passwd"/></Relationships>'
    outside = '<Relationships><Relationship Type="x/officeDocument" TargetMode="External" Target="http://example.org/"/></Relationships>'
    for parts in ({}, {"xl/workbook.xml": "<x/>"}, {"_rels/.rels": relations}, {"_rels/.rels": outside}):
        assert reason(pack(parts)) == "damaged"
    types = '<Types><Override PartName="/no.xml" ContentType="wordprocessingml.document.main+xml"/></Types>'
    assert reason(pack({"[Content_Types].xml": types})) == "damaged"


def test_broken_parts() -> None:
    assert reason(pack({"word/document.xml": "<w:document"})) == "damaged"
    assert reason(pack({"word/document.xml": ""})) == "damaged"
    assert reason(word(item("a")).replace(b"PK\x05\x06", b"PK\x05\x07")) == "damaged"
    assert reason(pack({"word/document.xml": wrap(item("a")), "word/numbering.xml": "<"})) == "damaged"
    assert read_docx(pack({"word/document.xml": "<x><w>text</w></x>"})).passages == ()


def test_truncated() -> None:
    data = word(p("正文") * 100)
    for end in range(0, len(data) - 1, 29):
        assert reason(data[:end]) == "damaged"


def test_bombs() -> None:
    assert reason(pack({"word/document.xml": wrap(p(" " * (60 << 20)))})) == "too_large"
    entities = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    document = wrap(p("&b;&c;")).replace("?>", "?>" + entities, 1)
    assert reason(pack({"word/document.xml": document})) == "damaged"


def test_a_span_of_a_million() -> None:
    assert reason(word(tbl(tr(*(tc("a", span(1_000_000)) for _ in range(5)))))) == "grid_too_large"
    assert reason(word(tbl(tr(*("a" for _ in range(5_000)))))) == "grid_too_large"
    late = tr("a", properties='<w:gridBefore w:val="1000000"/>')
    assert read(tbl(late)).tables[0].cells == (Cell(0, 1000, "a"),)
    across = '<w:hMerge w:val="continue"/>'
    assert reason(word(tbl(tr("a", *(tc("", across + span(1000)) for _ in range(9)))))) == "grid_too_large"


def test_a_grid_of_millions_of_positions() -> None:
    assert reason(word(tbl(tr(tc("a", span(1000))), *(tr("b") for _ in range(2_001))))) == "grid_too_large"


def test_a_hundred_thousand_rows() -> None:
    (table,) = read(tbl(*(tr(f"单位{n}", f"{n * 7}") for n in range(100_000)))).tables
    assert (table.row_count, table.column_count, len(table.cells)) == (100_000, 2, 200_000)
    assert table.cells[-1] == Cell(99_999, 1, "699993")


def test_a_merge_down_a_hundred_thousand_rows() -> None:
    (table,) = read(tbl(tr(tc("a", BEGIN), "1"), *(tr(tc("", ON), f"{n}") for n in range(99_999)))).tables
    assert table.cells[0] == Cell(0, 0, "a", 100_000, 1)


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + p("520") + "</w:tc></w:tr></w:tbl>" * depth


def test_tables_in_tables() -> None:
    (table,) = read(nested(50)).tables
    assert table.cells == (Cell(0, 0, "520"),)
    for depth in (51, 60, 5_000):
        assert reason(word(nested(depth))) == "nested_too_deep"


@pytest.mark.parametrize(
    "name", ["w:sdt", "w:ins", "w:smartTag", "w:r", "mc:AlternateContent", "w:txbxContent", "w:p", "w:tbl", "w:x"]
)
def test_deep_nesting_is_read_or_refused(name: str) -> None:
    for depth in (40, 200, 10_000, 300_000):
        body = f"<{name}>" * depth + ONE + f"</{name}>" * depth
        for data in (word(body), word(f"<w:p>{body}</w:p>"), word(tbl(tr(f"<w:tc><w:p>{body}</w:p></w:tc>")))):
            assert codes_of(data) <= {"nested_too_deep", "too_large"}
            if depth == 300_000:
                assert codes_of(data)


def test_a_vast_document_of_alternatives() -> None:
    choice = "<mc:AlternateContent><mc:Choice>"
    inner = "".join(f"<w:r><w:t/><w:x{n}/></w:r>" for n in range(100_000))
    body = choice * 100 + inner + "</mc:Choice></mc:AlternateContent>" * 100
    assert read(f"<w:p>{body}{ONE}</w:p>").passages[0].text == "520"


def codes_of(data: bytes) -> set[str]:
    """The reason if a file is refused."""
    try:
        read_docx(data)
    except UnreadableDocumentError as refused:
        return {refused.reason_code}
    return set()


SAMPLE = wrap(
    item("概述")
    + tbl(tr(tc("类", span(2) + BEGIN), "和"), tr(tc("", span(2) + ON), tc(tbl(tr("1", "2")))))
    + f"<w:p>{shape(p('框'))}{ONE}</w:p>"
)
LISTS = f"<w:numbering {NAMESPACES}>{numbering(level(0, 'chineseCounting', '%1、'))}</w:numbering>"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5_000), st.binary(max_size=3)), min_size=1, max_size=5), st.booleans())
def test_altered_bytes_are_read_or_refused(changes: list[tuple[int, bytes]], is_inside: bool) -> None:
    data = bytearray(SAMPLE.encode() if is_inside else pack({"word/document.xml": SAMPLE, "word/numbering.xml": LISTS}))
    for at, new in changes:
        at %= len(data)
        data[at : at + len(new)] = new
    parts = {"word/document.xml": bytes(data), "word/numbering.xml": LISTS}
    assert codes_of(pack(parts) if is_inside else bytes(data)) <= CODES


TAGS = [
    "tbl",
    "tr",
    "tc",
    "p",
    "r",
    "t",
    "sdt",
    "sdtContent",
    "ins",
    "del",
    "txbxContent",
    "tcPr",
    "trPr",
    "pPr",
    "rPr",
]
TAGS += [
    "numPr",
    "vMerge",
    "hMerge",
    "gridSpan",
    "gridBefore",
    "vanish",
    "fldChar",
    "sym",
    "br",
    "tab",
    "pStyle",
    "altChunk",
]
ELEMENTS = st.recursive(
    st.sampled_from(["x", *(f"<w:{tag}/>" for tag in TAGS), '<w:gridSpan w:val="3"/>', '<w:vMerge w:val="restart"/>']),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=4)
    ),
    max_leaves=40,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ELEMENTS, max_size=4).map("".join))
def test_elements_in_any_order_give_a_sound_grid(body: str) -> None:
    document = read(body, numbering=numbering(level(0, "decimal", "%1")))
    for table in document.tables:
        covered = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(covered) == len(set(covered))
        assert all(row < table.row_count and column < table.column_count for row, column in covered)


@st.composite
def merged_tables(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """A grid cut into rectangles: row, column, rows, columns."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    cells = []
    while free:
        row, column = min(free)
        right = next(c for c in range(column, columns + 1) if (row, c) not in free)
        wide = draw(st.integers(1, right - column))
        high = draw(st.integers(1, rows - row))
        high = next(
            (
                h
                for h in range(high, 0, -1)
                if all((row + i, column + j) in free for i in range(h) for j in range(wide))
            ),
            1,
        )
        free -= {(row + i, column + j) for i in range(high) for j in range(wide)}
        cells.append((row, column, high, wide))
    return rows, columns, cells


@settings(max_examples=60, deadline=None)
@given(merged_tables())
def test_merges_come_back_as_they_were_made(made: tuple[int, int, list[tuple[int, int, int, int]]]) -> None:
    rows, columns, cells = made
    document = python_docx.Document()
    table = document.add_table(rows, columns)
    for row, column, high, wide in cells:
        table.cell(row, column).merge(table.cell(row + high - 1, column + wide - 1)).text = f"{row},{column}"
    file = BytesIO()
    document.save(file)
    (found,) = read_docx(file.getvalue()).tables
    assert found.cells == tuple(Cell(r, c, f"{r},{c}", high, wide) for r, c, high, wide in cells)
    assert (found.row_count, found.column_count) == (rows, columns)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    assert codes_of(data) == {"damaged"}


def test_noise_is_refused() -> None:
    assert reason(hashlib.shake_256(b"noise").digest(100_000)) == "damaged"
