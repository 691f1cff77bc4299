"""The organs of the five sample documents, as their titles, tables and pages write them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from orchestration.reference import load_knowledge
from orchestration.reference.registry import OrganResolver
from orchestration.settings import PROJECT_DIR
from orchestration.warehouse.examination import Examination, examine_files

UNKNOWN = {"市供热办公室", "市房屋交易与产权管理中心", "龙江环保供水有限公司", "市燃气公司"}
REPORTERS = {
    "fengxian_2023q3_bulletin.txt": "G610330", "gaogang_2018_annual.txt": "G321203",
    "jiamusi_2017_annual.html": "G230800", "jiamusi_2018q1_bulletin.html": "G230800",
    "yijiang_2021_08_bulletin.html": "G340209",
}  # fmt: skip
COUNTIES = {
    "富锦市": "G230882", "汤原县": "G230828", "向阳区": "G230803", "桦川县": "G230826", "前进区": "G230804",
    "同江市": "G230881", "郊区": "G230811", "桦南县": "G230822", "东风区": "G230805", "抚远市": "G230883",
}  # fmt: skip


@pytest.fixture(scope="module")
def resolver() -> OrganResolver:
    return load_knowledge(PROJECT_DIR / "seeds").organ_resolver


@pytest.fixture(scope="module")
def samples(sample_documents: Path) -> Examination:
    return examine_files([sample_documents], PROJECT_DIR / "seeds", PROJECT_DIR / "dbt_project", with_checks=False)


def rows(samples: Examination, where: str) -> list[dict[str, str]]:
    return samples.query(f"""
        select d.file_name, n.* from raw.raw_organ_names as n
        join intermediate.int_documents_resolved as d using (document_id) where {where}
    """).to_pylist()


def test_the_organs_that_report(samples: Examination) -> None:
    found = rows(samples, "role = 'reporter'")
    assert {row["file_name"]: row["organ_id"] for row in found} == REPORTERS
    assert {row["status"] for row in found} == {"resolved"}


def test_the_units_of_the_bulletin_of_jiamusi(samples: Examination) -> None:
    found = rows(samples, "role = 'unit' and file_name = 'jiamusi_2018q1_bulletin.html'")
    organs = {row["name_raw"].replace(" ", ""): row["organ_id"] for row in found}
    assert {name: organs[name] for name in COUNTIES} == COUNTIES
    assert organs["市农委(扶贫办)"] == "G230800-AGRICULTURE_COMMISSION"
    assert organs["佳木斯高新区管委会"] == "G230800-ZONE_HIGH_TECH"
    assert {row["name_raw"] for row in found if row["status"] != "resolved"} <= UNKNOWN
    departments = Counter(organ for name, organ in organs.items() if "-" in organ and "(" not in name)
    assert max(departments.values()) == 1  # no two units of the bulletin are the same organ


def test_nothing_else_is_taken_for_an_organ(samples: Examination) -> None:
    for row in rows(samples, "status = 'unknown'"):
        assert (row["organ_id"], row["candidates"]) == ("", "")
        assert row["reason_code"] in ("not_registered", "no_government", "blank")


@pytest.mark.parametrize(
    ("name", "organ_id"),
    [
        ("泰州市高港区人民政府", "G321203"), ("高港区政府办", "G321203"), ("佳木斯市人民政府办公室", "G230800"),
        ("宝鸡市凤县", "G610330"), ("凤县人民政府办公室", "G610330"), ("芜湖市弋江区人民政府办公室", "G340209"),
        ("淮安市洪泽区", "G320813"), ("上海市人民政府办公厅", "G310000-OFFICE"),
    ],
)  # fmt: skip
def test_names_of_the_samples(resolver: OrganResolver, name: str, organ_id: str) -> None:
    assert resolver.resolve(name, 2021).organ_id == organ_id


def test_a_page_of_two_names_of_one_place_names_no_single_organ(resolver: OrganResolver) -> None:
    assert resolver.resolve("医药高新区(高港区)党政办公室", 2018).status == "unknown"
