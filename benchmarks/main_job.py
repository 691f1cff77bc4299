"""The main job against the tool it is built on: `gongkai build` and `dbt build` on the same project, in one run.

Machines are shared and noisy, so the two take turns and medians are compared; only ratios are worth quoting.
Prints a table and writes its rows of `latest.json`, a list of {name, ratio, goal, met}.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.progress import track

from benchmarks.results import Result, report
from orchestration.landing import LandingStore
from orchestration.reference.knowledge import Knowledge
from orchestration.settings import PROJECT_DIR, load_settings
from orchestration.warehouse.documents import process_document

ROUNDS = 5
BINARIES = Path(sys.executable).parent
_PAGE_KB = 1024


def seconds_of(command: list[str], environment: dict[str, str], folder: Path) -> float:
    """Wall-clock seconds of a command that nobody watches."""
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def peak_mb_of(command: list[str], environment: dict[str, str], folder: Path) -> float:
    """The most memory the process tree of a command held at once; watching it slows it, so it isn't timed."""
    peak = 0.0
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, tree_mb(process.pid))
        time.sleep(0.2)
    return peak


def tree_mb(root: int) -> float:
    """Proportional memory of a process and all below it, from the kernel's own account."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat[1])
    tree = {root}
    while grown := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= grown
    total = 0
    for pid in tree:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / _PAGE_KB


def extraction_seconds(data: Path) -> float:
    """Bytes to observations of all landed documents, knowledge compiled anew."""
    store = LandingStore(data / "landing")
    arrivals = store.current_arrivals()
    started = time.perf_counter()
    knowledge = Knowledge(load_settings().seeds_dir)
    for arrival in arrivals:
        process_document(store.read(arrival.sha256), arrival, knowledge)
    return time.perf_counter() - started


def main() -> None:
    """Take turns, compare, print, write."""
    builds, dbt_runs, extractions = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        environment = {**os.environ, "GONGKAI_WORK_DB": str(data / "work" / "gongkai_work.duckdb")}
        job = [str(BINARIES / "gongkai"), "build", "--data", str(data)], environment, PROJECT_DIR
        dbt = [str(BINARIES / "dbt"), "build", "--profiles-dir", "."], environment, PROJECT_DIR / "dbt_project"
        peak = peak_mb_of(*job)
        for _ in track(range(ROUNDS), "taking turns", transient=True):
            for part in ("landing", "raw", "published", "data_docs"):
                shutil.rmtree(data / part, ignore_errors=True)
            builds.append(seconds_of(*job))
            dbt_runs.append(seconds_of(*dbt))
            extractions.append(extraction_seconds(data))
    build, bare = statistics.median(builds), statistics.median(dbt_runs)
    results = [
        Result("main job / dbt build alone", build / bare, 1.6),
        Result("extraction of the samples / main job", statistics.median(extractions) / build, 0.1),
        Result("peak memory of the main job / 1 GB", peak / 1024, 1.0),
    ]
    report(f"medians of {ROUNDS} turns: main job {build:.1f} s, dbt build alone {bare:.1f} s", results)


if __name__ == "__main__":
    main()
