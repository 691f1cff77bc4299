"""The bulletin and the hand-out in a real browser: nothing fetched, charts drawn, their figures those of SQL, printable."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from tests.browser.chromium import Chromium
from tests.browser.test_receipt_page import LUMINANCE, TELEPHONE
from tests.conftest import Build, Write

pytestmark = pytest.mark.slow

PAGES = [("bulletin", "佳木斯市", "2018Q1"), ("bulletin", "凤县", "2023Q3"), ("report", "佳木斯市", "2017")]
DRAWN = """[...document.querySelectorAll('.chart')].map(c => {
  const box = c.querySelector('svg')?.getBoundingClientRect();
  return [c.id, !!box && box.width > 300 && box.height > 60, c.getAttribute('role'), !!c.ariaLabel,
    c.querySelectorAll('svg path[fill]').length > 3];
})"""
TEXTS = "[...document.getElementById('{}').querySelectorAll('svg text')].map(t => t.textContent)"


@pytest.fixture(params=PAGES, ids="-".join)
def page(request: pytest.FixtureRequest, browser: Chromium, write: Write) -> Chromium:
    """The browser with one page open, as wide as a desk."""
    browser.resize(1200, 900)
    browser.open(write(*request.param, ".html"))
    return browser


def open_page(browser: Chromium, write: Write, command: str, organ: str, period: str) -> Chromium:
    browser.resize(1200, 900)
    browser.open(write(command, organ, period, ".html"))
    return browser


def test_nothing_is_fetched_and_nothing_is_complained_of(page: Chromium) -> None:
    addresses = [event["request"]["url"] for event in page.heard("Network.requestWillBeSent")]
    assert len(addresses) == 1 and addresses[0].startswith("file://")
    for kind in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
        assert page.heard(kind) == []


def test_every_chart_is_drawn_and_has_words_and_a_table(page: Chromium) -> None:
    options = page.evaluate("document.querySelectorAll('script[data-chart]').length")
    drawn = page.evaluate(DRAWN)
    assert len(drawn) == options
    assert all(row[1:] == [True, "img", True, True] for row in drawn)
    assert page.evaluate("[...document.querySelectorAll('.chart')].every(c => c.parentElement.querySelector('table'))")
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 && e.ariaLabel)")


def test_all_text_has_contrast(page: Chromium) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    low = page.evaluate(LUMINANCE.replace("main *", "main *:not(svg *)"))[1]
    assert low == []


def test_it_fits_a_telephone(page: Chromium) -> None:
    page.resize(TELEPHONE, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE
    assert page.evaluate("[...document.querySelectorAll('.chart svg')].every(s => s.clientWidth <= innerWidth)")


def test_the_policy_stops_what_was_not_written_by_us(page: Chromium) -> None:
    page.evaluate("""(() => {
      const script = document.createElement('script'); script.textContent = 'window.ran = true';
      document.body.append(script);
      const image = document.createElement('img'); image.src = 'http://192.0.2.1/x.png'; document.body.append(image);
    })()""")
    assert page.evaluate("window.ran === undefined")
    assert not [e for e in page.heard("Network.responseReceived") if "192.0.2.1" in e["response"]["url"]]


def test_the_bars_of_a_ranking_are_those_of_sql(browser: Chromium, write: Write, built: Build) -> None:
    page = open_page(browser, write, "bulletin", "佳木斯市", "2018Q1")
    texts = page.evaluate(TEXTS.format("annex2"))
    rows = built.rows(
        "select member_name_zh, key_2_value::bigint, key_1_value::bigint from rpt_ranking where organ_id = 'G230800' "
        "and period = '2018Q1' and ranking_code = 'submission' and unit_group_code = 'counties' order by rank_computed"
    )
    assert [text for text in texts if text in {name for name, *_ in rows}] == [name for name, *_ in rows]
    for _, reported, adopted in rows:
        assert {str(reported), str(adopted)} <= set(texts)


def test_the_channels_are_those_of_sql(browser: Chromium, write: Write, built: Build) -> None:
    page = open_page(browser, write, "report", "佳木斯市", "2017")
    texts = page.evaluate(TEXTS.format("proactive-2"))
    rows = built.rows(
        "select value_accepted::bigint::varchar from fct_disclosure_channel where organ_id = 'G230800' "
        "and period = '2017' and indicator_code like 'channel.%'"
    )
    assert {value for (value,) in rows} <= set(texts) and len(rows) == 5


def test_it_prints_with_charts_and_tables(page: Chromium) -> None:
    charts = page.evaluate("document.querySelectorAll('.chart').length")
    with pypdfium2.PdfDocument(io.BytesIO(page.print_pdf())) as pdf:
        text = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in pdf)
        sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in pdf}
        wide = [
            shape.get_bounds()[2] - shape.get_bounds()[0]
            for sheet in pdf
            for shape in sheet.get_objects(filter=[2])  # paths
        ]
    assert sizes == {(595, 842)}  # A4
    assert "数据来源" in text and "SHA-256" in text
    captions = page.evaluate("[...document.querySelectorAll('figcaption')].map(c => c.textContent.replace(/\\s/g, ''))")
    assert len(captions) == charts and all(text.count(caption) >= 2 for caption in captions)  # chart and table
    assert max(wide) <= 595 and len(wide) > 20 * charts  # drawn, and inside the sheet
