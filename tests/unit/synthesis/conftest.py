"""One small country that the tests of this folder look at, and its truth."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.synthesis import SynthesisSummary, generate_country
from tests.conftest import PROJECT

SEEDS = PROJECT / "seeds"
YEARS = (2017, 2023)


@dataclass(frozen=True)
class Country:
    """A generated country and the files of its truth."""

    out: Path
    summary: SynthesisSummary
    organs: list[dict[str, str]]
    documents: list[dict[str, str]]
    faults: list[dict[str, str]]
    cells: dict[str, list[dict[str, Any]]]  # by path


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file of the truth, every field a text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """36 organs, seven years, faults in 4 of 10 documents."""
    out = tmp_path_factory.mktemp("country")
    summary = generate_country(out, 36, YEARS, 0.4, 20, SEEDS, None, 1)
    cells: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in pl.read_parquet(out / "truth" / "cells.parquet").iter_rows(named=True):
        cells[row["path"]].append(row)
    truth = out / "truth"
    return Country(
        out,
        summary,
        rows_of(truth / "organs.csv"),
        rows_of(truth / "documents.csv"),
        rows_of(truth / "faults.csv"),
        cells,
    )
