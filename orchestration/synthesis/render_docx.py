"""A report as a Word document, its XML written by hand: merged cells, several paragraphs a cell, tables in boxes."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from orchestration.synthesis.model import Cell, Paragraph, Report, Table

VARIANTS = ("plain", "paragraphs_in_cells", "split_runs", "text_box")
_DATE = (2022, 1, 28, 9, 0, 0)
_TABLE_WIDTH = 9000  # twentieths of a point
_LONG_LABEL = 12  # characters
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>'
)
_CLOSING = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def render_docx(report: Report, variant: str) -> bytes:
    """Write a document; ``variant`` is one of ``VARIANTS``, its bytes depend on nothing but the report."""
    parts = [_OPENING]
    for block in report.blocks:
        if isinstance(block, Paragraph):
            parts.append(_paragraph(block.text, block.style))
            continue
        table = _table(block, variant)
        parts.append(_boxed(table) if variant == "text_box" else table + "<w:p/>")
    parts.append(_CLOSING)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", "".join(parts)),
        ):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return out.getvalue()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _paragraph(text: str, style: str = "body") -> str:
    align = {"title": "center", "caption": "center", "signature": "right"}.get(style)
    if align:
        properties = f'<w:pPr><w:jc w:val="{align}"/></w:pPr>'
    else:
        properties = '<w:pPr><w:ind w:firstLineChars="200"/></w:pPr>' if style == "body" else ""
    return f"<w:p>{properties}{_run(text)}</w:p>"


def _table(table: Table, variant: str) -> str:
    scale = _TABLE_WIDTH / sum(table.widths)
    widths = [int(width * scale) for width in table.widths]
    parts = [f'<w:tbl><w:tblPr><w:tblW w:w="{_TABLE_WIDTH}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>']
    parts.append("</w:tblPr><w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>")
    for number, line in enumerate(table.grid()):
        parts.append("<w:tr>")
        column = 0
        while column < len(line):
            cell = line[column]
            parts.append(_cell(cell, number, sum(widths[column : column + (cell.columns if cell else 1)]), variant))
            column += cell.columns if cell else 1
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


def _cell(cell: Cell | None, row: int, width: int, variant: str) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell is None:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>"
    if cell.columns > 1:
        properties += f'<w:gridSpan w:val="{cell.columns}"/>'
    if cell.rows > 1:
        properties += '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
    content = "<w:p/>" if cell.row != row else _content(cell, variant)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _content(cell: Cell, variant: str) -> str:
    text = cell.shown
    if variant == "paragraphs_in_cells" and cell.figure is None and len(text) > _LONG_LABEL and "（" in text[4:]:
        at = text.index("（", 4)
        return f"<w:p>{_run(text[:at])}</w:p><w:p>{_run(text[at:])}</w:p>"
    if variant == "split_runs" and len(text) > 1:  # as an editor leaves it that was corrected by hand
        middle = len(text) // 2
        return f"<w:p>{_run(text[:middle])}{_run(text[middle:])}</w:p>"
    return f"<w:p>{_run(text)}</w:p>"


def _boxed(table: str) -> str:
    """A table in a text box, once for new programs and once more for old ones, as Word writes it."""
    content = f"<w:txbxContent>{table}<w:p/></w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5400000" '
        'cy="2700000"/><wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f"<wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>"
        '</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:425pt;height:212pt"><v:textbox>'
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
