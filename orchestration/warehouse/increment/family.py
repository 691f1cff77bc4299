"""Who reads whom among reports: what a check of a report reads, and whose checks read it.

The unit is the cell: an organ and a period, with all documents that it has for it. Both questions are answered from
the published facts about documents alone, a little too widely where that is simpler: what is too wide costs time, and
changes nothing. They follow ``int_report_links``: last year's report, the organ's own beside its consolidated one, its
children's, and the parts of its period.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from orchestration.warehouse.increment.ties import ABOVE, ALONE, ASKED, BASES, BELOW, FORMS, READS

Cell = tuple[str, str]  # organ_id, period
Cells = frozenset[Cell]


class Family:
    """The reports of a work database with an update, as an attached connection sees them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Lay out who is there.

        Args:
            connection: It has the work database attached as ``work``; ``main.gone_documents``, ``main.mentions`` and
                ``main.new_documents`` (document, organ, period, scope) and ``main.new_periods`` are made.
        """
        self._connection = connection
        bounds = "period, prior_year_period, period_start_date, period_end_date"
        connection.execute(
            f"create or replace table main.periods as select {bounds} from work.marts.dim_period "
            f"union select {bounds} from main.new_periods"
        )
        connection.execute("""
            create or replace view main.directory as
            select documents.document_id, documents.organ_id, documents.reporting_scope, documents.form_code, periods.*
            from (
                select document_id, organ_id, period, reporting_scope, form_code from work.marts.dim_document
                where document_id not in (select document_id from main.gone_documents)
                union all
                from main.new_documents
            ) as documents
            join main.periods as periods on periods.period = documents.period
        """)
        connection.execute("""
            create or replace table main.families as
            select organ_id, parent_organ_id from work.seeds.organs where parent_organ_id is not null
            union
            select organ_id, parent_organ_id from main.mentions where parent_organ_id <> ''
            union
            select organ_id, parent_organ_id from work.held.organ_mentions where parent_organ_id <> ''
            union
            select organ_id, parent_organ_id from work.raw.raw_standing_organs where parent_organ_id <> ''
        """)

    def bases(self, cells: Iterable[Cell]) -> Cells:
        """The cells whose checks read a figure of these cells, themselves included."""
        return self._follow(BASES, cells)

    def reads(self, cells: Iterable[Cell]) -> Cells:
        """The cells whose figures the checks of these cells read, themselves included."""
        return self._follow(READS, cells)

    def kin(self, cells: Iterable[Cell]) -> Cells:
        """The cells of the organs right below, for the same periods."""
        sql = "select families.organ_id, asked.period from asked join main.families as families"
        return self._follow(f"{sql} on families.parent_organ_id = asked.organ_id", cells)

    def parents(self, cells: Iterable[Cell]) -> Cells:
        """The cells of the organs right above, for the same periods, and these themselves."""
        sql = "select families.parent_organ_id, asked.period from asked join main.families as families"
        return self._follow(f"{sql} on families.organ_id = asked.organ_id", cells)

    def above(self, cells: Iterable[Cell]) -> Cells:
        """The cells of the organs above at any height, for the same periods, and these themselves."""
        return self._follow(ABOVE, cells)

    def below(self, cells: Iterable[Cell]) -> Cells:
        """The cells of the organs that a consolidation of these asks for: whose reports, and who is below them."""
        return self._follow(BELOW, cells)

    def forms_of(self, organs: Iterable[str]) -> Cells:
        """The years in which organs consolidate or may come to do so."""
        self._register_organs(organs)
        return frozenset(self._connection.execute(FORMS).fetchall())

    def parents_of_none_but(self, organs: Iterable[str]) -> Cells:
        """Those above that have no other organ below them than these, by year.

        Whether an organ above waits for their own report or the consolidated one hangs on these alone.
        """
        self._register_organs(organs)
        return frozenset(self._connection.execute(ALONE).fetchall())

    def filled(self, cells: Iterable[Cell]) -> Cells:
        """Those of the cells in which there is a document."""
        self._register_cells(cells)
        sql = "select distinct organ_id, period from main.directory join main.asked_cells using (organ_id, period)"
        return frozenset(self._connection.execute(sql).fetchall())

    def following(self, cells: Iterable[Cell]) -> Cells:
        """The cells a year later, and these themselves."""
        sql = "select asked.organ_id, later.period from asked join main.periods as later"
        return self._follow(f"{sql} on later.prior_year_period = asked.period", cells)

    def cells_of(self, documents: Iterable[str]) -> Cells:
        """The cells that documents stand in, those that are going included."""
        self._register("asked_documents", {"document_id": pa.array(sorted(set(documents)), pa.string())})
        rows = self._connection.execute("""
            select organ_id, period from work.marts.dim_document where document_id in (from main.asked_documents)
            union
            select organ_id, period from main.new_documents where document_id in (from main.asked_documents)
        """).fetchall()
        return frozenset(rows)

    def consolidated_cells(self, organs: Iterable[str]) -> Cells:
        """The cells of organs in which they have a consolidated report."""
        self._register_organs(organs)
        rows = self._connection.execute(
            "select distinct organ_id, period from main.directory "
            "where reporting_scope = 'consolidated' and organ_id in (from main.asked_organs)"
        ).fetchall()
        return frozenset(rows)

    def name_documents(self, table: str, cells: Iterable[Cell]) -> None:
        """Make the table ``main.<table>``: one row per document of the cells."""
        self._register_cells(cells)
        self._connection.execute(
            f"create or replace table main.{table} as select document_id from main.directory "
            "join main.asked_cells using (organ_id, period)"
        )

    def name_documents_of_years(self, table: str, cells: Iterable[Cell]) -> None:
        """Make the table ``main.<table>``: one row per annual document that the organs of the cells ever had."""
        self._register_cells(cells)
        self._connection.execute(
            f"create or replace table main.{table} as select document_id from main.directory "
            "where organ_id in (select organ_id from main.asked_cells) and period like '____'"
        )

    def name_documents_of_regions(self, table: str, cells: Iterable[Cell]) -> None:
        """Make the table ``main.<table>``: one row per document of the regions and years that the cells stand in.

        An organ that is named for the first time stands where its parent stands.
        """
        self._register_cells(self.parents(cells))
        self._connection.execute(f"""
            create or replace table main.{table} as
            with regions as (
                select coalesce(county_organ_id, city_organ_id, province_organ_id, '') as region_organ_id, organ_id
                from work.marts.dim_organ
            )
            select document_id
            from main.directory
            where
                left(period, 4) in (select left(period, 4) from main.asked_cells)
                and organ_id in (
                    select organ_id from regions where region_organ_id in (
                        select region_organ_id from regions where organ_id in (select organ_id from main.asked_cells)
                    )
                )
        """)

    def name_subtree(self, table: str, organs: Iterable[str]) -> None:
        """Make the table ``main.<table>``: organs and all that stand below them."""
        self._register_organs(organs)
        self._connection.execute(f"""
            create or replace table main.{table} as
            with recursive lines as (
                select organ_id from main.asked_organs
                union
                select families.organ_id
                from lines
                join main.families as families on families.parent_organ_id = lines.organ_id
            )
            from lines
        """)

    def name_cells(self, table: str, cells: Iterable[Cell]) -> None:
        """Make the table ``main.<table>`` of cells."""
        self._register_cells(cells)
        self._connection.execute(f"create or replace table main.{table} as from main.asked_cells")

    def _follow(self, sql: str, cells: Iterable[Cell]) -> Cells:
        asked = frozenset(cells)
        self._register_cells(asked)
        return asked | frozenset(self._connection.execute(ASKED + sql).fetchall())

    def _register_cells(self, cells: Iterable[Cell]) -> None:
        organs, periods = zip(*sorted(set(cells)), strict=True) if cells else ((), ())
        columns = {"organ_id": pa.array(organs, pa.string()), "period": pa.array(periods, pa.string())}
        self._register("asked_cells", columns)

    def _register_organs(self, organs: Iterable[str]) -> None:
        self._register("asked_organs", {"organ_id": pa.array(sorted(set(organs)), pa.string())})

    def _register(self, name: str, columns: dict[str, pa.Array]) -> None:
        self._connection.register("asked_rows", pa.table(columns))
        self._connection.execute(f"create or replace table main.{name} as from asked_rows")
        self._connection.unregister("asked_rows")
