"""A published consolidation held against a truth written by hand: what counts as right, and what is named as the cause."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.office_truth import NO_RULE, Comparison, compare_with_truth
from orchestration.synthesis.truth import CELL_SCHEMA, DOCUMENT_COLUMNS, FAULT_COLUMNS, TOTAL_SCHEMA

# indicator: complete, basis, consolidated, low, high, reported status, gap; in truth
CELLS = {
    "confirmed": (True, "none", 7, 7, 7, "counted", 0, 7),
    "unconfirmed": (True, "none", 7, 7, 7, "missing", None, 7),
    "fee": (True, "none", 50_000, 50_000, 50_000, "missing", None, 5),
    "contested": (True, "contested", 9, 7, 9, "counted", -2, 7),
    "open": (False, "count", None, 3, None, "missing", None, 4),
    "too_narrow": (False, "reported", None, 8, 8, "counted", 1, 9),
}
SHA256 = "a" * 64


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    province, published = tmp_path / "province", tmp_path / "published.duckdb"
    (province / "truth").mkdir(parents=True)
    _write_truth(province / "truth")
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            "create table rpt_consolidated as select 'G1' as organ_id, '甲县' as organ_name_zh, '2021' as period, "
            "'NF2021' as form_code, '' as dimensions, * from (values "
            + ", ".join(
                f"('{name}', {done}, '{basis}', {_sql(claimed)}, {_sql(low)}, {_sql(high)}, '{status}', {_sql(gap)})"
                for name, (done, basis, claimed, low, high, status, gap, _) in CELLS.items()
            )
            + ") as cells(indicator_code, is_complete, interval_basis, value_consolidated, total_low, total_high, "
            "reported_status, value_gap)"
        )
        connection.execute(
            "create table rpt_consolidated_member as select 'G1' as organ_id, '2021' as period, 'child' as role, "
            f"'G1-1' as member_organ_id, '甲县财政局' as member_name_zh, 'counted' as status, '{SHA256}' as document_id"
        )
        connection.execute(
            "create table rpt_consolidated_source as select m.*, 'NF2021' as form_code, 'NF2021' as document_form_code, "
            "name as indicator_code, '' as dimensions, value as value_counted, 'a.xlsx' as file_name, "
            "'t1!r2c3' as place, '5' as value_raw from rpt_consolidated_member as m, "
            "(values ('fee', 50000), ('too_narrow', 6), ('open', 3)) as v(name, value)"
        )
    return compare_with_truth(published, province)


def _sql(value: int | None) -> str:
    return "null::decimal(28, 8)" if value is None else f"{value}::decimal(28, 8)"


def _write_truth(folder: Path) -> None:
    totals = [("G1", "2021", name, "", str(row[-1])) for name, row in CELLS.items()]
    pq.write_table(pa.Table.from_pylist([dict(zip(TOTAL_SCHEMA.names, row, strict=True)) for row in totals]),
                   folder / "consolidated.parquet")  # fmt: skip
    printed = {"fee": ("50000", "5"), "too_narrow": ("7", "7"), "open": ("3", "3")}
    cells = [
        {**dict.fromkeys(CELL_SCHEMA.names), "path": "a.xlsx", "indicator_code": name, "dimensions": "",
         "value": value, "true_value": true, "has_fault": value != true, "method": "table"}
        for name, (value, true) in printed.items()
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(cells, schema=CELL_SCHEMA), folder / "cells.parquet")
    document = {"path": "a.xlsx", "sha256": SHA256, "is_preliminary": "false", "fault": "factor_10000"}
    fault = {"path": "a.xlsx", "fault": "factor_10000", "indicator_code": "fee"}
    for name, columns, row in (("documents", DOCUMENT_COLUMNS, document), ("faults", FAULT_COLUMNS, fault)):
        lines = (",".join(columns), ",".join(row.get(column, "") for column in columns))
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_is_right_is_counted(comparison: Comparison) -> None:
    assert (comparison.cells, comparison.absent) == (6, 0)
    assert (comparison.claimed, comparison.equal) == (3, 2)
    assert (comparison.confirmed, comparison.confirmed_equal) == (1, 1)
    assert (comparison.open, comparison.within) == (3, 2)
    assert (comparison.reported, comparison.contested, comparison.bounded_below) == (1, 1, 1)


def test_what_is_not_right_is_named_with_its_cause(comparison: Comparison) -> None:
    assert {(miss.indicator, miss.cause, miss.fault) for miss in comparison.misses} == {
        ("fee", NO_RULE, "factor_10000"),
        ("too_narrow", "read otherwise than printed", None),
    }
    assert (comparison.wrong, comparison.unseen) == (2, 1)
    assert not comparison.is_right_but_for_unseen and comparison.is_confirmed_right
