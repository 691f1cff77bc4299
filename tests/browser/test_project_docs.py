"""dbt's documentation in a real browser: it shows the models, and the network hears nothing of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.conftest import Build, run_gongkai

pytestmark = pytest.mark.slow


def test_the_page_works_and_nothing_leaves_it(built: Build, browser: Chromium) -> None:
    done = run_gongkai("docs", "--data", built.data)
    assert (done.returncode, done.stdout.strip()) == (0, str(built.data / "docs" / "dbt.html")), done.stderr
    browser.resize(1200, 900)
    browser.open(built.data / "docs" / "dbt.html")
    browser.evaluate("location.hash = '#!/model/model.gongkai.rpt_metric'")
    until = time.monotonic() + 30
    while "One row per metric" not in (text := browser.evaluate("document.body.innerText")):
        assert time.monotonic() < until, text[:500]
        time.sleep(0.2)
    assert "value_pct" in text
    asked = {event["request"]["url"].partition(":")[0] for event in browser.heard("Network.requestWillBeSent")}
    assert asked <= {"file", "data"}
    answered = {event["response"]["url"].partition("#")[0] for event in browser.heard("Network.responseReceived")}
    assert {url for url in answered if not url.startswith("data:")} == {(built.data / "docs" / "dbt.html").as_uri()}


def test_without_a_warehouse_it_says_what_to_do(tmp_path: Path) -> None:
    done = run_gongkai("docs", "--data", tmp_path)
    assert done.returncode == 1
    assert "`gongkai build` makes it" in done.stderr
    assert "Traceback" not in done.stderr
