"""Whether a report was in time: by its day of receipt, by the day it states to have been published, or not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.submissions.conftest import FENGXIAN, GAOGANG, SAMPLES, Season, jiamusi
from tests.submissions.test_commands import publish, run

BULLETIN = (SAMPLES / "jiamusi_2018q1_bulletin.html").read_text(encoding="utf-8")
UNDATED = jiamusi().replace("2018年3月16日", "").replace("2018-03-16", "")
TOO_EARLY = jiamusi().replace("2018年3月16日", "2017年3月16日").replace("2018-03-16", "2017-03-16")


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["day_basis"], str(row["first_published_date"]), row["late_days"], row["first_received_at"]


def test_a_mirrored_file_counts_by_the_day_it_was_published(season: Season) -> None:
    season.mirror({"2018.txt": GAOGANG, "2018Q1.html": BULLETIN})
    marts = season.build()
    assert told(marts.status("泰州市高港区", "2018")) == ("published", "2019-02-25", 0, None)
    # due on 15 April; there is no other day by which it had to be public
    assert told(marts.status("佳木斯市", "2018Q1")) == ("published", "2018-04-23", 8, None)
    assert marts.submission("2018.txt")["received_date"] is None


def test_the_day_of_publication_is_held_against_that_by_which_the_law_asks_for_it(season: Season) -> None:
    in_time = GAOGANG.replace("2018", "2020").replace("2019-02-25", "2021-03-20")
    late = GAOGANG.replace("2018", "2021").replace("2019-02-25", "2022-04-02")
    season.mirror({"2020.txt": in_time, "2021.txt": late})
    marts = season.build()
    assert told(marts.status("泰州市高港区", "2020")) == ("published", "2021-03-20", 0, None)
    assert told(marts.status("泰州市高港区", "2021")) == ("published", "2022-04-02", 2, None)


@pytest.mark.parametrize("page", [UNDATED, TOO_EARLY])
def test_without_a_day_after_its_period_nothing_is_known(season: Season, page: str) -> None:
    season.mirror({"2017.html": page})
    marts = season.build("rpt_metric")
    assert told(marts.status("佳木斯市", "2017")) == ("", "None", None, None)
    (rate,) = marts.rows("select * from marts.rpt_metric where metric_code = 'on_time_submission_rate'")
    assert (rate["value_pct"], rate["denominator"], rate["value_reason_code"]) == (None, None, "day_unknown")
    assert rate["value_reason_zh"] == "收到和发布的日期都不详，无从判断是否按期"


def test_what_was_delivered_counts_by_its_receipt_unless_it_was_public_before(season: Season) -> None:
    season.deliver("2023-10-17", {"凤县.txt": FENGXIAN})
    assert told(season.build().status("宝鸡市凤县", "2023Q3"))[:3] == ("received", "None", 2)
    season.mirror({"凤县2023Q3.txt": FENGXIAN})
    assert told(season.build().status("宝鸡市凤县", "2023Q3"))[:3] == ("published", "2023-10-13", 0)


def test_the_status_says_published_and_never_counts_from_the_landing(season: Season) -> None:
    season.mirror({"2017.html": UNDATED, "2018.txt": GAOGANG, "2018Q1.html": BULLETIN})
    publish(season)
    quarter = run(season, "status", "佳木斯市", "2018", "--on", "2018-05-01").stdout
    assert "发布于 2018-04-23" in quarter and "8 天" in quarter and "已核准 1（迟报 1）" in quarter
    year = run(season, "status", "黑龙江省", "2017", "--on", "2018-05-01").stdout
    line = next(line for line in year.splitlines() if "佳木斯市" in line)
    assert "日期不详" in line and "天" not in line and "已核准 1\n" in year
    lines = map(
        json.loads, run(season, "status", "佳木斯市", "2018", "--on", "2018-04-20", "--json").stdout.splitlines()
    )
    (before,) = (line for line in lines if line["period"] == "2018Q1" and line["organ_name_zh"] == "佳木斯市")
    assert (before["state"], before["overdue_days"], before["day_basis"]) == ("owed", 5, "")
