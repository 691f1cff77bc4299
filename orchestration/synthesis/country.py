"""``generate_country``: plan the documents of a country, have them printed by all processors, keep their truth."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from orchestration.synthesis.catalogue import FIRST_YEAR, LAST_YEAR
from orchestration.synthesis.errors import SynthesisError
from orchestration.synthesis.plan import DocumentPlan, Planner
from orchestration.synthesis.press import Press, Printed
from orchestration.synthesis.province import Province, ProvincePlanner
from orchestration.synthesis.truth import CELL_SCHEMA, TOTAL_SCHEMA, TruthWriter, table_of

_TASK = 48  # documents a process prints at a time; also the row groups of the cells, whatever the number of processes
_Rows = list[tuple[object, ...]]
_Task = tuple[_Rows, _Rows, _Rows, pa.Table, pa.Table, int]  # documents, faults, missing, cells, totals, bytes
_Arguments = tuple[Path, int | Province, tuple[int, int], int, Path]

_press: Press | None = None  # of this process


@dataclass(slots=True)
class SynthesisSummary:
    """What was generated."""

    organs: int
    documents: int = 0
    clean_documents: int = 0
    faulted_documents: int = 0
    revised_reports: int = 0
    missing_reports: int = 0
    cells: int = 0
    size_bytes: int = 0
    seconds: float = 0.0
    by_form: dict[str, int] = field(default_factory=dict)
    by_format: dict[str, int] = field(default_factory=dict)
    by_fault: dict[str, int] = field(default_factory=dict)


def generate_country(
    out: Path,
    organs: int | Province,
    years: tuple[int, int],
    fault_rate: float,
    seed: int,
    seeds_dir: Path,
    on_document: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> SynthesisSummary:
    """Generate a country: documents under ``out/documents``, their truth under ``out/truth``.

    Args:
        out: A folder that is new or empty.
        organs: How many organs report, in a pyramid of any size; or the shape of a province whose organs file annual
            reports alone.
        years: First and last year, from 2014 on.
        fault_rate: Share of documents that get one fault, 0 to 1.
        seed: The same seed gives the same bytes, whatever the number of processes.
        seeds_dir: The folder of declared knowledge.
        on_document: Called with the documents done and planned, after each.
        workers: Processes; by default one for each processor, and none besides this one if 1.

    Returns:
        Counts by form, format and fault.

    Raises:
        SynthesisError: What is asked for can't be generated.
    """
    started = time.monotonic()
    _refuse(out, organs, years, fault_rate)
    arguments = (out, organs, years, seed, seeds_dir)
    press = Press(*arguments)
    planner = Planner(press.catalogue, years, fault_rate, seed)
    if isinstance(organs, Province):
        planner = ProvincePlanner(press.catalogue, years, fault_rate, seed, organs)
    plans = [plan for organ in press.organs for plan in planner.plan(organ)]
    tasks = [plans[at : at + _TASK] for at in range(0, len(plans), _TASK)]
    summary = SynthesisSummary(len(press.organs))
    forms, formats, faults = Counter[str](), Counter[str](), Counter[str]()
    with TruthWriter(out / "truth") as truth:
        truth.organs(press.organs)
        for done in _run(tasks, workers or os.cpu_count() or 1, arguments, press):
            documents, fault_rows, missing, cells, totals, size = done
            truth.documents(documents, fault_rows)
            truth.missing(missing)
            truth.cells(cells, totals)
            summary.cells += cells.num_rows
            summary.size_bytes += size
            summary.missing_reports += len(missing)
            for row in documents:
                summary.documents += 1
                forms[str(row[6])] += 1
                formats[str(row[7])] += 1
                summary.clean_documents += row[12] == "true"
                faults.update([str(row[13])] if row[13] else [])
                summary.revised_reports += row[14] != "1"
                if on_document is not None:
                    on_document(summary.documents + summary.missing_reports, len(plans))
    summary.faulted_documents = faults.total()
    summary.by_form, summary.by_format, summary.by_fault = dict(forms), dict(formats), dict(faults)
    summary.seconds = time.monotonic() - started
    return summary


def _refuse(out: Path, organs: int | Province, years: tuple[int, int], fault_rate: float) -> None:
    if isinstance(organs, Province):
        if not (organs.missing >= 0 and organs.revised >= 0 and organs.missing + organs.revised <= 1):
            raise SynthesisError(
                f"{organs.missing} missing and {organs.revised} revised are no shares of reports. "
                "Give two rates from 0, together 1 at most."
            )
    elif organs < 1:
        raise SynthesisError(f"A country of {organs} organs has no documents. Ask for 1 organ or more.")
    if not FIRST_YEAR <= years[0] <= years[1] <= LAST_YEAR:
        raise SynthesisError(
            f"{years[0]}-{years[1]} are no years of official forms. Give a first and a last year, "
            f"from {FIRST_YEAR} to {LAST_YEAR}."
        )
    if not 0 <= fault_rate <= 1:
        raise SynthesisError(f"{fault_rate} is no share of documents. Give a rate from 0 to 1, e.g. 0.05.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise SynthesisError(f"{out} is not empty. Give a new folder, or empty it first.")


def _run(tasks: list[list[DocumentPlan]], workers: int, arguments: _Arguments, press: Press) -> Iterator[_Task]:
    """Results in the order of the tasks."""
    if min(workers, len(tasks)) == 1:
        yield from (_packed(press.print(task)) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks of whoever calls
    with ProcessPoolExecutor(min(workers, len(tasks)), context, _begin, arguments) as pool:
        yield from pool.map(_print, tasks)


def _begin(*arguments: *_Arguments) -> None:
    global _press
    _press = Press(*arguments)


def _print(task: list[DocumentPlan]) -> _Task:
    if _press is None:
        raise RuntimeError("the process was not set up")
    return _packed(_press.print(task))


def _packed(printed: Printed) -> _Task:
    return (
        printed.documents,
        printed.faults,
        printed.missing,
        table_of(printed.cells, CELL_SCHEMA),
        table_of(printed.totals, TOTAL_SCHEMA),
        printed.size_bytes,
    )
