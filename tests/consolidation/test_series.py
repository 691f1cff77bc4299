"""The long series over the forms of 2014, 2019 and 2021, against numbers worked out by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.consolidation.country import DAY_1, build_over, write_registry
from tests.consolidation.pages import applications, old_page, page

pytestmark = pytest.mark.slow

NAME = "甲县人民政府"
TOTAL = "applicant=total"
Ask = Callable[..., dict[int, dict[str, Any]]]

_OLD = {
    "applications.received": "80", "intake.online": "80", "completion.total": "80", "completion.on_time": "80",
    "reply.total": "80", "reply.granted": "70", "reply.refused": "10", "reply.refused.state_secret": "10",
    "litigation.total": "3", "litigation.upheld": "3",
}  # fmt: skip
_OF_2019 = applications(90) | {
    ("outcome.other", "applicant=natural_person"): "0",
    ("litigation_direct.upheld", ""): "2", ("litigation_direct.total", ""): "2",
    ("litigation_after_review.upheld", ""): "5", ("litigation_after_review.total", ""): "5",
}  # fmt: skip
_REFUSED = {
    (row, who): count
    for row, count in (("outcome.refused.state_secret", "4"), ("outcome.refused.prohibited_by_law", "3"))
    for who in ("applicant=natural_person", TOTAL)
}
_OF_2021 = applications(93) | _REFUSED | {
    (row, who): "86" for row in ("outcome.granted",) for who in ("applicant=natural_person", TOTAL)
}  # fmt: skip


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Series of an indicator by year; the report of 2022 was revised."""
    seeds = tmp_path_factory.mktemp("series") / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds, ignore=shutil.ignore_patterns("documents"))
    organ = {
        "organ_id": "A", "organ_name": NAME, "kind": "government", "level": "county", "parent_organ_id": "",
        "region": "甲县", "region_code": "990000", "valid_from": "2021",
    }  # fmt: skip
    write_registry(seeds, [organ])
    documents = [
        old_page(NAME, 2017, _OLD | {"applications.received": "60", "intake.online": "60"}),
        old_page(NAME, 2018, _OLD),
        page(NAME, 2019, "NF2019", _OF_2019),
        page(NAME, 2021, "NF2021", _OF_2021),
        page(NAME, 2022, "NF2021", applications(30)),
        page(NAME, 2022, "NF2021", applications(31)),
        page(NAME, 2023, "NF2021", applications(0) | {("outcome.other.remaining", TOTAL): "见附件"}),
    ]
    arrivals = [(f"{n}.html", data, DAY_1 + timedelta(days=n)) for n, data in enumerate(documents)]
    connection = build_over(seeds, arrivals, ["rpt_series"])

    def run(indicator: str, dimensions: str = TOTAL) -> dict[int, dict[str, Any]]:
        rows = connection.sql(
            f"select * from marts.rpt_series where indicator_code = '{indicator}' and dimensions = '{dimensions}'"
        )
        return {row["report_year"]: row for row in rows.pl().to_dicts()}

    return run


def test_received_applications_are_the_same_over_all_forms(series: Ask) -> None:
    rows = series("applications.received")
    assert {year: row["value"] for year, row in rows.items()} == {
        2017: 60,
        2018: 80,
        2019: 90,
        2021: 93,
        2022: 31,
        2023: 0,
    }
    assert {row["comparability"] for row in rows.values()} == {"same"}
    assert (rows[2018]["value_change"], rows[2018]["change_pct"]) == (20, Decimal("33.33"))  # 20 / 60
    assert (rows[2019]["change_pct"], rows[2019]["break_reason_codes"]) == (Decimal("12.50"), "new_form")
    assert (rows[2022]["change_pct"], rows[2022]["break_reason_codes"]) == (Decimal("-66.67"), "revised")  # -62 / 93
    assert (rows[2023]["value_change"], rows[2023]["change_pct"]) == (-31, Decimal("-100.00"))


def test_a_year_without_a_report_before_it_is_not_compared(series: Ask) -> None:
    row = series("applications.received")[2021]  # nothing is held for 2020
    assert (row["value_change"], row["change_pct"], row["change_reason_code"]) == (None, None, "prior_year_missing")


def test_the_refusals_of_2014_go_on_as_the_sum_of_their_parts(series: Ask) -> None:
    rows = series("reply.refused")
    assert {year: row["value"] for year, row in rows.items()} == {
        2017: 10,
        2018: 10,
        2019: 0,
        2021: 7,
        2022: 0,
        2023: 0,
    }
    assert [rows[year]["comparability"] for year in (2018, 2019, 2021)] == ["same", "sum_of", "sum_of"]
    assert (rows[2019]["value_change"], rows[2019]["change_pct"]) == (-10, Decimal("-100.00"))


def test_lawsuits_are_added_and_the_changed_definition_is_said(series: Ask) -> None:
    rows = series("litigation.total", "")
    assert (rows[2018]["value"], rows[2019]["value"]) == (3, 7)
    assert rows[2019]["comparability_reason_code"] == "definition_differs"
    assert rows[2019]["change_pct"] == Decimal("133.33")


def test_a_sum_with_an_unreadable_part_is_not_known(series: Ask) -> None:
    row = series("outcome.other")[2023]
    assert (row["comparability"], row["value"], row["change_reason_code"]) == ("sum_of", None, "value_missing")


def test_what_only_the_old_form_has_is_shown_beside_the_series(series: Ask) -> None:
    rows = series("intake.online", "")
    assert {year: row["value_stated"] for year, row in rows.items()} == {2017: 60, 2018: 80}
    assert {(row["value"], row["value_change"], row["comparability"]) for row in rows.values()} == {
        (None, None, "not_comparable")
    }


def test_what_a_form_does_not_have_is_no_zero(series: Ask) -> None:
    rows = series("outcome.refused.prohibited_by_law")
    assert (rows[2018]["value"], rows[2018]["comparability_reason_code"]) == (None, "not_in_form")
    assert (rows[2019]["value"], rows[2019]["value_change"]) == (0, None)
    assert rows[2019]["change_reason_code"] == "not_in_form"
