"""The marts of a closed part: built by the models, with the rows of others taken from the marts as they stand.

What a parent's consolidation says of a child that nothing happened to, what last year's report says in the series, and
what other organs of a region state stands in the marts already; it is put where the models read it.
"""

from __future__ import annotations

import duckdb

from orchestration.warehouse.increment import others
from orchestration.warehouse.increment.changes import NotIncrementalError
from orchestration.warehouse.increment.part import Part
from orchestration.warehouse.models import CompiledNode

_SUBMITTED = ("int_submissions", "rpt_submission")
_KNOWN = "dim_organ"
_OF_PARENTS = ("rpt_consolidated", "rpt_consolidated_member", "rpt_series", "rpt_ranking")


def build_marts(connection: duckdb.DuckDBPyConnection, part: Part, nodes: dict[str, CompiledNode]) -> None:
    """Build the marts over a closed part; those declared to be of the seeds alone stay as they are.

    Of what is built the rows in the scopes by which marts are compared are those of a full build; the others are not.

    Raises:
        NotIncrementalError: if an organ that was known stands in another region now.
    """
    marts = [node.name for node in nodes.values() if node.is_mart and node.rebuilt_by != "seed"]
    of_regions = [name for name in marts if nodes[name].rebuilt_by == "region"]
    of_known = [name for name in marts if name not in of_regions and _reads(nodes, name, _KNOWN)]
    part.build(list(_SUBMITTED))
    _put(connection, others.SUBMITTED)
    part.build(
        [name for name in marts if name not in (*_OF_PARENTS, *of_known, *of_regions)]
        + ["int_series_values", "int_series_reports"]
    )
    connection.execute(others.TOUCHED_LISTS)
    _put(connection, others.OF_PARENTS)
    part.build(list(_OF_PARENTS))
    _put(connection, others.OF_KNOWN)
    part.build(of_known)
    _name_regions(connection)
    _put(connection, others.OF_REGIONS)
    if connection.execute(others.UNSEEN).fetchone():
        raise NotIncrementalError("A region has reports that state figures of another year.")
    part.build(of_regions)


def _reads(nodes: dict[str, CompiledNode], name: str, wanted: str) -> bool:
    """True if a model is the wanted one, or is made of it."""
    return name == wanted or any(_reads(nodes, parent, wanted) for parent in nodes[name].parents)


def _put(connection: duckdb.DuckDBPyConnection, tables: tuple[others.Others, ...]) -> None:
    for table in tables:
        connection.execute(f"delete from {table.name} where {table.inexact}")
        connection.execute(f"insert into {table.name} by name {table.rows}")


def _name_regions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``main.scope_regions``, regions and years that the part speaks of, and who stands in these regions."""
    moved = connection.execute(others.MOVED).fetchone()
    if moved:
        raise NotIncrementalError(f"{moved[0]} stands in another region than before.")
    connection.execute(others.SCOPE_REGIONS)
