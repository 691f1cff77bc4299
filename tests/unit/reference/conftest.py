"""A copy of the seeds to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import PROJECT


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """All seeds but the sample documents."""
    return Path(shutil.copytree(PROJECT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("documents")))
