"""Bulletins and hand-outs of a synthetic county over three forms: read back whole, with gaps where nothing compares."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.bulletin import write_bulletin
from orchestration.publication.report.content import build_report
from orchestration.warehouse.bulletin import load_bulletin
from orchestration.warehouse.examination import examine_files
from orchestration.warehouse.report import load_report
from tests.conftest import PROJECT
from tests.consolidation.country import Country

pytestmark = pytest.mark.slow

COUNTY, YEARS = "G900121", (2018, 2021)
_MARTS = [
    "rpt_ranking", "rpt_certification", "rpt_series", "rpt_consolidated", "rpt_consolidated_member",
    "rpt_consolidated_source", "fct_sum_check", "fct_sum_check_operand", "fct_sum_check_suspect",
    "fct_information_submission", "fct_public_interaction", "fct_response", "fct_proactive_disclosure",
    "fct_disclosure_channel", "fct_application_intake", "fct_application_outcome", "fct_review_litigation",
    "fct_resource", "dim_organ", "dim_document", "dim_rule",
]  # fmt: skip


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country(tmp_path_factory.mktemp("country"), 14, YEARS)


@pytest.fixture(scope="module")
def database(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts over all documents of one county and those below it."""
    below = {row["organ_id"] for row in country.organs if COUNTY in (row["organ_id"], row["parent_organ_id"])}
    documents = [row for row in country.documents if row["organ_id"] in below]
    connection = country.build(country.arrivals(documents), _MARTS)
    path = tmp_path_factory.mktemp("published") / "gongkai.duckdb"
    connection.execute(f"attach '{path}' as public")
    for table in _MARTS:
        connection.execute(f"create table public.main.{table} as from marts.{table}")
    connection.close()
    return path


def periods_of(database: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select distinct organ_id, period from dim_document where form_code = 'BULLETIN' and is_latest order by all"
        ).fetchall()


def count_unranked(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        (count,) = connection.execute(
            "select count(*) from rpt_ranking where rank_computed is null and rank_stated is not null"
        ).fetchone()
    return count


def test_every_bulletin_reads_back_to_the_figures_it_was_made_of(
    database: Path, country: Country, tmp_path: Path
) -> None:
    made = {}
    for organ, period in periods_of(database):
        figures = load_bulletin(database, country.seeds, organ, period)
        write_bulletin(tmp_path / f"{organ}_{period}.docx", figures, country.seeds)
        for fact in figures.facts:
            if fact["organ_id"] != organ:
                continue
            role = "total" if fact["unit_role"] == "total" else fact["unit_organ_name_zh"]
            named = (role, fact["unit_group_code"], fact["kind_code"], fact["topic_name_zh"])
            made[organ, fact["period"], fact["indicator_code"], *named] = fact["value_accepted"]
    assert len(made) > 150
    found = {}
    examination = examine_files([tmp_path], country.seeds, PROJECT / "dbt_project", with_checks=False)
    for record in examination.observations():
        organ = record["file"].partition("_")[0]
        named = tuple(record["dimensions"].get(name, "") for name in ("organ", "group", "kind", "topic"))
        value = None if record["value"] is None else Decimal(record["value"])
        found[organ, record["period"], record["indicator"], *named] = value
    computed = {key for key in found if key not in made}
    assert {key[2] for key in computed} <= {"submission.adoption_rate"}
    # a unit with a blank key has no rank, whatever its report prints; its row stands with the blank
    unranked = {key for key in made if key[2].endswith(".rank") and found[key] is None}
    assert len(unranked) == count_unranked(database) > 0
    assert {key: found.get(key, "lost") for key in made if key not in unranked} == {
        key: value for key, value in made.items() if key not in unranked
    }


def test_a_line_has_no_point_where_a_form_has_nothing_comparable(database: Path, country: Country) -> None:
    page = build_report(load_report(database, country.seeds, COUNTY, 2021), country.seeds)
    (trends,) = (section for section in page.sections if section.code == "trends")
    charts = {figure.table.caption: figure for figure in trends.figures}
    decisions = charts["历年行政许可、行政处罚决定"]
    assert decisions.chart.option["xAxis"]["data"] == ["2018", "2019", "2020", "2021"]
    for line in decisions.chart.option["series"]:
        assert line["data"][0] is None and None not in line["data"][1:]
        assert line["connectNulls"] is False
    marks = decisions.chart.option["series"][0]["markLine"]["data"]
    assert [(mark["xAxis"], mark["label"]["formatter"]) for mark in marks] == [
        ("2019", "换用新表式"),
        ("2021", "换用新表式"),
    ]
    first = next(row for row in decisions.table.rows if row[0] == "2018")
    assert first[2] == "—" and "没有与之可比的指标" in first[5]
    assert charts["历年制发行政规范性文件"].chart is None  # one year has a figure: nothing to draw


def test_own_and_children_are_those_of_the_consolidation(database: Path, country: Country) -> None:
    report = load_report(database, country.seeds, COUNTY, 2021)
    page = build_report(report, country.seeds)
    (section,) = (section for section in page.sections if section.code == "children")
    table, bars = section.figures
    below = [row["organ_id"] for row in country.organs if row["parent_organ_id"] == COUNTY]
    reports = [country.truth(country.annual(organ, 2021)["path"]) for organ in below]
    truth = [report["applications.received", "applicant=total"] for report in reports]
    row = next(row for row in table.table.rows if row[0] == "新收申请")
    assert row[3] == str(sum(truth))
    assert sorted(Decimal(line[1]) for line in bars.table.rows) == sorted(truth)


def test_official_tables_hold_every_cell_of_the_report(database: Path, country: Country) -> None:
    report = load_report(database, country.seeds, COUNTY, 2021)
    page = build_report(report, country.seeds)
    shown = [box for table in page.official for row in table.rows for box in row if box.key]
    truth = country.truth(next(d["path"] for d in country.documents if is_shown(d, report.document["file_name"])))
    assert len(shown) == len(truth) == 200


def is_shown(document: dict[str, str], file_name: str) -> bool:
    return Path(document["path"]).name == file_name and document["organ_id"] == COUNTY and document["period"] == "2021"
