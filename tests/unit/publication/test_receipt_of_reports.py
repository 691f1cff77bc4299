"""``gongkai check --receipt`` on files: the receipt of a real report, and of files that can't be read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import SHARED, run_gongkai

REPORT = SHARED / "corpus" / "hongze_2023.pdf"
SHEET = "淮安市洪泽区 2023"
SUSPECT = "FFFFD966"  # the fill of a cell to look at first


@pytest.fixture(scope="module")
def report() -> Path:
    if not REPORT.is_file():
        pytest.skip("the real report (shared/corpus/hongze_2023.pdf) does not lie beside this checkout")
    return REPORT


@pytest.fixture(scope="module")
def page(report: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("receipt") / "out.html"
    done = run_gongkai("check", report, "--receipt", target)
    assert done.returncode == 1 and "SUM_NF2021_T4_001" in done.stdout
    return target.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sheet(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Worksheet:
    target = tmp_path_factory.mktemp("receipt") / "out.xlsx"
    assert run_gongkai("check", report, "--json", "--receipt", target).returncode == 1
    return openpyxl.load_workbook(target)[SHEET]


def figures_of_table_four(sheet: Worksheet) -> list[openpyxl.cell.Cell]:
    """The fifteen figures below the headings of table four, left to right."""
    title = next(c for c in sheet["A"] if str(c.value).startswith("四、政府信息公开行政复议"))
    return [sheet.cell(title.row + 4, column) for column in range(1, 16)]


def test_the_page_has_two_findings_and_names_the_published_totals(page: str) -> None:
    assert "不通过（2 处错误）" in page
    assert page.count("<article") == 2
    assert "表四“行政复议·总计”填报为 0，而结果维持 10＋结果纠正 1＋其他结果 0＋尚未审结 0＝11，相差 11。" in page
    assert (
        "表四“行政诉讼·复议后起诉·总计”填报为 0，而结果维持 5＋结果纠正 0＋其他结果 0＋尚未审结 0＝5，相差 5。" in page
    )
    assert "上年报告不在库" in page


def test_the_workbook_holds_the_report_in_the_official_layout(sheet: Worksheet) -> None:
    assert [c.value for c in figures_of_table_four(sheet)] == [10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]
    texts = {c.value for row in sheet.iter_rows() for c in row}
    assert {"行政事业性收费", 7730.28, 4119, "（六）其他处理"} <= texts
    assert "三、收到和处理政府信息公开申请情况（此部分按政府信息公开工作年度报告（2019年版）的表式）" in texts


def test_the_page_names_the_totals_as_the_cells_to_correct(page: str) -> None:
    assert page.count("<b>建议核对</b>") == page.count('<td class="suspect">') == 2
    for name, repair in (("行政复议·总计", "11"), ("行政诉讼·复议后起诉·总计", "5")):
        assert f'<b>建议核对</b>　表四“{name}”：<span class="change">0 → {repair}</span>' in page
        assert f'</span>0 <span class="suggest">→ {repair}</span></td>' in page
    assert "合计误填为 0，而各分项有数" in page


def test_the_comments_sit_on_the_two_totals(sheet: Worksheet) -> None:
    suspected = [c for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == SUSPECT]
    totals = figures_of_table_four(sheet)
    assert [c.coordinate for c in suspected] == [totals[4].coordinate, totals[14].coordinate]
    assert "建议核对：0 → 11" in totals[4].comment.text
    assert "建议核对：0 → 5" in totals[14].comment.text
    others = [c for row in sheet.iter_rows() for c in row if c.comment and c not in suspected]
    assert all("也可能是：" in c.comment.text and "建议核对" not in c.comment.text for c in others)


@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_files_that_can_not_be_read_have_a_receipt_too(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    target = tmp_path / f"out.{suffix}"
    done = run_gongkai("check", tmp_path / "坏.pdf", tmp_path / "missing.docx", "--receipt", target)
    assert done.returncode == 2
    if suffix == "html":
        page = target.read_text(encoding="utf-8")
        assert "无法读取的文件（2 个）" in page and "坏.pdf" in page and "没有找到这个文件或文件夹" in page
    else:
        values = {c.value for row in openpyxl.load_workbook(target)["结论与问题"].iter_rows() for c in row}
        assert {"无法读取", "坏.pdf", "文件已损坏或不完整"} <= values


def test_a_receipt_of_another_kind_is_refused_before_the_files_are_read(tmp_path: Path) -> None:
    done = run_gongkai("check", tmp_path, "--receipt", tmp_path / "out.pdf")
    assert done.returncode == 1 and done.stdout == ""
    assert ".html or .xlsx" in done.stderr and "Traceback" not in done.stderr
