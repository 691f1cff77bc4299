"""Reports given together: two years of one organ against each other, and a text of another scope than its table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import load_settings
from orchestration.warehouse.examination import examine_files
from tests.golden.official_form_pages import Values, form_cells, page_of_2019_or_2021

ORGAN = "淮安市洪泽区"
TYPES = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_organization")


def report_of(year: int, *, carried_in: dict[str, int], carried_forward: dict[str, int], text: str = "") -> str:
    """A report on which everything adds up: 40 granted to natural persons, 3 to companies, and what is carried over."""
    values: Values = {(cell["indicator_code"], cell["dimensions"]): "0" for cell in form_cells("NF2021")}
    granted = {"natural_person": 40, "commercial": 3}
    for code, figures in {
        "applications.received": {
            name: granted.get(name, 0) + carried_forward.get(name, 0) - carried_in.get(name, 0) for name in TYPES
        },
        "applications.carried_in": carried_in,
        "outcome.granted": granted,
        "outcome.total": granted,
        "applications.carried_forward": carried_forward,
    }.items():
        for name in TYPES:
            values[code, f"applicant={name}"] = str(figures.get(name, 0))
        values[code, "applicant=total"] = str(sum(figures.get(name, 0) for name in TYPES))
    for part, figure in {"upheld": 90, "corrected": 50, "other": 20, "pending": 10, "total": 170}.items():
        values[f"review.{part}", ""] = str(figure)
    page = page_of_2019_or_2021("NF2021", values, f"{ORGAN}{year}年政府信息公开工作年度报告")
    return page.replace("</body>", f"<p>{text}</p></body>") if text else page


def check_pages(folder: Path, pages: dict[str, str]) -> list[dict[str, Any]]:
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    settings = load_settings()
    examination = examine_files([folder], settings.seeds_dir, settings.dbt_dir, with_checks=True)
    assert not examination.unreadable
    return list(examination.checks())


def test_a_broken_carry_over_is_found_by_type_of_applicant(tmp_path: Path) -> None:
    checks = check_pages(
        tmp_path,
        {
            "2022.html": report_of(2022, carried_in={}, carried_forward={"natural_person": 5, "commercial": 2}),
            "2023.html": report_of(2023, carried_in={"natural_person": 5, "commercial": 3}, carried_forward={}),
        },
    )
    carried = {
        check["scope"]["applicant"]: check
        for check in checks
        if check["rule"] == "CARRY_NF2021_T3_001" and check["file"] == "2023.html"
    }
    assert {name: check["outcome"] for name, check in carried.items()} == {
        **dict.fromkeys(TYPES, "holds"), "commercial": "violated", "total": "violated"
    }  # fmt: skip
    assert (carried["commercial"]["left"], carried["commercial"]["right"]) == ("3", "2")
    assert {cell["file"] for cell in carried["commercial"]["cells"]} == {"2022.html", "2023.html"}
    assert carried["commercial"]["localisation"] == "localised"
    changed = {(s["file"], s["indicator"]) for s in carried["commercial"]["suspects"]}
    assert ("2023.html", "applications.carried_in") in changed
    first_year = [c for c in checks if c["kind"] == "carry" and c["file"] == "2022.html"]
    assert {(c["outcome"], c["reason_code"]) for c in first_year} == {("undecided", "prior_year_missing")}


COMPILED = "本报告在汇总各镇街、各部门年度报告的基础上编制。"


@pytest.mark.parametrize(
    ("first", "text", "outcome", "reason"),
    [
        (COMPILED, "全区共收到行政复议134件。", "violated", "not_equal"),
        (COMPILED, "本机关共收到行政复议134件。", "undecided", "scope_differs"),
        (COMPILED, "全区共收到行政复议170件。", "holds", ""),
        ("下表统计范围为全区各镇街、各部门。", "区政府本级共收到行政复议134件。", "undecided", "scope_differs"),
        ("本表数据为全区汇总数。", "区政府办公室共收到行政复议134件。", "undecided", "scope_differs"),
        ("", "共收到行政复议134件。", "violated", "not_equal"),
        ("", "本机关共收到行政复议134件。", "undecided", "scope_unclear"),
        ("", "本机关共收到行政复议170件。", "holds", ""),
    ],
)
def test_a_text_of_another_scope_than_the_table_decides_nothing(
    tmp_path: Path, first: str, text: str, outcome: str, reason: str
) -> None:
    page = report_of(2023, carried_in={}, carried_forward={}, text=first + "</p><p>" + text)
    checks = check_pages(tmp_path, {"2023.html": page})
    (check,) = [c for c in checks if c["rule"] == "PROSE_ANY_001" and c["scope"].get("indicator") == "review.total"]
    assert (check["outcome"], check["reason_code"]) == (outcome, reason)
    assert re.sub(r"\D", "", check["cells"][0]["value_raw"]) in text
