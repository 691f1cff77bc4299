"""Annual reports written for these tests: a form full of zeros but for a few figures."""

from __future__ import annotations

from tests.conftest import PROJECT
from tests.consolidation.country import read_rows
from tests.golden.official_form_pages import Values, form_cells, page_of_2014, page_of_2019_or_2021

CONSOLIDATED = "<p>本报告在汇总所属各部门年度报告的基础上编制。</p>"


def applications(count: int, *, applicant: str = "natural_person") -> Values:
    """So many applications by one kind of applicant, all granted."""
    rows = ("applications.received", "outcome.granted", "outcome.total")
    return {(row, f"applicant={who}"): str(count) for row in rows for who in (applicant, "total")}


def page(name: str, year: int, form: str, figures: Values, *, is_consolidated: bool = False) -> bytes:
    """A report on the form of 2019 or 2021; cells that are not given are zero."""
    values = {(cell["indicator_code"], cell["dimensions"]): "0" for cell in form_cells(form)} | figures
    html = page_of_2019_or_2021(form, values, f"{name}{year}年政府信息公开工作年度报告")
    return html.replace("</h1>", f"</h1>{CONSOLIDATED if is_consolidated else ''}").encode()


def old_page(name: str, year: int, figures: dict[str, str]) -> bytes:
    """A report on the form of 2014; what is not given is zero."""
    units = {row["indicator_code"]: row["unit_zh"] for row in read_rows(PROJECT / "seeds/catalogue/indicators.csv")}
    values = {cell["indicator_code"]: "0" for cell in form_cells("NF2014")} | figures
    return page_of_2014(values, f"{name}{year}年政府信息公开工作年度报告", "single", units).encode()
