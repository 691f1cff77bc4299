"""Superset in a browser, as a person uses it: log in, open a dashboard, choose in a filter, click in a table, read."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.browser.chromium import Chromium

PATIENCE = 120.0  # seconds; the machine may be busy
_UNDRAWN = """(() => {
  const charts = [...document.querySelectorAll("[data-test='chart-grid-component']")];
  const open = charts.filter(c => !c.querySelector('canvas, tbody tr, .header-line, .ant-empty, [data-test="empty-state"]')
    && !/没有数据|无数据/.test(c.innerText) || c.querySelector("[data-test='loading-indicator'], .loading"));
  return [charts.length, open.map(c => c.dataset.testChartName)];
})()"""
_SET = """(() => { const set = (name, value) => { const e = document.querySelector(`input[name=${name}], #${name}`);
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(e, value);
  e.dispatchEvent(new Event('input', {bubbles: true})); };
  set('username', %s); set('password', %s);
  document.querySelector('button[type=submit], input[type=submit]').click(); })()"""
_FETCH = """fetch(%s, {method: %s, credentials: 'same-origin', headers: {'Content-Type': 'application/json',
  'X-CSRFToken': %s}, body: %s}).then(async r => { window.answer = [r.status, await r.text()]; })"""


class SupersetPage:
    """One browser on one Superset."""

    def __init__(self, browser: Chromium, address: str) -> None:
        self._browser = browser
        self._address = address
        self.requests: list[dict[str, Any]] = []  # every request since the first page, with why it was blocked, if so
        self.answers: dict[int, dict[str, Any]] = {}  # chart id -> what its last query gave
        self._shown = ""  # the dashboard that is open as it was when it came

    def log_in(self, user: str, password: str) -> None:
        """Log in; the former session is forgotten, and nothing of it is under way."""
        self._keep()
        self._browser.visit("about:blank")
        self._browser.ask("Network.clearBrowserCookies")
        self._visit("/login/")
        self._until("!!document.querySelector('input[name=username], #username')", "the login page")
        self._browser.evaluate(_SET % (json.dumps(user), json.dumps(password)))
        self._until("location.pathname.includes('welcome')", "the page after the login")

    def open(self, dashboard: str, height: int) -> int:
        """Open a dashboard in a window that shows all of it; the number of its charts once they are drawn."""
        self._browser.resize(1600, height)
        self._visit(f"/superset/dashboard/{dashboard}/")
        count = self.wait_drawn()
        self._shown = dashboard
        return count

    def show(self, dashboard: str, height: int) -> None:
        """Open a dashboard unless it is open and untouched."""
        if self._shown != dashboard:
            self.open(dashboard, height)

    def wait_drawn(self) -> int:
        """Wait until every chart is drawn and stays so; the number of charts.

        Raises:
            AssertionError: a chart ended with an error, or some are not drawn in time.
        """
        until, calm = time.monotonic() + PATIENCE, 0
        count, waiting = 0, ["?"]
        while time.monotonic() < until and calm < 6:
            time.sleep(0.4)
            count, waiting = self._browser.evaluate(_UNDRAWN)
            calm = calm + 1 if count and not waiting else 0
        assert calm, f"not drawn: {waiting}; the page says: {self.text()[:500]}"
        errors = self._browser.evaluate(
            "[...document.querySelectorAll('.ant-alert-error, [data-test=\"chart-error\"]')].map(e => e.innerText)"
        )
        assert errors == [], errors
        self._keep()
        return count

    def number(self, chart: str) -> str:
        """The big number of a chart, as it is seen."""
        return self._browser.evaluate(f"{self._chart(chart)}.querySelector('.header-line').innerText")

    def rows(self, chart: str) -> list[list[str]]:
        """The rows of a table, as they are seen on its first page."""
        cells = "[...row.querySelectorAll('td')].map(cell => cell.innerText.trim())"
        return self._browser.evaluate(f"[...{self._chart(chart)}.querySelectorAll('tbody tr')].map(row => {cells})")

    def click_cell(self, chart: str, text: str) -> None:
        """Click the cell of a table that says this; the other charts are filtered by it."""
        self._shown = ""
        found = f"[...{self._chart(chart)}.querySelectorAll('td')].find(cell => cell.innerText.trim() === {json.dumps(text)})"
        self._browser.evaluate(f"{found}.click()")
        time.sleep(1)
        self.wait_drawn()

    def choose(self, condition: str, value: str) -> None:
        """Choose a value in a filter of the dashboard, and apply."""
        self._shown = ""
        self._press(
            f"[...document.querySelectorAll('[data-test=\"form-item-value\"], .ant-form-item')].find(e => "
            f"e.innerText.trim().startsWith({json.dumps(condition)}))?.querySelector('.ant-select-selector, .ant-select')"
        )
        self._browser.ask("Input.insertText", text=value)
        option = (
            "[...document.querySelectorAll('.ant-select-dropdown:not(.ant-select-dropdown-hidden) "
            f".ant-select-item-option')].find(e => e.innerText.trim() === {json.dumps(value)})"
        )
        self._until(f"!!{option}", f"{value} in the filter {condition}")
        self._press(option)
        for kind in ("keyDown", "keyUp"):
            self._browser.ask(
                "Input.dispatchKeyEvent", type=kind, key="Escape", code="Escape", windowsVirtualKeyCode=27
            )
        apply = "document.querySelector('[data-test=\"filter-bar__apply-button\"]')"
        self._until(f"{apply} && !{apply}.disabled", "the button that applies filters")
        self._press(apply)
        time.sleep(1)
        self.wait_drawn()

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """A request of the page's own session: status and answer."""
        token = self._fetch("GET", "/api/v1/security/csrf_token/", "", None)[1].get("result", "")
        return self._fetch(method, path, token, body)

    def picture(self) -> bytes:
        """What the window shows, as PNG."""
        return self._browser.screenshot(whole=False)

    def text(self) -> str:
        """The words on the page."""
        return self._browser.evaluate("document.body.innerText")

    def _fetch(self, method: str, path: str, token: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        content = "undefined" if body is None else json.dumps(json.dumps(body))
        self._browser.evaluate("window.answer = null")
        self._browser.evaluate(_FETCH % (json.dumps(path), json.dumps(method), json.dumps(token), content) + "; 0")
        self._until("!!window.answer", f"an answer of {path}")
        status, text = self._browser.evaluate("window.answer")
        return status, json.loads(text) if text.startswith("{") else {"text": text}

    def _visit(self, path: str) -> None:
        self._keep()
        self._shown = ""
        self._browser.visit(self._address + path)

    def _keep(self) -> None:
        """Remember the requests and the answers of the charts before the browser's events are cleared."""
        blocked = {
            event["requestId"]: event.get("blockedReason", "") for event in self._browser.heard("Network.loadingFailed")
        }
        for event in self._browser.heard("Network.requestWillBeSent"):
            self.requests.append({"url": event["request"]["url"], "blocked": blocked.get(event["requestId"], "")})
        finished = {event["requestId"] for event in self._browser.heard("Network.loadingFinished")}
        for event in self._browser.heard("Network.responseReceived"):
            if "/api/v1/chart/data?" in event["response"]["url"] and event["requestId"] in finished:
                body = self._browser.ask("Network.getResponseBody", requestId=event["requestId"])["body"]
                chart = int(event["response"]["url"].split("slice_id%22%3A")[1].split("%")[0])
                self.answers[chart] = json.loads(body)["result"][0]
        self._browser.events.clear()

    def _chart(self, name: str) -> str:
        charts = "[...document.querySelectorAll(\"[data-test='chart-grid-component']\")]"
        return f"{charts}.find(chart => chart.dataset.testChartName === {json.dumps(name)})"

    def _press(self, element: str) -> None:
        """Press the mouse in the middle of an element."""
        x, y = self._browser.evaluate(
            f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'nearest'}}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self._browser.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        time.sleep(0.5)

    def _until(self, condition: str, what: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._browser.evaluate(f"!!({condition})"):
                return
            time.sleep(0.2)
        raise AssertionError(f"{what} does not come")
