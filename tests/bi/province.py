"""A synthetic province in a project of its own: its registry knows the organs, and the main job publishes its reports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT
from tests.consolidation.country import read_rows, write_registry

ORGANS, YEARS, FAULTS, SEED = 60, "2017-2022", 0.06, 7
_PARTS = ("orchestration", "expectations", "dbt_project", "seeds")


def build_province(folder: Path) -> Path:
    """Generate the province and run the main job on it; the data folder of the build."""
    project, country, data = folder / "project", folder / "country", folder / "data"
    for part in _PARTS:
        ignored = shutil.ignore_patterns("__pycache__", "logs")
        shutil.copytree(PROJECT / part, project / part, ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", project)
    options = ("--organs", ORGANS, "--years", YEARS, "--faults", FAULTS, "--seed", SEED)
    _run(project, "synth", "--out", country, *options)
    write_registry(project / "seeds", map(_short_name, read_rows(country / "truth" / "organs.csv")))
    _run(project, "build", "--source", country / "documents", "--data", data)
    return data


def _short_name(organ: dict[str, str]) -> dict[str, str]:
    """A government is called by its region, as the real registry does; its full name is the other name."""
    if organ["kind"] != "government":
        return organ
    return {**organ, "organ_name": organ["region"], "region": organ["organ_name"]}


def _run(project: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "orchestration.cli", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"gongkai {arguments[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
