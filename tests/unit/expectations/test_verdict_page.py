"""The page shows the verdict, runs nothing and fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path

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
