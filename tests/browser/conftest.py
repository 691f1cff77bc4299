"""A real browser for the tests that want one; without one they skip, unless the run must have it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.browser.chromium import Chromium, find_chromium

REQUIRED = "GONGKAI_TEST_BROWSER"  # set to "required" where a missing browser is a failure


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail("no Chromium on this machine, and this run must have one (GONGKAI_TEST_BROWSER=required)")
        pytest.skip("no Chromium on this machine; install the package chromium to run this")
    browser = Chromium(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()
