"""Organs that follow from regions, departments and towns, and the seeds they follow from."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from orchestration.reference.registry import OrganResolver
from tests.conftest import PROJECT


@pytest.mark.parametrize(
    ("organ_id", "name", "kind", "level", "parent"),
    [
        ("G230811", "佳木斯市郊区", "government", "county", "G230800"),
        ("G110101", "北京市东城区", "government", "county", "G110000"),
        ("G230882", "富锦市", "government", "county", "G230800"),
        ("G429004", "仙桃市", "government", "county", "G420000"),
        ("G230000-EDU", "黑龙江省教育厅", "department", "province", "G230000"),
        ("G310000-EDU", "上海市教育局", "department", "province", "G310000"),
        ("G610330-HEALTH", "宝鸡市凤县卫生健康委员会", "department", "county", "G610330"),
        ("G610330100", "宝鸡市凤县双石铺镇", "town", "town", "G610330"),
    ],
)
def test_organs_that_follow(
    resolver: OrganResolver, organ_id: str, name: str, kind: str, level: str, parent: str
) -> None:
    organ = resolver.registry.organ(organ_id)
    assert organ is not None
    assert (organ.name, organ.kind, organ.level, organ.parent_organ_id) == (name, kind, level, parent)
    assert organ.source


@pytest.mark.parametrize("organ_id", ["", "G000000", "G230800-NOTHING", "G610330999", "X"])
def test_ids_of_nothing(resolver: OrganResolver, organ_id: str) -> None:
    assert resolver.registry.organ(organ_id) is None


def test_those_above_and_below(resolver: OrganResolver) -> None:
    registry = resolver.registry
    assert [organ.organ_id for organ in registry.ancestors("G610330-HEALTH")] == ["G610330", "G610300", "G610000"]
    assert len(list(registry.governments_below("G230800", 2018))) == 10
    before = {organ.name for organ in registry.governments_below("G320800", 2014)}
    after = {organ.name for organ in registry.governments_below("G320800", 2018)}
    assert (before - after, after - before) == (
        {"淮安市洪泽县", "淮安市清河区", "淮安市清浦区"}, {"淮安市洪泽区", "淮安市清江浦区"},
    )  # fmt: skip


def test_every_present_region_stands_below_a_province(resolver: OrganResolver) -> None:
    registry = resolver.registry
    present = [span for spans in registry.regions.by_code.values() for span in spans if span.is_present]
    assert len([span for span in present if span.level == "county"]) > 2800
    for span in present:
        above = [organ.level for organ in registry.ancestors(span.organ_id)]
        assert above[-1:] == ([] if span.level == "province" else ["province"]), span


def test_spans_of_a_code_do_not_overlap(resolver: OrganResolver) -> None:
    for spans in resolver.registry.regions.by_code.values():
        years = sorted((span.first_year, span.last_year) for span in spans)
        assert all(first <= last for first, last in years), spans
        assert all(one[1] < other[0] for one, other in pairwise(years)), spans


def test_every_row_of_the_registry_names_its_source() -> None:
    for name in ("regions", "region_changes", "townships", "traditional_characters", "department_kinds", "organs"):
        with (PROJECT / "seeds" / "registry" / f"{name}.csv").open(encoding="utf-8") as file:
            assert all(row["source"] for row in csv.DictReader(file)), name
