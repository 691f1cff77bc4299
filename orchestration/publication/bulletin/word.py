"""The bulletin as a Word document, in the layout of official documents (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from orchestration.publication.bulletin.model import Bulletin, Section
from orchestration.publication.charts import Figure, Table
from orchestration.publication.receipt.names import show
from orchestration.publication.word_files import pack_document

_TITLE, _BODY, _FIRST, _SECOND, _TABLE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_INSTEAD = {
    _TITLE: "小标宋;华文中宋;宋体",
    _BODY: "仿宋;FangSong;宋体",
    _SECOND: "楷体;KaiTi;宋体",
}  # where a font is not there
_SIZE, _TITLE_SIZE, _TABLE_SIZE, _LINE = 16, 22, 10.5, 28  # points
_LONG = 20  # characters from which a cell is written from the left
_TEXT_WIDTH = 156  # millimetres between the margins
_DATE = "　　　　年　　月　　日"


def render_document(bulletin: Bulletin) -> bytes:
    """The document; the same bulletin gives the same bytes."""
    document = docx.Document()
    _set_up(document)
    _write(document, bulletin.title, _TITLE, _TITLE_SIZE, alignment=WD_ALIGN_PARAGRAPH.CENTER)
    _write(document, bulletin.salutation, _BODY, before=_LINE)
    _write(document, bulletin.opening, _BODY, is_indented=True)
    for section in bulletin.sections:
        _write_section(document, section)
    for number, figure in enumerate(bulletin.annexes, 1):
        _write(document, f"附件{number}：{figure.table.caption}", _BODY, is_indented=True)
    _write(document, bulletin.issuer, _BODY, before=_LINE, alignment=WD_ALIGN_PARAGRAPH.RIGHT, keeps=True)
    _write(document, _DATE, _BODY, alignment=WD_ALIGN_PARAGRAPH.RIGHT)
    for number, figure in enumerate(bulletin.annexes, 1):
        heading = _write(document, f"附件{number}", _FIRST)
        heading.paragraph_format.page_break_before = True
        _write_figure(document, figure)
    _write_figure(document, bulletin.sources)
    return pack_document(document, bulletin.title)


def _write_section(document: Document, section: Section) -> None:
    _write(document, section.heading, _FIRST, is_indented=True, keeps=True)
    for passage in section.passages:
        if passage.heading:
            _write(document, passage.heading, _SECOND, is_indented=True, keeps=True)
        for text in passage.paragraphs:
            _write(document, text, _BODY, is_indented=True)
    for figure in section.figures:
        _write_figure(document, figure)


def _write_figure(document: Document, figure: Figure) -> None:
    """The table of a figure below its caption; a chart is for the page."""
    _write(document, figure.table.caption, _FIRST, 14, alignment=WD_ALIGN_PARAGRAPH.CENTER, keeps=True, before=8)
    _write_table(document, figure.table)
    for note in figure.table.notes:
        _write(document, note, _BODY, 12)


def _write_table(document: Document, table: Table) -> None:
    rows: Sequence[Sequence[str]] = [table.columns, *table.rows, *([table.total] if table.total else [])]
    grid = document.add_table(len(rows), len(table.columns), "Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = _widths(rows)
    cells = grid._cells  # the property makes them anew at each call
    for n, text in enumerate(text for row in rows for text in row):
        _write_cell(cells[n], text)
        cells[n].width = widths[n % len(widths)]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(grid.rows):
        row.height, row.height_rule = Pt(20), WD_ROW_HEIGHT_RULE.AT_LEAST
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _widths(rows: Sequence[Sequence[str]]) -> list[Mm]:
    """Widths of columns that share the page by what stands in them; none takes all."""
    longest = [
        min(max(len(text.encode("gb18030", "replace")) for text in column), 90) + 4
        for column in zip(*rows, strict=True)
    ]
    return [Mm(round(_TEXT_WIDTH * length / sum(longest), 1)) for length in longest]


def _write_cell(cell: _Cell, text: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if len(text) < _LONG else WD_ALIGN_PARAGRAPH.LEFT
    _set_font(paragraph.add_run(show(text)), _TABLE, _TABLE_SIZE)


def _write(
    document: Document,
    text: str,
    font: str,
    size: float = _SIZE,
    *,
    alignment: WD_ALIGN_PARAGRAPH | None = None,
    is_indented: bool = False,
    keeps: bool = False,
    before: float = 0,
) -> Paragraph:
    """A paragraph in a font of official documents; ``keeps`` leaves it on the page of the next one."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(_LINE if size >= _SIZE else 18)
    layout.first_line_indent = Pt(2 * size) if is_indented else None
    layout.keep_with_next = keeps
    paragraph.alignment = alignment
    _set_font(paragraph.add_run(show(text)), font, size)
    return paragraph


def _set_font(run: Run, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _set_up(document: Document) -> None:
    """Page, margins and page number as the standard has them, and what stands in for fonts that are not there."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in ("— ", None, " —"):
        run = footer.add_run(piece or "")
        _set_font(run, _TABLE, 14)
        if piece is None:
            for kind in ("begin", "instr", "end"):
                run._element.append(_field_part(kind))
    fonts = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    declared = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/></w:font>' for name, others in _INSTEAD.items()
    )
    fonts._blob = fonts.blob.replace(b"</w:fonts>", declared.encode() + b"</w:fonts>")


def _field_part(kind: str) -> OxmlElement:
    """A part of the field that holds the number of the page."""
    if kind == "instr":
        element = OxmlElement("w:instrText")
        element.text = "PAGE"
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element
