"""The receipt in a real browser: nothing fetched, nothing run, marks seen, fit for a telephone and for paper."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from orchestration.publication.receipt import write_receipt
from tests.browser.chromium import Chromium
from tests.unit.publication.receipts import (
    DOCUMENT,
    SEEDS,
    WrittenExamination,
    check,
    document_record,
    grid,
    review_examination,
    suspect,
    unreadable,
)

TELEPHONE = 390  # CSS pixels
HOSTILE = "<script>console.error('run')</script><img src='http://192.0.2.1/x.png' onerror='console.error(1)'>"
LUMINANCE = """(() => {
  const light = c => { const [r, g, b] = c.match(/[0-9.]+/g).map(Number).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
  const low = [];
  let seen = 0;
  for (const e of document.querySelectorAll('main *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    seen += 1;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) low.push(e.outerHTML.slice(0, 90));
  }
  return [seen > 100, low];
})()"""


def full_examination() -> WrittenExamination:
    """A report with a finding in a table, one in a long table, one in prose, hostile text and a file that is unread."""
    rows = [
        ["单位", *(f"第{n}类申请人" for n in range(1, 15))],
        *([f"第{n}项很长的办理结果名称", *["1"] * 14] for n in range(40)),
    ]
    long_cells = [{**check()["cells"][0], "place": f"t2!r{n}c3"} for n in (4, 20, 41)]
    prose = [{**check()["cells"][0], "place": "p1:4-7"}, {**check()["cells"][1], "place": "p1:10-13"}]
    others = [suspect("t1!r3c1", str(-n), n, indicator="review.upheld", reported="10") for n in range(2, 9)]
    examination = review_examination(
        check(suspects=[suspect(), *others], localisation="localised"),
        check("SUM_NF2021_T4_003", cells=long_cells),
        check("PROSE_ANY_001", severity="warning", cells=prose),
        check("RATE_BUL_009", outcome="truncated", severity="warning"),
        check(
            outcome="undecided",
            right=None,
            reason="上年报告不在库：" + "很长的名称" * 30,
            reason_code="prior_year_missing",
        ),
        check(outcome="holds", assumed_blank_zero=True),
    )
    examination.table_cells[DOCUMENT] = [*examination.table_cells[DOCUMENT], *grid(rows, table=2)]
    examination.paragraphs = {DOCUMENT: ["全年受理21件，办结20件。" + HOSTILE]}
    examination.document_records = [document_record(file="无空格的长文件名" * 30 + "A" * 300 + ".docx")]
    examination.document_records.append({**document_record("e" * 64, HOSTILE), "organ_name_zh": HOSTILE})
    examination.unreadable = [unreadable("damaged", HOSTILE)]
    return examination


@pytest.fixture
def page(browser: Chromium, tmp_path: Path) -> Chromium:
    """The browser with the receipt open, as wide as a desk."""
    target = tmp_path / "回执.html"
    examination = full_examination()
    write_receipt(target, examination, examination.check_records, SEEDS)
    browser.resize(1200, 900)
    browser.open(target)
    return browser


def test_nothing_is_fetched_run_or_complained_of(page: Chromium) -> None:
    assert page.evaluate("document.title") == "政府信息公开统计数据核对回执"
    addresses = [event["request"]["url"] for event in page.heard("Network.requestWillBeSent")]
    assert len(addresses) == 1 and addresses[0].startswith("file://")
    for kind in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
        assert page.heard(kind) == []
    assert page.evaluate("document.querySelectorAll('script, img, link, iframe').length") == 0
    assert page.evaluate("document.body.innerText.includes(\"<script>console.error('run')\")")


def test_marked_cells_are_seen_and_not_by_colour_alone(page: Chromium) -> None:
    seen = page.evaluate("""(() => {
      const cell = document.querySelector('td.suspect'), style = getComputedStyle(cell);
      return [style.backgroundColor, style.boxShadow, cell.innerText.replace(/\\s+/g, ' '), cell.offsetHeight > 10];
    })()""")
    assert seen[0] == "rgb(255, 224, 138)"
    assert "3px inset" in seen[1]
    assert seen[2] == "左核 0 → 11" and seen[3]
    plain = page.evaluate("getComputedStyle(document.querySelector('td:not([class])')).boxShadow")
    assert plain == "none"
    assert page.evaluate("document.querySelector('td.alternative').innerText").startswith("右备")
    marked = page.evaluate("[...document.querySelectorAll('mark')].map(m => m.innerText.replace(/\\s/g, ''))")
    assert marked == ["左21件", "右20件"]


def test_all_text_has_contrast(page: Chromium) -> None:
    assert page.evaluate(LUMINANCE) == [True, []]


def test_it_fits_a_telephone(page: Chromium) -> None:
    page.resize(TELEPHONE, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE
    outside = page.evaluate("""[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll')
      && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))""")
    assert outside == []
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 && e.ariaLabel)")


def test_it_prints(page: Chromium) -> None:
    pdf = pypdfium2.PdfDocument(page.print_pdf())
    try:
        text = "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        width, height = pdf[0].get_size()
    finally:
        pdf.close()
    assert (round(width), round(height)) == (595, 842)  # A4
    said = "".join(text.split())
    for words in ("不通过（2处错误）", "建议核对", "0→11", "也可能是", "10→-2", "10→-8", "无法读取的文件", "如何更正"):
        assert words in said
