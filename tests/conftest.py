"""What the suites share: the checkout, the real documents where they are at hand, and one build of the samples."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings

# a machine that others use as well is slow now and then; that says nothing of the code
settings.register_profile("shared_machine", deadline=None)
settings.load_profile("shared_machine")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
Write = Callable[[str, str, str, str], Path]  # command, organ, period, suffix -> the file it wrote
GONGKAI = str(Path(sys.executable).with_name("gongkai"))


@dataclass(frozen=True)
class Build:
    """A build that has run: its data folder, exit code and what it printed."""

    data: Path
    code: int
    out: str
    err: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published database, read-only."""
        with duckdb.connect(str(self.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def run_gongkai(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, as a person would run it."""
    return subprocess.run([GONGKAI, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)


def run_build(source: Path, data: Path, *options: str) -> Build:
    """Build a folder of documents into a data folder."""
    done = run_gongkai("build", "--source", source, "--data", data, *options)
    return Build(data, done.returncode, done.stdout, done.stderr)


def run_records(command: str, *paths: object) -> list[dict[str, Any]]:
    """The JSON records of ``extract`` or ``check``."""
    done = run_gongkai(command, *paths, "--json")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def sample_documents() -> Path:
    """The folder of the sample documents."""
    return PROJECT / "seeds" / "documents"


@pytest.fixture(scope="session")
def real_documents() -> Path:
    """The five real documents; they lie beside a checkout only where the project is developed."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the real documents (shared/seeds) do not lie beside this checkout")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, sample_documents: Path) -> Build:
    """One build of the sample documents; read it, don't change it."""
    return run_build(sample_documents, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def write(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Runs a command that writes a file of an organ and a period from the build of the samples, once for each."""
    folder = tmp_path_factory.mktemp("written")

    def run(command: str, organ: str, period: str, suffix: str) -> Path:
        out = folder / f"{command}-{organ}-{period}{suffix}"
        if not out.exists():
            done = run_gongkai(command, organ, period, "-o", out, "--data", built.data)
            assert done.returncode == 0, done.stderr
        return out

    return run
