"""A table read from its source says what it says when a parser has read it; what is out of the ordinary is the parser's."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument
from orchestration.readers import html, html_source
from orchestration.readers.html import read_html

ROW = "<tr><td>规章</td><td>0</td></tr>"
TABLE = f"<table>{ROW}</table>"


def by_parser(page: str) -> ReadDocument:
    """The page with all of its tables left to the parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "cut_tables", lambda text: (text, []))
        return read_html(page.encode())


def cut(page: str) -> int:
    """How many tables of a page need no parser."""
    return len(html_source.cut_tables(page)[1])


@pytest.mark.parametrize(
    "table",
    [
        TABLE,
        f"<table border=1 class='a b'><tbody>{ROW}</tbody></table>",
        f"<table><thead>{ROW}</thead><tfoot>{ROW}</tfoot><tbody>{ROW}</tbody></table>",
        f"<table>{ROW}<tbody>{ROW}</tbody>{ROW}</table>",
        "<table><tr>\n<td colspan=2 rowspan='2'>一</td> <th ROWSPAN=\"2\">2</th>\n</tr><tr></tr></table>",
        "<table><tr><td colspan='2' colspan='3'>一</td></tr>" + ROW + "</table>",
        "<table><tr><TD>一</td><td><p class=MsoNormal><span> 二\n三</span></p></td><td>&nbsp;</td><td></td></tr></table>",
        "<table><tr><td>a&amp;nbsp;b&lt;c</td><td>　甲　乙 </td><td>\r\n1\t2</td></tr></table>",
        "<table></table>",
        "<table><tr><td>第一行<br> 第二　行<br/><br />\n</td><td>　一<br>　</td><td><p>一<br></p></td></tr></table>",
        "<table><thead><tr><td>一</td></tr></table>",
    ],
)
def test_tables_that_need_no_parser(table: str) -> None:
    page = f"<html><body><p>前<b>言{table}后语</b></p></body></html>"
    assert cut(page) == 1
    assert read_html(page.encode()) == by_parser(page)


@pytest.mark.parametrize(
    "table",
    [
        f"<table><caption>表一</caption>{ROW}</table>",
        "<table><tr><td>一<td>二</table>",
        "<table><tr><td>一</td></tr>漏出<tr><td>二</td></tr></table>",
        f"<table><p>漏出</p>{ROW}</table>",
        f"<table><tr><td>外{TABLE}</td></tr></table>",
        "<table><tr><td><p>第一行</p><p>第二行</p></td></tr></table>",
        "<table><tr><td><br><b>一</b></td></tr></table>",
        "<table><tr><th>一</td></tr></table>",
        "<table><tr><td>一</td></tr></tbody></table>",
        "<table><tr><td>&#19968;</td><td>&ldquo;二&rdquo;</td></tr></table>",
        "<table><tr><td colspan='&#50;'>一</td></tr>" + ROW + "</table>",
        "<table><tr style='DISPLAY:none'><td>一</td></tr>" + ROW + "</table>",
        "<table><tr><td><select><option>一</select></td></tr></table>",
        "<table><tr><td><script>1</script></td></tr></table>",
        "<table><tr><td><!-- 一 -->二</td></tr></table>",
        "<table><tr><td title='a>b'>二</td></tr></table>",
        "<table><tr><td>一</td></tr><table><tr><td>二</td></tr></table></table>",
    ],
)
def test_tables_that_are_for_the_parser(table: str) -> None:
    page = f"<div>前言{table}后语</div>"
    assert cut(page) == table.count("<table") - 1
    assert read_html(page.encode()) == by_parser(page)


@pytest.mark.parametrize(
    "page",
    [
        f"<!-- {TABLE} --><p>一</p>{TABLE}",
        f"<script>document.write('{TABLE}')</script>{TABLE}",
        f"<textarea>{TABLE}</textarea>{TABLE}",
        f"<template>{TABLE}</template>{TABLE}",
        f"<title>{TABLE}</title>{TABLE}",
        f"<p title='{TABLE}'>一</p>{TABLE}",
        f"<select>{TABLE}</select>",
    ],
)
def test_a_page_in_which_a_table_is_none_is_read_whole(page: str) -> None:
    assert cut(page)
    assert read_html(page.encode()) == by_parser(page)


def test_a_table_in_a_hidden_element_stays_hidden() -> None:
    page = f"<div style='display:none'>{TABLE}</div>{TABLE}<p hidden>一</p>"
    document = read_html(page.encode())
    assert (len(document.tables), document.notes) == (1, ("2 hidden elements left out",))
    assert document == by_parser(page)


def test_a_table_that_is_too_large_counts_where_it_is_one() -> None:
    large = "<table><tr>" + "<td colspan=1000>一</td>" * 100 + "</tr></table>"
    assert cut(large) == 0
    assert [table.texts for table in read_html(f"<!-- {large} -->{TABLE}".encode()).tables] == [("规章", "0")]
    with pytest.raises(UnreadableDocumentError, match="columns"):
        read_html(large.encode())


def test_a_mark_of_another_page_is_no_table() -> None:
    page = f"<table {html_source.MARK[:-1]}='0'></table>{TABLE}"
    assert len(read_html(page.encode()).tables) == 1


def test_large_tables_and_many_are_for_the_parser() -> None:
    assert cut(f"<table>{ROW * 3_000}</table>") == 0
    assert cut(TABLE * 2_000) == 1_000
    assert cut("<table>" * 50_000 + "</table>") == 1


PARTS = [
    *(
        "<table>",
        "</table>",
        "<table border=1>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th>",
        "</th>",
        "<tbody>",
        "</tbody>",
    ),
    *(
        "<thead>",
        "</thead>",
        "<tfoot>",
        "</tfoot>",
        "<td colspan=2>",
        '<td rowspan="2" >',
        "<p>",
        "</p>",
        "<br>",
        "<br/>",
        "<b>",
    ),
    *(
        "</b>",
        "<!--",
        "-->",
        "一",
        " ",
        "23",
        "&nbsp;",
        "&amp;",
        "&lt;",
        "&copy",
        "　",
        "\n",
        "<col>",
        "<a href='x'>",
        "</a>",
    ),
    *(ROW, TABLE, "<td>甲</td>", "<td></td>", "<TR>", "</Td>"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=24).map("".join))
@example(f"<table><tbody>{ROW}<tr><td><p>一</p></td></tr></tbody></table>")
@example("<table><!--</table><td>")
@example("<table></p>--></table>")
@example("<b><table><tr><td>一</td></tr></table>二")
@example("<table><tr><td></p>一</td></tr></table>")
@example("<table><tr><td></a>一</td></tr></table>")
@example("<a href='x'><table><tr><td><a href='x'>一</td></tr></table>二")
def test_any_page_reads_as_by_the_parser(page: str) -> None:
    assert read_html(f"<p>始</p>{page}<p>终</p>".encode()) == by_parser(f"<p>始</p>{page}<p>终</p>")
