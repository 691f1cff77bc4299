"""What people see on the error stream while long work goes on; nothing where it is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def progress_over_files(quiet: bool) -> Iterator[Callable[[Path], None]]:
    """A line of progress on the error stream, with the file that is being read; silent when ``quiet``."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda path: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.completed}"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda path: progress.update(task, advance=1, description=path.name)


@contextmanager
def progress_over_stages(stages: int, description: str) -> Iterator[Callable[[str], None]]:
    """A bar over the stages of the build on the error stream."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=stages)
        yield lambda text: progress.update(task, advance=1, description=text)


@contextmanager
def progress_over_documents() -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream, given how many documents are done and how many there will be."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, planned: progress.update(task, completed=done, total=planned)


@contextmanager
def progress_over_tables() -> Iterator[Callable[[str, int], None]]:
    """A line on the error stream with the table that was loaded last, and the rows so far."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f}"), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda table, rows: progress.update(task, advance=rows, description=table)
