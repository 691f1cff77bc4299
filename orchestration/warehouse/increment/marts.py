"""The marts of a closed part: built by the models, with the rows of others taken from the marts as they stand.

What a parent's consolidation says of a child that nothing happened to, and what last year's report says in the series,
stands in the marts already; it is put where the models read it.
"""

from __future__ import annotations

import duckdb

from orchestration.warehouse.increment.part import Part
from orchestration.warehouse.models import CompiledNode

_LAST = ("rpt_consolidated", "rpt_consolidated_member", "rpt_series")
_OTHERS = "not in (from main.part_documents)"
_CERTIFICATION = f"""
    insert into marts.rpt_certification
    select certification.*
    from work.marts.rpt_certification as certification
    join main.member_cells as cells using (organ_id, period)
    where document_id {_OTHERS} and document_id not in (from main.gone_documents)
"""
_SOURCES = f"""
    insert into marts.rpt_consolidated_source
    select sources.*
    from work.marts.rpt_consolidated_source as sources
    join main.scope_forms as forms using (organ_id, period)
    where document_id {_OTHERS} and document_id not in (from main.gone_documents)
"""
_SERIES = f"""
    insert into intermediate.int_series_values by name
    select
        document_id, indicator_code, dimensions, comparability, comparability_reason_code,
        comparability_note_en as note, value, value_stated
    from work.marts.rpt_series
    where
        document_id {_OTHERS}
        and document_id in (
            select prior_document_id from intermediate.int_series_reports
            where document_id in (from main.part_documents)
        )
"""


def build_marts(connection: duckdb.DuckDBPyConnection, part: Part, nodes: dict[str, CompiledNode]) -> None:
    """Build the marts over a closed part; those declared to be of the seeds alone stay as they are.

    Of what is built the rows of the part's documents, and of the consolidations in ``main.scope_forms``, are those of
    a full build; the others are not.
    """
    marts = [node.name for node in nodes.values() if node.rebuilt_by]
    part.build([name for name in marts if name not in _LAST] + ["int_series_values", "int_series_reports"])
    for table, rows in (
        ("marts.rpt_certification", _CERTIFICATION),
        ("marts.rpt_consolidated_source", _SOURCES),
        ("intermediate.int_series_values", _SERIES),
    ):
        connection.execute(f"delete from {table} where document_id {_OTHERS}")
        connection.execute(rows)
    part.build(list(_LAST))
