"""Rules on documents of our own: what holds, what is violated, and what a missing figure leaves undecided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.settings import load_settings
from orchestration.warehouse.examination import examine_files

HEAD = "凤县人民政府办公室关于2022年第二季度全县政务信息公开工作进展情况的通报\n"
ANNUAL = "佳木斯市2016年政府信息公开工作年度报告\n"


def check_texts(folder: Path, texts: dict[str, str]) -> list[dict[str, Any]]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    paths = load_settings()
    examination = examine_files([folder], paths.seeds_dir, paths.dbt_dir, with_checks=True)
    assert not examination.unreadable
    return list(examination.checks())


def outcome_of(checks: list[dict[str, Any]], rule: str, file: str = "", **scope: str) -> dict[str, Any]:
    found = [
        c
        for c in checks
        if c["rule"] == rule and (not file or c["file"] == file) and scope.items() <= c["scope"].items()
    ]
    assert len(found) == 1, (rule, file, scope, [c["scope"] for c in found])
    return found[0]


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Many small documents in one evaluation: the rules are evaluated over all of them at once."""
    kinds = "（一）12345热线。共受理案件100件：咨询60件、投诉{投诉}件、求助10件。"
    table = "单位名称\t报送条数\t采用条数\t采用排名\n甲局\t{a}\t6\t1\n乙局\t8\t6\t{rank}\n丙局\t{blank}\t4\t3\n合计\t{total}\t16\t\n"
    return check_texts(
        tmp_path_factory.mktemp("texts"),
        {
            "kinds_hold.txt": HEAD + kinds.format(投诉=30),
            "kinds_broken.txt": HEAD.replace("凤县", "甲县") + kinds.format(投诉=31),
            "kinds_approximate.txt": HEAD.replace("凤县", "乙县") + "（一）12345热线。共受理案件3500余件：咨询3520件、投诉50件。",
            "kinds_too_many.txt": HEAD.replace("凤县", "丙县") + "（一）12345热线。共受理案件3500余件：咨询3520件、投诉80件。",
            "rate_holds.txt": HEAD.replace("凤县", "丁县") + "（一）12345热线。受理案件300件，办结299件，办结率99.67%。",
            "rate_cut.txt": HEAD.replace("凤县", "戊县") + "（一）12345热线。受理案件300件，办结299件，办结率99.66%。",
            "rate_wrong.txt": HEAD.replace("凤县", "己县") + "（一）12345热线。受理案件300件，办结299件，办结率99.6%，群众满意。",
            "rate_alone.txt": HEAD.replace("凤县", "庚县") + "（一）12345热线。办结299件，办结率99.67%。",
            "list_holds.txt": HEAD.replace("凤县", "辛县") + table.format(a=10, rank=2, blank=5, total=23),
            "list_broken.txt": HEAD.replace("凤县", "壬县") + table.format(a=10, rank=1, blank=5, total=24),
            "list_blank.txt": HEAD.replace("凤县", "癸县") + table.format(a=10, rank=2, blank="", total=23),
            "over_bound.txt": HEAD.replace("凤县", "子县") + table.format(a=5, rank=1, blank=5, total=18),
            "twice.txt": ANNUAL.replace("佳木斯", "丑")
            + "全市收到政府信息公开申请82件。\n另据统计，收到政府信息公开申请83件，其中当面申请3件、传真申请0件、网络申请53件、信函申请26件。",
            "year_before.txt": ANNUAL.replace("2016", "2015").replace("佳木斯", "寅") + "全市主动公开政府信息1000条。",
            "year_after.txt": ANNUAL.replace("佳木斯", "寅") + "全市主动公开政府信息1200条，同比增长20%。",
            "year_wrong.txt": ANNUAL.replace("佳木斯", "寅").replace("2016", "2017") + "全市主动公开政府信息1500条，同比增长20%。",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "outcome", "difference"),
    [("kinds_hold.txt", "holds", "0"), ("kinds_broken.txt", "violated", "-1")],
)
def test_kinds_add_up(checks: list[dict[str, Any]], file: str, outcome: str, difference: str) -> None:
    check = outcome_of(checks, "SUM_BUL_008", file, variant="hotline_kind")
    assert (check["outcome"], check["difference"]) == (outcome, difference)


def test_an_approximate_total_holds_within_its_interval_only(checks: list[dict[str, Any]]) -> None:
    assert (
        outcome_of(checks, "SUM_BUL_008", "kinds_approximate.txt", variant="hotline_kind")["outcome"] == "holds"
    )  # 3570 in [3500, 3600)
    assert outcome_of(checks, "SUM_BUL_008", "kinds_too_many.txt")["outcome"] == "violated"  # 3600 is excluded


@pytest.mark.parametrize(
    ("file", "outcome", "reason"),
    [
        ("rate_holds.txt", "holds", ""),
        ("rate_cut.txt", "truncated", "truncated"),
        ("rate_wrong.txt", "truncated", "truncated"),  # 99.667 cut to one decimal is 99.6
        ("rate_alone.txt", "undecided", "term_missing"),
    ],
)
def test_rates(checks: list[dict[str, Any]], file: str, outcome: str, reason: str) -> None:
    check = outcome_of(checks, "RATE_BUL_015", file, variant="hotline")
    assert (check["outcome"], check["reason_code"]) == (outcome, reason)


def test_rows_add_up_to_their_total(checks: list[dict[str, Any]]) -> None:
    assert outcome_of(checks, "SUM_BUL_001", "list_holds.txt")["outcome"] == "holds"
    broken = outcome_of(checks, "SUM_BUL_001", "list_broken.txt")
    assert (broken["outcome"], broken["severity"], broken["left"], broken["right"]) == ("violated", "error", "24", "23")


def test_a_blank_cell_is_not_zero(checks: list[dict[str, Any]]) -> None:
    blank = outcome_of(checks, "SUM_BUL_001", "list_blank.txt")
    assert (blank["outcome"], blank["reason_code"]) == ("undecided", "blank_not_zero")


def test_ranks_use_their_second_key_and_a_wrong_one_is_named(checks: list[dict[str, Any]]) -> None:
    for organ in ("甲局", "乙局", "丙局"):
        assert outcome_of(checks, "RANK_BUL_004", "list_holds.txt", organ=organ)["outcome"] == "holds"
    wrong = outcome_of(checks, "RANK_BUL_004", "list_broken.txt", organ="乙局")
    assert (wrong["outcome"], wrong["left"], wrong["right"]) == ("violated", "1", "2")
    # without 丙局's count nobody can tell the order of the list
    assert outcome_of(checks, "RANK_BUL_004", "list_blank.txt", organ="甲局")["outcome"] == "undecided"


def test_nothing_is_adopted_that_was_not_submitted(checks: list[dict[str, Any]]) -> None:
    over = outcome_of(checks, "BOUND_BUL_003", "over_bound.txt", organ="甲局")
    assert (over["outcome"], over["left"], over["right"]) == ("violated", "6", "5")


def test_a_figure_stated_in_two_ways_decides_nothing(checks: list[dict[str, Any]]) -> None:
    check = outcome_of(checks, "SUM_NF2014_001", "twice.txt")
    assert (check["outcome"], check["reason_code"]) == ("undecided", "stated_twice")


def test_growth_is_checked_against_the_report_of_the_year_before(checks: list[dict[str, Any]]) -> None:
    assert outcome_of(checks, "GROWTH_ANY_002", "year_after.txt", variant="disclosure")["outcome"] == "holds"
    wrong = outcome_of(checks, "GROWTH_ANY_002", "year_wrong.txt", variant="disclosure")
    assert (wrong["outcome"], wrong["left"], wrong["right"]) == ("violated", "20", "25")


counts = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), min_size=2, max_size=30)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(counts, min_size=5, max_size=20), fault=st.integers(1, 500))
def test_consistent_lists_hold_and_a_fault_in_a_total_is_found(
    tmp_path_factory: pytest.TempPathFactory, lists: list[list[tuple[int, int]]], fault: int
) -> None:
    texts = {}
    for number, rows in enumerate(lists):
        pairs = [(max(pair), min(pair)) for pair in rows]
        order = sorted(range(len(pairs)), key=lambda i: (-pairs[i][1], -pairs[i][0]))
        rank = {i: 1 + sum((-pairs[j][1], -pairs[j][0]) < (-pairs[i][1], -pairs[i][0]) for j in order) for i in order}
        body = "".join(f"第{i}局\t{a:,}\t{b:,}\t{rank[i]}\n" for i, (a, b) in enumerate(pairs))
        total = sum(a for a, _ in pairs), sum(b for _, b in pairs)
        for name, extra in (("holds", 0), ("broken", fault)):
            head = HEAD.replace("凤县", f"{chr(0x4E00 + number)}{'甲' if extra else '乙'}县")
            table = f"单位\t报送条数\t采用条数\t采用排名\n{body}合 计\t{total[0] + extra:,}\t{total[1]:,}\t\n"
            texts[f"{name}_{number}.txt"] = head + table
    checks = check_texts(tmp_path_factory.mktemp("lists"), texts)
    for number in range(len(lists)):
        of_file = [c for c in checks if c["file"] == f"holds_{number}.txt"]
        assert {c["outcome"] for c in of_file} == {"holds"}
        broken = [c for c in checks if c["file"] == f"broken_{number}.txt" and c["outcome"] == "violated"]
        assert [(c["rule"], c["difference"]) for c in broken] == [("SUM_BUL_001", str(fault))]
