"""dbt's unit tests, which a production build leaves out: units, periods, rates and the words of a rule."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, Build

pytestmark = pytest.mark.slow


def test_the_unit_tests_of_the_models_pass(built: Build, tmp_path: Path) -> None:
    environment = {**os.environ, "GONGKAI_WORK_DB": str(built.data / "work" / "gongkai_work.duckdb")}
    command = [str(Path(sys.executable).with_name("dbt")), "test", "--select", "test_type:unit", "--profiles-dir", "."]
    done = subprocess.run(
        [*command, "--target-path", str(tmp_path)], cwd=PROJECT / "dbt_project", env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "PASS=7 WARN=0 ERROR=0" in done.stdout
