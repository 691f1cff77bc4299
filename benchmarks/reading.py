"""Readers and extraction against the usual library of each format: the same files, one core, in turns.

The files are annual reports of a synthetic country, in every form and variant, as offices send them. The libraries only
read: pandas builds its frames, openpyxl and python-docx visit every cell, pdfplumber extracts its tables. CPU time is
counted, and the median of the turns' ratios is told: library and own reading of a turn follow each other.

Each turn has reports of its own, one half of them to be read to cells and the other to observations, so that nothing
was kept of any of them before. What does repeat from turn to turn are the official forms, their layouts and the
sentences that reports have in common, with other figures; that is so in any collection of reports, and extraction makes
use of it. Each half of a turn of pages is as long as a delivery, since reports come in deliveries and are read one
after the other; in shorter turns the processor's caches are cold, and the ratios lower. A turn that is not counted
comes first, as the declared knowledge is compiled once a process.

Drifted reports (misprinted labels, lost columns) have layouts of their own, which are matched anew each time; they are
compared apart, and have no goal, as no library tells what a misprinted label means. What has no goal is printed, but
not kept.
"""

from __future__ import annotations

import io
import logging
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from operator import truediv
from pathlib import Path

import docx
import openpyxl
import pandas
import pdfplumber
import polars as pl
from rich.progress import Progress

from benchmarks.results import Result, report
from orchestration.collector import collector_paused
from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.landing import detect_media_type
from orchestration.readers import read_document
from orchestration.reference import Knowledge, load_knowledge
from orchestration.settings import PROJECT_DIR
from orchestration.synthesis import generate_country

TURNS = 7
FILES_A_TURN = 16  # of formats whose libraries take long
PAGES_A_TURN = 132  # each half as many as a delivery to a provincial office has, see docs/season.md
ORGANS = 2_600
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


def in_site(page: bytes) -> bytes:
    """The page as the web site of a government shows it: navigation and footer around it, a style on every cell.

    Such pages have 60 to 150 KB; the synthetic ones are bare. What is added is ASCII, so that it fits any charset.
    """
    links = "".join(
        f'<li class="nav-item"><a href="/zwgk/col{i}/index.html" target="_blank">Link {i}</a></li>' for i in range(150)
    )
    head = f'<div class="header"><div class="nav"><ul>{links}</ul></div></div><div class="main">'
    foot = f'</div><div class="footer"><ul>{links[: len(links) // 3]}</ul><p>Contact: (010) 0000</p></div>'
    style = b' style="border:1px solid #000;padding:0 7px;text-align:center;font-family:SimSun;font-size:14px"'
    page = re.sub(rb"(?i)(<body[^>]*>)", lambda body: body[0] + head.encode(), page, count=1)
    page = re.sub(rb"(?i)</body>", lambda body: foot.encode() + body[0], page, count=1)
    return re.sub(rb"(<td)(?![^>]*style=)", lambda cell: cell[0] + style, page)


def as_is(page: bytes) -> bytes:
    """The file as it was sent."""
    return page


# what the files are, format, files a turn, whether they are drifted, how they are shown, library, how it reads, goals
# of bytes to cells and to observations
COMPARISONS = (
    ("html", "html", PAGES_A_TURN, False, as_is, "pandas.read_html", read_by_pandas, 8.0, 4.0),
    ("html within a site", "html", 2 * FILES_A_TURN, False, in_site, "pandas.read_html", read_by_pandas, None, None),
    ("drifted html", "html", PAGES_A_TURN, True, as_is, "pandas.read_html", read_by_pandas, None, None),
    ("xlsx", "xlsx", FILES_A_TURN, False, as_is, "openpyxl", read_by_openpyxl, None, 5.0),
    ("docx", "docx", FILES_A_TURN, False, as_is, "python-docx", read_by_python_docx, 8.0, None),
    ("pdf", "pdf", FILES_A_TURN, False, as_is, "pdfplumber", read_by_pdfplumber, None, 3.0),
)


def turns_of(
    country: Path,
    file_format: str,
    files_a_turn: int,
    is_drifted: bool,
    shown: Callable[[bytes], bytes],
    reads: Callable[[bytes], None],
    taken: set[str],
) -> list[Files]:
    """Annual reports of a format that the library can read too, with their media types, dealt to the turns.

    Those whose paths are ``taken`` are left out; what is dealt is added to them.
    """
    documents = pl.read_csv(country / "truth" / "documents.csv", infer_schema_length=None)
    paths = documents.filter(
        (pl.col("format") == file_format)
        & (pl.col("document_kind") == "annual_report")
        & (pl.col("drifts").fill_null("").ne("") == is_drifted)
    )["path"]
    files: Files = []
    for path in (path for path in paths if path not in taken):
        data = shown((country / path).read_bytes())
        try:
            reads(data)
        except (ValueError, UnicodeDecodeError):  # a wrong charset is more than the library copes with
            continue
        files.append((data, detect_media_type(data)))
        taken.add(path)
        if len(files) == (TURNS + 1) * files_a_turn:
            break
    return [files[turn :: TURNS + 1] for turn in range(TURNS + 1)]


def cpu_seconds(action: Callable[[bytes, str], object], files: Files) -> float:
    """CPU time of an action over all files."""
    started = time.process_time()
    for data, media_type in files:
        action(data, media_type)
    return time.process_time() - started


def _observe(data: bytes, media_type: str, knowledge: Knowledge) -> ExtractedDocument:
    return extract_document(read_document(data, media_type), knowledge)


def main() -> None:
    """Generate, take turns, compare, print, write."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    results: list[Result] = []
    taken: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, Progress(transient=True) as progress:
        country = Path(folder) / "country"
        with collector_paused():  # as the processes that read documents begin
            knowledge = load_knowledge(_SEEDS)
            generate_country(country, ORGANS, (2014, 2024), 0.0, 11, _SEEDS)
        task = progress.add_task("taking turns", total=(TURNS + 1) * len(COMPARISONS))
        for what, file_format, count, is_drifted, shown, library, reads, goal_cells, goal_observations in COMPARISONS:
            to_observations = partial(_observe, knowledge=knowledge)
            ways = (("cells", read_document, goal_cells), ("observations", to_observations, goal_observations))
            seconds: dict[str, list[float]] = defaultdict(list)
            for files in turns_of(country, file_format, count, is_drifted, shown, reads, taken):
                for half, (name, action, _) in enumerate(ways):
                    own = files[half::2]
                    seconds[f"library to {name}"].append(cpu_seconds(lambda data, _, reads=reads: reads(data), own))
                    seconds[name].append(cpu_seconds(action, own))
                progress.advance(task)
            for name, _, goal in ways:
                ratios = map(truediv, seconds[f"library to {name}"], seconds[name])
                ratio, compared = statistics.median(list(ratios)[1:]), f"{library} / {what} to {name}"
                if goal is None:
                    progress.console.print(f"{compared}: {ratio:.2f}, no goal")
                else:
                    results.append(Result(compared, ratio, goal, at_least=True))
    report(f"medians of the ratios of {TURNS} turns, each over reports of its own, one core", results)


if __name__ == "__main__":
    main()
