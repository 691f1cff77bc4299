"""The suites are data: each row is sound, and each one judges something."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.suites import expand_suites, load_suites
from orchestration.domain.errors import SeedError

HEADER = "mart,expectation_type,column,arguments_json,severity,description_zh,description_en\n"


def test_each_row_judges_a_table(work_db: Path) -> None:
    with duckdb.connect(str(work_db), read_only=True) as connection:
        rows = connection.sql(
            "select table_name, list(column_name) from duckdb_columns() where schema_name = 'marts' group by 1"
        ).fetchall()
    suites, unanswered = expand_suites(load_suites(), {table: frozenset(columns) for table, columns in rows})
    assert unanswered == []
    assert {"organ_id", "place", "unit"} <= {
        column for expectation in suites["fct_application_intake"] for column in expectation.columns
    }


def test_pattern_takes_tables_that_match_and_have_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "suites.csv"
    path.write_text(
        HEADER
        + "fct_* !fct_sum_check*,expect_column_values_to_be_unique,observation_id,,critical,唯一,unique\n"
        + "fct_*,expect_column_values_to_not_be_null,place,,critical,位置,place\n"
        + "rpt_ranking,expect_column_values_to_not_be_null,rank,,warning,名次,rank\n",
        encoding="utf-8",
    )
    tables = {
        "fct_resource": frozenset({"observation_id", "place"}),
        "fct_sum_check_operand": frozenset({"observation_id", "place"}),
        "fct_rule_coverage": frozenset({"rule_id"}),
        "rpt_ranking": frozenset({"organ_id"}),
    }
    suites, unanswered = expand_suites(load_suites(path), tables)
    assert {table: [each.columns[0] for each in suite] for table, suite in suites.items()} == {
        "fct_resource": ["observation_id", "place"],
        "fct_sum_check_operand": ["place"],
    }
    assert [each.mart for each in unanswered] == ["rpt_ranking"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "dim_organ,expect_x,,,fatal,说明,words",
            r"suites.csv:2: column severity is 'fatal', expected critical or warning",
        ),
        ("dim_organ,expect_x,,{oops,critical,说明,words", r"suites.csv:2: column arguments_json isn't JSON"),
        ('dim_organ,unexpected_rows,,"{""sql"": ""select 1""}",critical,说明,words', r"reads from \{batch\}"),
        ("dim_organ,expect_x,,,critical,,words", r"suites.csv:2: column description_zh is empty"),
        ("dim_organ,expect_x", r"suites.csv:2: expected one field"),
    ],
)
def test_broken_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "suites.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_suites(path)
