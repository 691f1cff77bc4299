"""Seed files as checked tables: a broken row stops everything, naming its file and line.

What a column may hold is declared in ``seed_schemas``; this module reads the rows and words the complaint.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandera.errors
import polars as pl

from orchestration.domain.errors import SeedError
from orchestration.reference.seed_schemas import REFERENCES, SCHEMAS

_WORST_SHOWN = 10


def read_seed(seeds_dir: Path, name: str) -> list[dict[str, str]]:
    """The rows of one seed, one dict of strings a row; ``name`` is e.g. ``rules/sum_rules``.

    Raises:
        SeedError: if the file is missing, a row has too few or too many fields, or a field breaks its schema.
    """
    frame = _read_frame(seeds_dir, name)
    return frame.drop("line").to_dicts()


def check_seeds(seeds_dir: Path) -> int:
    """Check every declared seed and every reference between seeds; the number of rows checked.

    Raises:
        SeedError: naming the file and the line of each broken row.
    """
    frames = {name: _read_frame(seeds_dir, name) for name in SCHEMAS}
    for name, column, target, target_column, wildcard in REFERENCES:
        known = set(frames[target][target_column].to_list())
        broken = [
            (line, value)
            for line, value in frames[name].select("line", column).iter_rows()
            if value and not (wildcard and _is_wildcard(value, known)) and value not in known
        ]
        if broken:
            _complain(
                seeds_dir, name, [(line, column, value, f"a {target_column} of {target}.csv") for line, value in broken]
            )
    return sum(frame.height for frame in frames.values())


def _is_wildcard(value: str, known: set[str]) -> bool:
    if value == "*" or value.startswith("@") or "{" in value:
        return True
    return value.endswith(".*") and any(code.startswith(value[:-1]) for code in known)


def _read_frame(seeds_dir: Path, name: str) -> pl.DataFrame:
    path = seeds_dir / f"{name}.csv"
    schema = SCHEMAS[name]
    columns = list(schema.columns)
    rows, lines = _read_rows(path, name, columns)
    frame = pl.DataFrame(
        {column: [row[i] for row in rows] for i, column in enumerate(columns)},
        schema=dict.fromkeys(columns, pl.String),
    )
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        _complain(seeds_dir, name, _broken_rows(error.failure_cases, lines, rows, columns))
    return frame.with_columns(pl.Series("line", lines, dtype=pl.Int64))


def _read_rows(path: Path, name: str, columns: list[str]) -> tuple[list[list[str]], list[int]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SeedError(f"seeds/{name}.csv is missing. Put the file back: nothing can be read without it.") from None
    except UnicodeDecodeError as error:
        raise SeedError(f"seeds/{name}.csv is not UTF-8 at byte {error.start}. Save it as UTF-8.") from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = next(reader, [])
        if header != columns:
            raise SeedError(f"seeds/{name}.csv, line 1: columns are {header}, expected {columns}.")
        start = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(columns):
                raise SeedError(
                    f"seeds/{name}.csv, line {start}: {len(row)} fields, expected {len(columns)} "
                    f"({', '.join(columns)}). Check for a missing or an unquoted comma."
                )
            if row:
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise SeedError(f"seeds/{name}.csv, line {reader.line_num}: {error}. Check the quotes of this row.") from None
    return rows, lines


def _broken_rows(
    cases: pl.DataFrame, lines: list[int], rows: list[list[str]], columns: list[str]
) -> list[tuple[int, str, str, str]]:
    broken = []
    for case in cases.iter_rows(named=True):
        column, index, check = str(case["column"]), case["index"], str(case["check"])
        if index is None and "unique" in check:  # a key over several columns: name the rows that repeat
            seen: dict[tuple[str, ...], int] = {}
            for line, row in zip(lines, rows, strict=True):
                key = tuple(row)
                if key in seen:
                    broken.append((line, column, "", f"rows that differ; it repeats line {seen[key]}"))
                seen.setdefault(key, line)
            continue
        line = lines[index] if index is not None and index < len(lines) else 1
        value = (
            rows[index][columns.index(column)] if index is not None and column in columns else str(case["failure_case"])
        )
        broken.append((line, column, value, check))
    return broken or [(1, "", "", "rows that keep to the schema")]


def _complain(seeds_dir: Path, name: str, broken: list[tuple[int, str, str, str]]) -> None:
    del seeds_dir  # the message names the file as people know it, not where this machine keeps it
    shown = [
        f"  seeds/{name}.csv, line {line}, column {column}: {value!r} is not allowed here; expected {expected}."
        for line, column, value, expected in sorted(broken)[:_WORST_SHOWN]
    ]
    more = len(broken) - len(shown)
    raise SeedError(
        "\n".join(["A row of declared knowledge is broken:", *shown, *([f"  and {more} more"] if more else [])])
    )
