"""Parts of a bulletin that the sample documents don't show: late and missing ones, gaps, hostile text, odd lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from orchestration.publication.bulletin.content import build_bulletin
from orchestration.publication.bulletin.page import render_bulletin
from orchestration.publication.bulletin.rankings import RankingWords
from orchestration.publication.bulletin.timeliness import tell_timeliness
from orchestration.warehouse.bulletin import BulletinFigures
from tests.conftest import PROJECT

SEEDS = PROJECT / "seeds"
HOSTILE = "<img src=x onerror=alert(1)>"


def ranking(name: str, adopted: int | None, reported: int, rank: int | None, **changes: Any) -> dict[str, Any]:
    """A row of rpt_ranking."""
    return {
        "ranking_code": "submission", "ranking_name_zh": "信息报送采用情况", "list_kind": "units",
        "unit_group_code": "departments", "member_organ_id": "", "member_name_zh": name,
        "key_1_indicator_code": None if adopted is None else "submission.adopted",
        "key_1_value": None if adopted is None else Decimal(adopted),
        "key_2_indicator_code": "submission.reported", "key_2_value": Decimal(reported),
        "key_3_indicator_code": None, "key_3_value": None, "rate_indicator_code": "submission.adoption_rate",
        "rate_stated": None, "rate_computed_pct": None, "rank_computed": rank, "rank_stated": None, "is_tied": False,
        "document_id": "d", "place": "t1!r2c4", **changes,
    }  # fmt: skip


def fact(indicator: str, value: str, **changes: Any) -> dict[str, Any]:
    """A row of a fact table."""
    return {
        "organ_id": "A", "organ_name_zh": "甲市", "period": "2018Q1", "form_code": "BULLETIN",
        "indicator_code": indicator, "unit_role": "overall", "unit_organ_name_zh": "", "unit_group_code": "",
        "kind_code": "", "topic_name_zh": "", "value_reported": Decimal(value), "value_accepted": Decimal(value),
        "unit": "条", "value_raw": f"{value}条", "decimals_shown": 0, "is_approximate": False, "value_status": "number",
        "document_id": "d", "place": "p1:1-3", **changes,
    }  # fmt: skip


def status(name: str, **changes: Any) -> dict[str, Any]:
    """A row of rpt_submission_status."""
    return {
        "organ_id": name, "organ_name_zh": name, "parent_organ_id": "A", "period": "2018Q1",
        "report_kind": "quarterly_bulletin", "report_kind_name_zh": "季度通报", "state": "certified",
        "state_name_zh": "已核准", "reason": "", "due_date": date(2018, 4, 10), "received_date": date(2018, 4, 8),
        "late_days": 0, **changes,
    }  # fmt: skip


def figures(**changes: Any) -> BulletinFigures:
    """What the marts know, as little as can be."""
    known: dict[str, Any] = {
        "organ_id": "A", "organ_name": "甲市", "organ_kind": "government", "organ_level": "city", "period": "2018Q1",
        "facts": [fact("submission.reported", "50")], "rankings": [], "children": [], "certification": [],
        "checks": [], "documents": [], "statuses": None,
    }  # fmt: skip
    return BulletinFigures(**(known | changes))


def paragraphs(figures: BulletinFigures) -> str:
    bulletin = build_bulletin(figures, SEEDS)
    return "\n".join(
        text for section in bulletin.sections for passage in section.passages for text in passage.paragraphs
    )


def test_who_was_late_and_who_owes_is_listed() -> None:
    late = status("乙县", late_days=3, received_date=date(2018, 4, 13))
    owing = status("丙县", state="owed", state_name_zh="未报送", received_date=None, late_days=None)
    back = status("戊县", state="returned", state_name_zh="已退回", reason="合计不符")
    section = tell_timeliness(figures(statuses=[status("丁县"), late, owing, back]))
    said = ("逾期报送的是乙县。", "尚未报送的是丙县。", "所报材料待处理的是戊县。")
    assert section.passages[0].paragraphs == said
    (table,) = (figure.table for figure in section.figures)
    assert table.rows == (
        ("乙县", "季度通报", "已核准", "2018-04-10", "2018-04-13", "3", ""),
        ("丙县", "季度通报", "未报送", "2018-04-10", "—", "—", ""),
        ("戊县", "季度通报", "已退回", "2018-04-10", "2018-04-08", "—", "合计不符"),
    )


def test_where_nothing_is_known_of_time_it_is_said() -> None:
    assert "没有收到本期报送时间的记载" in paragraphs(figures(statuses=None))
    assert "没有下级机关本期应向本机关报送的材料" in paragraphs(figures(statuses=[]))
    assert "没有逾期报送的机关。" in paragraphs(figures(statuses=[status("乙县")]))


def test_who_lacks_a_key_is_not_ranked_and_a_blank_is_no_zero() -> None:
    rows = [ranking("乙局", None, 7, None, rank_stated=3), ranking("丙局", 0, 0, 2), ranking("丁局", 3, 4, 1)]
    (one,) = RankingWords(SEEDS).build(rows, [], "2018Q1")
    assert [row[1:] for row in one.figure.table.rows] == [
        ("丁局", "4", "3", "—", "1"),
        ("丙局", "0", "0", "—", "2"),
        ("乙局", "7", "—", "—", "—"),
    ]
    assert one.figure.chart.option["series"][1]["data"] == [3, 0, None]
    assert "零报送的是丙局。" in one.sentences
    assert any("乙局（原列第3）的排序依据不全" in gap for gap in one.gaps)


def test_a_rank_that_was_printed_wrong_is_told() -> None:
    rows = [ranking("乙局", 5, 7, 1, rank_stated=2), ranking("丙局", 4, 7, 2, rank_stated=2)]
    (one,) = RankingWords(SEEDS).build(rows, [], "2018Q1")
    assert one.gaps == ("原件所列名次与排序依据不合的：乙局（原列第2，应为第1）。",)


def test_an_approximate_figure_is_not_made_exact() -> None:
    known = figures(facts=[fact("submission.reported", "3500", value_raw="3500余条", is_approximate=True)])
    assert "3500" not in paragraphs(known)
    (left,) = build_bulletin(known, SEEDS).sections[-1].figures
    assert left.table.rows == (("报送条数", "3500余条", "正文第 1 段"),)


def test_decimals_stay_as_the_report_shows_them() -> None:
    known = figures(facts=[fact("submission.adoption_rate", "18", unit="%", decimals_shown=2, value_raw="18.00%")])
    assert "采用率18.00%" in paragraphs(known)


@pytest.mark.parametrize("level", ["province", "city"])
def test_a_province_has_an_office_of_its_own_name(level: str) -> None:
    bulletin = build_bulletin(figures(organ_level=level), SEEDS)
    assert bulletin.issuer == ("甲市人民政府办公厅" if level == "province" else "甲市人民政府办公室")


def test_hostile_text_is_text() -> None:
    known = figures(
        rankings=[ranking(HOSTILE, 3, 4, 1), ranking("丙局", 2, 4, 2)],
        facts=[fact("hotline.topic", "5", topic_name_zh=HOSTILE, unit="件", value_raw=HOSTILE)],
    )
    page = render_bulletin(build_bulletin(known, SEEDS)).decode()
    assert "<img" not in page and "&lt;img" in page and "\\u003cimg" in page
