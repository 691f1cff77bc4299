"""One row per failing check, solution and figure: what is likely wrong, by the smallest changes that repair."""

from orchestration.reconciliation.suspects import find_suspects


def model(dbt, session):
    """The suspects of the figures and checks that are built before; no figure is changed."""
    dbt.config(materialized="table")
    dbt.ref("int_rule_outcomes")
    dbt.ref("int_rule_scope_operands")
    dbt.ref("int_observations_resolved")
    return find_suspects(session)
