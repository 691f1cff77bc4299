"""A whole season of a provincial office on a synthetic province, from an empty folder, held against the truth.

The reports of all years come in three waves: in January in folders, in February in archives with names in GBK, in March
as revisions. After the second wave the warehouse is built, what violates its rules is returned, and some organs turn
out to have sent two different files; after the third it is built again, and every consolidated figure is compared with
what the figures of the province really add up to. Every document is rendered, landed and read; none enters as figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.office_deliveries import Delivery, Post
from benchmarks.office_desk import Desk
from benchmarks.office_installation import Installation, declare_organs
from benchmarks.office_prints import Season, print_season
from benchmarks.office_resolution import judge_documents, judge_names
from benchmarks.office_truth import compare_with_truth
from orchestration.reference.registry import OrganResolver
from orchestration.settings import PROJECT_DIR
from orchestration.synthesis import Province, generate_country


def play_season(
    folder: Path, shape: Province, years: tuple[int, int], faults: float, seed: int, bar: Progress
) -> Season:
    """Play a season below an empty folder.

    Args:
        folder: Where the province, its deliveries and the office's installation are made.
        shape: The province.
        years: First and last year of the reports.
        faults: Share of the reports whose only version has a fault.
        seed: Of everything.
        bar: Where the stages are shown.
    """
    province, office = folder / "province", Installation(folder / "office")
    with office.stage("making the province"):
        task = bar.add_task("making the province", total=None)
        made = generate_country(
            province, shape, years, faults, seed, PROJECT_DIR / "seeds",
            lambda done, planned: bar.update(task, completed=done, total=planned),
        )  # fmt: skip
    post = Post(province, seed)
    deliveries = post.deliver(folder / "deliveries")
    with office.stage("setting up the office"):
        declare_organs(office.settings.seeds_dir, post.organs.values())
        exempt = post.exempt()
        office.exempt(exempt)
        office.run("prepare")
    desk = Desk(office, post, years, bar)
    _receive(office, [one for one in deliveries if one.wave.number < 3], "receiving reports", bar)
    with office.stage("building: first reports"):
        desk.build()
    first = desk.states()
    with office.stage("returning what is violated, settling conflicts"):
        returned, accepted = desk.return_violated(), desk.settle_conflicts()
    _receive(office, [one for one in deliveries if one.wave.number == 3], "receiving revisions", bar)
    with office.stage("building: with revisions and decisions"):
        desk.build()
    with office.stage("comparing with the truth"):
        comparison = compare_with_truth(office.published, province)
        resolver = OrganResolver(office.settings.seeds_dir)
        resolution = judge_names(post, deliveries, resolver)
        resolution["document"] = judge_documents(post, office.published)
    return Season(
        made, len(deliveries), len(exempt), (first, desk.states()), desk.detected(), returned, accepted,
        desk.status_page(), comparison, resolution, tuple(office.stages),
    )  # fmt: skip


def _receive(office: Installation, deliveries: list[Delivery], name: str, bar: Progress) -> None:
    """The first delivery by the command, as an officer would; the others by what the command calls."""
    task = bar.add_task(name, total=len(deliveries))
    with office.stage(name):
        for number, delivery in enumerate(deliveries):
            office.receive(delivery.folder, delivery.sender, delivery.wave.received, by_command=number == 0)
            bar.advance(task)


def main() -> int:
    """Play, compare, print; 0 if every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cities", type=int, default=20)
    parser.add_argument("--counties", type=int, default=180)
    parser.add_argument("--organs", type=int, default=4000)
    parser.add_argument("--years", default="2017-2024")
    parser.add_argument("--faults", type=float, default=0.03)
    parser.add_argument("--missing", type=float, default=0.05)
    parser.add_argument("--revised", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="an empty folder that everything is left in")
    options = parser.parse_args()
    shape = Province(options.cities, options.counties, options.organs, options.missing, options.revised)
    first, _, last = options.years.partition("-")
    console = Console(width=None if sys.stdout.isatty() else 140)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "season"
        folder.mkdir(parents=True, exist_ok=True)
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            season = play_season(folder, shape, (int(first), int(last or first)), options.faults, options.seed, bar)
    print_season(console, season)
    return 0 if season.is_met else 1


if __name__ == "__main__":
    sys.exit(main())
