"""Whose reports a consolidation and a roll-up wait for: all that stood below the organ in that year and owe one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.publication.consolidated.content import build_form
from orchestration.warehouse.consolidation import Consolidation, load_consolidation
from tests.conftest import PROJECT
from tests.consolidation.pages import applications, page
from tests.submissions.conftest import Marts, Season

MARTS = ("rpt_consolidated", "fct_sum_check", "dim_organ")


def report(name: str, count: int, year: int = 2021, *, is_consolidated: bool = False) -> bytes:
    return page(name, year, "NF2021", applications(count), is_consolidated=is_consolidated)


def deliver(season: Season, *pages: bytes) -> None:
    season.deliver("2022-01-20", {f"{number}.html": content for number, content in enumerate(pages)}, "省政务公开办")


def load(marts: Marts, seeds: Path, database: Path) -> Consolidation:
    """Taizhou's consolidation of 2021, from where a publication puts the marts."""
    marts.connection.execute(f"attach '{database}' as public")
    for mart in ("rpt_consolidated", "rpt_consolidated_member", "rpt_consolidated_source", "dim_organ"):
        marts.connection.execute(f"create table public.main.{mart} as from marts.{mart}")
    marts.connection.execute("detach public")
    return load_consolidation(database, seeds, "泰州市", 2021)


def children(marts: Marts, parent: str, year: int = 2021) -> dict[str, tuple[str, str]]:
    rows = marts.rows(
        "select * from marts.rpt_consolidated_member "
        f"where organ_name_zh = '{parent}' and period = '{year}' and role = 'child'"
    )
    return {row["member_name_zh"]: (row["status"], row["reason_code"]) for row in rows}


def test_a_city_whose_counties_nobody_declared_is_not_complete(season: Season) -> None:
    deliver(season, report("泰州市人民政府", 4), report("泰州市高港区", 7), report("泰州市教育局", 2))
    marts = season.build(*MARTS)
    found = children(marts, "泰州市")
    assert {name for name, told in found.items() if told == ("missing", "no_report")} == {
        "泰州市海陵区", "泰州市姜堰区", "兴化市", "靖江市", "泰兴市",
    }  # fmt: skip
    assert {name for name, told in found.items() if told == ("counted", "")} == {"泰州市高港区", "泰州市教育局"}
    (cell,) = marts.rows(
        "select * from marts.rpt_consolidated where organ_name_zh = '泰州市' "
        "and indicator_code = 'applications.received' and dimensions = 'applicant=total'"
    )
    assert (cell["value_found"], cell["value_consolidated"], cell["is_complete"]) == (13, None, False)
    assert (cell["children_expected_count"], cell["children_missing_count"]) == (7, 5)
    unknown = marts.rows(
        "select member_organ_id from marts.rpt_consolidated_member "
        "where member_organ_id not in (select organ_id from marts.dim_organ)"
    )
    assert unknown == []
    # status and consolidation name the same
    owed = marts.rows(
        "select organ_name_zh from marts.rpt_submission_status "
        "where parent_organ_name_zh = '泰州市' and period = '2021' and state = 'owed'"
    )
    assert {row["organ_name_zh"] for row in owed} == {n for n, told in found.items() if told[0] == "missing"}


def test_a_child_without_known_departments_may_send_its_consolidated_report(season: Season) -> None:
    deliver(season, report("泰州市高港区", 7), report("泰州市高港区", 30, is_consolidated=True))
    marts = season.build(*MARTS)
    (source,) = marts.rows(
        "select source.value_counted from marts.rpt_consolidated_source as source "
        "join marts.rpt_consolidated_member using (organ_id, period, role, member_organ_id, document_id) "
        "where source.organ_id = 'G321200' and role = 'child' and indicator_code = 'applications.received' "
        "and dimensions = 'applicant=total'"
    )
    assert source["value_counted"] == 30  # it holds the 7


def test_an_exempt_organ_is_named_with_its_reason_and_leaves_the_whole_open(season: Season, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    with (seeds / "duties" / "exemptions.csv").open("a", encoding="utf-8") as file:
        file.write(
            "G321202,2021,annual_report,区划调整中,王静,2022-01-05\nG321203,2021,annual_report,新设,王静,2022-01-05\n"
        )
    deliver(season, report("泰州市高港区", 7), report("泰州市", 40, is_consolidated=True))
    marts = season.build(*MARTS, seeds=seeds)
    found = children(marts, "泰州市")
    assert found["泰州市海陵区"] == ("exempt", "exempt")
    assert found["泰州市高港区"] == ("counted", "")  # it sent one all the same
    (cell,) = marts.rows(
        "select * from marts.rpt_consolidated where organ_name_zh = '泰州市' "
        "and indicator_code = 'applications.received' and dimensions = 'applicant=total'"
    )
    assert (cell["children_missing_count"], cell["children_exempt_count"]) == (4, 1)
    assert (cell["children_exempt_names_zh"], cell["is_complete"]) == ("泰州市海陵区", False)
    expected = (PROJECT / "dbt_project" / "tests" / "assert_consolidated_totals_lie_in_their_interval.sql").read_text()
    assert marts.rows(expected.replace("{{ ref('rpt_consolidated') }}", "marts.rpt_consolidated")) == []
    (member,) = marts.rows("select exemption_reason from marts.rpt_consolidated_member where status = 'exempt'")
    assert member["exemption_reason"] == "区划调整中"
    form = build_form(load(marts, seeds, tmp_path / "published.duckdb"), seeds)
    assert ("泰州市海陵区", "下级", "免报", "免报，没有报告；其数不详（区划调整中）", "全部") in form.exclusions
    assert "下级机关应报6个，计入1个，缺报4个，免报1个，未认定0个。" in form.remarks[1]
    reasons = marts.rows("select distinct outcome, reason from marts.fct_sum_check where rule_id = 'ROLLUP_ANY_001'")
    assert {row["outcome"] for row in reasons} == {"undecided"}
    assert all("泰州市海陵区（免报）" in row["reason"] and "兴化市" in row["reason"] for row in reasons)
    assert all("高港区" not in row["reason"] for row in reasons)


@pytest.mark.parametrize(("year", "is_expected"), [(2019, True), (2020, False), (2021, False)])
def test_a_county_counts_for_the_years_at_whose_end_it_stood(season: Season, year: int, is_expected: bool) -> None:
    """三山区 was abolished in 2020, when 弋江区 took most of it."""
    form = "NF2019" if year < 2021 else "NF2021"
    season.deliver("2022-01-20", {"a.html": page("芜湖市镜湖区", year, form, applications(5))})
    found = children(season.build(*MARTS), "芜湖市", year)
    assert ("芜湖市三山区" in found) is is_expected
    assert found["芜湖市镜湖区"] == ("counted", "")


def test_a_county_right_below_its_province_is_a_child_of_the_province(season: Season) -> None:
    deliver(season, report("仙桃市", 6), report("武汉市", 9, is_consolidated=True))
    found = children(season.build(*MARTS), "湖北省")
    assert found["仙桃市"] == found["武汉市"] == ("counted", "")
    assert found["宜昌市"] == ("missing", "no_report")
    assert "枝江市" not in found  # it stands below 宜昌市


def test_a_unit_of_somebodys_list_is_no_child(season: Season) -> None:
    bulletin = (PROJECT / "seeds/documents/jiamusi_2018q1_bulletin.html").read_bytes()
    deliver(season, bulletin, page("佳木斯市", 2018, "NF2019", applications(5), is_consolidated=True))
    marts = season.build(*MARTS)
    units = marts.rows("select count(distinct organ_id) as n from raw.raw_organs where relation = 'unit'")
    assert units[0]["n"] > 10
    found = marts.rows(
        "select distinct organ_kind from intermediate.int_reports_expected as expected "
        "join marts.dim_organ using (organ_id) where expected.parent_organ_id = 'G230800'"
    )
    assert found == [{"organ_kind": "government"}]


def test_an_abolished_county_sets_its_citys_consolidated_reports_apart(season: Season) -> None:
    reports = [("芜湖市", True), ("芜湖市镜湖区", False)]
    pages = [
        page(name, year, "NF2019", applications(5), is_consolidated=whole)
        for year in (2019, 2020)
        for name, whole in reports
    ]
    deliver(season, *pages)
    marts = season.build("rpt_series")
    breaks = marts.rows(
        "select distinct organ_name_zh, report_year, is_consolidated, break_reason_codes from marts.rpt_series "
        "where break_reason_codes <> ''"
    )
    assert breaks == [
        {
            "organ_name_zh": "芜湖市",
            "report_year": 2020,
            "is_consolidated": True,
            "break_reason_codes": "boundary_change",
        }
    ]
