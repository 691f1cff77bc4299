"""The gate in a process of its own, made ready while dbt builds.

Great Expectations takes seconds to import. A build that has a core to spare begins with it early; without
``start_early_gate``, as in a step that Dagster runs by itself, the gate is asked in the process that needs it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from expectations.verdict import GateResult
from orchestration.collector import collector_paused

_waiting: list[ProcessPoolExecutor] = []


@contextmanager
def start_early_gate() -> Iterator[None]:
    """While the block runs, ``make_ready`` and ``ask_gate`` use a process beside this one."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as process:
        _waiting.append(process)
        try:
            yield
        finally:
            _waiting.remove(process)
            process.shutdown(wait=False, cancel_futures=True)


def make_ready() -> None:
    """Begin to import Great Expectations in the process that waits, if one does."""
    if _waiting:
        _waiting[-1].submit(_warm_up)


def ask_gate(work_db: Path, docs_dir: Path | None) -> GateResult:
    """The verdict of :func:`expectations.gate.run_gate`, from the process that waits or from this one."""
    if _waiting:
        try:
            return _waiting[-1].submit(_run_gate, work_db, docs_dir).result()
        except BrokenProcessPool:  # it was killed; the question is asked again here
            pass
    return _run_gate(work_db, docs_dir)


def _warm_up() -> None:
    with collector_paused():
        from expectations.gate import warm_up

        warm_up()


def _run_gate(work_db: Path, docs_dir: Path | None) -> GateResult:
    from expectations.gate import run_gate

    return run_gate(work_db, docs_dir)
