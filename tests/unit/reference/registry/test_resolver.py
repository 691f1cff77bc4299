"""A name gives one organ, candidates, or unknown; years and the organ that publishes decide, nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.reference.registry import OrganResolver


def append(seeds: Path, name: str, row: str) -> None:
    with (seeds / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")


JIAMUSI, FENG, YIJIANG, NANJING, JIANGSU = "G230800", "G610330", "G340209", "G320100", "G320000"


@pytest.mark.parametrize(
    ("name", "year", "context", "organ_id", "reason"),
    [
        ("高港区", 2018, "", "G321203", "declared_name"),
        ("江苏省泰州市高港区", 2018, "", "G321203", "region_name"),
        ("江苏泰州高港", 2018, "", "G321203", "region_name"),
        ("泰州市海陵区人民政府办公室", 2018, "", "G321202", "office_signs"),
        ("上海市人民政府办公厅", 2021, "", "G310000-OFFICE", "declared_name"),
        ("上海市政府办公厅", 2021, "", "G310000-OFFICE", "department"),
        ("郊 区", 2018, JIAMUSI, "G230811", "by_context"),
        ("鼓楼区", 2018, NANJING, "G320106", "by_context"),
        ("市农委(扶贫办)", 2018, JIAMUSI, f"{JIAMUSI}-AGRICULTURE_COMMISSION", "department"),
        ("佳木斯市教育局", 2018, "", f"{JIAMUSI}-EDU", "department"),
        ("市政府办公室", 2018, JIAMUSI, f"{JIAMUSI}-OFFICE", "department"),
        ("市政府", 2018, "G230811", JIAMUSI, "by_context"),
        ("省教育厅", 2018, JIAMUSI, "G230000-EDU", "department"),
        ("团市委", 2018, JIAMUSI, f"{JIAMUSI}-YOUTH", "department"),
        ("市委组织部", 2018, "G230811", f"{JIAMUSI}-ORGANISATION", "department"),
        ("市场监管局", 2021, YIJIANG, f"{YIJIANG}-MARKET", "department"),
        ("公安交警大队", 2021, YIJIANG, f"{YIJIANG}-TRAFFIC_POLICE", "department"),
        ("卫健局", 2023, FENG, f"{FENG}-HEALTH", "department"),
        ("双石铺镇人民政府", 2023, FENG, "G610330100", "town"),
        ("凤縣人民政府", 2023, "", FENG, "declared_name"),
    ],
)
def test_one_organ(resolver: OrganResolver, name: str, year: int, context: str, organ_id: str, reason: str) -> None:
    found = resolver.resolve(name, year, context)
    assert (found.status, found.organ_id, found.reason_code) == ("resolved", organ_id, reason)
    assert resolver.registry.organ(organ_id) is not None


@pytest.mark.parametrize(
    ("name", "year", "organ_id"),
    [
        ("弋江区", 2015, "G340203"),  # renumbered when 三山区 was merged into it
        ("弋江区", 2021, "G340209"),
        ("洪泽县", 2014, "G320829"),
        ("洪泽县人民政府", 2016, "G320829"),  # within a year of its end
        ("洪泽区", 2018, "G320813"),
        ("襄樊市", 2008, "G420600"),
        ("襄樊市", 2015, "G420600"),  # the same organ, renamed
        ("襄阳市", 2015, "G420600"),
        ("徽州地区", 1985, "G342700"),
    ],
)
def test_years_count(resolver: OrganResolver, name: str, year: int, organ_id: str) -> None:
    assert resolver.resolve(name, year).organ_id == organ_id


@pytest.mark.parametrize(
    ("name", "year", "context", "candidates", "reason"),
    [
        ("鼓楼区", 2018, "", {"G320106", "G320302", "G350102", "G410204"}, "homonyms"),
        ("鼓楼区", 2018, JIANGSU, {"G320106", "G320302"}, "homonyms"),
        ("鼓楼区教育局", 2018, JIANGSU, {"G320106-EDU", "G320302-EDU"}, "homonyms"),
        ("淮安", 2018, JIANGSU, {"G320800", "G320803"}, "homonyms"),
        ("矿区", 2021, JIAMUSI, {"G140303"}, "elsewhere"),
    ],
)
def test_several_organs_are_candidates(
    resolver: OrganResolver, name: str, year: int, context: str, candidates: set[str], reason: str
) -> None:
    found = resolver.resolve(name, year, context)
    assert (found.status, found.organ_id, found.reason_code) == ("ambiguous", "", reason)
    assert set(found.candidates) == candidates


def test_a_region_that_is_no_more_is_not_taken_for_what_came_of_it(resolver: OrganResolver) -> None:
    found = resolver.resolve("洪泽县", 2018)
    assert (found.status, found.reason_code) == ("ambiguous", "not_in_year")
    assert "G320813" in found.candidates


@pytest.mark.parametrize(
    ("name", "context", "reason"),
    [
        ("", "", "blank"), ("　", "", "blank"), ("市教育局", "", "no_government"), ("教育局", "", "no_government"),
        ("龙江环保供水有限公司", JIAMUSI, "not_registered"), ("佳木斯市第一中学", "", "not_registered"),
        ("市教育厅", JIAMUSI, "not_registered"), ("甴港区", "", "not_registered"),
        ("区教育局", "G150100", "not_registered"),  # no district, and not the autonomous region's
    ],
)  # fmt: skip
def test_unknown(resolver: OrganResolver, name: str, context: str, reason: str) -> None:
    found = resolver.resolve(name, 2018, context)
    assert (found.status, found.organ_id, found.candidates, found.reason_code) == ("unknown", "", (), reason)


@pytest.mark.parametrize(
    ("text", "organ_id"),
    [
        ("佳木斯市2017年政府信息公开工作年度报告", JIAMUSI),
        ("2017年佳木斯市政府信息公开工作年度报告.docx", JIAMUSI),
        ("凤县人民政府办公室关于2023年第三季度全县政务信息公开工作进展情况的通报", FENG),
        ("高港区人民政府2018年政府信息公开年度报告", "G321203"),
        ("附件2_弋江区_2021.xlsx", YIJIANG),
    ],
)
def test_titles_and_file_names(resolver: OrganResolver, text: str, organ_id: str) -> None:
    assert resolver.resolve_title(text, 2021 if "弋江" in text else 2018).organ_id == organ_id


def test_a_title_of_two_organs_is_ambiguous(resolver: OrganResolver) -> None:
    found = resolver.resolve_title("佳木斯市关于凤县2018年工作的通报", 2018)
    assert (found.status, found.reason_code, set(found.candidates)) == ("ambiguous", "two_organs", {JIAMUSI, FENG})


@pytest.mark.parametrize("url", ["http://www.jms.gov.cn/zwgk/1.html", "https://WWW.JMS.GOV.CN", "jms.gov.cn/x"])
def test_a_declared_host(resolver: OrganResolver, url: str) -> None:
    assert resolver.resolve_url(url).organ_id == JIAMUSI


@pytest.mark.parametrize("url", ["http://jyj.jms.gov.cn/", "http://www.example.cn", "http://[", "", "C:\\a\\b.docx"])
def test_other_hosts_are_unknown(resolver: OrganResolver, url: str) -> None:
    assert resolver.resolve_url(url).status == "unknown"


@settings(deadline=None)
@given(st.text(max_size=40), st.none() | st.integers(1900, 2100), st.sampled_from(["", JIAMUSI, FENG, "G0", "\x00"]))
def test_any_text_ends_in_one_of_three(resolver: OrganResolver, name: str, year: int | None, context: str) -> None:
    found = resolver.resolve(name, year, context)
    assert (found.status == "resolved") == bool(found.organ_id)
    assert (found.status == "ambiguous") == bool(found.candidates)


def test_a_declared_department_is_the_one_that_usual_names_mean(seeds: Path) -> None:
    append(seeds, "registry/organs", "G230800-01,佳木斯市教育局,Education,department,city,230800,G230800,,,名册")
    resolver = OrganResolver(seeds)
    for name, context in (("市教育局", JIAMUSI), ("教委", JIAMUSI), ("佳木斯市教委", ""), ("佳木斯市教育局", "")):
        assert resolver.resolve(name, 2018, context).organ_id == "G230800-01", name


def test_declared_organs_of_places_outside_the_code_book(seeds: Path) -> None:
    append(seeds, "registry/organs", "G900000,甲省人民政府,A,government,province,900000,,,,名册")
    append(seeds, "registry/organs", "G900100,乙市人民政府,B,government,city,900100,G900000,2010,,名册")
    resolver = OrganResolver(seeds)
    assert resolver.resolve("乙市", 2018).organ_id == "G900100"
    assert resolver.resolve("甲省乙市人民政府", 2018).organ_id == "G900100"
    assert resolver.resolve("市教育局", 2018, "G900100").organ_id == "G900100-EDU"
    assert resolver.resolve("乙市人民政府", 2000).status != "resolved"


def test_two_declared_organs_of_one_name_are_candidates(seeds: Path) -> None:
    append(seeds, "registry/organ_aliases", "高港区,G320813")
    found = OrganResolver(seeds).resolve("高港区", 2018)
    assert (found.status, set(found.candidates)) == ("ambiguous", {"G321203", "G320813"})
