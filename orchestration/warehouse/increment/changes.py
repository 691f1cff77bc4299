"""The rows by which the marts of a work database differ from those of a closed part, and their taking in.

A mart declares by ``rebuilt_by`` in its properties what its rows are found by:

    document       the document they speak of
    report         the document they speak of, and the organ that it is of
    check          the check they belong to
    consolidation  the parent organ and the period
    organ          the organ
    duty           the organ and the period of a report that is owed or came
    period         that alone
    list           the organ that the list is of, and the period
    coverage       rule and form: counts of all checks, to which those of the part are added
    region         the region that its organs stand in, and the year
    seed           nothing: it is made of seeds alone
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.domain.errors import GongkaiError
from orchestration.warehouse.increment.held import take_in_mentions
from orchestration.warehouse.models import CompiledNode
from orchestration.warehouse.raw_store import RAW_TABLES

_SCOPES = {
    "document": "document_id in (from main.scope_documents)",
    "report": "document_id in (from main.scope_documents) and organ_id in (from main.scope_reporters)",
    "check": "check_id in (from main.scope_checks)",
    "consolidation": "organ_id in (select organ_id from main.scope_forms) "
    "and (organ_id, period) in (select (organ_id, period) from main.scope_forms)",
    "organ": "organ_id in (from main.scope_known)",
    "duty": "((organ_id, period) in (select (organ_id, period) from main.scope_states) "
    "or organ_id in (select organ_id from main.changed_organs) "
    "or parent_organ_id in (select organ_id from main.changed_organs))",
    "period": "period in (from main.scope_periods)",
    "coverage": "true",
    "region": "region_organ_id in (select region_organ_id from main.scope_regions) "
    "and (region_organ_id, report_year) in (select (region_organ_id, report_year) from main.scope_regions)",
    "list": "(organ_id, period) in (select (parent_organ_id, period) from main.scope_lists)",
    "seed": "false",
}
_PARTIAL = (
    "document",
    "report",
    "check",
    "consolidation",
    "list",
    "region",
    "duty",
)  # the part has more rows than its own
_LOOKED_UP = {"fct_sum_check": "held_checks", "fct_sum_check_operand": "held_operands"}  # of the part, already
REBUILT_BY = frozenset(_SCOPES)
_OUTCOMES = ("evaluated", "holds", "truncated", "violated", "undecided")


class NotIncrementalError(GongkaiError):
    """The change can't be taken in alone; the message says why. Nothing was changed."""


def undeclared_marts(nodes: dict[str, CompiledNode]) -> list[str]:
    """The marts of which no update knows what their rows are found by: full builds alone make them."""
    return [node.name for node in nodes.values() if node.is_mart and node.rebuilt_by not in REBUILT_BY]


def find_changes(connection: duckdb.DuckDBPyConnection, nodes: dict[str, CompiledNode]) -> dict[str, tuple[int, int]]:
    """Make ``going.<mart>`` and ``coming.<mart>``: the rows to take away, with ``work_row``, and those to add.

    Returns:
        Mart -> rows that go, rows that come; marts that stay as they are have no entry.
    """
    connection.execute("create schema going; create schema coming;")
    connection.execute("""
        create table main.scope_checks as
        select check_id from main.held_checks
        union select check_id from marts.fct_sum_check where document_id in (from main.scope_documents)
    """)
    _count_coverage(connection)
    changes = {}
    for node in nodes.values():
        if node.is_mart and node.rebuilt_by != "seed":
            found = _compare(connection, node.name, _SCOPES[node.rebuilt_by])
            if found != (0, 0):
                changes[node.name] = found
    return changes


def take_in_changes(connection: duckdb.DuckDBPyConnection, changes: dict[str, tuple[int, int]]) -> None:
    """Write the changes of marts, the raw rows and the counts into the work database, all or nothing."""
    connection.execute("begin")
    try:
        for mart in changes:
            connection.execute(f"delete from work.marts.{mart} where rowid in (select work_row from going.{mart})")
            connection.execute(f"insert into work.marts.{mart} from coming.{mart}")
        for table in RAW_TABLES:
            _take_in_raw(connection, table)
        take_in_mentions(connection)
        connection.execute("update work.held.basis set version_id = ''")
        connection.execute("commit")
    except duckdb.Error:
        connection.execute("rollback")
        raise


def _take_in_raw(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Write the changes of one raw table; the rows of documents that were only touched stay as they are."""
    if table == "raw_standing_organs":
        return
    kept = ""
    if table == "raw_submission_decisions":
        gone = "true"
    elif table == "raw_arrivals":
        gone = "submission_id in (from main.gone_submissions)"
    elif table == "raw_quarantine":
        gone = "document_id in (from main.gone_documents)"
    else:
        kept = "where document_id not in (from main.touched_documents)"
        gone = "document_id in (from main.gone_documents) and document_id not in (from main.touched_documents)"
    connection.execute(f"delete from work.raw.{table} where {gone}")
    connection.execute(f"insert into work.raw.{table} from incoming.{table} {kept}")


def write_part(connection: duckdb.DuckDBPyConnection, nodes: dict[str, CompiledNode], path: Path) -> Path | None:
    """Write the rows of the part that are those of a full build, and the seeds, to a database of their own.

    Returns:
        Its path; or None if the part has no document to judge, since only arrivals were set aside or taken back.
    """
    if not connection.execute("select count(*) from main.part_documents").fetchone()[0]:
        return None
    path.unlink(missing_ok=True)
    connection.execute("attach '" + str(path).replace("'", "''") + "' as part")
    connection.execute("create schema part.marts; create schema part.seeds;")
    for node in nodes.values():
        if node.kind == "seed":
            connection.execute(f"create table part.seeds.{node.name} as from work.seeds.{node.name}")
        elif node.is_mart:
            scope = _SCOPES[node.rebuilt_by] if node.rebuilt_by in _PARTIAL else "true"
            made = "work.marts" if node.rebuilt_by == "seed" else "marts"
            connection.execute(f"create table part.marts.{node.name} as from {made}.{node.name} where {scope}")
    connection.execute("detach part")
    return path


def _compare(connection: duckdb.DuckDBPyConnection, mart: str, scope: str) -> tuple[int, int]:
    """Rows of the scope that only the work database has, and rows that only the part has."""
    columns = [name for name, *_ in connection.execute(f"describe work.marts.{mart}").fetchall()]
    same = " and ".join(f"one.{column} is not distinct from other.{column}" for column in columns)
    listed = ", ".join(columns)
    held = f"main.{_LOOKED_UP[mart]}" if mart in _LOOKED_UP else f"work.marts.{mart} where {scope}"
    number = "work_row" if mart in _LOOKED_UP else "rowid"
    connection.execute(f"create temp table held_rows as select {listed}, {number} as work_row from {held}")
    connection.execute(f"create temp table made_rows as select {listed} from marts.{mart} where {scope}")
    for target, kept, against in (("going", "held_rows", "made_rows"), ("coming", "made_rows", "held_rows")):
        connection.execute(
            f"create table {target}.{mart} as select one.* from {kept} as one "
            f"where not exists (select 1 from {against} as other where {same})"
        )
    counts = connection.execute(
        f"select (select count(*) from going.{mart}), (select count(*) from coming.{mart})"
    ).fetchone()
    connection.execute("drop table held_rows; drop table made_rows;")
    return counts


def _count_coverage(connection: duckdb.DuckDBPyConnection) -> None:
    """Replace the part's ``fct_rule_coverage``, which counts the part alone, by that of all checks.

    Raises:
        NotIncrementalError: if a rule is no longer asked at all, or goes unasked where its figures stand; only all
            reports together tell how often.
    """
    counted = ", ".join(
        f"sum(change * (case when '{name}' in ('evaluated', outcome) then 1 else 0 end)) as {name}_change"
        for name in _OUTCOMES
    )
    sums = ", ".join(
        f"cast(coalesce(held.{name}_count, 0) + coalesce(changed.{name}_change, 0) as bigint) as {name}_count"
        for name in _OUTCOMES
    )
    connection.execute(f"""
        create or replace table main.coverage as
        with changed as (
            select rule_id, form_code, {counted}
            from (
                select rule_id, form_code, outcome, -1 as change
                from main.held_checks
                union all
                select rule_id, form_code, outcome, 1
                from marts.fct_sum_check where document_id in (from main.scope_documents)
            )
            group by rule_id, form_code
        ),
        forms as (
            select form_code from work.marts.dim_document
            where document_id not in (from main.gone_documents)
            union
            select form_code from main.new_documents
        ),
        declared as (
            select rule_id, kind, severity, form_code from seeds.sum_rules where form_code <> 'ANY'
            union
            select rules.rule_id, rules.kind, rules.severity, forms.form_code
            from seeds.sum_rules as rules cross join forms where rules.form_code = 'ANY'
        )
        select
            declared.rule_id, declared.form_code, declared.kind, declared.severity,
            cast(0 as bigint) as unasked_report_count, {sums},
            coalesce(held.evaluated_count, 0) as before_count,
            greatest(coalesce(held.unasked_report_count, 0), coalesce(part.unasked_report_count, 0)) as unasked_before,
            forms.form_code is not null as has_reports
        from declared
        left join forms using (form_code)
        left join work.marts.fct_rule_coverage as held using (rule_id, form_code)
        left join marts.fct_rule_coverage as part using (rule_id, form_code)
        left join changed using (rule_id, form_code)
    """)
    unsure = connection.execute(
        "select rule_id, form_code from main.coverage "
        "where evaluated_count = 0 and has_reports and (before_count > 0 or unasked_before > 0) order by all"
    ).fetchone()
    if unsure:
        raise NotIncrementalError(f"Rule {unsure[0]} is no longer asked of any report on form {unsure[1]}.")
    connection.execute(
        "create or replace table marts.fct_rule_coverage as "
        "select * exclude (before_count, unasked_before, has_reports) from main.coverage"
    )
