"""Declared rows become patterns, labels and codes that extraction can use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.domain.errors import SeedError
from orchestration.reference import Knowledge, load_knowledge
from orchestration.reference.knowledge import FIGURE, parse_dimensions
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT / "seeds")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", ()),
        ("*", ()),
        ("@applicant", ()),
        ("kind=投诉", (("kind", "投诉"),)),
        ("organ=total;applicant=total", (("applicant", "total"), ("organ", "total"))),
        ("task={task};organ={orgs}", (("organ", "{orgs}"), ("task", "{task}"))),
    ],
)
def test_dimensions_are_sorted_pairs(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert parse_dimensions(text) == pairs


def test_it_is_read_once(knowledge: Knowledge) -> None:
    assert load_knowledge(PROJECT / "seeds") is knowledge
    assert knowledge.sentence_patterns is knowledge.sentence_patterns


def test_the_most_telling_titles_come_first(knowledge: Knowledge) -> None:
    priorities = [priority for _, priority, _ in knowledge.titles]
    assert priorities == sorted(priorities)
    assert {kind for kind, _, _ in knowledge.titles} == {"annual_report", "bulletin"}


def test_every_pattern_compiles_and_has_the_slots_it_gives(knowledge: Knowledge) -> None:
    assert len(knowledge.non_statistics) > 40
    for pattern in knowledge.sentence_patterns:
        assert pattern.emissions, pattern.pattern_id
        for emission in pattern.emissions:
            assert emission.slot in pattern.regex.groupindex, pattern.pattern_id


def test_every_hole_of_an_emission_is_a_word_of_its_pattern(knowledge: Knowledge) -> None:
    for pattern in knowledge.sentence_patterns:
        for emission in pattern.emissions:
            holes = re.findall(r"\{([a-z_]+)\}", emission.indicator_code + str(emission.dimensions))
            assert set(holes) <= set(pattern.regex.groupindex) | {"task"}, pattern.pattern_id


def test_every_alias_that_fills_a_code_makes_one_of_the_catalogue(knowledge: Knowledge) -> None:
    for pattern in knowledge.sentence_patterns:
        for emission in pattern.emissions:
            for name in re.findall(r"\{([a-z_]+)\}", emission.indicator_code):
                for code in knowledge.vocabulary[name].values():
                    filled = emission.indicator_code.replace(f"{{{name}}}", code)
                    assert filled in knowledge.indicators, filled


def seeds_with(seeds: Path, pattern: str) -> Knowledge:
    (seeds / "forms" / "period_cues.csv").write_text(f'basis,pattern,note\nas_of,"{pattern}",\n', encoding="utf-8")
    return Knowledge(seeds)


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("报送{n}条", f"报送{FIGURE}条", {"n": FIGURE}),
        ("{n}条、{n}条", f"{FIGURE}条、{FIGURE}条", {"n": FIGURE}),  # a macro used twice is a group once
        ("[^{n}]{0,3}{n}", f"共有{FIGURE}", {"n": FIGURE}),  # in a class it is the bare placeholder
        ("截至{number}月", f"截至{FIGURE}月", {}),
        ("{channel}公开", "政府门户网站公开", {"channel": "政府门户网站"}),  # the longest alias first
        ("{orgs}报送", "市监局、环境局报送", {"orgs": "市监局、环境局"}),
        ("{orgs}报送", "市农委(扶贫办)、清水街道报送", {"orgs": "市农委(扶贫办)、清水街道"}),
        ("{org}{n}件", f"住建局{FIGURE}件", {"org": "住建局", "n": FIGURE}),
        ("{ns}", f"{FIGURE}个、{FIGURE}个、{FIGURE}个", {"ns": f"{FIGURE}个、{FIGURE}个、{FIGURE}个"}),
        ("{ps}", f"{FIGURE}%、{FIGURE}%", {"ps": f"{FIGURE}%、{FIGURE}%"}),
        ("第{quarter}季度", "第三季度", {"quarter": "三"}),
        ("第?{quarter}季度", f"{FIGURE}季度", {"quarter": FIGURE}),
    ],
)
def test_macros(seeds: Path, pattern: str, text: str, groups: dict[str, str]) -> None:
    ((_, compiled),) = seeds_with(seeds, pattern).period_cues
    found = compiled.search(text)
    assert found is not None
    assert found.groupdict() == groups


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("{ns}", f"{FIGURE}个"),  # one figure is no list
        ("{orgs}报送", "市监局报送"),  # nor is one unit
        ("{org}{n}件", f"其中{FIGURE}件"),
    ],
)
def test_macros_that_do_not_match(seeds: Path, pattern: str, text: str) -> None:
    ((_, compiled),) = seeds_with(seeds, pattern).period_cues
    assert compiled.search(text) is None


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    knowledge = load_knowledge(tmp_path / "absent")
    with pytest.raises(SeedError, match=r"seeds/catalogue/units\.csv is missing"):
        knowledge.unit_names  # noqa: B018 - the reading is what is tried
