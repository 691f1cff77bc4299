"""What patterns cannot tell apart matches alike, and what they can is left as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reference import load_knowledge
from orchestration.reference.alphabet import Alphabet
from orchestration.reference.knowledge import FIGURE
from tests.conftest import PROJECT

KNOWLEDGE = load_knowledge(PROJECT / "seeds")
WORDS = [
    "联系电话",
    "红昌区卫生健康局",
    "泰岗乡人民政府",
    "滨河路",
    "号",
    "邮政编码：",
    "年",
    "月",
    "日",
    "度",
    "起至",
    "第",
    "部分",
]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("收到(?:申请|公开)", "收到申请公开"),
        ("[^。件]{2}", "件"),
        ("[一-龥]{2,4}局", "局"),
        ("[一-丂]", "一丁丂"),
        (r"\w\s.(?<!无)(?=有)", "无有"),
        ("(?P<n>件)?(?:条)+?次*+", "件条次"),
    ],
)
def test_the_characters_that_a_pattern_tells_apart(pattern: str, told: str) -> None:
    alphabet = Alphabet([re.compile(pattern)])
    assert alphabet.reduced(told) == told
    assert len(set(alphabet.reduced("瑞泰岗昌怀陵"))) == 1
    assert alphabet.reduced("瑞 0，a\n") == alphabet.reduced("泰") + " 0，a\n"


def test_a_pattern_that_looks_back_tells_all_apart() -> None:
    assert Alphabet([re.compile("(.)\\1")]).reduced("瑞泰岗") == "瑞泰岗"


def test_other_characters_may_count_too() -> None:
    assert Alphabet([], "泰").reduced("瑞泰岗")[1] == "泰"


@given(st.lists(st.sampled_from([*WORDS, FIGURE, "-", "(", ")", "，", "。"]), max_size=20).map("".join))
def test_the_rules_of_the_seeds_match_alike(text: str) -> None:
    patterns = [pattern for rule in KNOWLEDGE.non_statistics for pattern in (rule.regex, rule.must_have) if pattern]
    reduced = Alphabet(patterns).reduced(text)
    for pattern in patterns:
        assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in pattern.finditer(reduced)]
