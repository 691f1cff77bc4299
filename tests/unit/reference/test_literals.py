"""A pattern is left out only where it cannot match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reference import load_knowledge
from orchestration.reference.knowledge import FIGURE
from orchestration.reference.literals import LiteralIndex, required_literals
from tests.conftest import PROJECT

SENTENCE = f"全年收到政府信息公开申请{FIGURE}件，其中当面申请{FIGURE}件，已办结{FIGURE}件，占{FIGURE}%。"


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("收到申请", (("收到申请",),)),
        ("收到.{0,4}申请", (("收到",), ("申请",))),
        ("(?:收到|受理)申请", (("申请",), ("收到", "受理"))),
        ("(?:共)?收到", (("收到",),)),
        ("(?:共|)收到", (("收到",),)),
        ("收到(?!申请)", (("收到",),)),
        ("(?P<n>件)+", (("件",),)),
        ("[^。]*", ()),
        ("[件条]", (("件", "条"),)),
    ],
)
def test_what_a_text_must_hold(pattern: str, groups: tuple[tuple[str, ...], ...]) -> None:
    assert required_literals(pattern) == groups


@given(
    text=st.lists(st.sampled_from([*"收到申请公开件条占%，。其中当面办结", FIGURE, SENTENCE]), max_size=30).map("".join)
)
def test_no_pattern_that_matches_is_left_out(text: str) -> None:
    patterns = [pattern.regex for pattern in load_knowledge(PROJECT / "seeds").sentence_patterns]
    candidates = set(LiteralIndex(patterns, FIGURE).candidates(text))
    assert {i for i, pattern in enumerate(patterns) if pattern.search(text)} <= candidates


def test_most_patterns_are_left_out() -> None:
    patterns = [pattern.regex for pattern in load_knowledge(PROJECT / "seeds").sentence_patterns]
    assert len(LiteralIndex(patterns, FIGURE).candidates(SENTENCE)) < len(patterns) / 3


def test_a_text_without_the_common_character() -> None:
    index = LiteralIndex([re.compile(f"收到{FIGURE}件"), re.compile("未收到")], FIGURE)
    assert index.candidates("本年未收到申请") == [1]
