"""The tables of the official forms, read from web pages against checked figures of real reports."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.readers import read_document
from orchestration.reference import load_knowledge
from tests.conftest import PROJECT, SHARED, run_gongkai
from tests.golden.official_form_pages import (
    Values,
    form_cells,
    page_of_2014,
    page_of_2019_or_2021,
    read_values,
)

HONGZE, SHANGHAI = "淮安市洪泽区2023年政府信息公开年度报告", "上海市人民政府办公厅2019年政府信息公开工作年度报告"


def gold(name: str) -> Values:
    path = SHARED / "corpus" / f"{name}.gold.csv"
    if not path.exists():
        pytest.skip("the checked figures of real reports (shared/corpus) do not lie beside this checkout")
    return read_values(path)


def extract(page: str) -> ExtractedDocument:
    return extract_document(read_document(page.encode(), "text/html"), load_knowledge(PROJECT / "seeds"))


def cells_of(document: ExtractedDocument) -> Values:
    return {
        (o.indicator_code, ";".join(f"{name}={value}" for name, value in o.dimensions)): o.value_raw
        for o in document.observations
    }


def hongze_page(values: Values) -> str:
    """The real report is a hybrid: table two of 2021, and in table three the single row 其他处理 of 2019."""
    page = page_of_2019_or_2021("NF2021", values, HONGZE)
    row = "".join(
        f"<td>{values[c['indicator_code'], c['dimensions']]}</td>"
        for c in form_cells("NF2019")
        if c["indicator_code"] == "outcome.other"
    )
    total = page.index("<td rowspan=1 colspan=2>（七）总计")
    page = page[:total] + f"<td colspan=2>（六）其他处理</td>{row}</tr><tr>" + page[total:]
    return page.replace("<td rowspan=19 colspan=1>三、", "<td rowspan=20 colspan=1>三、")


def test_all_cells_of_a_hybrid_with_a_misprinted_label() -> None:
    values = gold("hongze_2023")
    assert len(values) == 186
    document = extract(hongze_page(values).replace("其他法律行政法规禁止公开", "其他法律行政止公开"))
    assert cells_of(document) == values
    assert document.heading.form_code == "NF2021"
    misprinted = [o for o in document.observations if o.indicator_code == "outcome.refused.prohibited_by_law"]
    assert all(0.6 < o.confidence < 1 for o in misprinted)


def test_the_hybrid_breaks_exactly_the_two_sums_that_its_publisher_left_at_zero(tmp_path: Path) -> None:
    page = tmp_path / "hongze.html"
    page.write_text(hongze_page(gold("hongze_2023")), encoding="utf-8")
    done = run_gongkai("check", page, "--json", "--all")
    checks: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    violated = {(c["rule"], c["left"], c["right"], c["difference"]) for c in checks if c["outcome"] == "violated"}
    assert violated == {("SUM_NF2021_T4_001", "0", "11", "-11"), ("SUM_NF2021_T4_003", "0", "5", "-5")}
    assert done.returncode == 1
    # the total is checked with the rows that the hybrid has
    totals = [c["outcome"] for c in checks if c["rule"] == "SUM_NF2021_T3_002"]
    assert totals == ["holds"] * 7


def test_all_cells_of_a_report_on_the_form_of_2019_blank_where_blank() -> None:
    values = gold("shanghai_office_2019")
    document = extract(page_of_2019_or_2021("NF2019", values, SHANGHAI))
    found = cells_of(document)
    assert {key: found[key] for key in values} == values
    assert document.heading.form_code == "NF2019"
    blank = [o for o in document.observations if not o.value_raw]
    assert blank
    assert all(o.value_status == "blank" and o.number is None for o in blank)
    amount = next(o for o in document.observations if o.indicator_code == "procurement.amount")
    assert (amount.value_raw, amount.unit_raw) in {("251000元", "元"), ("", "")}


@pytest.mark.parametrize("layout", ["single", "serial", "double"])
def test_all_cells_of_the_form_of_2014_in_each_layout(layout: str) -> None:
    with (PROJECT / "seeds" / "catalogue" / "indicators.csv").open(encoding="utf-8") as file:
        units = {row["indicator_code"]: row["unit_zh"] for row in csv.DictReader(file)}
    codes = [cell["indicator_code"] for cell in form_cells("NF2014")]
    values = {code: str(1000 + 37 * number) for number, code in enumerate(codes)} | {"litigation.other": ""}
    document = extract(page_of_2014(values, "鸡西市2016年政府信息公开工作年度报告", layout, units))
    assert {code: value for (code, _), value in cells_of(document).items()} == values
    assert document.heading.form_code == "NF2014"
    assert {u.reason_code for u in document.unmapped} <= {"date", "serial_number"}


def test_a_table_of_something_else_is_not_taken_for_a_form() -> None:
    page = "<h1>甲县2022年政府信息公开工作年度报告</h1><table><tr><td>车辆</td><td>里程</td></tr><tr><td>一号</td><td>532</td></tr></table>"
    document = extract(page)
    assert not document.observations
    assert [u.reason_code for u in document.unmapped if u.value_raw == "532"] == ["no_layout"]


def test_every_figure_of_a_form_is_accounted_for() -> None:
    document = extract(hongze_page(gold("hongze_2023")))
    figures = {o.place for o in document.observations if o.value_status in ("number", "zero")}
    assert len(figures) + len(document.unmapped) == document.figure_count
