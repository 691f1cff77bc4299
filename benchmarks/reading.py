"""Readers and extraction against the usual library of each format: the same files, one core, in turns.

The files are annual reports of a synthetic country, in every form and variant, as offices send them. The libraries only
read: pandas builds its frames, openpyxl and python-docx visit every cell, pdfplumber extracts its tables. CPU time is
counted, and the medians of the turns are compared.
"""

from __future__ import annotations

import io
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pandas
import pdfplumber
import polars as pl
from rich.progress import Progress

from benchmarks.results import Result, report
from orchestration.extraction.document import extract_document
from orchestration.landing import detect_media_type
from orchestration.readers import read_document
from orchestration.reference import load_knowledge
from orchestration.settings import PROJECT_DIR
from orchestration.synthesis import generate_country

TURNS = 7
MOST_FILES = 30  # a format
_SEEDS = PROJECT_DIR / "seeds"

Files = list[tuple[bytes, str]]


def read_by_pandas(data: bytes) -> None:
    """Every table of a page as a frame."""
    pandas.read_html(io.BytesIO(data), flavor="lxml")


def read_by_openpyxl(data: bytes) -> None:
    """Every cell of every sheet."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for _ in sheet.iter_rows(values_only=True):
            pass


def read_by_python_docx(data: bytes) -> None:
    """The text of every cell of every table."""
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text


def read_by_pdfplumber(data: bytes) -> None:
    """The tables of every page."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()


# format, library, how it reads, goal of bytes to cells, goal of bytes to observations
COMPARISONS = (
    ("html", "pandas.read_html", read_by_pandas, 8.0, 4.0),
    ("xlsx", "openpyxl", read_by_openpyxl, None, 5.0),
    ("docx", "python-docx", read_by_python_docx, 8.0, None),
    ("pdf", "pdfplumber", read_by_pdfplumber, None, 3.0),
)


def files_of(country: Path, file_format: str, reads: Callable[[bytes], None]) -> Files:
    """Annual reports of a format that the library can read too, with their media types."""
    documents = pl.read_csv(country / "truth" / "documents.csv", infer_schema_length=None)
    paths = documents.filter((pl.col("format") == file_format) & (pl.col("document_kind") == "annual_report"))["path"]
    files: Files = []
    for path in paths:
        data = (country / path).read_bytes()
        try:
            reads(data)
        except (ValueError, UnicodeDecodeError):  # a wrong charset is more than the library copes with
            continue
        files.append((data, detect_media_type(data)))
        if len(files) == MOST_FILES:
            break
    return files


def cpu_seconds(action: Callable[[bytes, str], object], files: Files) -> float:
    """CPU time of an action over all files."""
    started = time.process_time()
    for data, media_type in files:
        action(data, media_type)
    return time.process_time() - started


def main() -> None:
    """Generate, take turns, compare, print, write."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    knowledge = load_knowledge(_SEEDS)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        country = Path(folder) / "country"
        generate_country(country, 60, (2014, 2024), 0.0, 11, _SEEDS)
        task = progress.add_task("taking turns", total=TURNS * len(COMPARISONS))
        for file_format, library, reads, goal_cells, goal_observations in COMPARISONS:
            files = files_of(country, file_format, reads)
            seconds: dict[str, list[float]] = {"library": [], "cells": [], "observations": []}
            for _ in range(TURNS):
                seconds["library"].append(cpu_seconds(lambda data, _, reads=reads: reads(data), files))
                seconds["cells"].append(cpu_seconds(read_document, files))
                seconds["observations"].append(
                    cpu_seconds(lambda data, kind: extract_document(read_document(data, kind), knowledge), files)
                )
                progress.advance(task)
            library_seconds = statistics.median(seconds["library"])
            for what, goal in (("cells", goal_cells), ("observations", goal_observations)):
                if goal is not None:
                    ratio = library_seconds / statistics.median(seconds[what])
                    results.append(Result(f"{library} / {file_format} to {what}", ratio, goal, at_least=True))
    report(f"medians of {TURNS} turns over up to {MOST_FILES} files of each format, one core", results)


if __name__ == "__main__":
    main()
