"""Consolidated figures against numbers worked out by hand: who is counted, who is left out and why, and the interval."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import PROJECT
from tests.consolidation.country import DAY_1, build_over, write_registry
from tests.consolidation.pages import applications, page

pytestmark = pytest.mark.slow

# organ_id, name, kind, level, parent, years
ORGANS = [
    ("A", "甲市人民政府", "government", "city", "", "", ""),
    ("A-1", "甲市教育局", "department", "city", "A", "", ""),
    ("AB", "乙县人民政府", "government", "county", "A", "", ""),
    ("AB-1", "乙县教育局", "department", "county", "AB", "", ""),
    ("AB-2", "乙县财政局", "department", "county", "AB", "", ""),
    ("AB-3", "乙县农机局", "department", "county", "AB", "", "2020"),  # ceased before
    ("AC", "丙县人民政府", "government", "county", "A", "", ""),
    ("AC-1", "丙县教育局", "department", "county", "AC", "", ""),
    ("AC-2", "丙县财政局", "department", "county", "AC", "", ""),
    ("AC-3", "丙县民政局", "department", "county", "AC", "", ""),
    ("AC-4", "丙县司法局", "department", "county", "AC", "", ""),
    ("AD", "丁县人民政府", "government", "county", "A", "", ""),
    ("AD-1", "丁县教育局", "department", "county", "AD", "", ""),
    ("AD-2", "丁县财政局", "department", "county", "AD", "", ""),
]
FEES = ("fees.amount", "")
BROKEN = applications(9) | {("outcome.granted", "applicant=total"): "8"}
REVIEWS = {("review.upheld", ""): "", ("review.total", ""): "2", ("review.corrected", ""): "2"}
PENALTIES = ("penalties.decisions", "")

Ask = Callable[..., list[dict[str, Any]]]


def _arrivals() -> list[tuple[str, bytes, Any]]:
    own = [
        ("甲市人民政府", applications(100), False),
        ("甲市教育局", applications(10), False),
        ("乙县人民政府", applications(4) | {FEES: "1.5"}, False),
        ("乙县教育局", applications(3, applicant="research") | {FEES: "0.0001"}, False),
        ("乙县财政局", applications(2), False),
        ("乙县农机局", applications(50), False),
        # one child more than its consolidated report holds
        ("丙县人民政府", applications(20), False),
        ("丙县教育局", BROKEN, False),
        ("丙县财政局", applications(7) | {PENALTIES: "-"}, False),
        ("丙县民政局", applications(1) | REVIEWS, False),
        ("丁县人民政府", applications(5), False),
        ("丁县教育局", applications(6), False),
        ("丁县财政局", BROKEN, False),
        ("乙县", applications(6) | _also(3) | {FEES: "1.5001"}, True),
        ("丁县", applications(30), True),
    ]
    return [
        (
            f"{number}.html",
            page(name, 2021, "NF2021", figures, is_consolidated=whole),
            DAY_1 + timedelta(seconds=number),
        )
        for number, (name, figures, whole) in enumerate(own)
    ]


def _also(count: int) -> dict[tuple[str, str], str]:
    """As many applications of research institutes on top of six others."""
    rows = ("applications.received", "outcome.granted", "outcome.total")
    return {(row, "applicant=research"): str(count) for row in rows} | {
        (row, "applicant=total"): str(6 + count) for row in rows
    }


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hand") / "seeds"
    shutil.copytree(PROJECT / "seeds", folder, ignore=shutil.ignore_patterns("documents"))
    columns = ("organ_id", "organ_name", "kind", "level", "parent_organ_id", "valid_from", "valid_to")
    organs = [
        {**dict(zip(columns, row, strict=True)), "region": row[1].removesuffix("人民政府"), "region_code": "990000"}
        for row in ORGANS
    ]
    write_registry(folder, organs)
    with (folder / "corrections" / "waivers.csv").open("a", encoding="utf-8") as file:
        file.write("AD-2,2021,SUM_NF2021_T3_003,,-1,原件如此,张三,2022-03-01\n")
        file.write("AD-2,2021,SUM_NF2021_T3_002,,1,原件如此,张三,2022-03-01\n")
    return folder


@pytest.fixture(scope="module")
def ask(seeds: Path) -> Ask:
    connection = build_over(seeds, _arrivals(), ["rpt_consolidated"])

    def run(sql: str) -> list[dict[str, Any]]:
        return connection.sql(sql).pl().to_dicts()

    return run


def cell(ask: Ask, organ: str, indicator: str, dimensions: str = "applicant=total") -> dict[str, Any]:
    (row,) = ask(
        f"select * from marts.rpt_consolidated where organ_id = '{organ}' and indicator_code = '{indicator}' "
        f"and dimensions = '{dimensions}'"
    )
    return row


def members(ask: Ask, organ: str) -> dict[tuple[str, str], tuple[str, str]]:
    rows = ask(f"select * from marts.rpt_consolidated_member where organ_id = '{organ}'")
    return {(row["role"], row["member_organ_id"]): (row["status"], row["reason_code"]) for row in rows}


def test_own_and_children_add_up_to_the_consolidated_report(ask: Ask) -> None:
    received = cell(ask, "AB", "applications.received")
    assert (received["value_own"], received["value_children"], received["value_consolidated"]) == (4, 5, 9)
    assert (received["value_reported"], received["value_gap"], received["is_complete"]) == (9, 0, True)
    assert (received["missing_low"], received["missing_high"], received["interval_basis"]) == (None, None, "none")
    assert (received["children_expected_count"], received["children_counted_count"]) == (2, 2)


def test_money_is_added_exactly(ask: Ask) -> None:
    fees = cell(ask, "AB", "fees.amount", "")
    assert (fees["value_consolidated"], fees["unit"]) == (Decimal("15001"), "元")  # 1.5万元 and 0.0001万元
    assert fees["value_gap"] == 0


def test_an_organ_that_ceased_is_not_expected(ask: Ask) -> None:
    assert ("child", "AB-3") not in members(ask, "AB")


def test_a_child_with_organs_below_it_is_counted_by_its_consolidated_report(ask: Ask) -> None:
    received = cell(ask, "A", "applications.received")
    # 乙县 9 (not 4, nor 4 + 9) and 丁县 30, 甲市教育局 10; 丙县 filed no consolidated report
    assert (received["value_own"], received["value_children"], received["value_found"]) == (100, 49, 149)
    assert received["value_consolidated"] is None and not received["is_complete"]
    assert received["children_missing_names_zh"] == "丙县人民政府"
    assert (received["missing_low"], received["missing_high"], received["interval_basis"]) == (0, None, "count")
    assert (received["total_low"], received["total_high"]) == (149, None)
    assert members(ask, "A")["child", "AC"] == ("missing", "only_own_report")
    assert members(ask, "A")["child", "AD"] == ("counted", "")


def test_what_is_not_certified_is_left_out_and_listed(ask: Ask) -> None:
    assert members(ask, "AC") == {
        ("own", "AC"): ("counted", ""),
        ("reported", "AC"): ("missing", "only_own_report"),
        ("child", "AC-1"): ("uncertified", "uncertified"),
        ("child", "AC-2"): ("counted", ""),
        ("child", "AC-3"): ("counted", ""),
        ("child", "AC-4"): ("missing", "no_report"),
    }
    received = cell(ask, "AC", "applications.received")
    assert (received["value_found"], received["value_consolidated"]) == (28, None)
    assert received["children_uncertified_names_zh"] == "丙县教育局"
    assert received["children_missing_names_zh"] == "丙县司法局"


def test_a_waiver_lets_a_report_in(ask: Ask) -> None:
    assert members(ask, "AD")["child", "AD-2"] == ("counted", "")
    received = cell(ask, "AD", "applications.received")
    assert (received["value_consolidated"], received["value_reported"], received["value_gap"]) == (20, 30, 10)


def test_a_sum_that_the_parents_report_contradicts_is_contested(ask: Ask) -> None:
    received = cell(ask, "AD", "applications.received")
    assert (received["is_complete"], received["interval_basis"]) == (True, "contested")
    assert (received["total_low"], received["total_high"]) == (20, 30)


def test_a_dash_is_no_zero(ask: Ask) -> None:
    penalties = cell(ask, "AC", "penalties.decisions", "")
    assert penalties["children_incomplete_names_zh"] == "丙县财政局"
    assert penalties["children_incomplete_count"] == 1


def test_a_blank_is_a_zero_where_the_totals_prove_it(ask: Ask) -> None:
    upheld = cell(ask, "AC", "review.upheld", "")
    assert upheld["children_incomplete_count"] == 0
    (source,) = ask(
        "select * from marts.rpt_consolidated_source where member_organ_id = 'AC-3' and indicator_code = 'review.upheld'"
    )
    assert (source["value_counted"], source["value_reported"], source["assumed_blank_zero"]) == (0, None, True)


def test_rates_and_ranks_are_never_added(ask: Ask) -> None:
    units = {row["unit"] for row in ask("select distinct unit from marts.rpt_consolidated")}
    assert units.isdisjoint({"%", "名次", "分"})


def test_a_child_counted_through_another_is_refused(seeds: Path) -> None:
    """The registry lists 乙县教育局 below the city too, as in a year of transfer."""
    connection = build_over(seeds, _arrivals(), ["rpt_certification", "rpt_consolidated_source"])
    expected = _expected_with_a_double(connection, seeds)
    assert expected["AB-1"] == ("refused", "counted_through", "AB")
    assert expected["AB"][0] == "counted"


def _expected_with_a_double(connection: duckdb.DuckDBPyConnection, seeds: Path) -> dict[str, tuple[str, str, str]]:
    from orchestration.warehouse.models import build_models, compiled_nodes

    nodes = compiled_nodes(PROJECT / "dbt_project")
    connection.execute("create table kept as from staging.stg_registry__organs")
    connection.execute("drop view staging.stg_registry__organs")
    connection.execute("create table staging.stg_registry__organs as from kept")
    connection.execute("insert into staging.stg_registry__organs values ('AB-1', '乙县教育局', '990000', 'A', 0, 9999)")
    connection.execute("drop table intermediate.int_consolidation_members")
    given = [
        "stg_registry__organs",
        "rpt_certification",
        "int_documents_resolved",
        "int_periods",
        "stg_forms__official_years",
    ]
    build_models(connection, nodes, seeds, ["rpt_consolidated_member"], given=given)
    rows = connection.execute(
        "select member_organ_id, status, reason_code, through_organ_id from marts.rpt_consolidated_member "
        "where organ_id = 'A' and role = 'child'"
    ).fetchall()
    return {member: (status, reason, through) for member, status, reason, through in rows}
