"""Organs in the published marts: those that occur, those above them, and a list of what each name became."""

from __future__ import annotations

import pytest

from tests.conftest import Build

pytestmark = pytest.mark.slow


def test_each_organ_that_occurs_stands_in_the_dimension_with_those_above_it(built: Build) -> None:
    missing = built.rows("""
        select r.organ_id from rpt_organ_resolution as r
        left join dim_organ as o using (organ_id) where r.organ_id is not null and o.organ_id is null
        union all
        select child.organ_id from dim_organ as child
        left join dim_organ as parent on parent.organ_id = child.parent_organ_id
        where child.parent_organ_id <> '' and parent.organ_id is null
    """)
    assert missing == []


def test_counties_of_jiamusi_have_their_place(built: Build) -> None:
    rows = built.rows("""
        select organ_name_zh, organ_kind, organ_level, region_code from dim_organ
        where parent_organ_id = 'G230800' and organ_kind = 'government' order by region_code
    """)
    assert len(rows) == 10
    assert rows[3] == ("佳木斯市郊区", "government", "county", "230811")


def test_what_is_not_resolved_is_listed_with_the_reason(built: Build) -> None:
    rows = built.rows("select name_raw, reason_zh, reason_en from rpt_organ_resolution where status <> 'resolved'")
    assert "龙江环保供水有限公司" in {row[0] for row in rows}
    assert all(reason_zh and reason_en for _, reason_zh, reason_en in rows)
    assert built.rows("select count(*) from rpt_organ_resolution where role = 'reporter'") == [(5,)]
