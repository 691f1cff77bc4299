"""A report as an Excel workbook: stacked on one sheet or one table a sheet, figures as text, numbers or formulas."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from orchestration.synthesis.model import Cell, Paragraph, Report, Table

VARIANTS = ("stacked_text", "stacked_numbers", "sheets_numbers", "formulas", "hidden_row")
_CREATED = datetime(2022, 1, 28, tzinfo=UTC)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?")
_WIDTH_UNIT = 6.0


def stack(report: Report, one_sheet: bool) -> list[tuple[str, list[Paragraph | Table]]]:
    """Name and blocks of each sheet: all on one, or each table with the lines above it on one of its own."""
    if one_sheet:
        return [("年度报告", report.blocks)]
    sheets: list[tuple[str, list[Paragraph | Table]]] = []
    waiting: list[Paragraph | Table] = []
    for block in report.blocks:
        waiting.append(block)
        if isinstance(block, Table):
            sheets.append((f"表{len(sheets) + 1}", waiting))
            waiting = []
    if waiting:
        sheets.append(("说明", waiting))
    return sheets


def as_number(text: str) -> float | None:
    """The number that a cell can hold so that it is shown as the text is; None if it must be text."""
    return float(text) if _NUMBER.fullmatch(text) else None


def render_xlsx(report: Report, variant: str) -> bytes:
    """Write a workbook; ``variant`` is one of ``VARIANTS``.

    With ``formulas``, totals of rows are formulas with the value that was last reckoned; with ``hidden_row``, each
    table has a hidden row of column numbers below its first.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED, "title": report.title})
    ruled = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    centred = book.add_format({"bold": True, "align": "center"})
    for name, blocks in stack(report, one_sheet=variant != "sheets_numbers"):
        sheet = book.add_worksheet(name)
        sheet_width = max((len(block.widths) for block in blocks if isinstance(block, Table)), default=1)
        row = 0
        for block in blocks:
            if isinstance(block, Paragraph):
                if block.style == "title" and sheet_width > 1:
                    sheet.merge_range(row, 0, row, sheet_width - 1, block.text, centred)
                else:
                    sheet.write_string(row, 0, block.text)
                row += 1
                continue
            for column, width in enumerate(block.widths):
                sheet.set_column(column, column, width * _WIDTH_UNIT)
            row = _write_table(sheet, block, row, variant, ruled) + 1
    book.close()
    return out.getvalue()


def _write_table(sheet: Worksheet, table: Table, top: int, variant: str, ruled: object) -> int:
    """Write a table, and return the row below it."""
    hides = variant == "hidden_row" and all(cell.rows == 1 for cell in table.rows[0])
    if hides:
        sheet.set_row(top + 1, None, None, {"hidden": True})
        for column in range(len(table.widths)):
            sheet.write_number(top + 1, column, column + 1, ruled)
    for cell in table.cells():
        row, text = top + cell.row + (1 if hides and cell.row else 0), cell.shown
        if cell.rows > 1 or cell.columns > 1:
            sheet.merge_range(row, cell.column, row + cell.rows - 1, cell.column + cell.columns - 1, "", ruled)
        number = None if variant == "stacked_text" or not (cell.figure or text.isdigit()) else as_number(text)
        if number is None:
            sheet.write_string(row, cell.column, text, ruled) if text else sheet.write_blank(
                row, cell.column, "", ruled
            )
        elif variant == "formulas" and _is_row_total(table, cell):
            first, last = (xl_rowcol_to_cell(row, column) for column in (cell.column - 6, cell.column - 1))
            sheet.write_formula(row, cell.column, f"=SUM({first}:{last})", ruled, text)
        else:
            sheet.write_number(row, cell.column, number, ruled)
    return top + len(table.rows) + (1 if hides else 0)


def _is_row_total(table: Table, cell: Cell) -> bool:
    return table.name == "three" and cell.figure is not None and cell.figure.dimensions == "applicant=total"
