"""A template finds in each of its texts what the scanner finds there."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction.numerals import Units, find_numerals
from orchestration.extraction.templates import DIGITS_APART, template_of
from orchestration.reference import load_knowledge
from tests.conftest import PROJECT

UNITS = Units(load_knowledge(PROJECT / "seeds").unit_names)
PIECES = [
    *"0123456789.,，件条万亿百千余多约近超年第一十两左上%（ 、。",
    "百分之",
    "左右",
    "万元",
    "2019年",
    "1,143",
    "100",
]


def skeleton_of(text: str) -> str:
    return DIGITS_APART.sub("0", text)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("收到申请1,143件")
@example("收到3万2345件，12万5件")
@example("3.2018年收到件")
@example("近3年约100余件，占87.50%，百分之九十七")
@example("123456789012345678901234567890123件")
def test_a_template_finds_what_the_scanner_finds(text: str) -> None:
    pieces = DIGITS_APART.split(text)
    template = template_of("0".join(pieces[::2]), UNITS)
    assert template is None or template.figures_of(text, pieces[1::2]) == find_numerals(text, UNITS)


def test_texts_that_differ_in_their_digits_share_a_template() -> None:
    assert skeleton_of("收到8件，占9.25%") == skeleton_of("收到1143件，占10.5%")
    assert template_of(skeleton_of("收到8件，占9.25%"), UNITS) is not None


def test_digits_that_decide_have_no_template() -> None:
    assert all(template_of(skeleton_of(text), UNITS) is None for text in ("1,143件", "3.2018年", "3万2345件"))
