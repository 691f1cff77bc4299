"""The forms of 2014 and 2019 are written so that they read back, as that of 2021 is."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from orchestration.publication.consolidated import write_consolidation
from orchestration.publication.consolidated.totals import totals_of
from orchestration.publication.receipt.layout import cell_key
from orchestration.reference import load_knowledge, read_seed
from orchestration.warehouse.examination import examine_files
from tests.conftest import PROJECT
from tests.consolidation.conftest import Published
from tests.consolidation.country import DAY_1, write_registry
from tests.consolidation.pages import applications, old_page, page

pytestmark = pytest.mark.slow

_OLD = {
    "disclosure.total": "1200", "channel.website": "1300", "applications.received": "80", "intake.online": "80",
    "completion.total": "80", "completion.on_time": "80", "reply.total": "80", "reply.granted": "70",
    "reply.refused": "10", "reply.refused.state_secret": "10", "resource.budget": "12.5",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    seeds = tmp_path_factory.mktemp("forms") / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds, ignore=shutil.ignore_patterns("documents"))
    organs = [("A", "甲县人民政府", "government", ""), ("A-1", "甲县教育局", "department", "A")]
    columns = ("organ_id", "organ_name", "kind", "parent_organ_id")
    common = {"level": "county", "region": "甲县", "region_code": "990000"}
    write_registry(seeds, [dict(zip(columns, organ, strict=True)) | common for organ in organs])
    documents = [
        *(old_page(name, 2017, _OLD) for _, name, *_ in organs),
        *(
            page(name, 2019, "NF2019", applications(7) | {("licensing.items_change", ""): "-3"})
            for _, name, *_ in organs
        ),
    ]
    arrivals = [(f"{number}.html", data, DAY_1) for number, data in enumerate(documents)]
    country = type("Seeds", (), {"seeds": seeds})()
    return Published(country, arrivals, tmp_path_factory.mktemp("published"))


@pytest.mark.parametrize(("year", "form", "count"), [(2017, "NF2014", 58), (2019, "NF2019", 198)])
def test_the_document_reads_back(published: Published, tmp_path: Path, year: int, form: str, count: int) -> None:
    consolidation = published.load("甲县", year)
    expected = {(row["indicator_code"], row["dimensions"]): row["value_consolidated"] for row in consolidation.cells}
    write_consolidation(tmp_path / "form.docx", consolidation, published.country.seeds)
    examined = examine_files(
        [tmp_path / "form.docx"], published.country.seeds, PROJECT / "dbt_project", with_checks=False
    )
    observations = list(examined.observations())
    assert {(o["organ"], o["form"]) for o in observations} == {("甲县人民政府", form)}
    read = {
        (o["indicator"], ";".join(f"{k}={v}" for k, v in o["dimensions"].items())): Decimal(o["value"])
        for o in observations
    }
    assert len(observations) == count
    assert read == expected


def test_the_form_of_2014_has_its_units(published: Published, tmp_path: Path) -> None:
    write_consolidation(tmp_path / "form.xlsx", published.load("A", 2017), published.country.seeds)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx", data_only=True)["汇总表"]
    rows = {row[0]: [value for value in row[1:] if value is not None] for row in sheet.iter_rows(values_only=True)}
    assert rows["1.1 （一）主动公开政府信息数"] == ["条", 2400]
    funding = next(values for label, values in rows.items() if values and values[0] == "万元" and 25 in values)
    assert funding == ["万元", 25]


@pytest.mark.parametrize(("form", "total", "parts"), [
    ("NF2014", ("reply.refused", ""), 6),
    ("NF2014", ("resource.staff", ""), 2),
    ("NF2019", ("outcome.total", "natural_person"), 19),
    ("NF2021", ("outcome.total", "natural_person"), 21),
    ("NF2021", ("outcome.granted", "total"), 6),
    ("NF2021", ("litigation_direct.total", ""), 4),
])  # fmt: skip
def test_totals_are_those_of_the_declared_identities(form: str, total: tuple[str, str], parts: int) -> None:
    seeds = PROJECT / "seeds"
    cells = [cell for cell in load_knowledge(seeds).form_cells if cell.form_code == form]
    keys = [cell_key(cell.indicator_code, cell.dimensions) for cell in cells]
    totals = totals_of(form, keys, read_seed(seeds, "rules/sum_rules"), read_seed(seeds, "rules/sum_rule_terms"))
    indicator, applicant = total
    assert len(totals[cell_key(indicator, [("applicant", applicant)] if applicant else [])]) == parts
