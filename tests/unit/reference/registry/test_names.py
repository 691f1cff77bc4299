"""Names brought to one form: what does not count is gone, what counts stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reference.registry.names import normalise_name, split_brackets

SIMPLIFIED = {ord("縣"): "县", ord("區"): "区", ord("鳳"): "凤"}
TEXTS = st.text(max_size=30)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
BLANKS = st.text(st.sampled_from(" \t\n\u3000\u00a0\u200b\ufeff"), max_size=3)


def normalise(text: str) -> str:
    return normalise_name(text, SIMPLIFIED)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("郊 区", "郊区"), ("郊\u3000区", "郊区"), ("高港区\n人民政府", "高港区人民政府"), ("鳳縣", "凤县"),
        ("市农委（扶贫办）", "市农委(扶贫办)"), ("市农委〔扶贫办〕", "市农委(扶贫办)"), ("高港区：", "高港区"), ("\u200b", ""),
    ],
)  # fmt: skip
def test_what_does_not_count(written: str, name: str) -> None:
    assert normalise(written) == name


@given(TEXTS)
def test_a_normal_form_is_its_own(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(HAN, st.data())
def test_blanks_anywhere_change_nothing(name: str, data: st.DataObject) -> None:
    spaced = "".join(data.draw(BLANKS) + character for character in name) + data.draw(BLANKS)
    assert normalise(spaced) == normalise(name)


@given(st.text(st.sampled_from("ABCabc019()"), max_size=12))
def test_full_width_is_half_width(name: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in name)
    assert normalise(wide) == normalise(name)


@given(TEXTS)
def test_brackets_never_stay_in_the_main_name(text: str) -> None:
    main, inner = split_brackets(normalise(text))
    assert not set("()") & set(main)
    assert all(inner)


def test_a_second_name_in_brackets() -> None:
    assert split_brackets("农委(扶贫办)") == ("农委", ("扶贫办",))
    assert split_brackets("医药高新区(高港区)党政办公室") == ("医药高新区党政办公室", ("高港区",))
