"""A synthetic county against its truth, and what is written of it read back."""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from orchestration.publication.consolidated import write_consolidation
from orchestration.warehouse.consolidation import Consolidation, load_consolidation
from orchestration.warehouse.examination import examine_files
from orchestration.warehouse.published import PublishedError
from tests.conftest import PROJECT
from tests.consolidation.conftest import COUNTY, YEAR, Published
from tests.consolidation.country import Country

pytestmark = pytest.mark.slow

Truth = dict[tuple[str, str], Decimal]


@pytest.fixture(scope="module")
def truth(country: Country) -> Truth:
    """What the county's figures and those of its children add up to."""
    return country.truth(country.annual(COUNTY, YEAR, "consolidated")["path"])


def keyed(consolidation: Consolidation) -> dict[tuple[str, str], dict]:
    return {(row["indicator_code"], row["dimensions"]): row for row in consolidation.cells}


def test_consolidated_figures_are_the_truth_where_all_are_certified(whole: Published, truth: Truth) -> None:
    cells = keyed(whole.load())
    assert {key: row["value_consolidated"] for key, row in cells.items()} == truth
    assert all(row["is_complete"] and row["value_gap"] == 0 for row in cells.values())


@pytest.mark.parametrize(("as_of", "basis"), [("", "reported"), ("2024-03-01", "count")])
def test_with_a_child_missing_the_truth_lies_in_the_interval(
    lacking: Published, country: Country, truth: Truth, as_of: str, basis: str
) -> None:
    """On the first day the parent's consolidated report had not come; then a count is only known not to be negative."""
    missing = country.truth(country.family(COUNTY, YEAR)[-1]["path"])
    for key, row in keyed(lacking.load(as_of=as_of)).items():
        assert row["value_consolidated"] is None and row["interval_basis"] == basis
        for value, low, high in (
            (truth[key], row["total_low"], row["total_high"]),
            (missing[key], row["missing_low"], row["missing_high"]),
        ):
            assert low is not None and low <= value
            assert (high is None) == (basis == "count") and (high is None or value <= high)


def test_as_of_an_earlier_day_the_later_report_is_not_known(lacking: Published) -> None:
    before, after = lacking.load(as_of="2024-03-01"), lacking.load(as_of="2024-03-02")
    assert [m["status"] for m in before.members if m["role"] == "reported"] == ["missing"]
    assert after.members == lacking.load().members
    assert keyed(after) == keyed(lacking.load())


def written(published: Published, path: Path) -> Path:
    write_consolidation(path, published.load(), published.country.seeds)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_same_marts_give_the_same_bytes(whole: Published, tmp_path: Path, suffix: str) -> None:
    first = written(whole, tmp_path / f"a{suffix}").read_bytes()
    assert written(whole, tmp_path / f"b{suffix}").read_bytes() == first


def test_the_document_reads_back_to_the_same_figures(whole: Published, truth: Truth, tmp_path: Path) -> None:
    path = written(whole, tmp_path / "form.docx")
    observations = list(
        examine_files([path], whole.country.seeds, PROJECT / "dbt_project", with_checks=False).observations()
    )
    assert {(o["organ"], o["period"], o["form"], o["scope"]) for o in observations} == {
        ("文州县人民政府", "2021", "NF2021", "consolidated")
    }
    read = {
        (o["indicator"], ";".join(f"{k}={v}" for k, v in o["dimensions"].items())): Decimal(o["value"])
        for o in observations
    }
    assert len(observations) == len(truth)
    assert read == truth


def test_cells_that_cannot_be_filled_hold_a_dash(lacking: Published, tmp_path: Path) -> None:
    path = written(lacking, tmp_path / "form.docx")
    examination = examine_files([path], lacking.country.seeds, PROJECT / "dbt_project", with_checks=False)
    assert {o["value_status"] for o in examination.observations()} == {"dash"}


def test_formulas_give_the_figures_that_are_written_beside_them(whole: Published, tmp_path: Path) -> None:
    path = written(whole, tmp_path / "form.xlsx")
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert formulas.sheetnames == ["汇总表", "来源", "差额", "未纳入", "签章"]
    cells = [cell for row in formulas["汇总表"].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert len(cells) == 200
    of_the_form = [cell for cell in cells if "来源" not in cell.value]
    assert len(of_the_form) >= 25  # the column of totals, and those of table four
    for cell in cells:
        assert evaluate(formulas, cell.value) == pytest.approx(cached["汇总表"][cell.coordinate].value, abs=1e-9)


def evaluate(workbook: openpyxl.Workbook, formula: str) -> float:
    """The value of a sum of cells or of one range of the sources."""
    inside = re.fullmatch(r"=SUM\((.+)\)", formula)
    assert inside, formula
    if sources := re.fullmatch(r"来源!(\$D\$\d+:\$D\$\d+)", inside[1]):
        return sum(cell.value for (cell,) in workbook["来源"][sources[1].replace("$", "")])
    return sum(evaluate(workbook, workbook["汇总表"][name].value) for name in inside[1].split(","))


def test_a_spreadsheet_program_comes_to_the_same_figures(whole: Published, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    path = written(whole, tmp_path / "form.xlsx")
    without_cached = openpyxl.load_workbook(path)  # it writes no values, so every one is computed
    without_cached.save(tmp_path / "bare.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        [*command, str(tmp_path / "bare.xlsx")], capture_output=True, text=True, timeout=180, check=False
    )
    assert (tmp_path / "out" / "bare.xlsx").exists(), done.stderr
    computed = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)["汇总表"]
    ours = openpyxl.load_workbook(path, data_only=True)["汇总表"]
    formulas = openpyxl.load_workbook(path)["汇总表"]
    compared = 0
    for row in formulas.iter_rows():
        for cell in row:
            if str(cell.value).startswith("="):
                compared += 1
                assert computed[cell.coordinate].value == pytest.approx(ours[cell.coordinate].value, abs=1e-9)
    assert compared == 200


def test_what_is_left_out_is_listed_with_its_reason_and_interval(lacking: Published, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(lacking, tmp_path / "form.xlsx"))["未纳入"]
    lines = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    assert ("文州县教育局", "下级", "缺报", "未报送年度报告", "全部", None, None) in lines
    named = {row[0]: row for row in lines}
    found, low, high, basis, who = named["表二（第二十条第（五）项）：行政许可·本年处理决定数量"][2:]
    assert low == high and found > 0
    assert (basis, who) == ("汇总报告所列数减已计合计", "文州县教育局")


def test_text_that_looks_like_a_formula_stays_text(whole: Published, tmp_path: Path) -> None:
    consolidation = whole.load()
    for row in consolidation.sources:
        row["file_name"], row["member_name_zh"] = "=1+1.csv", "@甲"
    write_consolidation(tmp_path / "form.xlsx", consolidation, whole.country.seeds)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["来源"]
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("@甲", "s")
    assert (sheet["G4"].value, sheet["G4"].data_type) == ("=1+1.csv", "s")


@pytest.mark.parametrize("name", [COUNTY, "文州县人民政府", "文州县", " 文州县 "])
def test_an_organ_is_found_by_id_and_names(whole: Published, name: str) -> None:
    assert whole.load(name).organ_id == COUNTY


@pytest.mark.parametrize(
    ("organ", "year", "as_of", "said"),
    [
        ("文洲县", YEAR, "", "是否指：文州县人民政府"),
        ("火星", YEAR, "", "没有“火星”这个机关"),
        ("文州县教育局", YEAR, "", "没有可汇总的报告"),
        (COUNTY, 2019, "", "已有的年份：2021"),
        (COUNTY, YEAR, "昨天", "不是日期"),
    ],
)
def test_what_cannot_be_asked_is_explained(whole: Published, organ: str, year: int, as_of: str, said: str) -> None:
    with pytest.raises(PublishedError, match=said):
        whole.load(organ, year, as_of)


def test_nothing_published_is_explained(country: Country, tmp_path: Path) -> None:
    with pytest.raises(PublishedError, match="gongkai build"):
        load_consolidation(tmp_path / "gongkai.duckdb", country.seeds, COUNTY, YEAR)
