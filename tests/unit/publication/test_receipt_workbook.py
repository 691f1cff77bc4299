"""The workbook, read back: the official layout with figures as reported, comments on the right cells, no formula."""

from __future__ import annotations

import io
import itertools

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.publication.receipt.layout import official_boxes
from orchestration.publication.receipt.workbook import render_workbook
from tests.unit.publication.receipts import (
    DOCUMENT,
    WrittenExamination,
    check,
    document_record,
    grid,
    names,
    receipt_of,
    review_examination,
    review_observations,
    suspect,
    unreadable,
)

FORMULAS = ["=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")', "http://x.example"]


def workbook_of(examination: WrittenExamination) -> Workbook:
    data = render_workbook(receipt_of(examination), examination, names())
    return openpyxl.load_workbook(io.BytesIO(data))


def below(sheet: Worksheet, *labels: str) -> openpyxl.cell.Cell:
    """The cell of table four's one row of figures below the heading that these labels lead to."""
    first, last = 1, sheet.max_column
    for label in labels:
        found = next(
            c for row in sheet.iter_rows() for c in row if c.value == label and first <= c.column <= last and c.row > 4
        )
        area = next((m for m in sheet.merged_cells.ranges if found.coordinate in m), None)
        first, last, bottom = (area.min_col, area.max_col, area.max_row) if area else (found.column,) * 2 + (found.row,)
    return sheet.cell(bottom + 1, first)


def test_the_comment_sits_on_the_cell_of_the_official_layout() -> None:
    workbook = workbook_of(review_examination(check(suspects=[suspect()])))
    assert workbook.sheetnames == ["结论与问题", "某县人民政府 2023", "未定与未识别"]
    sheet = workbook["某县人民政府 2023"]
    total = below(sheet, "行政复议", "总计")
    assert total.value == 0
    assert "表四“行政复议·总计”填报为 0" in total.comment.text
    assert "建议核对：0 → 11，理由：合计误填为 0，而各分项有数" in total.comment.text
    assert total.fill.fgColor.rgb == "FFFFD966" and total.border.left.style == "thick"
    upheld = below(sheet, "行政复议", "结果维持")
    assert (upheld.value, upheld.comment, upheld.border.left.style) == (10, None, "medium")
    untouched = below(sheet, "行政诉讼", "复议后起诉", "总计")
    assert (untouched.value, untouched.comment, untouched.border.left.style) == (None, None, "thin")
    commented = [c.coordinate for row in sheet.iter_rows() for c in row if c.comment]
    assert commented == [total.coordinate]


def test_the_summary_leads_to_the_cell() -> None:
    workbook = workbook_of(review_examination(check(suspects=[suspect()])))
    summary = workbook["结论与问题"]
    cells = {c.value: c for row in summary.iter_rows() for c in row if c.value is not None}
    assert "不通过（1 处错误）" in cells
    assert any(str(value).endswith("＝11，相差 11。") for value in cells)
    link = next(c.hyperlink for c in cells.values() if c.hyperlink)
    total = below(workbook["某县人民政府 2023"], "行政复议", "总计")
    assert link.location == f"'某县人民政府 2023'!{total.coordinate}"


@pytest.mark.parametrize(
    ("written", "value", "number_format"),
    [
        ("1143", 1143, "0"),
        ("1,143", 1143, "#,##0"),
        ("7730.20", 7730.2, "0.00"),
        ("１１４３", 1143, "0"),
        ("-3", -3, "0"),
        ("", None, None),
        ("/", "/", "@"),
        ("—", "—", "@"),
        ("251000元", "251000元", "@"),
        ("22（其中修订16件）", "22（其中修订16件）", "@"),
        ("97%", "97%", "@"),
        ("007", "007", "@"),
        ("12345678901234567890", "12345678901234567890", "@"),
    ],
)
def test_values_are_as_reported(written: str, value: object, number_format: str | None) -> None:
    examination = review_examination()
    examination.observation_records = review_observations((written, "", "", "", ""))
    found = below(workbook_of(examination)["某县人民政府 2023"], "行政复议", "结果维持")
    assert found.value == value
    assert found.data_type != "f"
    if number_format:
        assert found.number_format == number_format


def test_hostile_text_is_never_a_formula_nor_a_link() -> None:
    examination = review_examination(check(description=FORMULAS[0], suspects=[suspect(why=FORMULAS[1])]))
    examination.document_records = [
        {**document_record(form="BULLETIN", file=FORMULAS[2]), "organ_name_zh": "=某'局/[1]:*?" + "长" * 300}
    ]
    examination.table_cells = {DOCUMENT: grid([FORMULAS, ["1"] * len(FORMULAS)])}
    examination.unreadable = [unreadable("damaged", FORMULAS[0])]
    workbook = workbook_of(examination)
    cells = [c for sheet in workbook for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    assert not [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target]
    values = {c.value for c in cells}
    assert set(FORMULAS) - {"\t=1+1"} <= values
    assert all(len(name) <= 31 for name in workbook.sheetnames)


def test_a_bulletin_is_copied_as_it_is() -> None:
    examination = review_examination(check(suspects=[suspect("t1!r3c2")]))
    examination.document_records = [document_record(form="BULLETIN")]
    rows = [["单位", "报送"], ["甲局", "3"], ["合计", "9"]]
    merged = grid(rows)
    merged[0] = {**merged[0], "row_span": 2}
    examination.table_cells = {DOCUMENT: [c for c in merged if (c["row"], c["column"]) != (2, 1)]}
    sheet = workbook_of(examination)["某县人民政府 2023"]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "单位")
    assert f"{head.coordinate}:A{head.row + 1}" in [str(m) for m in sheet.merged_cells.ranges]
    total = sheet.cell(head.row + 2, 2)
    assert total.value == 9 and "建议核对" in total.comment.text


def test_two_documents_of_one_name_have_a_sheet_each() -> None:
    examination = review_examination()
    examination.document_records.append(document_record("e" * 64))
    assert workbook_of(examination).sheetnames[1:3] == ["某县人民政府 2023", "某县人民政府 2023 (2)"]


def test_figures_in_prose_are_listed_where_they_are_to_be_checked() -> None:
    cells = [{**check()["cells"][0], "place": "p1:4-5", "value_raw": "0件"}, *check()["cells"][1:]]
    examination = review_examination(check(cells=cells, suspects=[suspect("p1:4-5")]))
    prose = {**review_observations()[4], "place": "p1:4-5", "value_raw": "0件"}
    examination.observation_records.append(prose)
    sheet = workbook_of(examination)["某县人民政府 2023"]
    (found,) = [c for row in sheet.iter_rows() for c in row if c.comment]
    assert found.value == "0件"
    assert "正文第 1 段" in sheet.cell(found.row, 1).value


def test_the_last_sheet_holds_what_was_not_decided() -> None:
    undecided = check(outcome="undecided", right=None, reason="上年报告不在库", reason_code="prior_year_missing")
    sheet = workbook_of(review_examination(undecided))["未定与未识别"]
    row = [c.value for c in sheet[4]]
    assert row[2:5] == ["未定", "上年报告不在库", 1]


def test_the_same_findings_give_the_same_bytes() -> None:
    examination = review_examination(check(suspects=[suspect()]))
    first, second = (render_workbook(receipt_of(examination), examination, names()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("form", ["NF2014", "NF2019", "NF2021"])
def test_every_cell_of_an_official_form_has_a_place_of_its_own(form: str) -> None:
    boxes = official_boxes(
        form, names().form_cells, set(), {"NF2014": "", "NF2019": "", "NF2021": ""}, names().form_sections
    )
    declared = [c for c in names().form_cells if c.form_code == form]
    assert len([box for box in boxes if box.kind == "value"]) == len(declared)
    covered = [
        position
        for box in boxes
        for position in itertools.product(
            range(box.row, box.row + box.row_span), range(box.column, box.column + box.column_span)
        )
    ]
    assert len(covered) == len(set(covered))


def test_a_section_that_keeps_to_another_form_is_laid_out_as_in_that_form() -> None:
    stated = {
        (c.indicator_code, tuple(sorted(c.dimensions)))
        for c in names().form_cells
        if c.form_code == "NF2019" and c.section == "三"
    }
    boxes = official_boxes(
        "NF2021", names().form_cells, stated, {"NF2019": "2019年版", "NF2021": "2021年版"}, names().form_sections
    )
    assert "三、收到和处理政府信息公开申请情况（此部分按2019年版的表式）" in {
        b.text for b in boxes if b.kind == "title"
    }
    assert stated <= {box.key for box in boxes if box.key}


def test_a_finding_marks_last_years_sheet_too() -> None:
    last = "e" * 64
    examination = review_examination()
    examination.document_records.append(document_record(last, "2022.docx", "2022"))
    examination.observation_records += [{**one, "document": last} for one in review_observations()]
    cells = [*check()["cells"][:4], {**check()["cells"][4], "document": last, "file": "2022.docx"}]
    examination.check_records = [check(cells=cells, suspects=[suspect("t1!r3c4", file="2022.docx")])]
    sheet = workbook_of(examination)["某县人民政府 2022"]
    (found,) = [c for row in sheet.iter_rows() for c in row if c.comment]
    assert found == below(sheet, "行政复议", "尚未审结")
    assert found.comment.text.startswith("【2023年·问题 1·错误】")
