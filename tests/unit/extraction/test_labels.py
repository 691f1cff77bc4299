"""How much labels are alike, and two sequences of them paired in order so that they are most alike together."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction.labels import LEAST, align, align_scored, likeness, likenesses

SCORES = st.lists(
    st.dictionaries(st.integers(0, 5), st.sampled_from([0.62, 0.7, 0.75, 0.9, 1.0]), max_size=4), max_size=5
)


def likest(scores: list[dict[int, float]]) -> float:
    """The greatest likeness of all pairs together, by trying every way to pair them."""
    pairs = [(i, j, value) for i, row in enumerate(scores) for j, value in row.items()]
    return max(
        sum(value for *_, value in chosen)
        for count in range(min(len(scores), 6) + 1)
        for chosen in combinations(sorted(pairs), count)
        if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chosen))
    )


@given(SCORES)
def test_no_other_way_is_more_alike(scores: list[dict[int, float]]) -> None:
    pairs = align_scored(scores)
    assert list(pairs) == sorted(pairs)
    columns = [column for column, _ in pairs.values()]
    assert columns == sorted(set(columns))
    assert all(scores[i][j] == value for i, (j, value) in pairs.items())
    assert abs(sum(value for _, value in pairs.values()) - likest(scores)) < 1e-9


def test_pairs_below_the_least_are_not_made() -> None:
    likeness = {("a", "x"): 0.6, ("b", "x"): 0.61, ("b", "y"): 0.8}
    assert align("ab", "xy", lambda one, other: likeness.get((one, other), 0.0), 0.62) == {1: (1, 0.8)}


LABELS = st.text("公开信息数总计申请", max_size=6)


@given(LABELS, st.sets(LABELS, max_size=8), st.sampled_from([LEAST, 0.8]))
def test_many_likenesses_are_those_of_each(written: str, labels: set[str], least: float) -> None:
    one_by_one = {label: likeness(written, label) for label in labels}
    found = likenesses(written, sorted(labels), least)
    assert found == {label: value for label, value in one_by_one.items() if value >= least}
