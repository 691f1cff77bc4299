"""``find_suspects``: the suspects of all documents of a database, from its figures and checks, as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from orchestration.reconciliation.localise import LocalisedSet, localise
from orchestration.reconciliation.problem import Check, Figure, Term
from orchestration.reconciliation.reliability import fault_side
from orchestration.reconciliation.search import Limits
from orchestration.reconciliation.sets import MOST_DOCUMENTS

if TYPE_CHECKING:
    import duckdb

SUSPECT_SCHEMA = pa.schema(
    [
        ("check_id", pa.string()),
        ("set_id", pa.string()),
        ("status", pa.string()),
        ("solution_no", pa.int32()),
        ("solution_count", pa.int32()),
        ("cell_count", pa.int32()),
        ("cost", pa.float64()),
        ("observation_id", pa.string()),
        ("value_repair", pa.decimal128(28, 8)),
        ("repairs", pa.string()),
        ("why_code", pa.string()),
        ("fault_side", pa.string()),
    ]
)
_ROWS = 20_000  # fetched at a time
_LARGEST = Decimal(10) ** 20  # of what a column of decimals holds

# Checks that fail, each with the documents of its figures: violated ones, and those that their blanks as 0 contradict.
_FAILING = """
with asked as (
    select check_id, relation, outcome
    from {schema}.int_rule_outcomes
    where outcome = 'violated'
        or (
            outcome = 'undecided'
            and reason_code in ('term_blank', 'blank_not_zero')
            and relation in ('equal', 'at_most')
        )
),
bounds as (
    select
        asked.*,
        operands.side,
        operands.weight * coalesce(case when weight > 0 then value_low else value_high end, 0) as low,
        operands.weight * coalesce(case when weight > 0 then value_high else value_low end, 0) as high
    from {schema}.int_rule_scope_operands as operands
    inner join asked on asked.check_id = operands.check_id
),
sides as (
    select
        check_id, relation, outcome,
        sum(low) filter (where side = 'left') as left_low,
        sum(high) filter (where side = 'left') as left_high,
        sum(low) filter (where side = 'right') as right_low,
        sum(high) filter (where side = 'right') as right_high
    from bounds
    group by check_id, relation, outcome
),
failing as (
    select check_id from sides
    where outcome = 'violated' or left_low > right_high or (relation = 'equal' and right_low > left_high)
)
select distinct failing.check_id, observations.document_id
from failing
inner join {schema}.int_rule_scope_operands as operands on operands.check_id = failing.check_id
inner join {schema}.int_observations_resolved as observations on observations.observation_id = operands.observation_id
"""

# Of the checks that hold, those that tie two such documents: what repairs the one may then spoil the other.
_TYING = """
with spoken_of as (
    select distinct operands.check_id, observations.document_id
    from suspect_groups as documents
    inner join {schema}.int_observations_resolved as observations on observations.document_id = documents.document_id
    inner join {schema}.int_rule_scope_operands as operands on operands.observation_id = observations.observation_id
),
tying as (
    select check_id
    from spoken_of
    group by check_id
    having count(*) > 1
),
narrow as (
    select operands.check_id
    from tying
    inner join {schema}.int_rule_scope_operands as operands on operands.check_id = tying.check_id
    inner join {schema}.int_observations_resolved as observations
        on observations.observation_id = operands.observation_id
    group by operands.check_id
    having count(distinct observations.document_id) <= {most_documents}
)
select check_id, document_id
from spoken_of
where check_id in (from narrow)
"""

# All checks that speak of a figure of those documents, with all their figures, one group of documents after the other;
# each failing check over too many documents is a group by itself.
_AROUND = """
with touched as (
    select distinct groups.group_no, operands.check_id
    from suspect_groups as groups
    inner join {schema}.int_observations_resolved as observations on observations.document_id = groups.document_id
    inner join {schema}.int_rule_scope_operands as operands on operands.observation_id = observations.observation_id
    where operands.check_id not in (select check_id from suspect_wide)
    union all
    select group_no, check_id from suspect_wide
)
select
    touched.group_no, outcomes.check_id, outcomes.rule_id, outcomes.kind, outcomes.relation, outcomes.outcome,
    outcomes.reason_code, outcomes.severity, outcomes.document_id as base_document_id, outcomes.scope,
    case when outcomes.relation = 'rank' then outcomes.right_value end as rank_computed,
    operands.side, operands.weight, operands.sort_sign, operands.value as term_value,
    observations.observation_id, observations.document_id, observations.indicator_code, observations.dimensions,
    observations.method, observations.place, observations.value_raw, observations.value, observations.value_low,
    observations.value_high, observations.is_high_open, observations.is_approximate, observations.decimals,
    observations.value_status, observations.quantity, observations.confidence
from touched
inner join {schema}.int_rule_outcomes as outcomes on outcomes.check_id = touched.check_id
inner join {schema}.int_rule_scope_operands as operands on operands.check_id = touched.check_id
inner join {schema}.int_observations_resolved as observations on observations.observation_id = operands.observation_id
where outcomes.outcome <> 'undecided' or outcomes.reason_code in ('term_blank', 'blank_not_zero')
order by touched.group_no, outcomes.check_id, operands.term_no, observations.observation_id
"""


def find_suspects(
    connection: duckdb.DuckDBPyConnection, schema: str = "intermediate", limits: Limits | None = None
) -> pa.Table:
    """Find the figures that are likely wrong. Nothing is changed.

    Args:
        connection: A database with ``int_rule_outcomes``, ``int_rule_scope_operands`` and
            ``int_observations_resolved``. Three queries are asked of it, and only documents with a failing check are
            fetched, those that a check ties together at a time. A check over more than ``MOST_DOCUMENTS`` ties none.
        schema: Where these relations are.
        limits: What a connected set of checks may cost.

    Returns:
        One row per failing check, solution and figure, in the columns of ``SUSPECT_SCHEMA``: the figures of the
        solution that the check speaks of, and those that no failing check speaks of but that must give way as well. A
        set that could not be localised has one row a check, without an observation.
    """
    pairs, wide = part_wide_checks(failing_checks(connection, schema))
    batches: list[pa.RecordBatch] = []
    try:
        _lay_out(connection, group_documents(pairs), wide)
        pairs += connection.execute(_TYING.format(schema=schema, most_documents=MOST_DOCUMENTS)).fetchall()
        _lay_out(connection, group_documents(pairs), wide)
        rows: list[dict[str, Any]] = []
        for checks in _read_groups(connection, schema):
            for found in localise(checks, limits):
                rows += suspect_rows(found)
            if len(rows) >= _ROWS:
                batches.append(pa.RecordBatch.from_pylist(rows, SUSPECT_SCHEMA))
                rows = []
        batches.append(pa.RecordBatch.from_pylist(rows, SUSPECT_SCHEMA))
    finally:
        connection.execute("drop table if exists temp.suspect_groups; drop table if exists temp.suspect_wide")
    return pa.Table.from_batches(batches, SUSPECT_SCHEMA)


def failing_checks(connection: duckdb.DuckDBPyConnection, schema: str = "intermediate") -> list[tuple[str, str]]:
    """One pair per failing check and document that it speaks of; both are what ties suspects together."""
    return connection.execute(_FAILING.format(schema=schema)).fetchall()


def part_wide_checks(pairs: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str]]:
    """The pairs of checks that may tie their documents, and the checks over too many documents to localise."""
    document_counts = Counter(check_id for check_id, _ in pairs)
    wide = sorted(check_id for check_id, count in document_counts.items() if count > MOST_DOCUMENTS)
    return [pair for pair in pairs if document_counts[pair[0]] <= MOST_DOCUMENTS], wide


def _lay_out(connection: duckdb.DuckDBPyConnection, groups: dict[str, int], wide: list[str]) -> None:
    """Tables of the documents by group, and of the wide checks, each of which is a group by itself."""
    numbers = range(len(groups), len(groups) + len(wide))
    for name, key, values in (
        ("suspect_groups", "document_id", groups.items()),
        ("suspect_wide", "check_id", list(zip(wide, numbers, strict=True))),
    ):
        keys, group_numbers = zip(*values, strict=True) if values else ((), ())
        rows = pa.table({key: pa.array(keys, pa.string()), "group_no": pa.array(group_numbers, pa.int64())})
        connection.register("suspect_rows", rows)
        connection.execute(f"create or replace temp table {name} as from suspect_rows")
        connection.unregister("suspect_rows")


def group_documents(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Number the documents; those that share a check have one number, whatever the order of the pairs."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    first: dict[str, str] = {}
    for check_id, document_id in sorted(pairs):
        a, b = sorted((root(first.setdefault(check_id, document_id)), root(document_id)))
        parents[b] = a
    numbers: dict[str, int] = {}
    return {name: numbers.setdefault(root(name), len(numbers)) for name in sorted(parents)}


def suspect_rows(found: LocalisedSet) -> Iterator[dict[str, Any]]:
    """The rows of one set."""
    common = {"set_id": found.set_id, "status": found.status, "solution_count": len(found.solutions)}
    known = set().union(*(check.figure_ids for check in found.checks))
    for check in found.checks:
        if not found.solutions:
            yield {**common, "check_id": check.check_id, "solution_no": 1, "cell_count": 0, "why_code": "none",
                   "repairs": "", "fault_side": "unclear"}  # fmt: skip
        for number, solution in enumerate(found.solutions, 1):
            for repair in solution.repairs:
                key = repair.figure.observation_id
                if key in check.figure_ids or key not in known:
                    yield {
                        **common,
                        "check_id": check.check_id,
                        "solution_no": number,
                        "cell_count": len(solution.repairs),
                        "cost": solution.cost,
                        "observation_id": key,
                        "value_repair": repair.value if abs(repair.value) < _LARGEST else None,
                        "repairs": ";".join(repair.rule_ids),
                        "why_code": repair.why_code,
                        "fault_side": fault_side(repair.figure),
                    }


def _read_groups(connection: duckdb.DuckDBPyConnection, schema: str) -> Iterator[list[Check]]:
    """The checks of one group of documents after the other."""
    connection.execute(_AROUND.format(schema=schema))
    names = [column[0] for column in connection.description or []]
    records = (dict(zip(names, row, strict=True)) for row in _fetched(connection))
    for _, of_group in groupby(records, key=itemgetter("group_no")):
        figures: dict[str, Figure] = {}
        yield [_check(list(rows), figures) for _, rows in groupby(of_group, key=itemgetter("check_id"))]


def _fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := connection.fetchmany(_ROWS):
        yield from rows


def _check(rows: list[dict[str, Any]], figures: dict[str, Figure]) -> Check:
    first = rows[0]
    terms = []
    for row in rows:
        figure = figures.get(row["observation_id"]) or figures.setdefault(row["observation_id"], _figure(row))
        counts_zeros = row["term_value"] is not None and row["term_value"] != row["value"]
        terms.append(Term(figure, row["side"], row["weight"], row["sort_sign"], counts_zeros))
    return Check(
        first["check_id"], first["rule_id"], first["kind"], first["relation"], first["outcome"], first["reason_code"],
        first["severity"], first["base_document_id"], tuple(terms), first["scope"], first["rank_computed"],
    )  # fmt: skip


def _figure(row: dict[str, Any]) -> Figure:
    return Figure(
        row["observation_id"], row["document_id"], row["indicator_code"], row["dimensions"], row["method"],
        row["place"], row["value_raw"], row["value"], row["value_low"], row["value_high"], row["is_high_open"],
        row["is_approximate"], row["decimals"], row["value_status"], row["quantity"], row["confidence"],
    )  # fmt: skip
