"""The consolidated form as a workbook: the form with its totals as formulas, sources, gaps, exclusions, signatures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.consolidated.model import (
    EXCLUSION_COLUMNS,
    GAP_COLUMNS,
    INTERVAL_COLUMNS,
    SIGNATURES,
    SOURCE_COLUMNS,
    ConsolidatedForm,
    Value,
    plain,
)
from orchestration.publication.receipt.formats import (
    LINE_HEIGHT,
    TALLEST_ROW,
    Formats,
    lines_needed,
    number_format,
    set_up_list,
)
from orchestration.publication.receipt.layout import Box, Key
from orchestration.publication.receipt.model import Mark
from orchestration.publication.receipt.names import show

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_FORM, _SOURCES, _GAPS, _EXCLUSIONS, _SIGNATURES = "汇总表", "来源", "差额", "未纳入", "签章"
_GRID_WIDTH = 8.4
_AMOUNT_COLUMN = SOURCE_COLUMNS.index("计入数")
_WIDTHS = {
    _SOURCES: (44, 26, 8, 12, 7, 14, 44, 30, 30),
    _GAPS: (44, 7, 12, 12, 12, 12, 12, 40),
    _EXCLUSIONS: (44, 12, 14, 40, 40, 26, 40),
    _SIGNATURES: (22, 44),
}
_LONGEST_TEXT = 32767


def render_workbook(form: ConsolidatedForm) -> bytes:
    """The workbook. Text is always text, never a formula; every formula carries the figure that it gives."""
    file = io.BytesIO()
    workbook = Workbook(file, _AS_TEXT)
    workbook.set_properties({"title": form.title, "created": _NO_CLOCK})
    formats = Formats(workbook)
    sheet, sources = workbook.add_worksheet(_FORM), workbook.add_worksheet(_SOURCES)
    ranges = _write_sources(sources, form, formats)
    _write_form(sheet, form, ranges, formats)
    gaps = workbook.add_worksheet(_GAPS)
    _write_list(gaps, 0, "与汇总报告的差额", GAP_COLUMNS, form.gaps, formats, set(range(2, 7)))
    left_out = workbook.add_worksheet(_EXCLUSIONS)
    row = _write_list(left_out, 0, "未纳入汇总的机关和单元格", EXCLUSION_COLUMNS, form.exclusions, formats)
    _write_list(left_out, row + 1, "未计部分应填补的范围", INTERVAL_COLUMNS, form.intervals, formats, {2, 3, 4})
    signatures = workbook.add_worksheet(_SIGNATURES)
    signatures.write_string(0, 0, form.title, formats.plain("name"))
    for row, line in enumerate(SIGNATURES, 2):
        signatures.write_string(row, 0, line, formats.plain("label"))
        signatures.write_blank(row, 1, None, formats.plain("value"))
        signatures.set_row(row, 2 * LINE_HEIGHT)
    for one in (sources, gaps, left_out, signatures):
        set_up_list(one, _WIDTHS[one.get_name()])
    workbook.close()
    return file.getvalue()


def _write_form(sheet: Worksheet, form: ConsolidatedForm, ranges: dict[Key, str], formats: Formats) -> None:
    """The official layout below its title and remarks."""
    sheet.write_string(0, 0, form.title, formats.plain("name"))
    for row, remark in enumerate(form.remarks, 1):
        sheet.write_string(row, 0, remark, formats.plain("quiet"))
    first = len(form.remarks) + 2
    at = {box.key: xl_rowcol_to_cell(box.row + first, box.column) for box in form.boxes if box.key}
    heights: dict[int, int] = {}
    for box in form.boxes:
        _write_box(sheet, box, first, form, at, ranges, formats)
        if box.row_span == 1 and box.kind in ("head", "label"):
            lines = lines_needed(show(box.text), box.column_span * _GRID_WIDTH)
            heights[box.row] = max(heights.get(box.row, 1), lines)
    for row, lines in heights.items():
        sheet.set_row(row + first, min(LINE_HEIGHT * lines + 4, TALLEST_ROW))
    sheet.set_column(0, max(box.column + box.column_span for box in form.boxes) - 1, _GRID_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _write_box(
    sheet: Worksheet,
    box: Box,
    first: int,
    form: ConsolidatedForm,
    at: dict[Key, str],
    ranges: dict[Key, str],
    formats: Formats,
) -> None:
    value = form.values[box.key] if box.key else None
    amount = value.amount if value else None
    shown = number_format(plain(amount)) if amount is not None else ""
    style = formats.cell(box.kind, Mark(), shown, is_text=box.kind == "value" and amount is None)
    row, column = box.row + first, box.column
    last = (row + box.row_span - 1, column + box.column_span - 1)
    if last != (row, column):
        sheet.merge_range(row, column, *last, "", style)
    if value is not None and amount is not None:
        sheet.write_formula(row, column, _formula(value, form.values, at, ranges), style, _number(amount))
    elif box.text:
        sheet.write_string(row, column, show(box.text), style)
    else:
        sheet.write_blank(row, column, None, style)


def _formula(value: Value, values: dict[Key, Value], at: dict[Key, str], ranges: dict[Key, str]) -> str:
    """The sum of the form's own cells where the form says so and it is so, else of the reports it comes from."""
    parts = [values[key].amount for key in value.total_of]
    amounts = [part for part in parts if part is not None]
    if parts and len(amounts) == len(parts) and sum(amounts) == value.amount:
        return f"=SUM({','.join(at[key] for key in value.total_of)})"
    return f"=SUM({ranges[value.key]})"


def _write_sources(sheet: Worksheet, form: ConsolidatedForm, formats: Formats) -> dict[Key, str]:
    """The figures that each cell is made of, one a row; returns the range of amounts of each cell."""
    sheet.write_string(0, 0, "各统计项的来源", formats.plain("name"))
    _write_line(sheet, 2, SOURCE_COLUMNS, formats, "head")
    row = 3
    ranges: dict[Key, str] = {}
    for key, value in form.values.items():
        start = row
        for part in value.parts:
            line = (*part.line[:_AMOUNT_COLUMN], plain(part.amount), *part.line[_AMOUNT_COLUMN:])
            _write_line(sheet, row, line, formats, amounts={_AMOUNT_COLUMN})
            row += 1
        if row > start:
            first = xl_rowcol_to_cell(start, _AMOUNT_COLUMN, row_abs=True, col_abs=True)
            ranges[key] = f"{_SOURCES}!{first}:{xl_rowcol_to_cell(row - 1, _AMOUNT_COLUMN, row_abs=True, col_abs=True)}"
    sheet.freeze_panes(3, 0)
    return ranges


def _write_list(
    sheet: Worksheet,
    row: int,
    title: str,
    columns: Sequence[str],
    lines: Sequence[Sequence[str]],
    formats: Formats,
    amounts: set[int] = frozenset(),
) -> int:
    """A title, headings and lines; returns the row below."""
    sheet.write_string(row, 0, title, formats.plain("name"))
    _write_line(sheet, row + 2, columns, formats, "head")
    row += 3
    for line in lines:
        _write_line(sheet, row, line, formats, amounts=amounts)
        row += 1
    if not lines:
        sheet.write_string(row, 0, "没有。", formats.plain("quiet"))
        row += 1
    return row


def _write_line(
    sheet: Worksheet,
    row: int,
    values: Sequence[str],
    formats: Formats,
    kind: str = "text",
    amounts: set[int] = frozenset(),
) -> None:
    lines = 1
    for column, text in enumerate(values):
        if column in amounts and text.lstrip("-")[:1].isdigit():
            style = formats.cell(kind, Mark(), number_format(text), is_text=False)
            sheet.write_number(row, column, _number(Decimal(text)), style)
        else:
            sheet.write_string(row, column, text[:_LONGEST_TEXT], formats.cell(kind, Mark(), "", is_text=True))
            lines = max(lines, lines_needed(text, _WIDTHS[sheet.get_name()][column]))
    sheet.set_row(row, min(LINE_HEIGHT * lines + 4, TALLEST_ROW))


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
