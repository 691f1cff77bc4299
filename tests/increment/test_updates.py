"""Whatever comes, goes or is revised: after an update the marts are those of a full build, row for row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from orchestration.warehouse.increment import NotIncrementalError, open_work, undeclared_marts, update_work
from tests.increment.world import FINGERPRINT, Decisions, Held, World

COUNTY = "G900121"


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


def play(world: World, work: Path, seed: int, held_at_first: int) -> int:
    """Documents come, go and are decided on, step after step; how many steps an update took in."""
    rng = Random(seed)  # noqa: S311
    keys = sorted(world.reports)
    held = {key: hour for hour, key in enumerate(rng.sample(keys, held_at_first))}
    decisions: list[tuple[object, ...]] = []
    world.write_work(held, work)
    taken = 0
    for step in range(5):
        gone = rng.sample(sorted(held), rng.choice([0, 0, 1, 2]))
        free = [key for key in keys if key not in held]
        come = {key: 100 * (step + 1) + hour for hour, key in enumerate(rng.sample(free, rng.choice([0, 1, 1, 3])))}
        held = {key: hour for key, hour in held.items() if key not in gone} | come
        decided = rng.sample(sorted(held), rng.choice([0, 1, 2]))
        decisions += [world.decided(key, rng.choice(["accepted", "returned"]), 100 * step + 190) for key in decided]
        try:
            take_in(world, work, come, gone, decisions, decided)
            taken += 1
        except NotIncrementalError:  # it says so, and nothing was changed
            world.write_work(held, work, decisions)
        assert world.differences(work, held, decisions) == {}, f"seed {seed}, step {step}"
    return taken


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_any_sequence_of_submissions_gives_what_a_full_build_gives(world: World, tmp_path: Path, seed: int) -> None:
    assert play(world, tmp_path / "work.duckdb", seed, 60) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_organs_that_documents_alone_tell_of_come_and_go(regions: World, tmp_path: Path, seed: int) -> None:
    assert play(regions, tmp_path / "work.duckdb", seed, 20) >= 3


def test_a_revised_report_supersedes_and_its_parent_follows(world: World, tmp_path: Path) -> None:
    work = tmp_path / "work.duckdb"
    department = next(
        report.organ_id
        for report in world.reports.values()
        if report.organ_id.startswith(COUNTY + "-")
        and [one.arrival.sender for one in world.of(report.organ_id, "2021")] == ["", ""]
    )
    sent, faulty = world.of(department, "2021")
    held = {
        report.document_id: hour
        for hour, report in enumerate(world.reports.values())
        if report.organ_id.startswith(COUNTY) and report.document_id not in (sent.document_id, faulty.document_id)
    }
    held[sent.document_id] = 500
    world.write_work(held, work)
    rows = take_in(world, work, {faulty.document_id: 600})
    assert rows["dim_document"] == (1, 2)  # the sent one is no longer the latest
    assert rows["rpt_certification"][0] >= 1
    assert "rpt_consolidated" in rows
    assert "dim_organ" not in rows and "dim_indicator" not in rows
    assert world.differences(work, {**held, faulty.document_id: 600}) == {}


def test_nothing_else_is_touched(world: World, tmp_path: Path) -> None:
    work = tmp_path / "work.duckdb"
    (quarterly, *_) = [one for one in world.reports.values() if "Q" in one.period and one.organ_id == COUNTY]
    held = {key: hour for hour, key in enumerate(world.reports) if key != quarterly.document_id}
    world.write_work(held, work)
    rows = take_in(world, work, {quarterly.document_id: 900})
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


def test_a_mart_that_says_nothing_of_its_rows_leaves_all_to_a_full_build(world: World, tmp_path: Path) -> None:
    assert undeclared_marts(world.nodes) == []
    unsaid = {**world.nodes, "rpt_ranking": replace(world.nodes["rpt_ranking"], rebuilt_by="")}
    work = tmp_path / "work.duckdb"
    world.write_work({}, work)
    with open_work(work, FINGERPRINT) as connection:  # noqa: SIM117
        with pytest.raises(NotIncrementalError, match="rpt_ranking: made by full builds alone"):
            update_work(connection, unsaid, world.seeds, {}, ())
