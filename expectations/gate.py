"""The one door to publication: judges the marts of a work database and says whether they may be released."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from expectations.catalogue import catalogue_expectations
from expectations.history import add_verdict
from expectations.judge import judge_marts, warm_up
from expectations.page import write_page
from expectations.suites import DeclaredExpectation, expand_suites, load_suites
from expectations.verdict import ExpectationOutcome, GateResult
from orchestration.domain.errors import BuildError

__all__ = ["ExpectationOutcome", "GateResult", "run_gate", "warm_up"]


def run_gate(work_db: Path, docs_dir: Path | None) -> GateResult:
    """Judges schema `marts` of the work database by `suites.csv` and by its own catalogue; the marts are only read.

    Args:
        work_db: The database that dbt built; nobody may be writing to it.
        docs_dir: Where to write the verdict as a page, `index.html`, and former ones, also when it refuses; or None.

    Raises:
        BuildError: the database is missing or being written to.
        SeedError: `suites.csv` is broken.
    """
    with _open_readonly(work_db) as connection:
        declared = (*load_suites(), *catalogue_expectations(connection))
        tables = _list_marts(connection)
        suites, unanswered = expand_suites(declared, tables)
        row_counts = {name: connection.execute(f'select count(*) from marts."{name}"').fetchone()[0] for name in tables}
        outcomes = [*map(_judge_unanswered, unanswered), *judge_marts(connection, suites)]
    passed = all(outcome.success for outcome in outcomes if outcome.severity == "critical")
    result = GateResult(passed, tuple(outcomes), row_counts)
    if docs_dir is not None:
        built_at = datetime.fromtimestamp(work_db.stat().st_mtime, UTC).isoformat(" ", "seconds")[:19]
        write_page(result, docs_dir, add_verdict(docs_dir, result, built_at))
    return result


def _open_readonly(work_db: Path) -> duckdb.DuckDBPyConnection:
    if not work_db.is_file():
        raise BuildError(f"没有可检查的数据库 {work_db}（there is no work database; build first）")
    try:
        return duckdb.connect(str(work_db), read_only=True)
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        raise BuildError(f"无法读取 {work_db}，可能仍有任务在写入（it may still be written to）：{error}") from None


def _list_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """The columns of each mart; dbt's own temporary tables are none."""
    rows = connection.execute(
        "select table_name, list(column_name) from duckdb_columns()"
        " where database_name = current_database() and schema_name = 'marts' and not contains(table_name, '__dbt_')"
        " group by table_name order by table_name"
    ).fetchall()
    return {table: frozenset(columns) for table, columns in rows}


def _judge_unanswered(declared: DeclaredExpectation) -> ExpectationOutcome:
    return declared.outcome(declared.mart, success=False, observed="没有符合的表和列（no table has these columns）")
