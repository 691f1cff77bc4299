"""The warehouse's models over a part of the reports, in memory, and how far a change in that part reaches.

A part is *closed* when every check of its documents, every check that reads a figure of them, and every set of failing
checks that ties them is wholly among what was read. Its rows are then those of a full build.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.reconciliation.suspects import failing_checks
from orchestration.warehouse.increment.family import Cell, Cells, Family
from orchestration.warehouse.increment.held import UNREAD
from orchestration.warehouse.models import CompiledNode, build_models
from orchestration.warehouse.raw_store import RAW_TABLES

_THIN = ("raw_documents", "raw_organ_names", "raw_arrivals")  # of documents that only have to be there
_CHECKS = ["int_rule_outcomes", "int_rule_scope_operands", "int_observations_resolved", "int_documents_resolved"]
_COUNTS = "(outcome <> 'undecided' or reason_code in ('term_blank', 'blank_not_zero'))"

# The checks of the part as they stand and what they speak of, each looked up once: no table of the marts is larger.
# By documents first: these are few, and tell the engine which rows it needn't decode.
_HELD = """
    create or replace temp table asked_checks as
    select *, rowid as work_row
    from work.marts.fct_sum_check
    where
        document_id in (from main.held_wanted)
        and organ_id in (
            select organ_id from work.marts.dim_document where document_id in (from main.held_wanted)
        );

    create or replace temp table asked_operands as
    select *, rowid as work_row
    from work.marts.fct_sum_check_operand
    where document_id in (from main.spoken_documents);

    create table if not exists main.held_checks as from asked_checks limit 0;
    create table if not exists main.held_operands as from asked_operands limit 0;
    insert into main.held_checks from asked_checks;
    insert into main.held_operands
    from asked_operands where check_id in (select check_id from asked_checks);
    insert into main.held_documents from main.held_wanted;
"""
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


# What is to be read now and was not read before; the part never becomes smaller.
_WANTED = """
    create or replace table main.full_wanted as
    (from main.read_documents except from main.gone_documents) except from main.full_loaded;

    create or replace table main.thin_wanted as
    (
        (
            from main.read_documents union from main.kin_documents union from main.unnamed_documents
            union from main.region_documents union from main.money_documents
        )
        except from main.gone_documents
    )
    except from main.thin_loaded;

    create or replace table main.amounts_wanted as
    ((from main.money_documents except from main.gone_documents) except from main.full_loaded)
    except from main.amounts_loaded;
"""
_LOADED = """
    insert into main.full_loaded from main.full_wanted;
    insert into main.thin_loaded from main.thin_wanted;
    insert into main.amounts_loaded from main.amounts_wanted;
"""
_AMOUNTS = """
    delete from raw.raw_observations
    where document_id in (from main.full_wanted) and document_id in (from main.amounts_loaded);

    insert into raw.raw_observations
    from work.raw.raw_observations
    where
        document_id in (from main.amounts_wanted)
        and document_id not in (from main.full_wanted)
        and indicator_code in (select indicator_code from work.seeds.money_scales)
"""
_OF_NO_REPORT = """
    insert into raw.raw_standing_organs from work.raw.raw_standing_organs;

    insert into raw.raw_quarantine
    from work.raw.raw_quarantine where document_id not in (from main.gone_documents);

    insert into raw.raw_arrivals
    from work.raw.raw_arrivals
    where
        document_id in (
            from main.gone_documents
            union select document_id from work.marts.rpt_submission where organ_id is null
        )
        and submission_id not in (from main.gone_submissions);

    -- who is there is told by all documents; beside that, each that is read tells whom it names
    insert into raw.raw_organs by name
    select '' as document_id, * exclude (mention_count) from main.mentions where mention_count > 0
"""
_ONCE = ("raw_standing_organs", "raw_quarantine", "raw_submission_decisions")  # not read by document


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
        self._look_up_held()
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

    def _look_up_held(self) -> None:
        """Make ``main.held_checks`` and ``main.held_operands`` whole for the documents of the part."""
        self._family.name_documents("spoken_documents", self._family.reads(self.cells) | self._family.kin(self.cells))
        self._connection.execute("insert into main.spoken_documents from main.gone_documents")
        self._connection.execute("""
            create table if not exists main.held_documents (document_id varchar);
            create or replace table main.held_wanted as
            (from main.part_documents union from main.gone_documents) except from main.held_documents
        """)
        (is_more,) = self._connection.execute("select count(*) > 0 from main.held_wanted").fetchone()
        if is_more or not self._built:
            self._connection.execute(_HELD)

    def _load_raw(self) -> None:
        """Bring the schema ``raw`` to the documents that are to be read; what is there stays."""
        connection = self._connection
        for schema in ("staging", "intermediate", "marts"):
            connection.execute(f"drop schema if exists {schema} cascade")
        is_first = not self._built
        self._built = {node.name for node in self._nodes.values() if node.kind == "seed"}
        if is_first:
            connection.execute("create schema raw")
            for table in RAW_TABLES:
                connection.execute(f"create table raw.{table} as from incoming.{table}")
            connection.execute(_OF_NO_REPORT)
            for what in ("full", "thin", "amounts"):
                connection.execute(f"create table main.{what}_loaded (document_id varchar)")
        connection.execute(_WANTED)
        connection.execute(_AMOUNTS)
        for table in RAW_TABLES:
            if table not in UNREAD and table not in _ONCE:
                wanted = "thin" if table in _THIN else "full"
                rest = "and submission_id not in (from main.gone_submissions)" if table == "raw_arrivals" else ""
                connection.execute(
                    f"insert into raw.{table} from work.raw.{table} "
                    f"where document_id in (from main.{wanted}_wanted) {rest}"
                )
        connection.execute(_LOADED)

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
        pairs = failing_checks(connection)
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
