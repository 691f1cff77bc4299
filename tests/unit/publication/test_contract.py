"""What breaks a promise to readers and what only adds to it, told by mart and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.domain.errors import BuildError
from orchestration.publication.contract import (
    Comparison,
    Contract,
    PublicColumn,
    PublicMart,
    compare,
    contract_of,
    explain_break,
    read_contract,
    write_contract,
)

ID = PublicColumn("fct_resource", "observation_id", "varchar", is_nullable=False, is_key=True)
VALUE = PublicColumn("fct_resource", "value_reported", "decimal(28,8)", is_nullable=True, is_key=False)
UNIT = PublicColumn("fct_resource", "unit", "varchar", is_nullable=False, is_key=False)
MART = PublicMart("fct_resource", "fct_resource", "", "")
PROMISED = Contract((MART,), (ID, VALUE, UNIT))


def changed(*columns: PublicColumn) -> Comparison:
    return compare(PROMISED, Contract((MART,), columns))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ((ID, UNIT), "fct_resource.value_reported: the column is gone or renamed"),
        ((ID, replace(VALUE, column="value"), UNIT), "fct_resource.value_reported: the column is gone or renamed"),
        (
            (ID, replace(VALUE, data_type="double"), UNIT),
            "fct_resource.value_reported: its type was decimal(28,8) and is double",
        ),
        ((ID, VALUE, replace(UNIT, is_nullable=True)), "fct_resource.unit: it was never null and may be now"),
        ((ID, VALUE, replace(UNIT, is_key=True)), "fct_resource.unit: it is now part of the key of a row"),
        (
            (replace(ID, is_key=False), VALUE, UNIT),
            "fct_resource.observation_id: it is no longer part of the key of a row",
        ),
    ],
)
def test_a_break_names_the_mart_and_the_column(columns: tuple[PublicColumn, ...], sentence: str) -> None:
    comparison = changed(*columns)
    assert comparison.broken == (sentence,)
    assert sentence in explain_break(comparison)
    assert "docs/contract.md" in explain_break(comparison)


def test_what_is_as_it_was_breaks_and_adds_nothing() -> None:
    assert compare(PROMISED, PROMISED) == Comparison((), ())
    assert changed(UNIT, VALUE, ID) == Comparison((), ())  # the order of columns is no promise


def test_additions_are_told_and_break_nothing() -> None:
    more = PublicColumn("fct_resource", "place", "varchar", is_nullable=True, is_key=False)
    new = PublicMart("fct_new", "fct_new", "", "")
    declared = Contract((MART, new), (ID, replace(VALUE, is_nullable=False), UNIT, more))
    assert compare(PROMISED, declared) == Comparison(
        (),
        (
            "fct_resource.value_reported: never null any more",
            "fct_resource.place: a new column",
            "fct_new: a new mart",
        ),
    )


def test_a_mart_goes_only_after_the_day_it_was_announced_for() -> None:
    promised = Contract((replace(MART, version="1", deprecation_date="2027-06-30"),), (ID,))
    gone = Contract((), ())
    until = "fct_resource: the mart is gone, and was promised until 2027-06-30"
    assert compare(PROMISED, gone).broken == ("fct_resource: the mart is gone or renamed",)
    assert compare(promised, gone).broken == (until,)
    assert compare(promised, gone, date(2027, 6, 29)).broken == (until,)
    assert compare(promised, gone, date(2027, 6, 30)) == Comparison(
        (), ("fct_resource: gone as announced for 2027-06-30",)
    )


def test_a_new_version_beside_the_old_one_breaks_nothing() -> None:
    second = PublicMart("fct_resource_v2", "fct_resource", "2", "")
    first = replace(MART, version="1", deprecation_date="2027-06-30")
    declared = Contract((first, second), (ID, VALUE, UNIT, replace(ID, relation="fct_resource_v2")))
    assert compare(PROMISED, declared) == Comparison(
        (), ("fct_resource_v2: a new mart", "fct_resource: announced to go on 2027-06-30")
    )


def test_the_promise_is_kept_as_it_was_written(tmp_path: Path) -> None:
    write_contract(tmp_path, PROMISED)
    assert read_contract(tmp_path) == PROMISED
    first = (tmp_path / "columns.csv").read_bytes()
    write_contract(tmp_path, read_contract(tmp_path))
    assert (tmp_path / "columns.csv").read_bytes() == first
    assert first.splitlines()[2] == b'fct_resource,value_reported,"decimal(28,8)",true,false'


def test_a_broken_promise_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"marts\.csv is missing"):
        read_contract(tmp_path)
    write_contract(tmp_path, PROMISED)
    (tmp_path / "columns.csv").write_text("relation,column\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"columns\.csv should have the columns relation, column, data_type"):
        read_contract(tmp_path)


def test_a_mart_without_an_enforced_contract_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    node = (
        '{"resource_type": "model", "schema": "marts", "alias": "rpt_x", "name": "rpt_x", "version": null, '
        '"deprecation_date": null, "contract": {"enforced": %s}, "columns": {"a": {"name": "a", "data_type": null}}}'
    )
    manifest.write_text('{"nodes": {"model.rpt_x": %s}}' % (node % "false"), encoding="utf-8")
    with pytest.raises(BuildError, match="rpt_x: its dbt contract is not enforced"):
        contract_of(manifest)
    manifest.write_text('{"nodes": {"model.rpt_x": %s}}' % (node % "true"), encoding="utf-8")
    with pytest.raises(BuildError, match=r"rpt_x\.a: the column has no data_type"):
        contract_of(manifest)
