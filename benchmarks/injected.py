"""Injected errors and what was found of them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import duckdb
import polars as pl

from orchestration.reconciliation import find_suspects

TABLES = {"three": ("applications.", "outcome."), "four": ("review.", "litigation_")}
_FORMS = ("NF2019", "NF2021")

Frames = dict[str, pl.DataFrame]


class Errors(NamedTuple):
    """The injected errors of one document."""

    document_id: str
    kind: str
    table: str  # three or four; blank where elsewhere, or where the report of the year beside it has an error as well
    cells: frozenset[str]  # observations
    broken_rules: frozenset[str]


class Verdict(NamedTuple):
    """What was found of them."""

    is_detected: bool
    is_among: bool  # one solution of each set together hold all faulty cells
    is_first: bool  # the first ones do
    is_unique: bool  # there are no others


class Findings:
    """The suspects of a database, by document."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        started = time.perf_counter()
        suspects = find_suspects(connection)
        self.seconds = time.perf_counter() - started
        connection.register("suspects", suspects)
        self.statuses = dict(
            connection.execute("select status, count(distinct set_id) from suspects group by 1").fetchall()
        )
        self._failed: dict[str, set[str]] = {}
        for document_id, rule_id in connection.execute(
            "select distinct document_id, rule_id from intermediate.int_rule_outcomes "
            "where outcome = 'violated' or check_id in (select check_id from suspects)"
        ).fetchall():
            self._failed.setdefault(document_id, set()).add(rule_id)
        self._sets: dict[str, dict[str, dict[int, set[str]]]] = {}
        self._counts: dict[str, int] = {}  # solutions of each set, those that change another document as well
        for document_id, set_id, count, number, cell in connection.execute(
            "select distinct o.document_id, s.set_id, s.solution_count, s.solution_no, s.observation_id "
            "from suspects as s "
            "inner join intermediate.int_observations_resolved as o using (observation_id)"
        ).fetchall():
            self._sets.setdefault(document_id, {}).setdefault(set_id, {}).setdefault(number, set()).add(cell)
            self._counts[set_id] = count

    def judge(self, errors: Errors) -> Verdict:
        """What was found of the errors of a document."""
        sets = sorted(self._sets.get(errors.document_id, {}).items())
        names = [name for name, s in sets if any(not errors.cells.isdisjoint(cells) for cells in s.values())]
        speaking = [self._sets[errors.document_id][name] for name in names]
        choices = [[solutions[number] for number in sorted(solutions)] for solutions in speaking]
        return Verdict(
            not errors.broken_rules.isdisjoint(self._failed.get(errors.document_id, set())),
            any(errors.cells <= set().union(*choice) for choice in itertools.product(*choices)),
            errors.cells <= set().union(*(solutions.get(1, set()) for solutions in speaking)),
            bool(names) and all(self._counts[name] == 1 for name in names),
        )


def injected_errors(country: Path, connection: duckdb.DuckDBPyConnection) -> tuple[list[Errors], int]:
    """The errors of the documents that were read as printed, and the number of those that were not."""
    truth = country / "truth"
    connection.register("documents", pl.read_csv(truth / "documents.csv", infer_schema=False).to_arrow())
    faults = pl.read_csv(truth / "faults.csv", infer_schema=False).with_columns(pl.all().fill_null(""))
    connection.register("faults", faults.to_arrow())
    connection.register("cells", pl.read_parquet(truth / "cells.parquet").to_arrow())
    connection.execute(
        """
        create or replace table stated as
        select document_id, indicator_code, array_to_string(list_sort(string_split(dimensions, ';')), ';') as key,
            value, observation_id, method
        from intermediate.int_observations_resolved where is_first_statement;
        create or replace table misread as
        select distinct d.path from cells as c inner join documents as d using (path)
        left join stated as s on s.document_id = d.sha256 and s.indicator_code = c.indicator_code
            and s.key = array_to_string(list_sort(string_split(coalesce(c.dimensions, ''), ';')), ';')
            and s.method = c.method
        where c.method = 'table' and s.value is distinct from try_cast(c.value as decimal(38, 8));
        """
    )
    rows = connection.execute(
        """
        select d.sha256, f.fault, d.form, list(f.indicator_code), list(s.observation_id), any_value(f.broken_rules),
            f.path in (select path from misread),
            -- what is carried ties two reports of one organ: two faulty ones are no single fault
            d.document_kind = 'annual_report' and exists (
                select 1 from documents as other
                where other.organ = d.organ and other.document_kind = d.document_kind
                    and coalesce(other.fault, '') <> ''
                    and abs(try_cast(other.period as integer) - try_cast(d.period as integer)) = 1
            )
        from faults as f inner join documents as d using (path)
        left join stated as s on s.document_id = d.sha256 and s.indicator_code = f.indicator_code
            and s.method = 'table' and s.key = array_to_string(list_sort(string_split(f.dimensions, ';')), ';')
        group by d.sha256, f.fault, d.form, d.document_kind, d.organ, d.period, f.path order by f.path
        """
    ).fetchall()
    errors = [
        Errors(document, kind, table_of(codes) if form in _FORMS and not is_tied else "",
               frozenset(filter(None, cells)), frozenset(rules.split(";")))
        for document, kind, form, codes, cells, rules, is_misread, is_tied in rows
        if rules and not is_misread
    ]  # fmt: skip
    return errors, sum(bool(row[5]) and row[6] for row in rows)


def sets_beyond_budget(connection: duckdb.DuckDBPyConnection) -> int:
    """Sets of failing checks that were not localised, in documents that were read as printed."""
    rows = connection.execute(
        """
        select count(distinct s.set_id)
        from suspects as s
        inner join intermediate.int_rule_outcomes as o using (check_id)
        inner join documents as d on d.sha256 = o.document_id
        where s.status = 'not_localised' and d.path not in (select path from misread)
        """
    ).fetchall()
    return int(rows[0][0])


def table_of(codes: Iterable[str]) -> str:
    """``three`` or ``four`` if all indicators are of that table, else blank."""
    for name, prefixes in TABLES.items():
        if all(code.startswith(prefixes) for code in codes):
            return name
    return ""


def inject_twice(frames: Frames, rng: Random, share: float) -> tuple[Frames, list[Errors]]:
    """Put two errors of digits into one table of some documents; the second stands in the table of the first."""
    documents, stated = frames["raw_documents"], frames["raw_observations"]
    forms = documents.filter(pl.col("form_code").is_in(_FORMS)).get_column("document_id").to_list()
    chosen = {document for document in forms if rng.random() < share}
    cells: dict[str, list[dict[str, Any]]] = {}
    wanted = stated.filter(pl.col("document_id").is_in(list(chosen)), pl.col("method") == "table")
    for row in wanted.select("observation_id", "document_id", "indicator_code", "number").iter_rows(named=True):
        if row["number"] and table_of([row["indicator_code"]]):
            cells.setdefault(row["document_id"], []).append(row)
    changed: dict[str, str] = {}
    errors = []
    for document, rows in sorted(cells.items()):
        first = rng.choice([row for row in rows if row["number"] != "0"] or rows)
        table = table_of([first["indicator_code"]])
        second = rng.choice([r for r in rows if r is not first and table_of([r["indicator_code"]]) == table])
        for row in (first, second):
            changed[row["observation_id"]] = _wrong_digit(row["number"], rng)
        faulty = frozenset((first["observation_id"], second["observation_id"]))
        errors.append(Errors(document, "two digits", table, faulty, frozenset()))
    other = pl.col("observation_id").replace_strict(changed, default=None, return_dtype=pl.String)
    stated = stated.with_columns(
        pl.coalesce(other, name).alias(name) for name in ("number", "low", "high", "value_raw")
    ).with_columns(pl.when(other.is_not_null()).then(pl.lit("number")).otherwise("value_status").alias("value_status"))
    return {**frames, "raw_observations": stated}, errors


def _wrong_digit(number: str, rng: Random) -> str:
    """The number with two neighbouring digits swapped, or with one digit off by one."""
    swaps = [at for at in range(len(number) - 1) if number[at] != number[at + 1] and (at or number[at + 1] != "0")]
    if swaps and rng.random() < 0.5:
        at = rng.choice(swaps)
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    step = 10 ** rng.randrange(len(number))
    return str(int(number) - step if int(number) > step and rng.random() < 0.5 else int(number) + step)
