"""The statements of the dashboards on the samples, and a country made of the samples' marts."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from benchmarks.country_marts import attach_base, country_rows, list_marts
from benchmarks.serving import statements
from tests.conftest import Build

pytestmark = pytest.mark.slow

ORGANS = 150  # the province, and regions of it with 12 departments each
JIAMUSI = {"province": "23", "city": "2308", "county": "230800", "organ": "G230800", "year": 2017}


def test_statements_give_the_figures_of_jiamusi(built: Build) -> None:
    with duckdb.connect(str(built.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
        (document,) = connection.execute(
            "select document_id from dim_document where organ_id = 'G230800' and period = '2017'"
        ).fetchone()
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        answers: dict[str, list[tuple[Any, ...]]] = {}
        for name, sql in statements(tables).items():
            used = {key: value for key, value in {**JIAMUSI, "document": document}.items() if f"${key}" in sql}
            answers[name] = connection.execute(sql, used).fetchall()
    assert len(answers) >= 13
    assert dict(answers["channels of a city"])["website"] == 44585
    assert {code: int(value) for code, value in answers["outcome mix of a city"]}["granted"] == 38
    assert [rule for _, rule, *_ in answers["findings of an organ by year"]] == ["RATE_NF2014_013", "RATE_NF2014_013"]
    assert answers["a document and where its figures stand"][0][0] == document
    assert ("2017", True, 1) in answers["certification of a province"]


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
