"""A report as a workbook of the old format, which WPS names ``.et`` as well."""

from __future__ import annotations

import io

import xlwt

from orchestration.synthesis.model import Paragraph, Report, Table
from orchestration.synthesis.render_xlsx import as_number, stack

VARIANTS = ("stacked_numbers", "sheets_text", "stacked_text")
_RULED = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin; align: wrap on, vert centre")
_CENTRED = xlwt.easyxf("font: bold on; align: horiz centre")


def render_xls(report: Report, variant: str) -> bytes:
    """Write a workbook; ``variant`` is one of ``VARIANTS``."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, blocks in stack(report, one_sheet=variant != "sheets_text"):
        sheet = book.add_sheet(name)
        width = max((len(block.widths) for block in blocks if isinstance(block, Table)), default=1)
        row = 0
        for block in blocks:
            if isinstance(block, Paragraph):
                if block.style == "title" and width > 1:
                    sheet.write_merge(row, row, 0, width - 1, block.text, _CENTRED)
                else:
                    sheet.write(row, 0, block.text)
                row += 1
                continue
            row = _write_table(sheet, block, row, variant == "stacked_numbers") + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_table(sheet: xlwt.Worksheet, table: Table, top: int, has_numbers: bool) -> int:
    for cell in table.cells():
        number = as_number(cell.shown) if has_numbers and cell.figure else None
        value = cell.shown if number is None else number
        row, column = top + cell.row, cell.column
        if cell.rows > 1 or cell.columns > 1:
            sheet.write_merge(row, row + cell.rows - 1, column, column + cell.columns - 1, value, _RULED)
        else:
            sheet.write(row, column, value, _RULED)
    return top + len(table.rows)
