"""How exactly reports are read: a synthetic country and the checked figures of a real report, cell by cell.

Prints for each format and form the cells that are right, wrong, missed and unmapped. A wrong cell is flagged if its
confidence is low or a rule over it is violated; a wrong cell without a flag is the one fault that nobody would see.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from orchestration.domain import Arrival
from orchestration.landing import detect_media_type
from orchestration.landing.labels import claimed_period
from orchestration.reference import load_knowledge
from orchestration.settings import PROJECT_DIR
from orchestration.synthesis import generate_country
from orchestration.warehouse.documents import process_document, to_frames
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw

CORPUS = PROJECT_DIR.parent / "shared" / "corpus"
LOW_CONFIDENCE = 0.9
_BATCH = 100  # documents a task
_GOALS = {True: 1.0, False: 0.999}  # share of cells that are to be right: of clean documents in each format and form,
# of drifted ones in all
_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
_SEEDS, _DBT = PROJECT_DIR / "seeds", PROJECT_DIR / "dbt_project"

# One row a cell of the truth: what was read for it.
_JUDGE = """
create table judged as
with truth as (
    select
        d.sha256 as document_id, d.format, d.form, d.is_clean, d.drifts, d.layout_variant, t.*,
        array_to_string(list_sort(string_split(coalesce(t.dimensions, ''), ';')), ';') as key_dimensions
    from cells as t inner join documents as d using (path)
),
stated as (
    select
        o.document_id, o.indicator_code, o.method, o.value, o.confidence, o.place, o.value_raw,
        array_to_string(list_sort(string_split(o.dimensions, ';')), ';') as key_dimensions
    from intermediate.int_observations_standardized as o
),
compared as (
    select
        t.path, t.format, t.form, t.is_clean, t.drifts, t.layout_variant, t.method, t.indicator_code,
        t.key_dimensions, t.value_raw, t.value,
        count(s.document_id) as read_count,
        count(*) filter (
            where s.value is not distinct from try_cast(t.value as decimal(38, 8))
            or (t.has_fault and s.value is null and s.value_raw = t.value_raw)  -- a rate in the column of ranks
        ) as right_count,
        any_value(s.value_raw) as read_raw,
        any_value(s.place) as read_place,
        coalesce(min(s.confidence), 1) as confidence,
        count(v.place) as violated_count
    from truth as t
    left join stated as s
        on s.document_id = t.document_id and s.indicator_code = t.indicator_code
        and s.key_dimensions = t.key_dimensions and s.method = t.method
    left join violated_cells as v on v.document_id = s.document_id and v.place = s.place
    group by all
)
select
    *,
    case
        when method = 'table' and read_count > right_count then 'wrong'
        when right_count > 0 then 'right'
        when read_count > 0 then 'wrong'
        when exists (
            select 1 from raw.raw_unmapped as u inner join documents as d on d.sha256 = u.document_id
            where d.path = compared.path and u.value_raw = compared.value_raw
        ) then 'unmapped'
        else 'missed'
    end as verdict,
    confidence < {low} or violated_count > 0 as is_flagged
from compared;

-- figures of tables that stand for nothing: read, but of no cell of the truth
insert into judged
select
    d.path, d.format, d.form, d.is_clean, d.drifts, d.layout_variant, s.method, s.indicator_code, s.key_dimensions,
    '', '', 1, 0, s.value_raw, s.place, s.confidence, (v.place is not null)::int, 'wrong',
    s.confidence < {low} or v.place is not null
from (
    select *, array_to_string(list_sort(string_split(dimensions, ';')), ';') as key_dimensions
    from intermediate.int_observations_standardized
    where method = 'table' and value is not null
) as s
inner join documents as d on d.sha256 = s.document_id
left join violated_cells as v on v.document_id = s.document_id and v.place = s.place
where not exists (
    select 1 from cells as t
    where t.path = d.path and t.indicator_code = s.indicator_code and t.method = 'table'
        and array_to_string(list_sort(string_split(coalesce(t.dimensions, ''), ';')), ';') = s.key_dimensions
);
"""
_VIOLATED = """
create table violated_cells as
select distinct c.document_id, c.place
from marts.fct_sum_check_operand as c inner join marts.fct_sum_check as f using (check_id)
where f.outcome = 'violated';
"""


def read_batch(root: Path, paths: list[str]) -> tuple[dict[str, pl.DataFrame], list[tuple[str, str]]]:
    """Raw frames of some documents, and those that could not be read with the reason."""
    knowledge = load_knowledge(_SEEDS)
    rows, refused = [], []
    for path, sha256 in (line.split("\t") for line in paths):
        data = (root / path).read_bytes()
        arrival = Arrival(
            path, Path(path).name, sha256, len(data), detect_media_type(data), _CLOCK, "accuracy",
            claimed_period=claimed_period(Path(path).name),
        )  # fmt: skip
        document = process_document(data, arrival, knowledge)
        refused += [(path, row[6]) for row in document.get("raw_quarantine", [])]
        document.pop("raw_cells", None)  # not asked for here, and the greater part
        document.pop("raw_passages", None)
        rows.append(document)
    return to_frames(rows), refused


def judge(country: Path, workers: int) -> tuple[duckdb.DuckDBPyConnection, list[tuple[str, str]]]:
    """Read a country and compare each cell with the truth: table ``judged`` of the database that is returned."""
    documents = pl.read_csv(country / "truth" / "documents.csv", infer_schema_length=None)
    lines = [f"{path}\t{sha256}" for path, sha256 in documents.select("path", "sha256").iter_rows()]
    batches = [lines[i : i + _BATCH] for i in range(0, len(lines), _BATCH)]
    gathered: dict[str, list[pl.DataFrame]] = {}
    refused: list[tuple[str, str]] = []
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:  # polars does not survive a fork
        done = pool.map(partial(read_batch, country), batches)
        for frames, left in track(done, "reading", total=len(batches), transient=True):
            refused += left
            for table, frame in frames.items():
                gathered.setdefault(table, []).append(frame)
    connection = duckdb.connect(config={"threads": workers})
    load_raw(connection, {table: pl.concat(frames).unique(maintain_order=True) for table, frames in gathered.items()})
    wanted = ["int_observations_standardized", "int_documents_resolved", "fct_sum_check", "fct_sum_check_operand"]
    build_models(connection, compiled_nodes(_DBT), _SEEDS, wanted)
    connection.register("documents", documents.to_arrow())
    connection.register("cells", pl.read_parquet(country / "truth" / "cells.parquet").to_arrow())
    connection.execute(_VIOLATED)
    connection.execute(_JUDGE.format(low=LOW_CONFIDENCE))
    return connection, refused


def _print_table(console: Console, connection: duckdb.DuckDBPyConnection, *, is_clean: bool) -> bool:
    """One row a format and form; whether the goal is met: by each of them if clean, by all together if drifted."""
    goal = _GOALS[is_clean]
    table = Table(title=f"{'clean' if is_clean else 'drifted'} documents: cells of the truth, goal {goal:.1%} right")
    for column in (
        "format",
        "form",
        "documents",
        "cells",
        "right",
        "wrong",
        "unflagged",
        "missed",
        "unmapped",
        "share",
    ):
        table.add_column(column, justify="left" if column in ("format", "form") else "right")
    rows = connection.execute(
        """
        select
            format, form, count(distinct path),
            count(*) filter (where verdict = 'right'), count(*) filter (where verdict = 'wrong'),
            count(*) filter (where verdict = 'wrong' and not is_flagged),
            count(*) filter (where verdict = 'missed'), count(*) filter (where verdict = 'unmapped'), count(*)
        from judged where is_clean = ? group by grouping sets ((format, form), ()) order by format nulls last, form
        """,
        [is_clean],
    ).fetchall()
    met = True
    for file_format, form, documents, right, wrong, unflagged, missed, unmapped, cells in rows:
        share = right / cells if cells else 1.0
        is_met = share >= goal and not unflagged
        met = met and (is_met or (not is_clean and file_format is not None and not unflagged))
        style = "" if is_met else "bold red"
        numbers = (documents, cells, right, wrong, unflagged, missed, unmapped)
        name = (file_format or "all", form or "")
        table.add_row(*name, *(f"{number:,}" for number in numbers), f"{share:.4%}", style=style)
    console.print(table)
    return met


def _print_by_format(console: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """One row a format: how much of it is read rightly, as a bar a column."""
    rows = connection.execute(
        """
        select format, count(distinct path), count(*),
            avg((verdict = 'right')::int) filter (where is_clean),
            avg((verdict = 'right')::int) filter (where not is_clean),
            count(*) filter (where verdict = 'wrong' and not is_flagged)
        from judged group by format order by format
        """
    ).fetchall()
    table = Table(title="cells read as they were written, by format")
    for column in ("format", "documents", "cells", "clean", "", "drifted", "", "wrong without a flag"):
        table.add_column(column, justify="left" if column in ("format", "") else "right")
    for file_format, documents, cells, clean, drifted, unflagged in rows:
        bars = (Text("█" * round(20 * share), "green") for share in (clean, drifted))
        shares = (f"{clean:.2%}", next(bars), f"{drifted:.2%}", next(bars))
        table.add_row(file_format, f"{documents:,}", f"{cells:,}", *shares, str(unflagged))
    console.print(table)


def _print_worst(console: Console, connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Documents with the most cells that are not right, and one such cell of each."""
    rows = connection.execute(
        """
        select
            count(*), count(*) filter (where verdict = 'wrong'),
            count(*) filter (where verdict = 'wrong' and not is_flagged), format, form, drifts, layout_variant, path,
            arg_min(
                concat_ws(' ', verdict, method, indicator_code, key_dimensions, 'truth', value_raw, 'read', read_raw,
                    read_place, confidence), verdict != 'wrong' or is_flagged
            )
        from judged where verdict != 'right' group by is_clean, format, form, drifts, layout_variant, path
        order by is_clean desc, 3 desc, 1 desc limit ?
        """,
        [count],
    ).fetchall()
    for row in rows:
        console.print(*(str(value) for value in row), sep=" | ", highlight=False, soft_wrap=True)


def _print_gold(console: Console) -> bool:
    """The checked cells of a real report."""
    gold_file, report = CORPUS / "hongze_2023.gold.csv", CORPUS / "hongze_2023.pdf"
    if not gold_file.exists():
        console.print("real reports: skipped, their checked figures (shared/corpus) do not lie beside this checkout")
        return True
    gold = pl.read_csv(gold_file, infer_schema=False).select("indicator_code", "dimensions", "value_raw")
    data = report.read_bytes()
    arrival = Arrival(report.name, report.name, "0" * 64, len(data), detect_media_type(data), _CLOCK, "accuracy")
    rows = process_document(data, arrival, load_knowledge(_SEEDS))["raw_observations"]
    read = {(row[3], row[4]): row[8] for row in rows if row[17] == "table"}
    right = sum(read.get((code, dimensions or "")) == value for code, dimensions, value in gold.iter_rows())
    console.print(f"{report.name}: {right} of {gold.height} checked cells right")
    return right == gold.height


def main() -> int:
    """Generate, read, compare, print; 0 if every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organs", type=int, default=190)
    parser.add_argument("--years", default="2014-2024")
    parser.add_argument("--faults", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--country", type=Path, help="a country that gongkai synth made before")
    parser.add_argument("--svg", type=Path, help="a picture of the result by format")
    parser.add_argument("--worst", type=int, default=0, help="how many cells that are not right are listed")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    workers = min(2, os.cpu_count() or 1)
    first, _, last = options.years.partition("-")
    with tempfile.TemporaryDirectory() as folder:
        country = options.country or Path(folder) / "country"
        if options.country is None:
            years = (int(first), int(last or first))
            generate_country(country, options.organs, years, options.faults, options.seed, _SEEDS)
        connection, refused = judge(country, workers)
    met = [_print_table(console, connection, is_clean=is_clean) for is_clean in (True, False)]
    _print_by_format(console, connection)
    if options.svg:
        drawing = Console(record=True, width=110, file=io.StringIO())
        _print_by_format(drawing, connection)
        drawing.save_svg(str(options.svg), title="make accuracy")
    for path, reason in refused:
        console.print(f"not read: {path}: {reason}")
    met.append(_print_gold(console))
    if options.worst:
        _print_worst(console, connection, options.worst)
    console.print("all goals met" if all(met) and not refused else "goals not met")
    return 0 if all(met) and not refused else 1


if __name__ == "__main__":
    sys.exit(main())
