"""Great Expectations at work on DuckDB. The only module that imports it, and late: the import takes seconds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import duckdb

from expectations.suites import UNEXPECTED_ROWS, DeclaredExpectation
from expectations.verdict import ExpectationOutcome

_EXAMPLE_COUNT = 3
_OBSERVED_LENGTH = 300

Suites = Mapping[str, list[DeclaredExpectation]]  # by mart


def warm_up() -> None:
    """Imports Great Expectations, so that a later verdict needn't wait for it; made for a thread beside other work."""
    _import_great_expectations()


def judge_marts(connection: duckdb.DuckDBPyConnection, suites: Suites) -> list[ExpectationOutcome]:
    """The outcome of every expectation, in the order given: one query asset and one suite a mart, one checkpoint."""
    if not suites:
        return []
    gx = _import_great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql(
        "marts",
        connection_string="duckdb:///",
        create_temp_table=False,
        kwargs={"creator": lambda: _wrap_connection(connection)},
    )
    try:
        return [
            outcome for table, suite in suites.items() for outcome in _judge_mart(gx, source, connection, table, suite)
        ]
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _import_great_expectations() -> ModuleType:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # its own switch, read at import: nothing is sent home
    import duckdb_engine  # noqa: F401
    import great_expectations

    return great_expectations


def _wrap_connection(connection: duckdb.DuckDBPyConnection) -> Any:
    """A connection for SQLAlchemy on which each cursor has its own result.

    duckdb-engine hands out one DuckDB connection as every cursor. Great Expectations closes its connection before it
    fetches, the roll-back runs on that same connection, and the rows are gone (IndexError: list index out of range).
    """
    import duckdb_engine

    class Connection(duckdb_engine.ConnectionWrapper):
        def cursor(self) -> duckdb_engine.CursorWrapper:
            return duckdb_engine.CursorWrapper(connection.cursor(), self)

    return Connection(connection.cursor())


def _judge_mart(
    gx: ModuleType, source: Any, connection: duckdb.DuckDBPyConnection, table: str, suite: list[DeclaredExpectation]
) -> list[ExpectationOutcome]:
    """One query asset, one batch, one suite. Judged without a checkpoint, which stores and compares them all first."""
    asset = source.add_query_asset(table, query=f'select * from marts."{table}"')
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    expectations = [_build_expectation(gx, declared, number) for number, declared in enumerate(suite)]
    # BASIC keeps the counts and some values; the fuller formats take a fifth longer
    results = batch.validate(gx.ExpectationSuite(name=table, expectations=expectations), result_format="BASIC").results
    found = {result.expectation_config.meta["number"]: result for result in results}
    return [_read_result(connection, table, declared, found[number]) for number, declared in enumerate(suite)]


def _build_expectation(gx: ModuleType, declared: DeclaredExpectation, number: int) -> Any:
    common = {"severity": declared.severity, "description": declared.description_en, "meta": {"number": number}}
    if declared.expectation_type == UNEXPECTED_ROWS:
        # the query is formatted later, so every brace but those of {batch} is doubled
        query = declared.arguments["sql"].replace("{", "{{").replace("}", "}}").replace("{{batch}}", "{batch}")
        return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=query, **common)
    name = "".join(word.capitalize() for word in declared.expectation_type.split("_"))
    match declared.columns:
        case ():
            columns = {}
        case (column,):
            columns = {"column": column}
        case several:
            columns = {"column_list": list(several)}
    return getattr(gx.expectations, name)(**columns, **declared.arguments, **common)


def _read_result(
    connection: duckdb.DuckDBPyConnection, table: str, declared: DeclaredExpectation, result: Any
) -> ExpectationOutcome:
    found = result.result or {}
    count = found.get("unexpected_count")
    if declared.expectation_type == UNEXPECTED_ROWS:
        count = found.get("observed_value")
        observed = _fetch_examples(connection, table, declared) if count else ""
    elif "observed_value" in found:
        observed = str(found["observed_value"])
    else:
        observed = "、".join(str(value) for value in found.get("partial_unexpected_list", [])[:_EXAMPLE_COUNT])
    if not result.success and not found:  # it could not be judged, and what can't be judged isn't released
        observed = _error_message(result.exception_info)
    return declared.outcome(
        table, success=bool(result.success), observed=observed[:_OBSERVED_LENGTH], unexpected_count=count
    )


def _fetch_examples(connection: duckdb.DuckDBPyConnection, table: str, declared: DeclaredExpectation) -> str:
    query = declared.arguments["sql"].replace("{batch}", f'marts."{table}"')
    result = connection.execute(f"select * from ({query}) limit {_EXAMPLE_COUNT}")
    names = [column[0] for column in result.description]
    return "；".join(
        "，".join(f"{name}={value}" for name, value in zip(names, row, strict=True)) for row in result.fetchall()
    )


def _error_message(exception_info: Mapping[str, Any]) -> str:
    """What went wrong, in one line; Great Expectations gives one record, or one for each metric that failed."""
    records = [exception_info] if "exception_message" in exception_info else list(exception_info.values())
    messages = [str(record.get("exception_message", "")) for record in records if isinstance(record, Mapping)]
    return next((" ".join(message.split()) for message in messages if message), "无法判断（could not be judged）")
