"""What one new submission costs with 1,000 reports held and with 30,000, in one run.

The same reports come into an office that holds one synthetic province and into one that holds many, and are taken in as
``gongkai update`` does it: landing, opening, reading, models, writing, and the gate. Publication is left out: a mart is
one file, and grows. Counted are seconds of the processor, since a machine may be busy with more, and rows touched.
Beside it stands what a full build of the small office costs, without dbt, tests, gate and publication; the updated
marts of the small office are compared with its, row for row.

The goal is that the dear case costs at most 1.25 times the cheap one: thirty times the reports may cost no more than
what differs from run to run on a busy machine, a tenth, and the replay of a manifest of thirty times the lines.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.held_provinces import (
    NOW,
    Province,
    build_in_full,
    declare_provinces,
    hold_many,
    hold_one,
    make_province,
)
from benchmarks.results import Result, report
from expectations.gate import warm_up
from orchestration.landing import LandingStore
from orchestration.settings import Settings
from orchestration.update import take_in
from orchestration.warehouse.models import compiled_nodes

FEW, MANY = 1_000, 30_000
_COMING = 3
_GOAL = 1.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What taking in one submission cost."""

    processor: float  # seconds
    wall: float
    rows: int  # of marts, that went or came
    stages: dict[str, float]  # wall seconds


def take_in_all(settings: Settings, province: Province) -> list[Cost]:
    """Take in one report after the other."""
    costs = []
    for path in province.coming:
        wall, processor = time.perf_counter(), time.process_time()
        store = LandingStore(settings.landing_dir)
        store.land_file(path, source="inbox", now=NOW, mirror=False)
        found = take_in(settings, store)
        verdict = found.judge(settings)
        if not verdict.passed:
            raise SystemExit(f"the gate refused: {verdict.refusals}")
        costs.append(
            Cost(
                time.process_time() - processor,
                time.perf_counter() - wall,
                found.report.row_count,
                dict(found.report.seconds),
            )
        )
    return costs


def differences(settings: Settings) -> tuple[float, dict[str, int]]:
    """Processor seconds of a full build over all that has landed, and mart -> rows by which the updated one differs."""
    processor = time.process_time()
    with build_in_full(settings) as connection:
        spent = time.process_time() - processor
        connection.execute(f"attach '{settings.work_db}' as work (read_only)")
        marts = [node.name for node in compiled_nodes(settings.dbt_dir).values() if node.is_mart]
        found = {}
        for mart in marts:
            sides = (f"marts.{mart}", f"work.marts.{mart}")
            (count,) = connection.execute(
                " union all ".join(f"(from {one} except all from {other})" for one, other in (sides, sides[::-1]))
                .join(("select count(*) from (", ")"))
            ).fetchone()  # fmt: skip
            if count:
                found[mart] = count
        return spent, found


def main() -> None:
    """Measure few and many, print them side by side, keep the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organs", type=int, default=140)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--many", type=int, default=MANY, help="reports held in the large case")
    parser.add_argument("--folder", type=Path, help="where the offices are made and left")
    options = parser.parse_args()
    console = Console(width=None if os.isatty(1) else 120)
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        province = make_province(folder / "province", options.organs, (2019, 2024), options.seed, _COMING)
        copies = max(2, round(options.many / len(province.held)))
        project = folder / "project"
        declare_provinces(project, province, copies)
        small, large = (Settings(project_dir=project, data_dir=folder / size) for size in ("small", "large"))
        few = hold_one(small, province)
        many = hold_many(large, small, copies)
        warm_up()  # seconds of imports that the first would pay for all
        of_few, of_many = take_in_all(small, province), take_in_all(large, province)
        full, differing = differences(small)
    if differing:
        raise SystemExit(f"the updated marts are not those of a full build: {differing}")
    _print_stages(console, few, of_few, many, of_many)
    costs = [sum(cost.processor for cost in of) for of in (of_few, of_many)]
    rows = [sum(cost.rows for cost in of) for of in (of_few, of_many)]
    report(
        f"one submission of {_COMING}, {many:,} reports held against {few:,}: {costs[0] / _COMING:.2f} s and "
        f"{costs[1] / _COMING:.2f} s of processor; a full build of {few:,}: {full:.1f} s; "
        "the marts of the small office are those of a full build",
        [
            Result("update: processor seconds, 30,000 / 1,000 reports held", costs[1] / costs[0], _GOAL),
            Result("update: rows touched, 30,000 / 1,000 reports held", rows[1] / rows[0], 1.0),
        ],
    )


def _print_stages(console: Console, few: int, of_few: list[Cost], many: int, of_many: list[Cost]) -> None:
    table = Table(title="one submission, by stage: median seconds on the wall")
    for column in ("stage", f"{few:,} held", f"{many:,} held"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage in of_few[0].stages:
        medians = [statistics.median(cost.stages.get(stage, 0) for cost in of) for of in (of_few, of_many)]
        table.add_row(stage, *(f"{seconds:.2f}" for seconds in medians))
    for name, read in (("all, wall", "wall"), ("all, processor", "processor"), ("rows touched", "rows")):
        medians = [statistics.median(getattr(cost, read) for cost in of) for of in (of_few, of_many)]
        table.add_row(name, *(f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" for value in medians))
    console.print(table)


if __name__ == "__main__":
    main()
