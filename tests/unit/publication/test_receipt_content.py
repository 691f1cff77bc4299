"""What a receipt says: the verdict, each finding in words, what is suspected, what could not be decided."""

from __future__ import annotations

import pytest

from orchestration.publication.receipt.model import Place
from tests.unit.publication.receipts import (
    DOCUMENT,
    WrittenExamination,
    cell,
    check,
    document_record,
    receipt_of,
    review_examination,
    suspect,
    unreadable,
)


def test_a_finding_is_a_sentence_with_both_sides_and_the_difference() -> None:
    finding = receipt_of(review_examination(check())).documents[0].findings[0]
    assert [said.sentence for said in finding.statements] == [
        "表四“行政复议·总计”填报为 0，而结果维持 10＋结果纠正 1＋其他结果 0＋尚未审结 0＝11，相差 11。"
    ]
    assert finding.statements[0].source == "国办公开办函〔2021〕30号"
    assert finding.marks[Place(DOCUMENT, table=1, row=3, column=5)].roles == ("left",)
    assert finding.marks[Place(DOCUMENT, table=1, row=3, column=1)].roles == ("right",)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([check()], "failed"),
        ([check(severity="warning")], "hinted"),
        ([check(outcome="truncated", severity="warning")], "hinted"),
        ([check(outcome="holds")], "passed"),
        ([check(outcome="undecided", right=None)], "unchecked"),
        ([check(outcome="undecided", right=None), check(outcome="holds")], "passed"),
        ([check(outcome="undecided", right=None, suspects=[suspect()]), check(outcome="holds")], "hinted"),
        ([], "unchecked"),
    ],
)
def test_verdict(checks: list[dict[str, object]], verdict: str) -> None:
    assert receipt_of(review_examination(*checks)).documents[0].verdict == verdict


def test_the_suspected_cell_is_named_with_figure_and_reason() -> None:
    finding = receipt_of(review_examination(check(suspects=[suspect()]))).documents[0].findings[0]
    ((only,),) = finding.options
    assert (only.name, only.reported, only.repair) == ("表四“行政复议·总计”", "0", "11")
    assert only.why == "合计误填为 0，而各分项有数"
    assert only.fault == "疑为填报差错"
    mark = finding.marks[Place(DOCUMENT, table=1, row=3, column=5)]
    assert mark.roles == ("left", "suspect") and mark.suggestion == "11"
    assert finding.advice == ""


def test_equal_alternatives_are_all_listed() -> None:
    other = suspect("t1!r3c1", "-1", 2, indicator="review.upheld", reported="10", why_code="none", why="无明显原因")
    finding = receipt_of(review_examination(check(suspects=[suspect(), other]))).documents[0].findings[0]
    assert [[one.repair for one in option] for option in finding.options] == [["11"], ["-1"]]
    assert finding.options[1][0].why == "使各式成立的最小改动，未见明显的致误原因"
    assert finding.marks[Place(DOCUMENT, table=1, row=3, column=1)].roles == ("right", "alternative")


@pytest.mark.parametrize(
    ("localisation", "suspects", "words"),
    [
        ("not_localised", [], "未能定位：现有勾稽关系不足以判断"),
        ("too_many", [], "未能定位：同等可能的改法过多"),
        ("too_many", [suspect()], "同等可能的改法不止所列各种"),
        ("", [], "请对照原始台账核对"),
    ],
)
def test_what_is_not_localised_is_said(localisation: str, suspects: list[dict[str, object]], words: str) -> None:
    finding = receipt_of(review_examination(check(suspects=suspects, localisation=localisation)))
    assert finding.documents[0].findings[0].advice.startswith(words)


def test_checks_with_a_suspect_in_common_are_one_finding() -> None:
    second = suspect("t1!r3c2", "2", indicator="review.corrected")
    checks = [
        check(suspects=[suspect()]),
        check("SUM_NF2021_T4_002"),
        check("SUM_NF2021_T4_003", suspects=[suspect(), second]),
        check("SUM_ANY_001", suspects=[second]),
    ]
    findings = receipt_of(review_examination(*checks)).documents[0].findings
    assert [[said.rule for said in finding.statements] for finding in findings] == [
        ["SUM_NF2021_T4_001", "SUM_NF2021_T4_003", "SUM_ANY_001"],
        ["SUM_NF2021_T4_002"],
    ]
    assert [[one.repair for one in option] for option in findings[0].options] == [["11", "2"]]


def test_errors_stand_before_warnings_and_are_counted_apart() -> None:
    document = receipt_of(review_examination(check(severity="warning"), check("SUM_NF2021_T4_003"))).documents[0]
    assert [finding.severity for finding in document.findings] == ["error", "warning"]
    assert (document.error_count, document.warning_count) == (1, 1)


def test_undecided_checks_are_told_by_reason() -> None:
    missing = {"outcome": "undecided", "right": None, "reason_code": "prior_year_missing"}
    checks = [
        check(**missing, reason="上年报告不在库：上年规章｜现行有效件数"),
        check(**missing, reason="上年报告不在库：上年规章｜现行有效件数"),
        check(outcome="undecided", right=None, reason_code="scope_differs", reason="口径不同（本级与汇总）"),
    ]
    groups = receipt_of(review_examination(*checks)).documents[0].undecided
    assert [(group.title, group.count) for group in groups] == [
        ("上年报告不在库", 2),
        ("口径不同（本级与汇总）", 1),
    ]
    assert groups[0].lines == ("行政复议：总计＝维持＋纠正＋其他＋尚未审结（2 次）——缺：上年规章｜现行有效件数",)


def test_what_was_assumed_is_told() -> None:
    checks = [check(outcome="holds", assumed_blank_zero=True), check(outcome="holds", reason_code="assumed_absent")]
    titles = [group.title for group in receipt_of(review_examination(*checks)).documents[0].assumed]
    assert titles == ["空白计为零（表内合计证明空白处均为零）", "未述及的项目计为无"]


def test_a_carry_names_last_year_and_its_file() -> None:
    last = "e" * 64
    examination = WrittenExamination(
        document_records=[document_record(last, "2022.docx", "2022"), document_record()],
        paragraphs={DOCUMENT: ["上年结转5件。"], last: ["结转下年度4件。"]},
    )
    cells = [
        cell("left", "applications.carried_in", "p1:4-6", "5件") | {"dimensions": {"applicant": "total"}},
        cell("right", "applications.carried_forward", "p1:5-7", "4件", last) | {"dimensions": {"applicant": "total"}},
    ]
    examination.check_records = [
        check("CARRY_NF2021_T3_001", kind="carry", left="5", right="4", difference="1", cells=cells)
    ]
    finding = receipt_of(examination).documents[1].findings[0]
    assert finding.statements[0].sentence == (
        "正文第 1 段“二、上年结转政府信息公开申请数量·总计”所述为 5件，"
        "而正文第 1 段“上年报告·四、结转下年度继续办理·总计”为 4件，相差 1。"
    )
    assert [passage.caption for passage in finding.passages] == ["正文第 1 段", "正文第 1 段（另一文件：2022.docx）"]


def test_a_rate_shows_its_counts() -> None:
    cells = [
        cell("left", "hotline.on_time_rate", "p1:0-6", "96.69%"),
        cell("numerator", "hotline.completed", "p1:8-12", "543件"),
        cell("numerator", "hotline.overdue", "p1:14-16", "9件", weight=-1),
        cell("denominator", "hotline.received", "p1:20-24", "543件"),
    ]
    rate = check("RATE_BUL_009", kind="rate", left="96.69", right="98.34", difference="-1.65", cells=cells)
    sentence = receipt_of(review_examination(rate)).documents[0].findings[0].statements[0].sentence
    assert sentence == (
        "正文第 1 段“12345 按时办结率”所述为 96.69%，"
        "而（12345 办结数 543件－12345 逾期办结数 9件）÷12345 受理（派发）数 543件＝98.34%，相差 1.65 个百分点。"
    )


def test_a_long_sum_spells_out_what_is_not_zero() -> None:
    names = [f"outcome.refused.x{n}" for n in range(12)]
    cells = [cell("left", "review.total", "t1!r3c5", "0")]
    cells += [cell("right", name, f"t1!r{n}c1", "7" if n == 3 else "0") for n, name in enumerate(names)]
    said = receipt_of(review_examination(check(cells=cells, right="7", difference="-7"))).documents[0].findings[0]
    assert "x3 7＋其余 11 项均为 0＝7，相差 7" in said.statements[0].sentence


def test_an_unreadable_file_has_a_reason_and_what_to_do() -> None:
    (file,) = receipt_of(WrittenExamination(unreadable=[unreadable()])).unread
    assert (file.file, file.reason) == ("密件.docx", "文件已加密或设有打开密码")
    assert "取消密码" in file.remedy
    (other,) = receipt_of(WrittenExamination(unreadable=[unreadable("never_heard_of")])).unread
    assert other.reason == "文件无法读取"


def test_every_reason_of_unreadability_has_words() -> None:
    import re

    from orchestration.reference import read_seed
    from tests.conftest import PROJECT

    raised: set[str] = set()
    for path in (PROJECT / "orchestration").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'UnreadableDocumentError\(\s*"([a-z_]+)"', text))
    assert raised and raised <= {
        row["reason_code"] for row in read_seed(PROJECT / "seeds", "catalogue/quarantine_reasons")
    }


def test_statistics_left_out_are_listed_and_other_numerals_are_not() -> None:
    examination = review_examination()
    left = {"document": DOCUMENT, "value_raw": "77", "place": "t1!r3c1", "reason_zh": "目录中没有对应指标"}
    examination.unmapped_records = [{**left, "is_statistic": True}, {**left, "is_statistic": False}]
    (one,) = receipt_of(examination).documents[0].left_out
    assert (one.value, one.where, one.reason) == ("77", "文件第 1 张表第 3 行第 1 列", "目录中没有对应指标")


def test_a_sum_over_both_sides_names_its_column() -> None:
    dimensions = {"dimensions": {"applicant": "commercial"}}
    cells = [
        cell("left", "applications.received", "t1!r1c2", "3") | dimensions,
        cell("left", "applications.carried_in", "t1!r2c2", "1") | dimensions,
        cell("right", "outcome.total", "t1!r3c2", "2") | dimensions,
        cell("right", "applications.carried_forward", "t1!r4c2", "1") | dimensions,
    ]
    balance = check("SUM_NF2021_T3_001", left="4", right="3", difference="1", cells=cells)
    assert receipt_of(review_examination(balance)).documents[0].findings[0].statements[0].sentence == (
        "表三“商业企业”：一、本年新收政府信息公开申请数量 3＋二、上年结转政府信息公开申请数量 1＝4，"
        "而（七）总计 2＋四、结转下年度继续办理 1＝3，相差 1。"
    )


def test_the_scope_of_a_check_is_told_in_words() -> None:
    scope = {
        "applicant": "commercial",
        "indicator": "review.total",
        "channel": "wechat",
        "method": "table",
        "topic": "农村",
    }
    said = receipt_of(review_examination(check(scope=scope))).documents[0].findings[0].statements[0]
    assert said.scope == "商业企业、行政复议｜总计、政务微信、农村"


def test_ways_that_differ_in_other_findings_alone_are_told_once() -> None:
    same = [suspect(alternative=1), suspect(alternative=2), suspect("t1!r3c1", "-1", 3)]
    finding = receipt_of(review_examination(check(suspects=same))).documents[0].findings[0]
    assert [[one.repair for one in option] for option in finding.options] == [["11"], ["-1"]]


def test_a_bound_says_what_is_larger_than_what() -> None:
    cells = [cell("left", "submission.adopted", "t1!r2c3", "9"), cell("right", "submission.reported", "t1!r2c2", "0")]
    bound = check("BOUND_BUL_003", kind="bound", left="9", right="0", difference="9", cells=cells)
    said = receipt_of(review_examination(bound)).documents[0].findings[0].statements[0].sentence
    assert said == "第 1 张表“采发（采用）条数”填报为 9，大于第 1 张表“报送条数”的 0，相差 9。"


@pytest.mark.parametrize(
    ("record", "title"), [("waived", "已登记豁免的不符"), ("resolved", "按已登记的更正成立的不符")]
)
def test_what_is_on_record_is_told_and_does_not_fail(record: str, title: str) -> None:
    document = receipt_of(review_examination(check(**{record: True}), check(outcome="holds"))).documents[0]
    assert document.verdict == "passed" and document.findings == ()
    (group,) = document.assumed
    assert (group.title, group.count) == (title, 1)
    assert group.lines[0].startswith("表四“行政复议·总计”填报为 0")
