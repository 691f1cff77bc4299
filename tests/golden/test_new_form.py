"""A form that nobody has seen yet is added by rows of the seeds alone; its layout, labels and rule are invented."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.extraction.document import extract_document
from orchestration.readers import read_document
from orchestration.reference import load_knowledge
from orchestration.warehouse.examination import Examination, examine_files
from tests.conftest import PROJECT

NEW_ROWS = {
    "forms/form_versions": "NF2027,政府信息公开工作年度报告（2027年版）,annual_report,2027,2099,year,测试用的虚构格式",
    "catalogue/indicators": """\
guidance.advised,政策咨询答复数,people advised,人次,public_service,fct_public_service,flow,,,,,,,invented
guidance.visits,上门辅导次数,visits paid,次,public_service,fct_public_service,flow,,,,,,,invented
guidance.cost,辅导经费,cost of guidance,万元,public_service,fct_public_service,flow,,,,,,,invented""",
    "forms/form_cells": """\
NF2027,五,政策辅导/线上答复,服务对象/个人,guidance.advised,kind=线上;applicant=natural_person
NF2027,五,政策辅导/线上答复,服务对象/企业,guidance.advised,kind=线上;applicant=commercial
NF2027,五,政策辅导/线上答复,合计,guidance.advised,kind=线上;applicant=total
NF2027,五,政策辅导/窗口答复,服务对象/个人,guidance.advised,kind=窗口;applicant=natural_person
NF2027,五,政策辅导/窗口答复,服务对象/企业,guidance.advised,kind=窗口;applicant=commercial
NF2027,五,政策辅导/窗口答复,合计,guidance.advised,kind=窗口;applicant=total
NF2027,六,上门辅导,本年次数,guidance.visits,
NF2027,六,辅导经费,本年金额（单位：万元）,guidance.cost,""",
    "forms/label_aliases": "窗口答复,现场答复",
    "rules/sum_rules": "SUM_NF2027_T5_001,NF2027,identity,合计＝个人＋企业（各行）,total = persons + companies,equal,error,each row,any,undecided,测试用的虚构格式,",
    "rules/sum_rule_terms": """\
SUM_NF2027_T5_001,,1,left,1,guidance.advised,kind=*;applicant=total
SUM_NF2027_T5_001,,2,right,1,guidance.advised,kind=*;applicant=natural_person
SUM_NF2027_T5_001,,3,right,1,guidance.advised,kind=*;applicant=commercial""",
}
PAGE = """<h1>甲县2027年政府信息公开工作年度报告</h1>
<p>五、政策辅导情况</p>
<table>
<tr><td rowspan=2 colspan=2>政策辅导</td><td colspan=2>服务对象</td><td rowspan=2>合计</td></tr>
<tr><td>个人</td><td>企业</td></tr>
<tr><td rowspan=2>政策辅导</td><td>1.线上答复</td><td>1,204</td><td>96</td><td>1,300</td></tr>
<tr><td>2.{label}</td><td>310</td><td>/</td><td>{total}</td></tr>
</table>
<p>六、上门辅导情况</p>
<table><tr><td>项目</td><td>本年次数</td></tr><tr><td>上门辅导</td><td>17</td></tr></table>
<table><tr><td>项目</td><td>本年金额（单位：元）</td></tr><tr><td>辅导经费</td><td>25600</td></tr></table>
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """The seeds as they are, and the rows of the new form."""
    folder = tmp_path / "seeds"
    shutil.copytree(PROJECT / "seeds", folder)
    for name, rows in NEW_ROWS.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{rows}\n")
    return folder


def examine(tmp_path: Path, seeds: Path, *, label: str = "窗口答复", total: str = "310") -> Examination:
    page = tmp_path / "2027.html"
    page.write_text(PAGE.format(label=label, total=total), encoding="utf-8")
    return examine_files([page], seeds, PROJECT / "dbt_project", with_checks=True)


def values(examination: Examination) -> dict[tuple[str, str], tuple[str | None, str]]:
    return {
        (o["indicator"], "|".join(o["dimensions"].values())): (o["value"], o["unit"])
        for o in examination.observations()
    }


EXPECTED = {
    ("guidance.advised", "natural_person|线上"): ("1204", "人次"),
    ("guidance.advised", "commercial|线上"): ("96", "人次"),
    ("guidance.advised", "total|线上"): ("1300", "人次"),
    ("guidance.advised", "natural_person|窗口"): ("310", "人次"),
    ("guidance.advised", "commercial|窗口"): (None, "人次"),
    ("guidance.advised", "total|窗口"): ("310", "人次"),
    ("guidance.visits", ""): ("17", "次"),
    ("guidance.cost", ""): ("25600", "元"),
}


@pytest.mark.parametrize("label", ["窗口答复", "现场答复", "窗囗答复", "窗口答"])
def test_every_cell_is_read_whether_its_label_is_printed_well_or_not(tmp_path: Path, seeds: Path, label: str) -> None:
    examination = examine(tmp_path, seeds, label=label)
    assert values(examination) == EXPECTED
    assert {o["form"] for o in examination.observations()} == {"NF2027"}
    assert not [u for u in examination.unmapped() if u["is_statistic"]]


def test_the_new_rule_is_asked(tmp_path: Path, seeds: Path) -> None:
    checks = {(c["rule"], c["scope"]["kind"]): c for c in examine(tmp_path, seeds, total="301").checks()}
    assert checks["SUM_NF2027_T5_001", "线上"]["outcome"] == "holds"
    blank = checks["SUM_NF2027_T5_001", "窗口"]
    assert blank["outcome"] == "undecided"  # a dash is not zero


def test_a_broken_sum_is_found(tmp_path: Path, seeds: Path) -> None:
    page = PAGE.replace("/</td>", "5</td>")
    (tmp_path / "x.html").write_text(page.format(label="窗口答复", total="351"), encoding="utf-8")
    checks = examine_files([tmp_path / "x.html"], seeds, PROJECT / "dbt_project", with_checks=True).checks()
    violated = [c for c in checks if c["outcome"] == "violated"]
    assert [(c["rule"], c["left"], c["right"], c["scope"]["kind"]) for c in violated] == [
        ("SUM_NF2027_T5_001", "351", "315", "窗口")
    ]
    assert {cell["place"] for cell in violated[0]["cells"]} == {"t1!r4c3", "t1!r4c4", "t1!r4c5"}


def test_without_the_rows_nothing_is_known_of_it() -> None:
    page = PAGE.format(label="窗口答复", total="310").encode()
    document = extract_document(read_document(page, "text/html"), load_knowledge(PROJECT / "seeds"))
    assert not document.observations
    left = {(u.value_raw, u.reason_code) for u in document.unmapped}
    assert {(figure, "no_layout") for figure in ("1,204", "96", "1,300", "310", "17", "25600")} <= left
