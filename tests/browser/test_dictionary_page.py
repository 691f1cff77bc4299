"""The data dictionary in a real browser: found by words of both languages, switched, linked, and nothing fetched."""

from __future__ import annotations

import json

import pytest

from orchestration.publication.dictionary import build_dictionary, render_page
from orchestration.settings import load_settings
from orchestration.warehouse.models import compiled_manifest
from tests.browser.chromium import Chromium

TELEPHONE = 390  # CSS pixels
HOSTILE = "<script>console.error('run')</script><img src='http://192.0.2.1/x.png' onerror='console.error(1)'>"


@pytest.fixture(scope="module")
def page(browser: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Chromium:
    """The page of the project, with hostile words in the name of one indicator."""
    settings = load_settings()
    dictionary = build_dictionary(compiled_manifest(settings.dbt_dir), settings.seeds_dir)
    next(one for one in dictionary["indicators"] if one["code"] == "review.other")["name_zh"] += HOSTILE
    path = tmp_path_factory.mktemp("dictionary") / "dictionary.html"
    path.write_bytes(render_page(dictionary))
    browser.resize(1200, 900)
    browser.open(path)
    return browser


def search(page: Chromium, words: str) -> list[str]:
    """Ids of the entries that are shown for some words."""
    page.evaluate(f"search.value = {json.dumps(words)}; search.dispatchEvent(new Event('input'))")
    return page.evaluate(
        "[...document.querySelectorAll('details[data-entry]')].filter(e => e.checkVisibility()).map(e => e.id)"
    )


def switch(page: Chromium, language: str) -> None:
    page.evaluate(f"if (document.documentElement.lang !== '{language}') document.getElementById('language').click()")


def test_nothing_is_fetched_and_nothing_hostile_runs(page: Chromium) -> None:
    assert [event["request"]["url"] for event in page.heard("Network.requestWillBeSent")][1:] == []
    assert page.heard("Log.entryAdded") == page.heard("Runtime.exceptionThrown") == []
    assert page.evaluate("document.querySelectorAll('img').length") == 0
    assert "i-review.other" in search(page, "console.error('run')")


def test_search_finds_by_words_of_both_languages_and_by_code(page: Chromium) -> None:
    switch(page, "zh-CN")
    everything = search(page, "")
    assert len(everything) > 350
    assert "i-outcome.refused.state_secret" in search(page, "属于国家秘密")
    assert "i-outcome.refused.state_secret" in search(page, "REFUSED state secret")
    assert search(page, "CARRY_NF2021_T2_002 规范性文件") != []
    assert "r-CARRY_NF2021_T2_002" in search(page, "CARRY_NF2021_T2_002")
    assert search(page, "没有这个词xyz") == []
    assert page.evaluate("document.getElementById('nothing').checkVisibility()")
    assert search(page, "") == everything


def test_counts_follow_the_search(page: Chromium) -> None:
    shown = search(page, "行政复议")
    counts = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-count]')].map(e => [e.dataset.count, +e.textContent]))"
    )
    assert counts["indicators"] == sum(entry.startswith("i-") for entry in shown) > 4
    assert counts["forms"] == 0


def test_the_language_is_switched(page: Chromium) -> None:
    search(page, "")
    words = "document.querySelector('#i-outcome\\\\.granted strong').innerText"
    switch(page, "zh-CN")
    assert page.evaluate(words) == "（一）予以公开"
    assert page.evaluate("document.title") == "数据字典"
    switch(page, "en")
    assert page.evaluate(words) == "granted"
    assert page.evaluate("[document.title, search.placeholder]") == [
        "Data dictionary",
        "Search names, codes, sources ...",
    ]
    switch(page, "zh-CN")


def test_a_link_opens_what_it_names(page: Chromium) -> None:
    search(page, "没有这个词xyz")
    page.evaluate("location.hash = 'm-fct_resource'")
    page.evaluate("new Promise(done => setTimeout(done, 100))")
    assert page.evaluate(
        "document.getElementById('m-fct_resource').open && document.getElementById('m-fct_resource').checkVisibility()"
    )


def test_it_fits_a_telephone(page: Chromium) -> None:
    page.resize(TELEPHONE, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE
    page.resize(1200, 900)
