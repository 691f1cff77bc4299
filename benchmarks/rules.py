"""All rules over a country of cells against one aggregation of the same cells, in one run.

A consistent report on the form of 2021 is multiplied: each organ reports year after year, its figures times a factor of
its own; one report in ten has a figure that is off by one, one in fifty a blank. The cells lie in a DuckDB file as the
warehouse keeps them, one row a figure, and the rules are the warehouse's own compiled models, from these figures to the
outcome of each check. Compared with it is one aggregation of all cells, count and sum by report and indicator; the same
by report alone is printed for information.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.results import Result, report
from orchestration.settings import load_settings
from orchestration.synthesis import generate_country
from orchestration.warehouse.examination import Examination, examine_files
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw

CELLS = 100_000_000
_YEARS = 14  # that each organ reports
_FIRST_YEAR = 2021
_GIVEN = ("int_documents_resolved", "int_reports", "int_periods", "int_cell_signatures", "int_observations_resolved")
_WANTED = ["int_rule_settled", "int_rule_decisions"]
_GROUPED = """
    select count(*)
    from (select {keys}, count(value), sum(value) from intermediate.int_observations_resolved group by {keys})
"""
_MULTIPLIED = """
    create table intermediate.int_observations_resolved as
    select pattern.* replace (
        numbers.report_no as report_no,
        case
            when pattern.cell_no = blank_no
                then concat(pattern.observation_id, '-', cast(numbers.report_no as varchar))
            else pattern.observation_id
        end as observation_id,
        md5(cast(numbers.report_no as varchar)) as document_id,
        numbers.period as period,
        if(pattern.cell_no = blank_no, 'blank', pattern.value_status) as value_status,
        {values}
    )
    from numbers
    cross join pattern
"""
_VALUE = (
    "cast(if(pattern.cell_no = blank_no, null, pattern.{name} * numbers.factor + "
    "if(pattern.cell_no = fault_no, 1, 0)) as {type}) as {name}"
)


def consistent_report(folder: Path) -> Examination:
    """A generated report on the form of 2021 on which every check holds."""
    settings = load_settings()
    generate_country(folder, 3, (2022, 2022), 0.0, 7, settings.seeds_dir, workers=1)
    for file in sorted(path for path in (folder / "documents").rglob("*") if path.is_file()):
        examination = examine_files([file], settings.seeds_dir, settings.dbt_dir, with_checks=True)
        outcomes = {check["outcome"] for check in examination.checks() if check["kind"] != "carry"}
        if examination.documents()[0]["form_code"] == "NF2021" and outcomes == {"holds"}:
            return examination
    raise SystemExit("No generated report is consistent: the generator or the rules have a fault.")


def write_country(connection: duckdb.DuckDBPyConnection, examination: Examination, cells: int) -> int:
    """Multiply a report into the tables that the rules read; the number of cells."""
    for name in _GIVEN:
        rows = examination.query(f"select * from intermediate.{name}")
        connection.register("rows_of_pattern", rows)
        connection.execute(f"create table pattern_{name} as select * from rows_of_pattern")
        connection.unregister("rows_of_pattern")
    connection.execute("""
        create table pattern as
        select *, row_number() over (order by position) - 1 as cell_no
        from pattern_int_observations_resolved where method = 'table'
    """)
    # nothing is carried over and nothing repealed but what is issued, so that each year follows from the one before
    connection.execute("""
        update pattern set value = 0, value_low = 0, value_high = 0, whole_value = 0
        where indicator_code in ('applications.carried_in', 'applications.carried_forward')
    """)
    for changed, source in (
        ("applications.received", "outcome.total"),
        ("regulations.repealed", "regulations.issued"),
        ("normative_documents.repealed", "normative_documents.issued"),
    ):
        connection.execute(f"""
            update pattern set
                value = source.value, value_low = source.value, value_high = source.value,
                whole_value = source.whole_value
            from (from pattern where indicator_code = '{source}') as source
            where pattern.indicator_code = '{changed}' and pattern.dimensions = source.dimensions
        """)
    (figures,) = connection.execute("select count(*) from pattern").fetchone()
    reports = -(-cells // figures)
    connection.execute(f"""
        create table numbers as
        select
            cast(i as integer) as report_no, i // {_YEARS} as organ_no,
            cast({_FIRST_YEAR} + i % {_YEARS} as varchar) as period, 1 + i // {_YEARS} % 97 as factor,
            if(i % 10 = 3, hash(i) % {figures}, -1) as fault_no, if(i % 50 = 7, hash(i) % {figures}, -1) as blank_no
        from range({reports}) as counted(i)
    """)
    connection.execute("create schema intermediate")
    connection.execute("create table intermediate.int_cell_signatures as from pattern_int_cell_signatures")
    for name, own in (("int_reports", "numbers.report_no as report_no,"), ("int_documents_resolved", "")):
        connection.execute(f"""
            create table intermediate.{name} as
            select pattern.* replace (
                {own} md5(cast(numbers.report_no as varchar)) as document_id, numbers.period as period,
                concat('O', numbers.organ_no) as organ_id
            )
            from (from pattern_{name} limit 1) as pattern cross join numbers
        """)
    connection.execute(f"""
        create table intermediate.int_periods as
        select pattern.* replace (
            cast(year as varchar) as period, cast(year as integer) as report_year,
            make_date(cast(year as integer), 1, 1) as period_start_date,
            make_date(cast(year as integer), 12, 31) as period_end_date, cast(year - 1 as varchar) as prior_year_period
        )
        from (from pattern_int_periods where grain = 'year' limit 1) as pattern
        cross join range({_FIRST_YEAR}, {_FIRST_YEAR + _YEARS}) as years(year)
    """)
    decimals = [_VALUE.format(name=name, type="decimal(28, 8)") for name in ("value", "value_low", "value_high")]
    values = ",\n        ".join([*decimals, _VALUE.format(name="whole_value", type="bigint")])
    connection.execute(_MULTIPLIED.format(values=values))
    connection.execute("alter table intermediate.int_observations_resolved drop column cell_no")
    return reports * figures


def seconds_of(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """The faster of two runs, so that neither pays for reading the file first."""
    spent = []
    for _ in range(2):
        started = time.perf_counter()
        connection.execute(sql).fetchall()
        spent.append(time.perf_counter() - started)
    return min(spent)


def main() -> None:
    """Build the country, time both, print the ratio and put it into ``latest.json``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=CELLS)
    cells = parser.parse_args().cells
    settings, console = load_settings(), Console()
    nodes = compiled_nodes(settings.dbt_dir)
    with tempfile.TemporaryDirectory(prefix="gongkai-rules-") as name:
        folder = Path(name)
        examination = consistent_report(folder / "country")
        options = {"threads": 2, "memory_limit": "12GB", "temp_directory": str(folder / "spill")}
        # the compiled models name their database "memory"
        with duckdb.connect(str(folder / "memory.duckdb"), config=options) as connection:
            with console.status(f"writing {cells:,} cells"):
                written = write_country(connection, examination, cells)
            with console.status("aggregating"):
                by_indicator = seconds_of(connection, _GROUPED.format(keys="report_no, indicator_code"))
                by_report = seconds_of(connection, _GROUPED.format(keys="report_no"))
            load_raw(connection, {})  # no documents; organs are looked for there
            with console.status("evaluating the rules"):
                started = time.perf_counter()
                spent = build_models(connection, nodes, settings.seeds_dir, _WANTED, given=_GIVEN)
                rules = time.perf_counter() - started
            outcomes = connection.execute("""
                select outcome, sum(checks) from (
                    select
                        if(counted_slack = 0 or (relation = 'at_most' and counted_slack > 0), 'holds', 'violated')
                            as outcome,
                        count(*) as checks
                    from intermediate.int_rule_settled join intermediate.int_rule_slots using (slot_no)
                    where is_settled
                    group by all
                    union all
                    select outcome, count(*) from intermediate.int_rule_decisions group by outcome
                ) group by outcome order by outcome
            """).fetchall()
    console.print(f"{written:,} cells; checks: " + ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes))
    console.print("longest: " + ", ".join(f"{n} {s:.1f} s" for n, s in sorted(spent.items(), key=lambda x: -x[1])[:8]))
    console.print(
        f"rules {rules:.1f} s; aggregation by report and indicator {by_indicator:.1f} s ({rules / by_indicator:.1f}), "
        f"by report {by_report:.1f} s ({rules / by_report:.1f})"
    )
    report("Rules", [Result("all rules / one aggregation of the same cells", rules / by_indicator, 3.0)])


if __name__ == "__main__":
    main()
