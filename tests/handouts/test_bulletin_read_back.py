"""A bulletin that was written is read by the project's own reader: the same figures, and no other but rates it computed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Build, Write, run_records

pytestmark = pytest.mark.slow

_SUBJECTS = ("submission", "interaction", "mailbox", "hotline", "opinion", "response")
Figures = dict[tuple[str, str, str, str], tuple[str | None, str]]


def read(path: Path) -> Figures:
    """(organ, period, indicator, dimensions) -> value and unit of what a bulletin speaks of."""
    return {
        (r["organ"], r["period"], r["indicator"], str(sorted(r["dimensions"].items()))): (r["value"], r["unit"])
        for r in run_records("extract", path)
        if not r.get("unmapped") and r["indicator"].startswith(_SUBJECTS)
    }


@pytest.mark.parametrize(
    ("organ", "period", "source", "count"),
    [
        ("佳木斯市", "2018Q1", "jiamusi_2018q1_bulletin.html", 370),
        ("弋江区", "2021-08", "yijiang_2021_08_bulletin.html", 6),
        ("凤县", "2023Q3", "fengxian_2023q3_bulletin.txt", 36),
    ],
)
@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_what_is_written_reads_back(
    write: Write, sample_documents: Path, organ: str, period: str, source: str, count: int, suffix: str
) -> None:
    stated = read(sample_documents / source)
    found = read(write("bulletin", organ, period, suffix))
    assert len(stated) == count
    assert {key: found.get(key) for key in stated} == stated
    added = set(found) - set(stated)
    assert {indicator for _, _, indicator, _ in added} <= {"submission.adoption_rate"}


def test_a_computed_rate_reads_back_as_the_mart_has_it(write: Write, built: Build) -> None:
    found = read(write("bulletin", "佳木斯市", "2018Q1", ".docx"))
    rates = {
        dimensions: Decimal(value)
        for (_, _, indicator, dimensions), (value, _) in found.items()
        if indicator == "submission.adoption_rate" and value is not None
    }
    computed = built.rows(
        "select member_name_zh, unit_group_code, rate_computed_pct from rpt_ranking where organ_name_zh = '佳木斯市' "
        "and ranking_code = 'submission' and list_kind = 'units' and rate_computed_pct is not null"
    )
    assert rates == {f"[('group', '{group}'), ('organ', '{name}')]": rate for name, group, rate in computed}
    assert len(rates) == 53  # 59 units, of which six submitted nothing


def test_a_province_lists_its_cities_by_what_they_state(write: Write) -> None:
    found = read(write("bulletin", "黑龙江省", "2018Q1", ".docx"))
    of_city = {i: v for (organ, _, i, d), (v, _) in found.items() if organ == "黑龙江省" and "佳木斯市" in d}
    assert of_city == {
        "submission.reported": "2918",
        "submission.adopted": "1810",
        "submission.adoption_rate": "62.03",
        "submission.rank": "1",
        "interaction.received": "343",
        "interaction.replied": "332",
        "interaction.reply_rate": "97",
        "interaction.rank": "1",
    }
