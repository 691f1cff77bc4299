"""The warehouse's models over a part of the reports, in memory, and how far a change in that part reaches.

A part is *closed* when every check of its documents, every check that reads a figure of them, and every set of failing
checks that ties them is wholly among what was read. Its rows are then those of a full build.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.reconciliation.suspects import failing_checks, part_wide_checks
from orchestration.warehouse.increment.family import Cell, Cells, Family
from orchestration.warehouse.increment.part_rows import load_rows, look_up_held
from orchestration.warehouse.models import CompiledNode, build_models

_CHECKS = ["int_rule_outcomes", "int_rule_scope_operands", "int_observations_resolved", "int_documents_resolved"]
_COUNTS = "(outcome <> 'undecided' or reason_code in ('term_blank', 'blank_not_zero'))"

# Checks of the part that are not as they were: gone, new, with another outcome, or over other figures.
_CHANGED = f"""
    create or replace table main.changed_checks as
    with held as (select check_id, outcome, reason_code, left_value, right_value from main.held_checks),
    made as (
        select check_id, outcome, reason_code, left_value, right_value
        from intermediate.int_rule_outcomes
        where document_id in (from main.part_documents)
    ),
    held_operands as (select distinct check_id, observation_id from main.held_operands),
    made_operands as (
        select distinct operands.check_id, operands.observation_id
        from intermediate.int_rule_scope_operands as operands
        where operands.check_id in (select check_id from made)
    ),
    differing as (
        (from held except from made) union all (from made except from held)
    ),
    regrouped as (
        select check_id from (from held_operands except from made_operands)
        union
        select check_id from (from made_operands except from held_operands)
    ),
    states as (from held union all from made)
    select
        check_id,
        bool_or({_COUNTS}) as counts,
        bool_or(outcome = 'violated' or reason_code = 'assumed_blank_zero') as marks_figures,
        bool_or(reason_code = 'assumed_blank_zero') as fills_blanks
    from states
    where check_id in (select check_id from differing union select check_id from regrouped)
    group by check_id
"""
# The documents that checks speak of, as held and as made.
_SPOKEN_OF = """
    create or replace table main.spoken_of as
    select distinct check_id, document_id, side
    from main.held_operands
    where check_id in (select check_id from main.changed_checks)
    union
    select distinct operands.check_id, observations.document_id, operands.side
    from intermediate.int_rule_scope_operands as operands
    join intermediate.int_observations_resolved as observations using (observation_id)
"""
_REACHED = """
    select distinct spoken_of.document_id, changed.fills_blanks
    from main.changed_checks as changed
    join main.spoken_of as spoken_of using (check_id)
    where changed.marks_figures or (changed.counts and spoken_of.side = 'left')
"""
# Documents outside that a check ties to a failing one inside, or that a changed check speaks of.
_TIED = """
    with ties as (
        select distinct outer_side.document_id
        from main.spoken_of as inner_side
        join main.spoken_of as outer_side using (check_id)
        join main.failing as failing on failing.document_id = inner_side.document_id
        where inner_side.document_id in (from main.part_documents)
        union
        select distinct spoken_of.document_id
        from main.changed_checks as changed
        join main.spoken_of as spoken_of using (check_id)
        where changed.counts
    )
    select document_id
    from ties
    where document_id not in (from main.part_documents) and document_id not in (from main.gone_documents)
"""
_FAILING_BEFORE = """
    select distinct operands.document_id
    from work.marts.fct_sum_check_operand as operands
    join work.marts.fct_sum_check as checks using (check_id)
    where
        operands.document_id in (from main.asked_documents)
        and checks.localisation <> ''
        and checks.document_id not in (from main.exact_documents)
"""


# Documents outside whose amounts no year bears out any more, or again does.
_RESCALED = """
    select distinct facts.document_id
    from intermediate.int_facts as facts
    join work.marts.rpt_consolidated_source as sources on sources.observation_id = facts.observation_id
    left join intermediate.int_figures_out_of_scale as doubted on doubted.observation_id = facts.observation_id
    where
        facts.document_id in (from main.money_documents)
        and sources.document_id in (from main.money_documents)
        and facts.document_id not in (from main.part_documents)
        and sources.is_out_of_scale <> (doubted.observation_id is not null)
"""
# Documents with an empty cell that a check of another report tries as a zero: their own rules must be whole.
_BLANKS_READ = """
    select distinct observations.document_id
    from intermediate.int_rule_blanks as blanks
    join intermediate.int_rule_operands as operands using (report_no, slot_no)
    join intermediate.int_reports as reports using (report_no)
    join intermediate.int_observations_resolved as observations using (observation_id)
    where
        operands.value is null
        and operands.member <> ''
        and reports.document_id in (from main.exact_documents)
"""
# Documents whose own empty cells are tried by rules that read another report: what they prove may have changed.
_BLANKS_PROVED = """
    select reports.document_id
    from intermediate.int_rule_blanks as blanks
    join intermediate.int_rule_operands as operands using (report_no, slot_no)
    join intermediate.int_reports as reports using (report_no)
    where operands.member <> ''
    union
    select checks.document_id
    from main.held_checks as checks
    join main.held_operands as operands using (check_id)
    where
        checks.reason_code in ('assumed_blank_zero', 'term_blank', 'blank_not_zero')
        and operands.document_id <> checks.document_id
"""


class Part:
    """The models over the documents of some cells and of those around them; made anew as the cells become more."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, family: Family, nodes: dict[str, CompiledNode], seeds_dir: Path
    ) -> None:
        self._connection = connection
        self._family = family
        self._nodes = nodes
        self._seeds_dir = seeds_dir
        self._built: set[str] = set()
        self.cells: Cells = frozenset()
        self.forms: Cells = frozenset()  # parents and periods whose consolidation may be another
        self._started_with: Cells = frozenset()
        self._touched_forms: Cells = frozenset()
        self._blank: Cells = frozenset()  # with empty cells that others read
        connection.execute("create schema seeds")
        for node in nodes.values():
            if node.kind == "seed":
                connection.execute(f"create view seeds.{node.name} as from work.seeds.{node.name}")

    def close_over(self, cells: Cells, forms: Cells) -> None:
        """Build the checks of the cells, and of more, until nothing outside is touched.

        Args:
            cells: Where something came or went, and whose checks read that.
            forms: Parents and periods whose members may be others than before.
        """
        self._started_with, self._touched_forms = cells, forms
        while True:
            self.cells = cells
            self._build_checks()
            cells = self.cells | self._reached()
            if cells == self.cells:
                cells = cells | self._rescaled()
            if cells == self.cells:
                return

    def _rescaled(self) -> Cells:
        """The cells of other years in which an amount of money looks otherwise beside the amounts of the part."""
        self.build(["int_figures_out_of_scale"])
        return self._cells_in(_RESCALED)

    def build(self, wanted: list[str]) -> None:
        """Build more models on what is built."""
        spent = build_models(self._connection, self._nodes, self._seeds_dir, wanted, given=self._built)
        self._built |= spent.keys()

    def _build_checks(self) -> None:
        """The checks of the cells and of all that read them; those of others, which are not whole, are dropped."""
        exact = self._family.bases(self.cells)
        self._family.name_documents("exact_documents", exact)
        self._family.name_documents("part_documents", self.cells)
        self.forms = self._family.parents(self.cells) | self._touched_forms
        self._family.name_documents("kin_documents", self._family.below(self.forms))
        self._family.name_documents_of_regions("region_documents", self.cells)
        self._family.name_documents_of_years("money_documents", self.cells)
        look_up_held(self._connection, self._family, self.cells)
        read = self._family.reads(exact)
        while True:
            self._family.name_documents("read_documents", read | self._family.reads(self._blank))
            self._load_raw()
            self.build(_CHECKS)
            blank = self._cells_in(_BLANKS_READ) | self._blank
            if self._family.reads(blank) <= read | self._family.reads(self._blank):
                break
            self._blank = blank
        self._connection.execute(
            "delete from intermediate.int_rule_outcomes where document_id not in (from main.exact_documents)"
        )
        self._connection.execute(
            "delete from intermediate.int_rule_scope_operands "
            "where check_id not in (select check_id from intermediate.int_rule_outcomes)"
        )

    def _load_raw(self) -> None:
        """Bring the schema ``raw`` to the documents that are to be read, and drop what was made of fewer."""
        for schema in ("staging", "intermediate", "marts"):
            self._connection.execute(f"drop schema if exists {schema} cascade")
        load_rows(self._connection, is_first=not self._built)
        self._built = {node.name for node in self._nodes.values() if node.kind == "seed"}

    def _reached(self) -> set[Cell]:
        """Cells outside that what changed inside has an effect on."""
        connection = self._connection
        connection.execute(_CHANGED)
        connection.execute(_SPOKEN_OF)
        reached = connection.execute(_REACHED).fetchall()
        cells = set(self._family.cells_of(document for document, _ in reached))
        filled = self._family.cells_of(document for document, fills_blanks in reached if fills_blanks)
        cells |= self._family.following(filled) if filled else set()
        proved = self._cells_in(_BLANKS_PROVED) & self._started_with
        cells |= self._family.bases(proved) if proved else set()
        pairs, _ = part_wide_checks(failing_checks(connection))
        failing = {document for _, document in pairs}
        self._name("failing", failing)
        tied = {document for (document,) in connection.execute(_TIED).fetchall()}
        failing_before: set[str] = set()
        if unknown := tied - failing:
            self._name("asked_documents", unknown)
            failing_before = {document for (document,) in connection.execute(_FAILING_BEFORE).fetchall()}
        return cells | self._family.cells_of((tied & failing) | failing_before)

    def _cells_in(self, sql: str) -> Cells:
        return self._family.cells_of(document for (document,) in self._connection.execute(sql).fetchall())

    def _name(self, table: str, documents: set[str]) -> None:
        self._connection.execute(f"create or replace table main.{table} (document_id varchar)")
        if documents:
            self._connection.execute(f"insert into main.{table} select unnest(?::varchar[])", [sorted(documents)])
