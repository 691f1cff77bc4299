"""What ``extract`` and ``check`` say of the five sample documents, and of the real documents they restate."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run_gongkai, run_records

FINDINGS = {
    ("RATE_BUL_009", "hotline", "violated", "96.69", "98.34"),
    ("RATE_BUL_010", "农村事务", "violated", "27", "26.15"),
    ("RATE_NF2014_013", "website", "violated", "41.4", "41.83"),
    ("RATE_NF2014_013", "other", "violated", "26.8", "26.29"),
    ("RATE_BUL_009", "mailbox", "truncated", "93.54", "93.55"),
    ("RATE_BUL_010", "劳资社保", "truncated", "9", "9.58"),
    ("RATE_BUL_010", "房产物业", "truncated", "9", "9.58"),
    ("RATE_NF2014_013", "wechat", "truncated", "18.9", "18.98"),
}


@pytest.fixture(scope="module")
def sample_checks(sample_documents: Path) -> list[dict[str, Any]]:
    return run_records("check", sample_documents, "--all")


@pytest.fixture(scope="module")
def sample_records(sample_documents: Path) -> list[dict[str, Any]]:
    return run_records("extract", sample_documents)


def findings_of(checks: list[dict[str, Any]]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            c["rule"],
            c["scope"].get("variant") or c["scope"].get("topic") or c["scope"].get("channel") or "",
            c["outcome"],
            c["left"],
            c["right"],
        )
        for c in checks
        if c["outcome"] in ("violated", "truncated")
    ]


def test_exactly_the_known_findings(sample_checks: list[dict[str, Any]]) -> None:
    found = findings_of(sample_checks)
    assert set(found) == FINDINGS
    assert len(found) == len(FINDINGS)


def test_the_ranks_of_all_three_annexes_hold(sample_checks: list[dict[str, Any]]) -> None:
    ranks = Counter((c["rule"], c["scope"]["group"], c["outcome"]) for c in sample_checks if c["kind"] == "rank")
    assert ranks == {
        ("RANK_BUL_004", "departments", "holds"): 49, ("RANK_BUL_004", "counties", "holds"): 10,
        ("RANK_BUL_007", "all", "holds"): 44,
    }  # fmt: skip


def test_prose_totals_equal_the_sums_of_the_annexes(sample_checks: list[dict[str, Any]]) -> None:
    agreements = {
        c["scope"].get("variant", "zero"): (c["left"], c["right"], c["outcome"])
        for c in sample_checks
        if c["rule"] in ("AGREE_BUL_016", "AGREE_BUL_017")
    }
    assert agreements == {
        "reported": ("2918", "2918", "holds"), "adopted": ("1810", "1810", "holds"),
        "received": ("343", "343", "holds"), "replied": ("332", "332", "holds"), "zero": ("6", "6", "holds"),
    }  # fmt: skip


def test_channels_may_add_to_more_than_the_pieces(sample_checks: list[dict[str, Any]]) -> None:
    bound = [c for c in sample_checks if c["rule"] == "SUM_NF2014_008"]
    assert [(c["left"], c["right"], c["outcome"]) for c in bound] == [("89370", "106582", "holds")]


def test_each_finding_points_at_its_cells(sample_checks: list[dict[str, Any]], sample_documents: Path) -> None:
    wrong = next(c for c in sample_checks if c["rule"] == "RATE_BUL_009" and c["outcome"] == "violated")
    passages = [line for line in (sample_documents / wrong["file"]).read_text(encoding="utf-8").split("\n") if line]
    assert {(cell["side"], cell["value_raw"]) for cell in wrong["cells"]} == {
        ("left", "96.69%"), ("numerator", "543件"), ("denominator", "543件"), ("numerator", "5件"),
        ("numerator", "2件"), ("numerator", "1件"),
    }  # fmt: skip
    for cell in wrong["cells"]:
        passage, span = cell["place"][1:].split(":")
        start, end = map(int, span.split("-"))
        assert passages[int(passage) - 1][start:end] == cell["value_raw"]


def test_undecided_checks_say_what_is_missing(sample_checks: list[dict[str, Any]]) -> None:
    undecided = [c for c in sample_checks if c["outcome"] == "undecided"]
    assert undecided
    assert all(c["reason"] and c["right"] is None for c in undecided)
    growth = next(c for c in undecided if c["rule"] == "GROWTH_ANY_002" and c["organ"] == "泰州市高港区")
    assert growth["reason"] == "上年报告不在库：上年12345 受理（派发）数"


def test_only_warnings_are_violated_so_the_exit_code_is_0(sample_documents: Path) -> None:
    assert run_gongkai("check", sample_documents, "--json").returncode == 0


def test_every_figure_is_an_observation_or_unmapped_with_a_reason(sample_records: list[dict[str, Any]]) -> None:
    unmapped = [r for r in sample_records if r.get("unmapped")]
    assert all(r["reason_zh"] for r in unmapped)
    observations = [r for r in sample_records if not r.get("unmapped")]
    statistics = [r for r in unmapped if r["is_statistic"]]
    assert len(statistics) <= 0.05 * (len(observations) + len(statistics))
    assert {r["organ"] for r in observations} == {"佳木斯市", "宝鸡市凤县", "芜湖市弋江区", "泰州市高港区"}


def test_the_publisher_of_the_page_is_not_taken_for_the_author(sample_records: list[dict[str, Any]]) -> None:
    organs = {r["organ"] for r in sample_records if r["file"] == "gaogang_2018_annual.txt" and not r.get("unmapped")}
    assert organs == {"泰州市高港区"}


def test_an_unreadable_file_ends_2_and_the_others_are_still_printed(sample_documents: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    done = run_gongkai("extract", empty, sample_documents / "gaogang_2018_annual.txt", "--json")
    assert done.returncode == 2
    assert '"17228条"' in done.stdout
    assert "empty.html" in done.stderr
    assert "Traceback" not in done.stderr


def facts_of(records: list[dict[str, Any]]) -> dict[str, set[tuple[Any, ...]]]:
    facts: dict[str, set[tuple[Any, ...]]] = {}
    for r in records:
        if not r.get("unmapped"):
            dimensions = tuple(sorted(r["dimensions"].items()))
            fact = (
                r["indicator"],
                dimensions,
                r["value"],
                r["unit"],
                r["value_status"],
                r["low"],
                r["high"],
                r["as_of"],
            )
            facts.setdefault(f"{r['organ']} {r['period']}", set()).add((r["period"], *fact))
    return facts


def test_the_real_documents_read_to_the_same_observations(
    real_documents: Path, sample_records: list[dict[str, Any]]
) -> None:
    real, ours = facts_of(run_records("extract", real_documents)), facts_of(sample_records)
    assert real.keys() == ours.keys()
    for document, facts in real.items():
        assert facts == ours[document], document


def test_the_real_documents_give_the_same_outcomes(real_documents: Path, sample_checks: list[dict[str, Any]]) -> None:
    def outcomes(checks: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
        return Counter(
            (c["rule"], c["organ"], c["period"], tuple(sorted(c["scope"].items())), c["outcome"], c["left"], c["right"])
            for c in checks
        )

    assert outcomes(run_records("check", real_documents, "--all")) == outcomes(sample_checks)
