"""An office's own installation: a copy of the project with its registry, an empty data folder, and its commands."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.main_job import tree_mb
from orchestration.season import land_inbox
from orchestration.settings import PROJECT_DIR, Settings

_PARTS = ("orchestration", "dbt_project", "expectations", "seeds")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "documents", "logs")
_LOOK_EVERY = 1.0  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage of the season took; memory is the most that all its processes held at once."""

    name: str
    seconds: float
    peak_mb: float


class CommandFailedError(Exception):
    """A command of the installation ended otherwise than it should; the message is what it printed."""


def declare_organs(seeds_dir: Path, organs: Iterable[dict[str, str]]) -> None:
    """Add the organs of a synthetic province (``truth/organs.csv``) to a registry, below all that is there.

    The name of a region speaks of its government, as it does for the regions of GB/T 2260.
    """
    folder, organs = seeds_dir / "registry", list(organs)
    with (folder / "organs.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (folder / "organs.csv").open("a", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        for organ in organs:
            level = "county" if organ["level"] == "town" else organ["level"]
            names = {"organ_name_zh": organ["organ_name"], "organ_name_en": organ["organ_id"]}
            rows.writerow({**organ, **names, "level": level, "source": "synthetic"})
    with (folder / "organ_aliases.csv").open("a", encoding="utf-8", newline="") as file:
        aliases = csv.writer(file, lineterminator="\n")
        aliases.writerows((row["region"], row["organ_id"]) for row in organs if row["kind"] == "government")


class Installation:
    """One office's copy of the project; ``stages`` is filled as it works."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "project", folder / "data", folder / "source")
        self.stages: list[Stage] = []
        self.settings.source_dir.mkdir(parents=True)
        for part in _PARTS:
            shutil.copytree(PROJECT_DIR / part, self.settings.project_dir / part, ignore=_LEFT_OUT)
        (self.settings.seeds_dir / "documents").mkdir()

    @property
    def published(self) -> Path:
        """The published database."""
        return self.settings.published_dir / "gongkai.duckdb"

    def exempt(self, reports: Iterable[dict[str, str]]) -> None:
        """Let organs off a report each; rows of ``truth/missing.csv``."""
        with (self.settings.seeds_dir / "duties" / "exemptions.csv").open("a", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            for row in reports:
                told = ("annual_report", "当年新设机构，免报", "省政务公开办", f"{int(row['period']) + 1}-01-05")
                rows.writerow((row["organ_id"], row["period"], *told))

    def receive(self, folder: Path, sender: str, received: datetime, *, by_command: bool) -> None:
        """Land one delivery: by the command, or by what the command calls, which spares the start of a process."""
        if by_command:
            self.run("inbox", str(folder), "--received", received.isoformat(), "--sender", sender)
        else:
            land_inbox(self.settings, folder, received.isoformat(), sender)

    def run(self, *arguments: str, expected: tuple[int, ...] = (0,)) -> str:
        """Run a command of ``gongkai`` in a process of its own; what it printed.

        Raises:
            CommandFailedError: its exit code is none of the expected ones.
        """
        command = [sys.executable, "-m", "orchestration.cli", *arguments]
        if arguments[0] != "prepare":
            command += ["--data", str(self.settings.data_dir)]
        environment = {**os.environ, "PYTHONPATH": str(self.settings.project_dir)}
        done = subprocess.run(
            command, cwd=self.settings.project_dir, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in expected:
            raise CommandFailedError(f"gongkai {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Take the time and the memory of what is done inside, this process and those it starts."""
        peak, done = [tree_mb(os.getpid())], threading.Event()

        def watch() -> None:
            while not done.wait(_LOOK_EVERY):
                peak.append(tree_mb(os.getpid()))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        started = time.perf_counter()
        try:
            yield
        finally:
            done.set()
            watcher.join()
            self.stages.append(Stage(name, time.perf_counter() - started, max(peak)))
