"""The receipt as a workbook: verdict and findings with links, a sheet a document, and what could not be decided."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.receipt.formats import LINE_HEIGHT, TALLEST_ROW, Formats, lines_needed, set_up_list
from orchestration.publication.receipt.model import DocumentReceipt, Finding, Place, Receipt, Record
from orchestration.publication.receipt.names import Names, period_words
from orchestration.publication.receipt.remarks import gather_remarks, suggestion_words
from orchestration.publication.receipt.sheets import DocumentSheet, lay_out
from orchestration.publication.receipt.words import HOW_TO_CORRECT, OUTCOMES, SEVERITIES, VERDICTS

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

_NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_NAME = 31
_LONGEST_TEXT = 32767
_MOST_SHEETS = 100  # documents with findings come first
_SUMMARY, _REST = "结论与问题", "未定与未识别"
_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
_WIDTHS = {_SUMMARY: (18, 14, 16, 52, 36, 28, 36, 22), _REST: (18, 14, 18, 24, 7, 90)}
_FINDING_COLUMNS = ("单位", "期间", "级别", "问题", "建议核对", "也可能是", "规则与依据", "位置")


def render_workbook(receipt: Receipt, examination: Examination, names: Names) -> bytes:
    """The workbook. Text of a document is always text, never a formula or a link; no value is altered."""
    file = io.BytesIO()
    workbook = Workbook(file, _AS_TEXT)
    workbook.set_properties({"title": "政府信息公开统计数据核对回执", "created": _NO_CLOCK})
    formats = Formats(workbook)
    summary = workbook.add_worksheet(_SUMMARY)
    chosen = _documents_with_sheets(receipt)
    observations: dict[str, list[Record]] = {document.document: [] for document in chosen}
    for observation in examination.observations():
        if observation["document"] in observations:
            observations[observation["document"]].append(observation)
    remarks = gather_remarks(receipt)
    taken = {_SUMMARY, _REST}
    links: dict[Place, str] = {}
    for document in chosen:
        name = _sheet_name(document, taken)
        page = DocumentSheet(workbook.add_worksheet(name), document, formats, remarks)
        boxes = lay_out(document, examination, observations[document.document], names)
        page.write(boxes, is_official_form=any(box.key for box in boxes))
        for place, (row, column) in page.cells.items():
            links.setdefault(place, f"internal:'{name}'!{_cell_name(row, column)}")
    _write_summary(summary, receipt, formats, links)
    _write_rest(workbook.add_worksheet(_REST), receipt, formats)
    workbook.close()
    return file.getvalue()


def _documents_with_sheets(receipt: Receipt) -> list[DocumentReceipt]:
    wanted = sorted(receipt.documents, key=lambda document: not document.findings)[:_MOST_SHEETS]
    return [document for document in receipt.documents if document in wanted]


def _sheet_name(document: DocumentReceipt, taken: set[str]) -> str:
    base = _NOT_IN_A_NAME.sub(" ", f"{document.organ} {document.period}").strip() or "文件"
    number = 1
    name = base[:_LONGEST_NAME]
    while name.lower() in taken:
        number += 1
        name = f"{base[: _LONGEST_NAME - 6]} ({number})"
    taken.add(name.lower())
    return name


def _cell_name(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _write_line(sheet: Worksheet, row: int, values: Sequence[object], formats: Formats, kind: str = "text") -> None:
    """One row of a list, as high as its longest text needs."""
    lines = 1
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(row, column, value, formats.plain(kind))
        else:
            text = str(value)[:_LONGEST_TEXT]
            sheet.write_string(row, column, text, formats.plain(kind))
            lines = max(lines, lines_needed(text, _WIDTHS[sheet.get_name()][column]))
    sheet.set_row(row, min(LINE_HEIGHT * lines + 4, TALLEST_ROW))


def _write_summary(sheet: Worksheet, receipt: Receipt, formats: Formats, links: dict[Place, str]) -> None:
    sheet.write_string(0, 0, "政府信息公开统计数据核对回执", formats.plain("name"))
    version = f"依据核对规则 {receipt.rule_count} 条（版本 {receipt.rule_version}）。本回执只指出问题，不改动任何数字。"
    sheet.write_string(1, 0, version, formats.plain("quiet"))
    _write_line(sheet, 3, ("单位", "期间", "结论", "文件", "表式", "核对结果"), formats, "head")
    row = 4
    for one in receipt.documents:
        counts = "，".join(f"{OUTCOMES[name]} {count}" for name, count in one.counts.items())
        verdict = VERDICTS[one.verdict] + (f"（{one.error_count} 处错误）" if one.verdict == "failed" else "")
        form = one.form_name or "未识别"
        _write_line(sheet, row, [one.organ, period_words(one.period), verdict, one.file, form, counts], formats)
        if one.verdict == "failed":
            sheet.write_string(row, 2, verdict, formats.plain("red"))
        row += 1
    for file in receipt.unread:
        _write_line(sheet, row, ["—", "—", VERDICTS["unread"], file.file, file.reason, file.remedy], formats)
        row += 1
    row = _write_findings(sheet, row + 1, receipt, formats, links)
    sheet.write_string(row + 1, 0, "如何更正", formats.plain("title"))
    for n, line in enumerate(HOW_TO_CORRECT, 1):
        sheet.write_string(row + 1 + n, 0, f"{n}. {line}", formats.plain("quiet"))
    set_up_list(sheet, _WIDTHS[sheet.get_name()])


def _write_findings(sheet: Worksheet, row: int, receipt: Receipt, formats: Formats, links: dict[Place, str]) -> int:
    """The findings, one a row, errors of each document first; returns the row below."""
    sheet.write_string(row, 0, "需要核对的问题", formats.plain("title"))
    _write_line(sheet, row + 1, _FINDING_COLUMNS, formats, "head")
    row += 2
    first = row
    for document in receipt.documents:
        who = (document.organ, period_words(document.period))
        for finding in document.findings:
            _write_line(sheet, row, [*who, *_finding_words(finding)], formats)
            _write_link(sheet, row, finding, formats, links)
            row += 1
        for hint in document.hints:
            rule = f"{hint.description}（{hint.rule}）"
            _write_line(sheet, row, [*who, "提示（截尾）", hint.sentence, "按四舍五入取位。", "", rule, ""], formats)
            row += 1
    if row == first:
        sheet.write_string(row, 0, "没有发现问题。", formats.plain("quiet"))
        row += 1
    return row


def _finding_words(finding: Finding) -> list[str]:
    said = "\n".join(statement.sentence for statement in finding.statements)
    ways = ["\n".join(f"{one.name}：{suggestion_words(one)}" for one in option) for option in finding.options]
    rules = "\n".join(f"{s.description}；{s.source or '—'}（{s.rule}）" for s in finding.statements)
    level = f"{SEVERITIES[finding.severity]} {finding.number}"
    return [level, said, "\n".join(filter(None, (*ways[:1], finding.advice))), "\n".join(ways[1:]), rules, ""]


def _write_link(sheet: Worksheet, row: int, finding: Finding, formats: Formats, links: dict[Place, str]) -> None:
    places = [one.place for suggestions in finding.options for one in suggestions if one.place]
    target = next((place for place in (*places, *finding.marks) if place in links), None)
    if target:
        where = links[target].removeprefix("internal:").replace("'", "")
        sheet.write_url(row, len(_FINDING_COLUMNS) - 1, links[target], formats.plain("link"), f"转到 {where}")


def _write_rest(sheet: Worksheet, receipt: Receipt, formats: Formats) -> None:
    """What could not be decided, what was assumed, what could not be read as a statistic, each with its reason."""
    sheet.write_string(0, 0, "未能判断、按约定或登记处理和未能识别的内容", formats.plain("name"))
    _write_line(sheet, 2, ("单位", "期间", "类别", "原因", "次数", "内容"), formats, "head")
    row = 3
    for document in receipt.documents:
        lines: list[tuple[object, ...]] = []
        for kind, groups in ((OUTCOMES["undecided"], document.undecided), ("按约定或登记处理", document.assumed)):
            lines += [(kind, group.title, group.count, "\n".join(group.lines)) for group in groups]
        lines += [("未能识别", left.reason, 1, f"“{left.value}”（{left.where}）") for left in document.left_out]
        for line in lines:
            _write_line(sheet, row, [document.organ, period_words(document.period), *line], formats)
            row += 1
    if row == 3:
        sheet.write_string(row, 0, "没有。", formats.plain("quiet"))
    set_up_list(sheet, _WIDTHS[sheet.get_name()])
