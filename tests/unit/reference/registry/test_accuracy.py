"""Names made from the registry: nearly all are right, and none is taken for another organ without a word."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from benchmarks.registry import GOAL, cases_of, judge
from orchestration.reference.registry import OrganResolver


@pytest.mark.slow
def test_a_tenth_of_all_made_names(resolver: OrganResolver) -> None:
    rng = Random(7)  # noqa: S311
    cases = [case for case in cases_of(resolver, seed=2) if rng.random() < 0.1]
    verdicts = judge(resolver, cases, show=0)
    total = sum(verdicts.values(), Counter())
    assert total.total() == len(cases) > 20_000
    assert total["wrong"] == 0
    assert (total["one"] + total["several"]) / total.total() >= GOAL
