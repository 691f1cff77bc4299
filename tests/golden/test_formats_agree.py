"""One report in every format gives the same observations, cell for cell; and a small country is read without a fault."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import pytest

from orchestration.extraction.document import extract_document
from orchestration.landing import detect_media_type
from orchestration.readers import read_document
from orchestration.reference import load_knowledge
from orchestration.synthesis.annual import AnnualReport, compose_annual
from orchestration.synthesis.catalogue import load_catalogue
from orchestration.synthesis.drifts import plan_drifts
from orchestration.synthesis.figures import series_of
from orchestration.synthesis.model import Report
from orchestration.synthesis.organs import Organ, found_organs
from orchestration.synthesis.render import LOSSY_VARIANT, SPREADSHEETS, VARIANTS, render, without_prose
from orchestration.synthesis.writing import Writer
from tests.conftest import PROJECT

SEEDS = PROJECT / "seeds"
FORMS = {"NF2014": 2016, "NF2019": 2020, "NF2021": 2023}
CELLS = {"NF2014": 58, "NF2019": 198, "NF2021": 200}
ALL = [(form, name, variant) for form in FORMS for name, variants in VARIANTS.items() for variant in variants]


@lru_cache
def county() -> Organ:
    """An organ that handles applications of all kinds."""
    return next(organ for organ in found_organs(40, 3) if organ.level == "county")


@lru_cache
def report_on(form: str) -> Report:
    """Its report on a form, in no format yet."""
    catalogue, year = load_catalogue(SEEDS), FORMS[form]
    rng = random.Random(1)  # noqa: S311
    drifts = plan_drifts((), rng)
    figures = series_of(county(), (2014, 2023), 3, catalogue)[year]
    subject = AnnualReport(county(), year, form, False, "single", False, drifts.shape)
    return compose_annual(subject, figures, Writer(catalogue, drifts.writing), catalogue, rng)


@lru_cache
def truth_of(form: str) -> dict[tuple[str, str], tuple[str, str]]:
    """What each cell of its tables says: (indicator, dimensions) -> text and status."""
    return {
        (cell.figure.code, cell.figure.dimensions): (cell.figure.raw, cell.figure.status)
        for table in report_on(form).tables
        for cell in table.cells()
        if cell.figure is not None
    }


@pytest.mark.parametrize(("form", "file_format", "variant"), ALL)
def test_the_same_cells_whatever_the_format(form: str, file_format: str, variant: str) -> None:
    report = report_on(form)
    if file_format in SPREADSHEETS:
        report = without_prose(report)
    data = render(report, file_format, variant, False, random.Random(2))  # noqa: S311
    document = extract_document(read_document(data, detect_media_type(data)), load_knowledge(SEEDS))
    read = {
        (o.indicator_code, ";".join(f"{name}={value}" for name, value in o.dimensions)): (o.value_raw, o.value_status)
        for o in document.observations
        if o.method == "table"
    }
    truth = truth_of(form)
    assert len(truth) == CELLS[form]
    assert {key: status for key, (_, status) in read.items()} == {key: status for key, (_, status) in truth.items()}
    assert {key: plain(raw) for key, (raw, _) in read.items()} == {key: plain(raw) for key, (raw, _) in truth.items()}
    assert document.heading.form_code == form
    assert document.heading.period == str(FORMS[form])
    assert document.heading.organ_raw == county().name
    if variant != LOSSY_VARIANT:
        assert all(o.confidence >= 0.9 for o in document.observations if o.method == "table")


def plain(raw: str) -> str:
    """A figure as a spreadsheet that holds numbers shows it: 12.50 is 12.5."""
    return raw.rstrip("0").rstrip(".") if "." in raw and raw[-1].isdigit() else raw


@pytest.mark.slow
def test_a_country_is_read_as_it_was_written(tmp_path: Path) -> None:
    from benchmarks.accuracy import judge
    from orchestration.synthesis import generate_country

    generate_country(tmp_path / "country", 30, (2017, 2022), 0.2, 8, SEEDS)
    connection, refused = judge(tmp_path / "country", 2)
    assert not refused
    counts = dict(connection.execute("select verdict, count(*) from judged where is_clean group by 1").fetchall())
    assert set(counts) == {"right"}
    assert counts["right"] > 10_000
    unseen = connection.execute("select path, indicator_code from judged where verdict = 'wrong' and not is_flagged")
    assert unseen.fetchall() == []
    right, all_cells = connection.execute(
        "select count(*) filter (where verdict = 'right'), count(*) from judged where not is_clean"
    ).fetchone()  # type: ignore[misc]
    assert right / all_cells > 0.998
