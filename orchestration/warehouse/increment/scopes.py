"""What the rows of the marts are found by that may differ: documents, forms, periods, duties and organs.

Made from what came and went and from the ties between organs, before any mart of the part is built.
"""

from __future__ import annotations

import duckdb

from orchestration.warehouse.increment.family import Cells, Family

_STANDS = """
    select
        organ_id, max(parent_organ_id) as parent_organ_id, max(organ_name_zh), max(kind), max(level), max(region_code),
        max(valid_from), max(valid_to), bool_or(relation <> 'unit')
"""
_SUBJECTS = """
    create table main.subjects as
    select organ_id, period from main.new_documents
    union
    select organ_id, period from work.marts.dim_document where document_id in (from main.gone_documents)
    union
    select claimed_organ_id, claimed_period from incoming.raw_arrivals
    union
    select coalesce(organ_id, claimed_organ_id), coalesce(period, claimed_period)
    from work.marts.rpt_submission
    where submission_id in (from main.gone_submissions) or document_id in (from main.gone_documents);

    delete from main.subjects where organ_id is null or period is null or organ_id = '' or period = '';
"""


def name_organs(connection: duckdb.DuckDBPyConnection) -> None:
    """The organs that what came or went names; of those without an organ of the registry one document each."""
    connection.execute("""
        create table main.unnamed_organs as
        select distinct organ_id
        from (
            select organ_id from main.new_documents
            union
            select organ_id from work.marts.dim_document where document_id in (from main.gone_documents)
        )
        where organ_id = 'UNKNOWN' or organ_id like 'UNRESOLVED:%'
    """)
    connection.execute("""
        create table main.unnamed_documents as
        select min(document_id) as document_id
        from work.marts.dim_document
        where organ_id in (from main.unnamed_organs) and document_id not in (from main.gone_documents)
        group by organ_id
    """)
    connection.execute("""
        create table main.scope_organs as
        select organ_id from incoming.raw_organs
        union
        select organ_id from work.raw.raw_organs where document_id in (from main.gone_documents)
        union
        from main.unnamed_organs
    """)


def name_changed_organs(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``main.changed_organs``: those that documents name for the first time, no longer, or otherwise."""
    connection.execute(f"""
        create table main.changed_organs as
        with before as ({_STANDS} from work.held.organ_mentions group by organ_id),
        after as ({_STANDS} from main.mentions where mention_count > 0 group by organ_id)
        select distinct organ_id, parent_organ_id
        from ((from before except from after) union all (from after except from before))
    """)


def touched_cells(connection: duckdb.DuckDBPyConnection, family: Family) -> tuple[Cells, Cells]:
    """The cells where checks may come out otherwise, and those whose consolidation may have other members.

    These are the cells of what came and went, with those whose checks read them. An organ that is named for the first
    time, or no longer, owes a report of every year to its parent: that one's consolidated reports and forms of all
    years wait for it, and those further up may come to wait for another report of the parent.
    """
    documents = connection.execute(
        "select document_id from main.new_documents union from main.gone_documents"
    ).fetchall()
    cells = family.cells_of(document for (document,) in documents)
    changed = connection.execute("""
        from main.changed_organs
        where
            organ_id not in (select organ_id from work.seeds.organs)
            and organ_id not in (select organ_id from work.raw.raw_standing_organs)
    """).fetchall()
    parents = {parent for _, parent in changed if parent}
    organs = {organ for organ, _ in changed}
    alone = family.parents_of_none_but(organs)
    forms = family.above(cells | alone) | family.forms_of(organs | parents)
    return family.bases(cells) | family.consolidated_cells(parents) | family.filled(alone), forms


def name_scopes(connection: duckdb.DuckDBPyConnection, family: Family, cells: Cells, forms: Cells) -> None:
    """Make the tables ``main.scope_<what>`` that the rows of the marts are found by.

    Args:
        connection: It has the work database attached as ``work``.
        family: Who stands above and below whom.
        cells: Those of the closed part.
        forms: Parents and periods whose consolidation may be another.
    """
    connection.execute("""
        create table main.scope_documents as
        from main.part_documents union from main.gone_documents
        union select document_id from incoming.raw_documents
        union select document_id from incoming.raw_quarantine
        union select document_id from incoming.raw_arrivals
    """)
    connection.execute("""
        create table main.scope_reporters as
        select organ_id from work.marts.dim_document where document_id in (from main.scope_documents)
        union
        select organ_id from main.new_documents
    """)
    family.name_cells("scope_forms", forms)
    family.name_cells("member_cells", forms | family.kin(forms))
    # a period that others still speak of, and the part doesn't, stays
    connection.execute(
        "create table main.scope_periods as select period from main.period_counts "
        "where mention_count = 0 or period in (select period from main.new_periods)"
    )
    _name_duties(connection, family, cells)


def _name_duties(connection: duckdb.DuckDBPyConnection, family: Family, cells: Cells) -> None:
    """Who may owe a report, and which organs may come to have a part in the marts.

    With the first report of a period from below, an office collects that period of all right below it. Whether it does
    is told by the submissions of all who stand below the offices that may.
    """
    connection.execute(_SUBJECTS)
    subjects = frozenset(connection.execute("from main.subjects").fetchall())
    family.name_cells("scope_states", cells | family.kin(family.above(subjects)))
    family.name_subtree("told_organs", (organ for organ, _ in family.above(subjects)))
    changed = frozenset(connection.execute("select organ_id, '' from main.changed_organs").fetchall())
    family.name_subtree("changed_subtree", (organ for organ, _ in changed))
    family.name_subtree("changed_circle", (organ for organ, _ in family.parents(changed)))
    connection.execute("""
        create table main.scope_known as
        from main.scope_organs
        union from main.changed_subtree
        union select organ_id from main.scope_states
        union select organ_id from main.member_cells
    """)
