"""Whatever comes, goes or is revised: after an update the marts are those of a full build, row for row."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from random import Random

import pytest

from orchestration.warehouse.increment import NotIncrementalError, open_work, undeclared_marts, update_work
from tests.increment.world import FINGERPRINT, Decisions, Held, World

COUNTY = "G900121"


@pytest.fixture
def exact(world: World) -> World:
    """The world where updates are exact: every mart says what its rows are found by."""
    if undeclared := undeclared_marts(world.nodes):
        pytest.skip(f"made by full builds alone: {', '.join(undeclared)}")
    return world


def take_in(
    world: World,
    work: Path,
    come: Held,
    gone: Collection[str] = (),
    decisions: Decisions = (),
    decided: Collection[str] = (),
) -> dict[str, tuple[int, int]]:
    """Update a work database; rows that went and came, by mart."""
    withdrawn = [world.reports[key].arrival.submission_id for key in gone]
    touched = {*come, *gone, *decided}
    with open_work(work, FINGERPRINT) as connection:
        rows = world.raw_rows(come, decisions)
        update = update_work(connection, world.nodes, world.seeds, rows, gone, withdrawn, touched)
    return {mart: tuple(counts) for mart, counts in update.rows.items()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_submissions_gives_what_a_full_build_gives(exact: World, tmp_path: Path, seed: int) -> None:
    rng, work = Random(seed), tmp_path / "work.duckdb"  # noqa: S311
    keys = sorted(exact.reports)
    held = {key: hour for hour, key in enumerate(rng.sample(keys, 60))}
    decisions: list[tuple[object, ...]] = []
    exact.write_work(held, work)
    taken = 0
    for step in range(5):
        gone = rng.sample(sorted(held), rng.choice([0, 0, 1, 2]))
        free = [key for key in keys if key not in held]
        come = {key: 100 * (step + 1) + hour for hour, key in enumerate(rng.sample(free, rng.choice([0, 1, 1, 3])))}
        held = {key: hour for key, hour in held.items() if key not in gone} | come
        decided = rng.sample(sorted(held), rng.choice([0, 1, 2]))
        decisions += [exact.decided(key, rng.choice(["accepted", "returned"]), 100 * step + 190) for key in decided]
        try:
            take_in(exact, work, come, gone, decisions, decided)
            taken += 1
        except NotIncrementalError:  # it says so, and nothing was changed
            exact.write_work(held, work, decisions)
        assert exact.differences(work, held, decisions) == {}, f"seed {seed}, step {step}"
    assert taken >= 3


def test_a_revised_report_supersedes_and_its_parent_follows(exact: World, tmp_path: Path) -> None:
    work = tmp_path / "work.duckdb"
    department = next(
        report.organ_id
        for report in exact.reports.values()
        if report.organ_id.startswith(COUNTY + "-")
        and [one.arrival.sender for one in exact.of(report.organ_id, "2021")] == ["", ""]
    )
    sent, faulty = exact.of(department, "2021")
    held = {
        report.document_id: hour
        for hour, report in enumerate(exact.reports.values())
        if report.organ_id.startswith(COUNTY) and report.document_id not in (sent.document_id, faulty.document_id)
    }
    held[sent.document_id] = 500
    exact.write_work(held, work)
    rows = take_in(exact, work, {faulty.document_id: 600})
    assert rows["dim_document"] == (1, 2)  # the sent one is no longer the latest
    assert rows["rpt_certification"][0] >= 1
    assert "rpt_consolidated" in rows
    assert "dim_organ" not in rows and "dim_indicator" not in rows
    assert exact.differences(work, {**held, faulty.document_id: 600}) == {}


def test_nothing_else_is_touched(exact: World, tmp_path: Path) -> None:
    work = tmp_path / "work.duckdb"
    (quarterly, *_) = [one for one in exact.reports.values() if "Q" in one.period and one.organ_id == COUNTY]
    held = {key: hour for hour, key in enumerate(exact.reports) if key != quarterly.document_id}
    exact.write_work(held, work)
    rows = take_in(exact, work, {quarterly.document_id: 900})
    figures = len(quarterly.rows["raw_observations"])
    facts = sum(come for mart, (gone, come) in rows.items() if mart.startswith("fct_") and "check" not in mart)
    assert 0 < facts <= 3 * figures
    assert rows["rpt_conservation"] == (0, 1)


def test_other_seeds_or_an_unfinished_build_ask_for_a_full_build(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotIncrementalError, match="no work database"):
        open_work(tmp_path / "none.duckdb", FINGERPRINT)
    work = tmp_path / "work.duckdb"
    world.write_work({}, work)
    with pytest.raises(NotIncrementalError, match="changed since the last build"):
        open_work(work, "other seeds")


def test_what_full_builds_alone_make_is_named(world: World, tmp_path: Path) -> None:
    """A new mart stands here until it says what its rows are found by; an update leaves everything to a full build."""
    assert undeclared_marts(world.nodes) == ["rpt_consolidated_member"]
    work = tmp_path / "work.duckdb"
    world.write_work({}, work)
    with pytest.raises(NotIncrementalError, match="rpt_consolidated_member: made by full builds alone"):
        take_in(world, work, {sorted(world.reports)[0]: 1})
