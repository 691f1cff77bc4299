"""A page gives its tables on their grids and its text by paragraphs, in the order in which it shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.domain.records import Cell, ReadDocument, Table
from orchestration.readers import html, html_table, read_document


def read(html: str | bytes) -> ReadDocument:
    return read_document(html.encode() if isinstance(html, str) else html, "text/html")


def passages(html: str) -> list[str]:
    document = read(html)
    assert [p.number for p in document.passages] == list(range(1, len(document.passages) + 1))
    return [p.text for p in document.passages]


def texts(html: str) -> list[list[str | None]]:
    (table,) = read(html).tables
    return [[cell and cell.text for cell in row] for row in table.grid()]


BULLETIN = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>佳木斯市2018年一季度通报</title>
<style>td {border: 1px}</style><script>document.write("<table><tr><td>9</td></tr></table>")</script></head>
<body><!-- nav --><div class="nav"><a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/zwgk">政务公开</a></div>
<h1>佳木斯市2018年一季度通报</h1>
<div>各县(市)区人民政府:<p>　　共采发3,255条，<b>富锦市</b>、汤原县
较多。</p>特此通报。<br>2018年4月23日</div>
<p></p><p>&nbsp;　</p>
<table border="1"><caption>信息报送采用情况统计表</caption>
<thead><tr><th rowspan="2">单位<br>名称</th><th colspan="2">报送</th></tr><tr><th>条数</th><th>采发</th></tr></thead>
<tr><td><p class="MsoNormal">富锦市</p></td><td><p><span>520</span></p></td><td> 219
</td></tr>
<tr><td>郊　区</td><td>78</td><td>&nbsp;</td></tr>
<tr><td>合&nbsp;计</td><td><p>1,7<b>75</b></p><p>（含媒体）</p></td><td>1,020<!-- x --></td></tr></table>
<ul><li>附件1</li><li>附件2</li></ul></body></html>"""


def test_a_bulletin() -> None:
    document = read(BULLETIN)
    assert [p.text for p in document.passages] == [
        "首页 > 政务公开",
        "佳木斯市2018年一季度通报",
        "各县(市)区人民政府:",
        "共采发3,255条，富锦市、汤原县 较多。",
        "特此通报。",
        "2018年4月23日",
        "信息报送采用情况统计表",
        "附件1",
        "附件2",
    ]
    (table,) = document.tables
    assert (table.number, table.row_count, table.column_count, table.after_passage) == (1, 5, 3, 7)
    assert table.cells[:4] == (
        Cell(0, 0, "单位\n名称", 2, 1, True),
        Cell(0, 1, "报送", 1, 2, True),
        Cell(1, 1, "条数", 1, 1, True),
        Cell(1, 2, "采发", 1, 1, True),
    )
    assert [c.text for c in table.cells[4:]] == [
        *("富锦市", "520", "219"),
        *("郊　区", "78", ""),
        *("合 计", "1,775\n（含媒体）", "1,020"),
    ]
    assert (document.media_type, document.encoding, document.notes) == ("text/html", "utf-8", ())


def test_the_title_is_a_passage_unless_it_is_repeated() -> None:
    assert passages("<title>富锦市 年报</title><h1>富锦市年报</h1>正文") == ["富锦市年报", "正文"]
    document = read("<title>富锦市年报_政府网</title>正文<table><tr><td>a<td>1</table>")
    assert [p.text for p in document.passages] == ["富锦市年报_政府网", "正文"]
    assert document.tables[0].after_passage == 2


@pytest.mark.parametrize(
    ("spans", "cell"),
    [
        ('rowspan="2"', (2, 1)),
        ("rowspan=' 2 '", (2, 1)),
        ('rowspan="+2" colspan="02"', (2, 2)),
        ('rowspan="2px"', (2, 1)),
        ('rowspan="0"', (3, 1)),
        ('rowspan="x" colspan=""', (1, 1)),
        ('rowspan="-2" colspan="-1"', (1, 1)),
        ('colspan="0"', (1, 1)),
        ("rowspan colspan", (1, 1)),
        ('rowspan="1000000"', (3, 1)),
        ('colspan="1000000"', (1, 1000)),
        (f'colspan="{"9" * 5000}"', (1, 1000)),
    ],
)
def test_spans_as_written(spans: str, cell: tuple[int, int]) -> None:
    (table,) = read(f"<p>x<table><tr><td {spans}>富锦市<tr><td>520<tr><td>219</table>").tables
    assert (table.cells[0].row_span, table.cells[0].column_span) == cell
    assert table.row_count == 3


def test_row_spans_end_with_their_group_and_feet_come_last() -> None:
    html = """<table><tfoot><tr><td>合计<td>1,775</tfoot><thead><tr><th rowspan=5>单位<th>报送</thead>
    <tbody><tr><td>富锦市<td>520<tbody><tr><td>汤原县<td>274</table>"""
    assert texts(html) == [["单位", "报送"], ["富锦市", "520"], ["汤原县", "274"], ["合计", "1,775"]]


def test_short_rows_leave_positions_uncovered() -> None:
    assert texts("<table><tr><td>a<td>b<td>c<tr><td>d<tr></tr></table>") == [
        ["a", "b", "c"],
        ["d", None, None],
        [None, None, None],
    ]


def test_a_table_that_holds_tables_is_a_frame() -> None:
    html = """<table><tr><td>导航<td><p>标题</p><table><tr><td>富锦市<td>520</table>
    中间<table><caption>表二</caption><tr><td>汤原县<td>274</table><tr><td>页脚</table>"""
    document = read(html)
    assert [p.text for p in document.passages] == ["导航", "标题", "中间", "表二", "页脚"]
    assert [(t.number, t.after_passage, [c.text for c in t.cells]) for t in document.tables] == [
        (1, 2, ["富锦市", "520"]),
        (2, 4, ["汤原县", "274"]),
    ]


def test_a_column_of_running_text_is_a_frame() -> None:
    long = "本报告根据《政府信息公开条例》编制。" * 6
    document = read(f"<table><tr><td>标题<tr><td><p>一、概述</p><p>{long}</p></table><table><tr><td>520</table>")
    assert [p.text for p in document.passages] == ["标题", "一、概述", long]
    assert [(t.row_count, t.column_count) for t in document.tables] == [(1, 1)]


def test_hidden_elements_are_left_out_and_counted() -> None:
    html = """<p>见<span style="Display : None">不见1</span>表</p><div hidden>不见2<p hidden>不见3</p></div>
    <div style="display:block">见</div><noscript>不见</noscript><template><p>不见</p></template>
    <table><tr><td>富锦市<td style="display:none">不见4<td>520<i hidden>1</i><tr hidden><td>不见5</table>
    <table style="display:none"><tr><td>不见6</table>"""
    document = read(html)
    assert [p.text for p in document.passages] == ["见表", "见"]
    assert [[c.text for c in t.cells] for t in document.tables] == [["富锦市", "520"]]
    assert document.notes == ("6 hidden elements left out",)


def test_lines_of_preformatted_text_are_passages() -> None:
    assert passages("<pre>一、概述\n  富锦市 520 条\n\n</pre>x\ny<textarea>a\nb</textarea>") == [
        "一、概述",
        "富锦市 520 条",
        "x y",
        "a",
        "b",
    ]


def test_text_after_a_block_is_its_own_passage() -> None:
    assert passages("<div>a<p>b</p>c<span>d<div>e</div></span>f<br/>g<hr>h</div>i") == [
        *("a", "b", "cd", "e", "f", "g", "h", "i")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1", ""])
def test_any_encoding_under_any_declaration(encoding: str, declared: str) -> None:
    html = BULLETIN.replace(
        '<meta charset="utf-8">', f'<meta http-equiv="Content-Type" content="x; charset={declared}">'
    )
    document = read(html.encode(encoding))
    assert (document.tables, document.passages) == (read(BULLETIN).tables, read(BULLETIN).passages)


def test_a_wrong_declaration_is_noted() -> None:
    html = "<html><head><meta charset='utf-8'></head><body><p>富锦市的政府信息公开年报，有关单位520条</p>"
    document = read(html.encode("gb18030"))
    assert (document.encoding, document.notes) == ("gb18030", ("declared utf-8, read as gb18030",))


def test_control_characters_do_not_come_through_references() -> None:
    assert texts("<p>a<table><tr><td>富锦&#0;市&#8;<td>5&#50;0&#x1f;</table>") == [["富锦\ufffd市", "520"]]
    assert texts("<table><tr><td>富\0锦市<td>520" + " " * 50 + "</table>") == [["富锦市", "520"]]


def test_markup_in_a_cell_stays_text() -> None:
    assert texts("<table><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;<td>=1+1</table>") == [
        ["<script>alert(1)</script>", "=1+1"]
    ]


def test_tables_of_one_form_stand_alike_whatever_their_cells_hold() -> None:
    form = "<table><tr><th rowspan=2>富锦市<td colspan=2><p>{}</p><tr><td>{}<td>274</table>"
    first, second = read(form.format("520", "") + form.format("1", "2")).tables
    assert first.placement == second.placement and hash(first.placement) == hash(second.placement)
    assert first.placement != read("<table><tr><td>富锦市<td>520</table>").tables[0].placement
    assert [tuple(cell) for cell in second.cells] == [
        (0, 0, "富锦市", 2, 1, True),
        (0, 1, "1", 1, 2, False),
        (1, 1, "2", 1, 1, False),
        (1, 2, "274", 1, 1, False),
    ]
    assert Table.of_cells(2, 2, 3, second.cells, 0) == second


def test_reading_twice_gives_the_same() -> None:
    assert read(BULLETIN) == read(BULLETIN)


def test_paragraphs_of_a_cell_are_lines_whatever_stands_between_them() -> None:
    for between in ("", "\n", " <!-- --> "):
        page = f"<table><tr><td>a</td><td><p>b</p>{between}<p>c</p></td></tr></table>".encode()
        assert [cell.text for cell in read_document(page, "text/html").tables[0].cells] == ["a", "b\nc"]
        hidden = page + b"<p hidden>x</p>"  # such a page is read node by node
        assert [cell.text for cell in read_document(hidden, "text/html").tables[0].cells] == ["a", "b\nc"]


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "<td>12</td>",
                    "<td></td>",
                    "<th rowspan=2>甲</th>",
                    "<td colspan=2><p class=x><span>1 &nbsp;2</span></p></td>",
                    "<td>a<br>b</td>",
                    "<td> \n<p>a</p>\n<p>b</p></td>",
                    "<td><b>a</b>b</td>",
                    "<td><p><span>3</span></p></td>",
                    "<td><p>　<span>　3　4 </span> </p>\n</td>",
                    "<td><b>6</b></p> </td>",
                    "<th><p>a</p></th>",
                    "<td><tt>a</tt></td>",
                    "<td><time>a</time>b</td>",
                    "<td>&lt;&amp;nbsp;\u3000x \u3000</td>",
                    "<td title='a>5</td><td b'>c</td>",
                    "<td title='a<b c'>c</td>",
                    "<td>5<!-- </td><td>6 --></td>",
                    "<td><script>x='<td>7</td>'</script>7</td>",
                    "<td><pre>a\nb</pre></td>",
                    "<td>&#8;9</td>",
                    "</tr><tfoot><tr><td>f</td></tr></tfoot><tr>",
                    "<template><td>t</td></template>",
                    "<caption>c</caption>",
                    "<col><form>",
                    "loose",
                ]
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_table_reads_the_same_by_its_source_by_its_markup_and_by_its_nodes(rows: list[list[str]]) -> None:
    page = ("<table>" + "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows) + "</table><p>end</p>").encode()
    by_source = read_document(page, "text/html")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "cut_tables", lambda text: (text, []))
        assert by_source == read_document(page, "text/html")
        patch.setattr(html_table, "read_markup", lambda *_: None)
        assert by_source == read_document(page, "text/html")
