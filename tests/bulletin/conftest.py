"""Bulletins written by the command line from the build of the sample documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Build, run_gongkai

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def write(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Runs a command that writes a file for an organ and a period; returns the file."""
    folder = tmp_path_factory.mktemp("written")

    def run(command: str, organ: str, period: str, suffix: str) -> Path:
        out = folder / f"{command}-{organ}-{period}{suffix}"
        if not out.exists():
            done = run_gongkai(command, organ, period, "-o", out, "--data", built.data)
            assert done.returncode == 0, done.stderr
        return out

    return run
