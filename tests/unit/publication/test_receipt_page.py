"""The page: self-contained, and whatever a document holds stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from orchestration.publication.receipt.page import render_page
from tests.unit.publication.receipts import (
    DOCUMENT,
    FILE,
    WrittenExamination,
    check,
    document_record,
    grid,
    receipt_of,
    review_examination,
    suspect,
    unreadable,
)

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
VOID = {"meta", "br", "img", "link"}


class Elements(HTMLParser):
    """Elements of a page with their attributes; complains about tags that are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(examination: WrittenExamination) -> str:
    return render_page(receipt_of(examination)).decode("utf-8")


def test_verdict_finding_and_suggestion_stand_on_the_page() -> None:
    page = page_of(review_examination(check(suspects=[suspect()])))
    assert "不通过（1 处错误）" in page
    assert "表四“行政复议·总计”填报为 0，而结果维持 10＋结果纠正 1＋其他结果 0＋尚未审结 0＝11，相差 11。" in page
    assert re.search(r'<td class="suspect">.*?左.*?核.*?</span>0 <span class="suggest">→ 11</span></td>', page)
    assert "政府信息公开工作年度报告（2021年版）" in page
    assert page.index("不通过") < page.index("问题 1")


def test_the_page_is_sound_accessible_and_alone() -> None:
    elements = Elements(page_of(review_examination(check(suspects=[suspect()])))).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form"}
    assert ("html", {"lang": "zh-CN"}) in elements
    assert all(attributes.get("scope") for tag, attributes in elements if tag == "th")
    assert sum(tag == "table" for tag, _ in elements) == sum(tag == "caption" for tag, _ in elements) == 1
    addresses = [a[name] for _, a in elements for name in ("href", "src", "style") if a.get(name)]
    assert all(address.startswith("#") for address in addresses)
    policy = next(a["content"] for tag, a in elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    examination = review_examination(check(description=SCRIPT, scope={"organ": SCRIPT}, suspects=[suspect(why=SCRIPT)]))
    examination.document_records = [{**document_record(file=SCRIPT), "organ_name_zh": SCRIPT, "title_raw": SCRIPT}]
    examination.table_cells = {DOCUMENT: grid([[SCRIPT] * 5, ["10", "1", "0", "0", SCRIPT], [SCRIPT] * 5])}
    examination.unmapped_records = [
        {"document": DOCUMENT, "value_raw": SCRIPT, "place": "p1:0-1", "reason_zh": SCRIPT, "is_statistic": True}
    ]
    examination.unreadable = [unreadable("damaged", SCRIPT)]
    page = page_of(examination)
    assert not {"script", "img"} & {tag for tag, _ in Elements(page).found}
    assert page.count("&lt;script&gt;") >= 9
    hostile_prose = review_examination(check(cells=[{**check()["cells"][0], "place": "p1:2-9"}]))
    hostile_prose.paragraphs = {DOCUMENT: [SCRIPT]}
    assert not {"script", "img"} & {tag for tag, _ in Elements(page_of(hostile_prose)).found}


def test_names_of_300_characters_and_broken_characters_are_harmless() -> None:
    examination = review_examination(check(file="长" * 300))
    examination.document_records = [document_record(file="长" * 300 + "\ud800\x00\u202e.docx")]
    page = page_of(examination)
    assert "长" * 300 + ".docx" in page


def test_several_files_have_an_overview_first() -> None:
    examination = review_examination(check())
    examination.document_records.append(document_record("e" * 64, "另一份.docx"))
    examination.unreadable = [unreadable()]
    page = page_of(examination)
    assert page.index("总览") < page.index("问题 1")
    for words in ("不通过（1 处错误）", "未能核对", "无法读取", "密件.docx", "请取消密码后重新报送。"):
        assert words in page
    assert "总览" not in page_of(review_examination(check()))


def test_the_same_findings_give_the_same_page() -> None:
    assert page_of(review_examination(check())) == page_of(review_examination(check()))
    assert FILE in page_of(review_examination())


def test_a_broken_table_does_not_break_the_page() -> None:
    examination = review_examination(check())
    examination.table_cells = {}
    Elements(page_of(examination))
