"""One province for all tests of updates, and real regions beside it; their reports are read once."""

from __future__ import annotations

import pytest

from tests.increment.world import World, real_regions, synthetic_province


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return synthetic_province(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def regions() -> World:
    return real_regions()
