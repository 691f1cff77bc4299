"""One province for all tests of updates; its reports are read once."""

from __future__ import annotations

import pytest

from tests.increment.world import World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("province"))
