"""What the release gate lets through, what it refuses, and what it only reports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations.gate import run_gate, warm_up
from orchestration.domain.errors import BuildError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    warm_up()


def test_sound_marts_pass_and_are_left_alone(work_db: Path, tmp_path: Path) -> None:
    result = run_gate(work_db, tmp_path / "docs")
    assert result.passed
    assert [outcome for outcome in result.outcomes if not outcome.success] == []
    assert result.row_counts["fct_disclosure_channel"] == 4
    assert "fct_sum_check__dbt_tmp" not in result.row_counts
    assert result.summary() == {
        "passed": True,
        "evaluated_count": len(result.outcomes),
        "refusals": [],
        "warnings": [],
    }
    assert "通过" in (tmp_path / "docs/index.html").read_text(encoding="utf-8")
    with duckdb.connect(str(work_db)) as connection:  # nothing holds the file any more
        connection.execute("drop table marts.rpt_unmapped")


@pytest.mark.parametrize(
    ("sql", "mart", "column", "count"),
    [
        (
            "update marts.fct_disclosure_channel set place = null where value_raw = '765条'",
            "fct_disclosure_channel",
            "observation_id organ_id period indicator_code document_id place value_raw unit",
            1,
        ),
        ("delete from marts.dim_document", "dim_document", "", None),
        (
            "update marts.fct_application_intake set value_status = 'blank' where value_status = 'zero'",
            "fct_application_intake",
            "document_id place value_status value_reported",
            1,
        ),
        (
            "update marts.fct_application_intake set value_reported = null where value_status = 'zero'",
            "fct_application_intake",
            "document_id place value_status value_reported unit_status",
            1,
        ),
        ("update marts.fct_sum_check set outcome = 'passed' where check_id = 'c1'", "fct_sum_check", "outcome", 1),
        (
            "update marts.rpt_conservation set is_conserved = false",
            "rpt_conservation",
            "document_id figure_count mapped_figure_count unmapped_figure_count is_conserved",
            1,
        ),
        ("drop table marts.fct_rule_coverage", "fct_rule_coverage", "", None),
    ],
)
def test_refused(
    work_db: Path, change: Callable[[str], None], sql: str, mart: str, column: str, count: int | None
) -> None:
    change(sql)
    result = run_gate(work_db, None)
    assert not result.passed
    assert (mart, column, count) in {(each.mart, each.column, each.unexpected_count) for each in result.refusals}


def test_doubtful_figures_are_reported_and_released(work_db: Path, change: Callable[[str], None]) -> None:
    change("update marts.fct_disclosure_channel set unit_status = 'conflicting' where place = 'p52:10-14'")
    change("update marts.fct_disclosure_channel set value_reported = 268 where value_raw = '26.8%'")
    change("update marts.fct_application_intake set value_reported = -3 where value_raw = '3'")
    change("update marts.rpt_conservation set unmapped_statistic_count = 6")
    result = run_gate(work_db, None)
    assert result.passed
    assert {(warning.mart, warning.observed) for warning in result.warnings} == {
        ("fct_disclosure_channel", "document_id=5d41402abc4b2a76，place=p52:10-14，value_raw=765条"),
        (
            "fct_disclosure_channel",
            "document_id=5d41402abc4b2a76，place=p52:99-104，indicator_code=channel_share，value_reported=268.00000000",
        ),
        (
            "fct_application_intake",
            "document_id=5d41402abc4b2a76，place=t1!r26c3，indicator_code=intake.in_person，value_reported=-3.00000000",
        ),
        ("rpt_conservation", "unmapped_statistic_count=6，mapped_figure_count=100"),
    }


def test_what_cannot_be_judged_is_refused(work_db: Path, change: Callable[[str], None]) -> None:
    change("alter table marts.fct_application_intake alter value_reported type varchar using 'many'")
    result = run_gate(work_db, None)
    assert not result.passed
    assert any("Conversion Error" in outcome.observed for outcome in result.refusals)


def test_empty_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    assert not run_gate(path, None).passed
    with pytest.raises(BuildError, match="build first"):
        run_gate(tmp_path / "none.duckdb", None)


def test_great_expectations_is_imported_late_and_sends_nothing() -> None:
    program = (
        "import os, sys; import expectations.gate as gate; assert 'great_expectations' not in sys.modules;"
        "gate.warm_up(); assert os.environ['GX_ANALYTICS_ENABLED'] == 'false'"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
