"""A province, Superset on its published marts, and a browser; only where `make bi-test` asks for them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb
import pytest

from orchestration.settings import load_settings
from tests.bi.province import build_province
from tests.bi.superset_page import SupersetPage
from tests.browser.chromium import Chromium, find_chromium
from tests.conftest import PROJECT

WANTED = "GONGKAI_TEST_BI"  # set by make bi-test
PASSWORDS = {"admin": "open-the-figures-1", "viewer": "read-the-figures-1"}
PICTURES = PROJECT / "data" / "bi-test" / "pictures"
_PATIENCE = 300.0


@dataclass(frozen=True)
class Served:
    """A running Superset and the data it reads."""

    address: str
    data: Path
    first_words: str  # what the command printed while it set up

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published database, as it is now."""
        with duckdb.connect(str(self.data / "published" / "gongkai.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if os.environ.get(WANTED) != "1":
        pytest.skip("dashboards are tested by make bi-test, which installs Superset")
    if not load_settings().bi_python.exists():
        pytest.fail("Superset is not installed; run make bi-test")
    data = build_province(tmp_path_factory.mktemp("province"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {"GONGKAI_BI_PASSWORD": PASSWORDS["admin"], "GONGKAI_BI_VIEWER_PASSWORD": PASSWORDS["viewer"]}
    log = data / "bi.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "bi", "--port", str(port), "--data", str(data)],
            cwd=PROJECT, env={**os.environ, **variables}, stdout=file, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_healthy(address, process, log)
        yield Served(address, data, log.read_text(encoding="utf-8"))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="session")
def page(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupersetPage]:
    program = find_chromium()
    if program is None:
        pytest.fail("no Chromium on this machine; install the package chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser = Chromium(program, tmp_path_factory.mktemp("profile"))
    yield SupersetPage(browser, served.address)
    browser.close()


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(1)
    raise AssertionError(f"Superset does not answer: {log.read_text(encoding='utf-8')[-3000:]}")
