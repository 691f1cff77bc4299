"""One resolver over the shipped registry."""

from __future__ import annotations

import pytest

from orchestration.reference.registry import OrganResolver
from tests.conftest import PROJECT


@pytest.fixture(scope="session")
def resolver() -> OrganResolver:
    return OrganResolver(PROJECT / "seeds")
