"""The charts of the dashboards on the samples, and a country made of the samples' marts."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from benchmarks.country_marts import attach_base, country_rows, list_marts
from benchmarks.serving import charts, chosen
from tests.conftest import Build

pytestmark = pytest.mark.slow

ORGANS = 150  # the province, and regions of it with 12 departments each


def test_charts_ask_for_what_is_chosen(built: Build) -> None:
    """The city of Jiamusi, whose consolidated report of 2017 breaks one rule twice."""
    answers: dict[str, list[tuple[Any, ...]]] = {}
    with duckdb.connect(str(built.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        for chart in charts():
            of_the_city = chosen(connection, chart, "city_name_zh")
            if of_the_city is None:
                assert "rpt_quarantine" in chart
                continue
            assert chosen(connection, chart, "") == chart
            connection.execute(chart)
            answers[chart] = connection.execute(of_the_city, {"value": "佳木斯市"}).fetchall()
        assert chosen(connection, charts()[0], "observation_id") is None

    def answer(mart: str, selected: str) -> list[tuple[Any, ...]]:
        return next(rows for chart, rows in answers.items() if mart in chart and selected in chart.split("FROM (")[0])

    assert {row[0] for row in answer("rpt_cell", "value_raw")} == {"佳木斯市"}
    assert all(row[-1] for row in answer("rpt_cell", "value_raw"))  # each with its place
    assert [row[3] for row in answer("rpt_finding", "left_value")] == ["RATE_NF2014_013", "RATE_NF2014_013"]
    assert answer("rpt_report", "certified_share")[0][-1] == 1  # a warning alone


def test_country_of_the_samples_agrees_with_itself(built: Build) -> None:
    base = built.data / "published" / "gongkai.duckdb"
    with duckdb.connect() as connection:
        assert attach_base(connection, base, ORGANS) == ORGANS
        for mart in list_marts(connection):
            connection.execute(f"create table {mart} as {country_rows(connection, mart, 0, ORGANS)}")
            assert (
                connection.execute(f"describe {mart}").fetchall()
                == connection.execute(f"describe base.{mart}").fetchall()
            )

        def number(sql: str) -> int:
            return connection.execute(sql).fetchone()[0]

        assert number("select count(distinct organ_id) from dim_document") == ORGANS
        assert number("select count(*) - count(distinct observation_id) from fct_disclosure_channel") == 0
        for mart in ("fct_disclosure_channel", "fct_sum_check", "rpt_certification", "rpt_series"):
            assert number(f"select count(*) from {mart} anti join dim_document using (document_id, organ_id)") == 0
        assert number("select count(*) from fct_sum_check_operand anti join fct_sum_check using (check_id)") == 0
        parents = number(
            "select count(*) from dim_organ as o anti join dim_organ as p on p.organ_id = o.parent_organ_id"
        )
        assert parents == 1  # the province
        in_parts = sum(
            number(f"select count(*) from ({country_rows(connection, 'rpt_series', first, first + 50)})")
            for first in range(0, ORGANS, 50)
        )
        assert in_parts == number("select count(*) from rpt_series") > 0
