"""Who owes what by which day: rows of the duties, the years of organs, exemptions and declared collectors."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.reference import load_knowledge
from orchestration.warehouse.standing_organs import standing_rows
from tests.conftest import PROJECT
from tests.submissions.conftest import FENGXIAN, GAOGANG, Season, jiamusi


def organs_of(parent: str, year: int, *reporters: str) -> list[str]:
    registry = load_knowledge(PROJECT / "seeds").organ_resolver.registry
    rows = standing_rows(reporters, registry)
    return [row[1] for row in rows if row[5] == parent and row[6] <= year <= row[7]]


def test_the_governments_of_a_province_stand_in_their_years() -> None:
    assert len(organs_of("G320000", 2018, "G321203")) == 13
    assert "泰州市姜堰区" in organs_of("G321200", 2018, "G321203")
    assert organs_of("G340200", 2024, "G340209") == [
        "芜湖市镜湖区", "芜湖市鸠江区", "芜湖市弋江区", "芜湖市湾沚区", "芜湖市繁昌区", "芜湖市南陵县", "无为市",
    ]  # fmt: skip
    assert "芜湖市三山区" in organs_of("G340200", 2018, "G340209")
    assert organs_of("", 2024, "G310000-OFFICE", "nobody") == ["上海市"]


def test_dates_follow_the_law_of_the_year(season: Season) -> None:
    season.deliver("2025-01-10", {"高港区2018年.txt": GAOGANG, "高港区2024年.txt": GAOGANG.replace("2018", "2024")})
    season.deliver("2025-01-11", {"凤县.txt": FENGXIAN})
    marts = season.build()

    def due(organ: str, period: str) -> tuple[str, str]:
        row = marts.status(organ, period)
        return str(row["due_date"]), str(row["publish_due_date"])

    assert due("泰州市海陵区", "2018") == ("2019-03-31", "2019-03-31")
    assert due("泰州市海陵区", "2024") == ("2025-01-31", "2025-03-31")
    assert due("泰州市", "2024") == ("2025-01-31", "2025-03-31")
    assert due("宝鸡市眉县", "2023Q3") == ("2023-10-15", "None")


@pytest.mark.parametrize(
    ("end", "months", "day", "due"),
    [
        ("2023-12-31", 1, 31, "2024-01-31"),
        ("2023-12-31", 2, 31, "2024-02-29"),
        ("2024-03-31", 1, 31, "2024-04-30"),
        ("2024-06-30", 1, 15, "2024-07-15"),
        ("2024-02-29", 12, 31, "2025-02-28"),
    ],
)
def test_a_day_that_a_month_has_not_is_its_last(end: str, months: int, day: int, due: str) -> None:
    macro = (PROJECT / "dbt_project" / "macros" / "duties.sql").read_text(encoding="utf-8")
    body = macro.split("default__day_after_period", 1)[1].split("-%}", 1)[1].split("{%- endmacro", 1)[0]
    sql = body.replace("{{ period_end_date }}", f"date '{end}'").replace("{{ months }}", str(months))
    sql = sql.replace("{{ day }}", str(day))
    assert duckdb.sql(f"select cast({sql} as varchar)").fetchall() == [(due,)]


def test_exemptions_and_declared_collectors(season: Season, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    with (seeds / "duties" / "exemptions.csv").open("a", encoding="utf-8") as file:
        file.write(
            "G321202,2018,annual_report,区划调整中,王静,2019-01-05\nG321203,2018,annual_report,机构新设,王静,2019-01-05\n"
        )
    with (seeds / "duties" / "collectors.csv").open("a", encoding="utf-8") as file:
        file.write("G330000,annual_report,2023,2024,\nG330000,quarterly_bulletin,2024,2024,\n")
    season.deliver("2019-03-20", {"高港区.txt": GAOGANG}, "泰州市")
    marts = season.build(seeds=seeds)
    exempt = marts.status("泰州市海陵区", "2018")
    assert (exempt["state"], exempt["reason"], exempt["reason_codes"]) == ("waived", "区划调整中", "exempt")
    assert marts.status("泰州市高港区", "2018")["state"] == "certified"  # it sent one all the same
    owed = marts.rows(
        "select period, count(*) as n, min(state) as state from marts.rpt_submission_status "
        "where parent_organ_id = 'G330000' group by period order by period"
    )
    assert [(row["period"], row["n"], row["state"]) for row in owed] == [
        (period, 11, "owed") for period in ("2023", "2024", "2024Q1", "2024Q2", "2024Q3", "2024Q4")
    ]


def test_an_organ_owes_only_below_one_that_collects(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()})
    marts = season.build()
    owing = marts.rows(
        "select distinct parent_organ_id, period, report_kind from marts.rpt_submission_status where state = 'owed'"
    )
    assert owing == [{"parent_organ_id": "G230000", "period": "2017", "report_kind": "annual_report"}]
    duties = marts.rows(
        "select count(*) as n from marts.rpt_reporting_duty where parent_organ_id = 'G230800' and last_year = 9999"
    )
    assert duties[0]["n"] > 0  # Jiamusi's counties would owe theirs, if it collected
