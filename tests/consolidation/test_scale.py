"""Money that the years beside it don't bear out is left out of a consolidation until somebody confirms it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.consolidation.country import DAY_1, build_over, write_registry
from tests.consolidation.pages import applications, page

pytestmark = pytest.mark.slow

# fees in 万元, by year; 0 is no fee
FEES = {
    "甲县人民政府": ("0.5", "0.5", "0.5"),
    "甲县教育局": ("0", "251000", "25"),  # 25.1万元, written in 元
    "甲县财政局": ("1.2", "1300", "1.1"),  # more than a thousand times, and confirmed
    "甲县民政局": ("3", "1800", "2"),  # much more, yet in scale
    "甲县司法局": ("4", "0", "40000"),  # the year between says nothing
    "甲县农业局": ("0", "90000", "0"),  # nothing to compare with
}
ORGANS = {name: "A" if number == 0 else f"A-{number}" for number, name in enumerate(FEES)}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """(organ, year) -> its fee as a consolidation takes it."""
    seeds = tmp_path_factory.mktemp("scale") / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds, ignore=shutil.ignore_patterns("documents"))
    columns = {"level": "county", "region_code": "990000", "region": "甲县", "valid_from": "", "valid_to": ""}
    organs = [
        {**columns, "organ_id": organ_id, "organ_name": name, "parent_organ_id": "A" if organ_id != "A" else "",
         "kind": "government" if organ_id == "A" else "department"}
        for name, organ_id in ORGANS.items()
    ]  # fmt: skip
    write_registry(seeds, organs)
    with (seeds / "corrections" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("A-2,2022,fees.amount,,13000000,13000000,当年集中收缴，已核实,张三,2023-02-01\n")
    arrivals = [
        (
            f"{ORGANS[name]}_{year}.html",
            page(name, year, "NF2021", applications(3) | {("fees.amount", ""): fee}),
            DAY_1 + timedelta(days=number),
        )
        for name, fees in FEES.items()
        for number, (year, fee) in enumerate(zip((2021, 2022, 2023), fees, strict=True))
    ]
    connection = build_over(seeds, arrivals, ["rpt_consolidated"])
    rows = connection.sql(
        "select * from marts.rpt_consolidated_source where indicator_code = 'fees.amount' and role <> 'reported'"
    )
    cells = connection.sql(
        "select *, 'A' as member_organ_id from marts.rpt_consolidated where indicator_code = 'fees.amount'"
    )
    found = {(row["member_organ_id"], row["period"]): row for row in rows.pl().to_dicts()}
    return found | {("sum", row["period"]): row for row in cells.pl().to_dicts()}


@pytest.mark.parametrize(
    ("organ", "year", "counted"),
    [
        ("A", "2022", "5000"),
        ("A-1", "2022", None),
        ("A-1", "2023", None),  # of two years alone nothing tells which is wrong
        ("A-2", "2021", "12000"),  # the year beside it was confirmed, and this one has no other
        ("A-2", "2022", "13000000"),
        ("A-2", "2023", "11000"),
        ("A-3", "2022", "18000000"),
        ("A-4", "2023", None),
        ("A-5", "2022", "900000000"),
    ],
)
def test_what_the_years_beside_it_bear_out_is_counted(
    sources: dict[tuple[str, str], dict[str, Any]], organ: str, year: str, counted: str | None
) -> None:
    row = sources[organ, year]
    assert row["value_counted"] == (None if counted is None else Decimal(counted))
    assert row["is_out_of_scale"] == (counted is None)
    assert row["value_reported"] is not None  # the reported value stays as it is


def test_the_cell_of_the_parent_stays_open(sources: dict[tuple[str, str], dict[str, Any]]) -> None:
    cell = sources["sum", "2022"]
    assert (cell["is_complete"], cell["value_consolidated"]) == (False, None)
    assert cell["children_incomplete_names_zh"] == "甲县教育局"
