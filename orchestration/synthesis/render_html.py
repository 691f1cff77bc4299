"""A report as a web page: as content systems publish it or Word exports it, in charsets declared rightly or not."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from random import Random

from orchestration.synthesis.model import Cell, Paragraph, Report, Table

VARIANTS = ("plain", "inline_styles", "word_export", "nested_layout", "wrong_charset", "breaks_and_th", "gb18030")
_STYLE_OF = {
    "title": "text-align:center;font-size:22px;font-weight:bold",
    "caption": "text-align:center;font-size:18px",
    "signature": "text-align:right",
}
_WORD_HEAD = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    "<style><!-- @font-face{font-family:仿宋_GB2312;panose-1:2 1 6 9 6 1 1 1 1 1;} "
    "p.MsoNormal{margin:0cm;font-size:10.5pt;} @page Section1{size:595.3pt 841.9pt;margin:72.0pt 90.0pt;} --></style>"
)
_WORD_CELL = "border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt;mso-border-alt:solid windowtext .5pt"


@dataclass(frozen=True, slots=True)
class _Page:
    charset: str  # of the bytes
    declared: str
    is_word: bool = False
    is_nested: bool = False
    has_styles: bool = False
    has_breaks: bool = False


_PAGES = {
    "plain": _Page("utf-8", "utf-8"),
    "inline_styles": _Page("gbk", "gbk", has_styles=True),
    "word_export": _Page("gb18030", "gb2312", is_word=True),
    "nested_layout": _Page("utf-8", "utf-8", is_nested=True, has_styles=True),
    "wrong_charset": _Page("utf-8", "gb2312"),
    "breaks_and_th": _Page("utf-8", "utf-8", has_breaks=True),
    "gb18030": _Page("gb18030", "utf-8"),
}


def render_html(report: Report, variant: str, rng: Random) -> bytes:
    """Write a page.

    Args:
        report: What it says.
        variant: One of ``VARIANTS``; ``wrong_charset`` and ``gb18030`` declare another charset than they are in.
        rng: Of what surrounds the report.
    """
    page = _PAGES[variant]
    body = "\n".join(
        _table(block, page) if isinstance(block, Table) else _paragraph(block, page) for block in report.blocks
    )
    date = f"2022-0{rng.randint(1, 9)}-{rng.randint(10, 28)} {rng.randint(8, 18):02d}:{rng.randint(10, 59)}"
    info = f'<div class="info">发布日期：{date}&nbsp;&nbsp;来源：本站&nbsp;&nbsp;字号：[大 中 小]</div>'
    if page.is_nested:
        menu = "".join(f'<li><a href="#{n}">{name}</a></li>' for n, name in enumerate(("首页", "政务公开", "办事服务")))
        body = (
            f'<table width="1000" border="0" cellpadding="0"><tr><td width="200" valign="top"><ul>{menu}</ul></td>'
            f'<td>{info}<table width="100%"><tr><td class="content">{body}</td></tr></table></td></tr></table>'
        )
    else:
        body = f'{info}<div class="content">{body}</div>'
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={page.declared}">'
    head += f"<title>{escape(report.title)}</title>" + (_WORD_HEAD if page.is_word else "")
    opening = '<html xmlns:o="urn:schemas-microsoft-com:office:office">' if page.is_word else "<!DOCTYPE html><html>"
    script = "<script>var visits = 1024; if (visits < 0) { document.write('0'); }</script>"
    text = f"{opening}<head>{head}</head><body>{body}{script}<p>版权所有：本网站</p></body></html>\n"
    return text.encode(page.charset)


def _paragraph(block: Paragraph, page: _Page) -> str:
    text = escape(block.text)
    if page.is_word:
        align = "center" if block.style in ("title", "caption") else "left"
        return (
            f'<p class=MsoNormal align={align} style="text-indent:32.0pt;line-height:28.0pt">'
            f'<span style="font-size:16.0pt;font-family:仿宋_GB2312">{text}<o:p></o:p></span></p>'
        )
    if page.has_styles:
        style = _STYLE_OF.get(block.style, "text-indent:2em;line-height:1.8")
        return f'<p style="{style}"><span style="font-family:宋体">{text}</span></p>'
    if block.style == "title":
        return f"<h1>{text}</h1>"
    return f"<p>&emsp;&emsp;{text}</p>" if block.style == "body" else f"<p>{text}</p>"


def _table(table: Table, page: _Page) -> str:
    rows = "\n".join("<tr>" + "".join(_cell(cell, page) for cell in row) + "</tr>" for row in table.rows)
    if page.is_word:
        return f'<table class=MsoTableGrid border=1 cellspacing=0 style="border-collapse:collapse">{rows}</table>'
    return f'<table border="1" cellspacing="0" style="width:100%"><tbody>{rows}</tbody></table>'


def _cell(cell: Cell, page: _Page) -> str:
    text = escape(cell.shown) or ("" if not page.has_breaks else "&nbsp;")
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    if cell.columns > 1:
        spans += f' colspan="{cell.columns}"'
    if page.is_word:
        inner = f"<span lang=EN-US>{text}</span>" if cell.figure else text
        return f'<td{spans} style="{_WORD_CELL}"><p class=MsoNormal>{inner or "<o:p>&nbsp;</o:p>"}</p></td>'
    tag = "td"
    if page.has_breaks:
        tag = "th" if cell.role == "head" else "td"
        text = text.replace("（区分", "<br>（区分").replace("法人或", "法人或<br/>").replace("情况为：", "情况为：<br>")
    style = ' style="text-align:center;padding:2px 4px"' if page.has_styles and cell.figure else ""
    return f"<{tag}{spans}{style}>{text}</{tag}>"
