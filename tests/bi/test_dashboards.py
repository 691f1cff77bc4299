"""The dashboards in a real browser: what is seen is what SQL gives on the same file, and nothing leaves the machine."""

from __future__ import annotations

import json
import shutil
from urllib.parse import urlparse

import duckdb
import pytest

from orchestration.publication.publisher import publish
from tests.bi.conftest import PASSWORDS, PICTURES, Served
from tests.bi.superset_page import SupersetPage
from tests.bi.test_bi_files import DASHBOARDS
from tests.conftest import PROJECT

HEIGHTS = {"drill": 2100, "quality": 3600, "overview": 1750}
RECEIVED = "indicator_code = 'applications.received' and dimensions = 'applicant=total' and basis_code = 'own'"


@pytest.fixture(scope="module")
def viewing(page: SupersetPage) -> SupersetPage:
    page.log_in("viewer", PASSWORDS["viewer"])
    return page


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """The queries of the charts as they are when a dashboard is opened."""
    return []


def received(served: Served, condition: str = "true") -> str:
    """New applications of the last year, as a big number shows them."""
    ((value,),) = served.rows(
        f"select sum(value)::bigint from rpt_series_by_region where {RECEIVED} and {condition}"
        " and report_year = (select max(report_year) from rpt_series_by_region)"
    )
    return f"{value:,}"


@pytest.mark.parametrize("dashboard", HEIGHTS)
def test_every_chart_is_drawn_and_shows_what_its_query_gives(
    dashboard: str, viewing: SupersetPage, served: Served, asked: list[str]
) -> None:
    viewing.answers.clear()
    parts = DASHBOARDS[dashboard]["position"].values()
    charts = sum(isinstance(part, dict) and part["type"] == "CHART" for part in parts)
    assert viewing.open(dashboard, HEIGHTS[dashboard]) == charts
    (PICTURES / f"{dashboard}.png").write_bytes(viewing.picture())
    assert len(viewing.answers) == charts
    with duckdb.connect(str(served.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        for answer in viewing.answers.values():
            assert answer["status"] == "success", answer
            rows = connection.execute(answer["query"]).fetchall()
            # what is stacked comes as one row for each place on the axis
            assert answer["rowcount"] in (len(rows), len({row[0] for row in rows}))
    asked.extend(answer["query"].strip() for answer in viewing.answers.values())
    assert "省级总览" in viewing.text() and "SQL" in viewing.text()


def test_the_overview_shows_the_figures_of_the_marts(viewing: SupersetPage, served: Served) -> None:
    viewing.show("overview", HEIGHTS["overview"])
    assert viewing.number("新收申请") == received(served)
    ((granted, whole),) = served.rows("""
        select sum(numerator), sum(denominator) from rpt_metric_by_region
        where metric_code = 'grant_rate' and basis_code = 'own' and report_year = 2022
    """)
    assert viewing.number("予以公开率") == f"{100 * granted / whole:.1f}%"
    table = {(row[0], row[1]): row[3] for row in viewing.rows("各地区")}
    expected = served.rows(f"""
        select city_name_zh, county_name_zh, sum(value)::bigint from rpt_series_by_region
        where {RECEIVED} and report_year = 2022 group by all
    """)
    assert len(expected) == 8
    assert table == {(city, county): f"{value:,}" for city, county, value in expected}


def test_years_that_can_not_be_compared_have_no_point(viewing: SupersetPage, served: Served) -> None:
    viewing.show("overview", HEIGHTS["overview"])
    (trend,) = (
        answer for answer in viewing.answers.values() if {"report_year", "lawsuits_direct"} <= set(answer["colnames"])
    )
    points = {int(row["report_year"]): row["lawsuits_direct"] for row in trend["data"]}
    assert points[2017] is None and points[2018] is None
    ((lawsuits,),) = served.rows("""
        select sum(value)::bigint from rpt_series_by_region
        where indicator_code = 'litigation_direct.total' and basis_code = 'own' and report_year = 2019
    """)
    assert points[2019] == lawsuits > 0


def test_a_filter_changes_every_figure(viewing: SupersetPage, served: Served) -> None:
    viewing.show("overview", HEIGHTS["overview"])
    whole = viewing.number("新收申请")
    viewing.choose("市", "桂阳市")
    (PICTURES / "overview_filtered.png").write_bytes(viewing.picture())
    assert viewing.number("新收申请") == received(served, "city_name_zh = '桂阳市'") != whole
    assert {row[0] for row in viewing.rows("各地区")} == {"桂阳市"}


def test_drilling_from_the_province_to_the_place_in_the_document(viewing: SupersetPage, served: Served) -> None:
    viewing.open("drill", HEIGHTS["drill"])
    for chart, choice in (("① 省份", "武陵省"), ("② 市", "桂阳市"), ("③ 县区", "红岭县")):
        viewing.click_cell(chart, choice)
    organs = {row[0]: row[2] for row in viewing.rows("④ 机关")}
    expected = served.rows("""
        select reports.organ_name_zh, count(*) from rpt_certification as reports
        inner join dim_organ as organs using (organ_id)
        where reports.is_latest and organs.county_name_zh = '红岭县' and organs.city_name_zh = '桂阳市' group by all
    """)
    assert organs.items() <= {name: str(count) for name, count in expected}.items()
    assert "红岭县财政局" in dict(expected)
    viewing.click_cell("④ 机关", next(iter(organs)))
    organ = next(iter(organs))
    (PICTURES / "drill_to_cells.png").write_bytes(viewing.picture())
    cells = {(row[10], row[11], row[5]) for row in viewing.rows("⑥ 单元格：文件与位置")}
    facts = set()
    for mart in served.rows("select distinct mart_name from dim_indicator"):
        facts |= set(
            served.rows(f"""
            select documents.file_name, facts.place, facts.value_raw from {mart[0]} as facts
            inner join dim_document as documents using (document_id)
            where facts.organ_name_zh = '{organ}' and facts.is_latest
        """)
        )
    assert len(cells) == 20
    assert cells <= facts
    assert {row[0] for row in viewing.rows("⑥ 单元格：文件与位置")} == {organ}


def test_the_quality_page_counts_what_the_checks_found(viewing: SupersetPage, served: Served) -> None:
    viewing.open("quality", HEIGHTS["quality"])
    ((checks, violated),) = served.rows(
        "select count(*), count(*) filter (where outcome = 'violated') from fct_sum_check where is_latest"
    )
    assert viewing.number("核对数") == f"{checks:,}"
    assert viewing.number("不符数") == f"{violated:,}" != "0"
    ((certified, reports),) = served.rows(
        "select count(*) filter (where is_certified), count(*) from rpt_certification where is_latest"
    )
    assert viewing.number("通过核验率") == f"{100 * certified / reports:.1f}%"
    first = served.rows("""
        select rule_id, count(*) from fct_sum_check where is_latest and outcome = 'violated'
        group by rule_id order by 2 desc
    """)
    assert viewing.rows("不符按规则")[0][3] == str(first[0][1])


@pytest.mark.parametrize(
    "statement",
    [
        "insert into dim_code values ('x', 'x', 1, 'x', 'x')",
        "delete from fct_sum_check",
        "drop table dim_code",
        "create table made_here as select 1",
        "copy dim_code to 'stolen.csv'",
        "select * from read_csv('stolen.csv')",
        "attach 'other.duckdb'",
        "set enable_external_access = true",
    ],
)
@pytest.mark.parametrize("user", PASSWORDS)
def test_nobody_writes_or_reads_elsewhere(
    user: str, statement: str, page: SupersetPage, served: Served, who: dict[str, str]
) -> None:
    if who.get("user") != user:
        page.log_in(user, PASSWORDS[user])
        who["user"] = user
    database = page.ask("GET", "/api/v1/database/")[1]["result"][0]["id"] if user == "admin" else 1
    before = served.rows("select count(*), (select count(*) from fct_sum_check) from dim_code")
    status, answer = page.ask("POST", "/api/v1/sqllab/execute/", {"database_id": database, "sql": statement})
    assert status >= 400, answer
    assert served.rows("select count(*), (select count(*) from fct_sum_check) from dim_code") == before
    status, answer = page.ask(
        "POST", "/api/v1/sqllab/execute/", {"database_id": database, "sql": "select count(*) as n from dim_code"}
    )
    assert (status, answer["data"][0]["n"]) == (200, before[0][0])


@pytest.fixture(scope="module")
def who() -> dict[str, str]:
    """Who is logged in."""
    return {}


def test_the_viewer_changes_no_dashboard(page: SupersetPage) -> None:
    page.log_in("viewer", PASSWORDS["viewer"])
    dashboards = page.ask("GET", "/api/v1/dashboard/")[1]["result"]
    assert {row["dashboard_title"] for row in dashboards} == {"省级总览", "数据质量", "地市下钻"}
    for method, path, body in (
        ("PUT", f"/api/v1/dashboard/{dashboards[0]['id']}", {"dashboard_title": "x"}),
        ("DELETE", f"/api/v1/dashboard/{dashboards[0]['id']}", None),
        ("POST", "/api/v1/chart/", {"slice_name": "x", "datasource_id": 1, "datasource_type": "table"}),
        ("POST", "/api/v1/database/", {"database_name": "x", "sqlalchemy_uri": "duckdb:///x"}),
    ):
        assert page.ask(method, path, body)[0] in (403, 404), path


def test_a_publication_is_followed_while_superset_runs(viewing: SupersetPage, served: Served) -> None:
    """The next version has a thousand applications more; the open session sees them at its next query."""
    viewing.open("overview", HEIGHTS["overview"])
    before = received(served)
    assert viewing.number("新收申请") == before
    changed = served.data / "changed.duckdb"
    for path in (served.data / "work").glob("gongkai_work.duckdb*"):  # with what is only in its log yet
        shutil.copy(path, changed.with_name(path.name.replace("gongkai_work", "changed")))
    with duckdb.connect(str(changed)) as connection:
        connection.execute(f"""
            update marts.rpt_series_by_region set value = value + 1000
            where {RECEIVED} and report_year = 2022 and region_organ_id = 'G900000' and is_certified
        """)
    assert publish(changed, served.data / "published", title="next", run_facts={}).is_new
    viewing.open("overview", HEIGHTS["overview"])
    after = received(served)
    assert int(after.replace(",", "")) == int(before.replace(",", "")) + 1000
    assert viewing.number("新收申请") == after


def test_no_request_left_the_machine(viewing: SupersetPage, served: Served) -> None:
    """All went to the server itself; the vendor's pixel is stopped in the browser by the page's own policy."""
    assert len(viewing.requests) > 300
    own = urlparse(served.address).netloc
    elsewhere = [
        request
        for request in viewing.requests
        if urlparse(request["url"]).scheme not in ("data", "blob", "about") and urlparse(request["url"]).netloc != own
    ]
    assert {request["blocked"] for request in elsewhere} <= {"csp"}, elsewhere


def test_the_queries_of_the_charts_are_those_that_are_listed(asked: list[str]) -> None:
    """`benchmarks/dashboard_queries.json` is what speed is measured with; it must be what Superset asks."""
    target = PICTURES.parent / "dashboard_queries.json"
    target.write_text(json.dumps(sorted(asked), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    listed = (PROJECT / "benchmarks" / "dashboard_queries.json").read_text(encoding="utf-8")
    assert json.loads(listed) == sorted(asked), f"copy {target} there if the dashboards were meant to change"
