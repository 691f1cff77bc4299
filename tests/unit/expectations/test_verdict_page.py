"""The page shows the verdict, runs nothing and fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path

from expectations.history import HISTORY, add_verdict
from expectations.page import render_page, write_page
from expectations.verdict import ExpectationOutcome, GateResult

HOSTILE = "<script>alert('x')</script>"


def outcome(*, success: bool, severity: str = "critical", mart: str = "fct_resource") -> ExpectationOutcome:
    return ExpectationOutcome(mart, "unexpected_rows", HOSTILE, success, severity, HOSTILE, HOSTILE, HOSTILE, 1234)


def test_everything_from_outside_is_escaped() -> None:
    result = GateResult(False, (outcome(success=False, mart=HOSTILE),), {HOSTILE: 1, "<b>": 2})
    page = render_page(result)
    assert "<script" not in page
    assert "<b>fct" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page


def test_page_asks_for_nothing() -> None:
    page = render_page(GateResult(True, (outcome(success=True),), {"fct_resource": 1}))
    assert not re.search(r"https?:|\b(src|href)=|url\(|@import", page)
    assert "default-src 'none'" in page


def test_page_tells_the_verdict_counts_and_failures(tmp_path: Path) -> None:
    outcomes = (outcome(success=False, severity="warning"), outcome(success=False), outcome(success=True))
    result = GateResult(False, outcomes, {"fct_resource": 54321, "rpt_quarantine": 0})
    page = write_page(result, tmp_path / "docs").read_text(encoding="utf-8")
    for text in ("未通过", "拒绝 critical", "提示 warning", "1,234", "54,321 行", "1 / 3 项达标", "rpt_quarantine"):
        assert text in page
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["index.html"]
    assert page == render_page(result)


def test_former_verdicts_are_kept_and_shown(tmp_path: Path) -> None:
    passed = GateResult(True, (outcome(success=True),), {"fct_resource": 1200})
    refused = GateResult(False, (outcome(success=False),), {"fct_resource": 1300})
    add_verdict(tmp_path, passed, "2026-01-01 08:00:00")
    add_verdict(tmp_path, passed, "2026-01-02 08:00:00")
    history = add_verdict(tmp_path, refused, "2026-01-02 08:00:00")  # the same build judged again
    assert [(one.built_at, one.passed, one.rows, one.refusals) for one in history] == [
        ("2026-01-02 08:00:00", False, 1300, 1),
        ("2026-01-01 08:00:00", True, 1200, 0),
    ]
    page = render_page(refused, history)
    assert page.index("2026-01-02 08:00:00") < page.index("2026-01-01 08:00:00")
    assert "历次结论" in page and "1,200" in page
    assert "<script" not in page


def test_history_is_bounded_and_a_broken_one_is_begun_anew(tmp_path: Path) -> None:
    result = GateResult(True, (), {})
    for day in range(150):
        add_verdict(tmp_path, result, f"day {day}")
    assert len((tmp_path / HISTORY).read_text(encoding="utf-8").splitlines()) == 100
    (tmp_path / HISTORY).write_text('{"no": 1}\n[', encoding="utf-8")
    assert [one.built_at for one in add_verdict(tmp_path, result, "now")] == ["now"]
