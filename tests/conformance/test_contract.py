"""What readers of the marts were promised is kept by the project as it stands."""

from __future__ import annotations

from datetime import UTC, datetime

from orchestration.publication.contract import compare, contract_of, explain_break, read_contract
from orchestration.settings import load_settings
from orchestration.warehouse.models import compiled_manifest


def test_the_public_contract_is_kept() -> None:
    settings = load_settings()
    declared = contract_of(compiled_manifest(settings.dbt_dir))
    comparison = compare(read_contract(settings.contract_dir), declared, datetime.now(UTC).date())
    assert not comparison.broken, explain_break(comparison)
