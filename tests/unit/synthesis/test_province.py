"""A province of a given shape: its organs, the reports that come once, twice or never, and what they add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from orchestration.synthesis import Province, SynthesisError, generate_country
from orchestration.synthesis.province import found_province
from tests.unit.synthesis.conftest import SEEDS, rows_of

SHAPE = Province(cities=2, counties=3, organs=40, missing=0.1, revised=0.2)
YEARS = (2018, 2021)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "out"
    generate_country(folder, SHAPE, YEARS, 0.05, 4, SEEDS, None, 1)
    return folder


@pytest.mark.parametrize("shape", [SHAPE, Province(20, 180, 4000), Province(1, 0, 9)])
def test_a_province_has_its_shape(shape: Province) -> None:
    organs = found_province(shape, 1)
    count = Counter((organ.level, organ.kind) for organ in organs)
    assert count["city", "government"] == shape.cities
    assert count["county", "government"] == shape.counties
    assert len({organ.name for organ in organs}) == len({organ.organ_id for organ in organs}) == shape.organs
    assert all(organ.parent is None or organ.parent.index < organ.index for organ in organs)
    sizes = [len(organ.children) for organ in organs if organ.level == "county" and organ.kind == "government"]
    assert not sizes or max(sizes) - min(sizes) <= 2


@pytest.mark.parametrize("shape", [Province(1, 79, 400), Province(0, 0, 5), Province(2, 4, 6), Province(1, 1, 500)])
def test_a_shape_that_cannot_be_is_explained(shape: Province) -> None:
    with pytest.raises(SynthesisError, match=f"{shape.cities} cities and {shape.counties} counties"):
        found_province(shape, 1)


def test_each_report_comes_once_twice_or_never(out: Path) -> None:
    documents, missing = rows_of(out / "truth" / "documents.csv"), rows_of(out / "truth" / "missing.csv")
    versions = defaultdict(list)
    for row in documents:
        versions[row["organ_id"], row["period"], row["reporting_scope"]].append(row)
    absent = {(row["organ_id"], row["period"], row["reporting_scope"]) for row in missing}
    assert not absent & versions.keys()
    assert len(absent) + len(versions) == (40 + 6) * 4  # an own report of each, a consolidated one of each government
    twice = [rows for rows in versions.values() if len(rows) == 2]
    assert 10 < len(absent) < 30 and 20 < len(twice) < 55
    for first, second in twice:
        assert (first["version"], second["version"]) == ("1", "2")
        assert (first["is_preliminary"] == "true") != bool(first["fault"])
        assert not second["fault"] and second["is_preliminary"] == "false"
        assert first["sha256"] != second["sha256"]


def test_what_parents_report_is_what_the_truth_says_they_add_up_to(out: Path) -> None:
    truth = pl.read_parquet(out / "truth" / "consolidated.parquet")
    assert truth.select("organ_id", "period").unique().height == 6 * 4
    wanted = {row[:4]: Decimal(row[4]) for row in truth.iter_rows()}
    cells = pl.read_parquet(out / "truth" / "cells.parquet").filter(pl.col("method") == "table")
    documents = {row["path"]: row for row in rows_of(out / "truth" / "documents.csv")}
    compared = 0
    for row in cells.iter_rows(named=True):
        document = documents[row["path"]]
        key = (document["organ_id"], document["period"], row["indicator_code"], row["dimensions"])
        if document["reporting_scope"] == "consolidated" and document["is_preliminary"] == "false" and key in wanted:
            compared += 1
            assert Decimal(row["true_value"] or 0) == wanted[key]
    assert compared > 2000


def test_a_province_adds_up_to_all_its_organs(out: Path) -> None:
    """What the truth says of the province is the sum over every organ's own report, where all of them came."""
    documents = pl.read_csv(out / "truth" / "documents.csv", infer_schema=False)
    own = documents.filter((pl.col("reporting_scope") == "own") & (pl.col("is_preliminary") == "false"))
    latest = own.sort("version").unique(["organ_id", "period"], keep="last")
    cells = pl.read_parquet(out / "truth" / "cells.parquet").filter(pl.col("method") == "table")
    received = cells.filter(pl.col("indicator_code") == "review.total").join(latest, on="path")
    totals = pl.read_parquet(out / "truth" / "consolidated.parquet").filter(pl.col("indicator_code") == "review.total")
    province = totals.filter(pl.col("organ_id") == "G900000")
    for period in ("2018", "2021"):
        found = received.filter(pl.col("period") == period)
        stated = sum(int(value or 0) for value in found["true_value"])
        whole = int(province.filter(pl.col("period") == period)["value"][0])
        assert 0 < stated <= whole
        assert found["organ_id"].n_unique() < 40 or stated == whole
