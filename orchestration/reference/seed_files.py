"""Seed files as checked tables: a broken row stops everything, naming its file and line.

What a column may hold is declared in ``seed_schemas``; this module reads the rows and words the complaint. What ties
one seed to another is checked in ``seed_check``.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path

import pandera.errors
import polars as pl

from orchestration.domain.errors import SeedError
from orchestration.reference.seed_schemas import SCHEMAS

_WORST_SHOWN = 10
_WORDS = {"field_uniqueness": "a value that no other row has"}


def read_seed(seeds_dir: Path, name: str) -> list[dict[str, str]]:
    """The rows of one seed, one dict of strings a row; ``name`` is e.g. ``rules/sum_rules``.

    Raises:
        SeedError: if the file is missing, a row has too few or too many fields, or a field breaks its schema.
    """
    frame = read_frame(seeds_dir, name)
    return frame.drop("line").to_dicts()


def read_frame(seeds_dir: Path, name: str) -> pl.DataFrame:
    """The rows of one seed as text, with the column ``line`` that tells where each stands in its file.

    Raises:
        SeedError: as :func:`read_seed`.
    """
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
        complain(name, _broken_rows(error.failure_cases, lines, rows, columns))
    key = (schema.metadata or {}).get("key")
    if key:
        complain(name, _repeated_rows(rows, lines, columns, key))
    return frame.with_columns(pl.Series("line", lines, dtype=pl.Int64))


def read_plain(seeds_dir: Path, name: str) -> list[list[str]]:
    """The rows of one seed, fields in the order of the file; only their number is looked at.

    For the long seeds of the registry, whose values ``gongkai prepare`` and every build check with all others.

    Raises:
        SeedError: if the file is missing, not UTF-8, or a row has too few or too many fields.
    """
    columns = list(SCHEMAS[name].columns)
    path = seeds_dir / f"{name}.csv"
    with suppress(FileNotFoundError, UnicodeDecodeError):
        text = path.read_text(encoding="utf-8")
        if '"' not in text:
            header, *lines = text.splitlines()
            rows = [line.split(",") for line in lines]
            if header == ",".join(columns) and all(len(row) == len(columns) for row in rows):
                return rows
    return _read_rows(path, name, columns)[0]  # slower, and says what is wrong


def _read_rows(path: Path, name: str, columns: list[str]) -> tuple[list[list[str]], list[int]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SeedError(f"seeds/{name}.csv is missing. Put the file back: nothing can be read without it.") from None
    except UnicodeDecodeError as error:
        raise SeedError(f"seeds/{name}.csv is not UTF-8 at byte {error.start}. Save it as UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
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
        raise SeedError(f"seeds/{name}.csv, line {start}: {error}. Check the quotes of this row.") from None
    return rows, lines


def _broken_rows(
    cases: pl.DataFrame, lines: list[int], rows: list[list[str]], columns: list[str]
) -> list[tuple[int, str, str, str]]:
    broken = []
    for case in cases.iter_rows(named=True):
        column, index, check = str(case["column"]), case["index"], _WORDS.get(str(case["check"]), str(case["check"]))
        line = lines[index] if index is not None and index < len(lines) else 1
        value = (
            rows[index][columns.index(column)] if index is not None and column in columns else str(case["failure_case"])
        )
        broken.append((line, column, value, check))
    return broken or [(1, "", "", "rows that keep to the schema")]


def _repeated_rows(
    rows: list[list[str]], lines: list[int], columns: list[str], key: list[str]
) -> list[tuple[int, str, str, str]]:
    positions = [columns.index(column) for column in key]
    first: dict[tuple[str, ...], int] = {}
    repeated = []
    for row, line in zip(rows, lines, strict=True):
        value = tuple(row[position] for position in positions)
        if value in first:
            expected = f"a key that no other row has; line {first[value]} has it"
            repeated.append((line, " + ".join(key), ", ".join(value), expected))
        first.setdefault(value, line)
    return repeated


def complain(name: str, broken: list[tuple[int, str, str, str]]) -> None:
    """Stop if rows are broken, given as (line, column, value, what is expected); the first ten are named.

    Raises:
        SeedError: naming the file as people know it, not where this machine keeps it.
    """
    if not broken:
        return
    shown = [
        f"  seeds/{name}.csv, line {line}, column {column}: {value!r} is not allowed here; expected {expected}."
        for line, column, value, expected in sorted(broken)[:_WORST_SHOWN]
    ]
    more = [f"  and {len(broken) - len(shown)} more"] if len(broken) > len(shown) else []
    raise SeedError("\n".join(["A row of declared knowledge is broken:", *shown, *more]))
