"""A broken contract stops CI: in a copy of the project, its own test and its own command name the column."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

METRICS_YML = "dbt_project/models/marts/metrics/_metrics.yml"
_OLD_AND_NEW = """
    latest_version: 2
    versions:
      - v: 1
        deprecation_date: 2099-12-31
        config: {alias: dim_metric}
      - v: 2
        columns:
          - {include: all, exclude: [slices]}
          - {name: sliced_by, data_type: "varchar", description: "What it may be sliced by."}
    columns:"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as CI clones it, with what it compiled already."""
    for folder in ("orchestration", "expectations", "dbt_project", "seeds", "tests"):
        shutil.copytree(
            PROJECT / folder, tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "compiled_models.json", "in_memory", "partial_parse*", "run"),
        )  # fmt: skip
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def edit(copy: Path) -> Callable[[str, str, str], None]:
    def run(name: str, old: str, new: str) -> None:
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return run


def run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy), "GONGKAI_WORK_DB": str(copy / "work.duckdb")}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=copy, env=environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


def test_ci_fails_naming_mart_and_column(copy: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(METRICS_YML, "{name: aggregation_sql,", "{name: how_it_adds_up,")
    edit(METRICS_YML, '{name: report_year, data_type: "integer"', '{name: report_year, data_type: "bigint"')
    done = run(copy, "pytest", "-p", "no:cacheprovider", "tests/conformance/test_contract.py")
    assert done.returncode == 1
    assert "dim_metric.aggregation_sql: the column is gone or renamed" in done.stdout
    assert "rpt_metric.report_year: its type was integer and is bigint" in done.stdout
    promised = (copy / "dbt_project/contracts/columns.csv").read_bytes()
    told = run(copy, "orchestration.cli", "contract", "--write")  # a break can't be promised away
    assert told.returncode == 1
    assert told.stderr.startswith("The public contract is broken:\n  dim_metric.aggregation_sql: the column is gone")
    assert "Traceback" not in told.stderr
    assert (copy / "dbt_project/contracts/columns.csv").read_bytes() == promised


def test_a_new_version_of_a_mart_stands_beside_the_old_one(copy: Path, edit: Callable[[str, str, str], None]) -> None:
    folder = copy / "dbt_project/models/marts/metrics"
    (folder / "dim_metric.sql").rename(folder / "dim_metric_v1.sql")
    shutil.copy(folder / "dim_metric_v1.sql", folder / "dim_metric_v2.sql")
    edit("dbt_project/models/marts/metrics/dim_metric_v2.sql", "as slices", "as sliced_by")
    head, tail = (copy / METRICS_YML).read_text(encoding="utf-8").split("  - name: dim_metric\n")
    (copy / METRICS_YML).write_text(
        f"{head}  - name: dim_metric\n{tail.replace('    columns:', _OLD_AND_NEW.lstrip(chr(10)), 1)}", encoding="utf-8"
    )
    done = run(copy, "orchestration.cli", "contract", "--write")
    assert done.returncode == 0, done.stderr
    assert "dim_metric: announced to go on 2099-12-31" in done.stdout
    assert "dim_metric_v2: a new mart" in done.stdout
    marts = (copy / "dbt_project/contracts/marts.csv").read_text(encoding="utf-8").splitlines()
    assert "dim_metric,dim_metric,1,2099-12-31" in marts
    assert "dim_metric_v2,dim_metric,2," in marts
    # both are built, each under its own name
    built = run(
        copy, "dbt.cli.main", "build", *_dbt(copy), "--select", "+dim_metric", "--indirect-selection", "cautious"
    )
    assert built.returncode == 0, built.stdout
    for name in ("marts.dim_metric ", "marts.dim_metric_v2 "):
        assert name in built.stdout


def test_sql_that_makes_another_type_fails_the_build(copy: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("dbt_project/models/marts/metrics/dim_metric.sql", "unit_zh as unit", "length(unit_zh) as unit")
    done = run(
        copy, "dbt.cli.main", "build", *_dbt(copy), "--select", "+dim_metric", "--indirect-selection", "cautious"
    )
    assert done.returncode == 1
    assert "This model has an enforced contract that failed." in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.strip().startswith("| unit "))
    assert [cell.strip() for cell in line.strip().strip("|").split("|")] == [
        "unit", "BIGINT", "VARCHAR", "data type mismatch",
    ]  # fmt: skip


def _dbt(copy: Path) -> list[str]:
    folder = str(copy / "dbt_project")
    return ["--project-dir", folder, "--profiles-dir", folder, "--target-path", str(copy / "target")]
