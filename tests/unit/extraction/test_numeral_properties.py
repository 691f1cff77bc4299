"""What holds for the figures of any text: nothing lost, nothing twice, exact, and in linear time."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction import amounts, chinese_digits, figures, numerals
from orchestration.extraction.chinese_digits import parse_chinese
from orchestration.extraction.numerals import CHARACTERS, CellValue, find_numerals, parse_cell
from tests.unit.extraction.conftest import UNITS, only

FIGURE_LIKE = st.text(
    alphabet="0123456789１２０,，.．点 \n-－%％年第零〇一二两三十百千万亿余多几近约超过左右分之件元人次条（）",
    max_size=40,
)
ANY_TEXT = st.one_of(st.text(max_size=60), FIGURE_LIKE, st.lists(FIGURE_LIKE, max_size=3).map("，".join))
DIGIT_RUN = re.compile("[0-9０-９]+")


@given(ANY_TEXT)
@example("3万5千，120件1.2017年近百分之9万元")
def test_every_run_of_digits_is_in_exactly_one_figure(text):
    figures = find_numerals(text, UNITS)
    for run in DIGIT_RUN.finditer(text):
        holders = [f for f in figures if f.start <= run.start() and run.end() <= f.end]
        touching = [f for f in figures if f.start < run.end() and run.start() < f.end]
        assert len(holders) == 1 and holders == touching


@given(ANY_TEXT)
def test_spans_are_ordered_apart_and_verbatim(text):
    end = 0
    for figure in find_numerals(text, UNITS):
        assert end <= figure.start < figure.digits_end <= figure.end <= len(text)
        assert figure.raw == text[figure.start : figure.end]
        end = figure.end


@given(ANY_TEXT)
def test_interval_holds_the_number_and_nothing_is_a_float(text):
    cell = parse_cell(text, UNITS)
    for figure in find_numerals(text, UNITS) + ([cell.numeral] if cell.numeral else []):
        assert figure.low <= figure.number <= figure.high
        assert figure.low < figure.high or not figure.is_high_open
        for value in (figure.low, figure.number, figure.high):
            assert isinstance(value, Decimal) and value.as_tuple().exponent <= 0
        assert -figure.number.as_tuple().exponent == figure.decimals


@given(st.from_regex(r"[0-9]{1,16}(\.[0-9]{1,13})?", fullmatch=True))
def test_a_cell_of_digits_alone_says_what_the_same_digits_say_among_words(text):
    figure = only(f"{text}。")
    value = parse_cell(text, UNITS)
    assert list(map(str, value.numeral)) == list(map(str, figure))
    assert (value.extra, value.figure_count) == ((), 1)


@given(ANY_TEXT)
def test_a_cell_is_consistent_with_its_status(text):
    value = parse_cell(text, UNITS)
    assert isinstance(value, CellValue)
    assert (value.numeral is not None) == (value.value_status in {"number", "zero"})
    if value.numeral:
        assert (value.numeral.number == 0) == (value.value_status == "zero")
        assert value.numeral.raw == text[value.numeral.start : value.numeral.end]


def spell(number: int) -> str:
    """An independent speller of integers below 10^12 in Chinese characters."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    for size, word in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return spell(head) + word + gap + (spell(rest) if rest else "")
    raise AssertionError(number)


@pytest.mark.parametrize("digits", ["0", "7", "0044585", "44585", "1" * 30, "1" * 31])
def test_a_cell_of_digits_alone_says_what_it_says_before_a_blank(digits):
    value = parse_cell(digits, UNITS)
    assert value == parse_cell(f"{digits} ", UNITS)  # which is looked at character by character
    assert (value.numeral is None) == (len(digits) > 30)
    assert value.numeral is None or (value.numeral.number, value.numeral.raw) == (Decimal(digits), digits)


FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")


@given(st.integers(0, 10**12 - 1))
@example(10)
@example(10**8)
@example(100_010_001)
def test_round_trip_of_written_integers(number):
    spelled = [spell(number), spell(number).removeprefix("一") if 10 <= number < 20 else spell(number)]
    for written in (str(number), f"{number:,}", f"{number:,}".translate(FULL_WIDTH), *spelled):
        figure = parse_cell(written, UNITS).numeral
        assert figure is not None and figure.number == number, written
        in_prose = only(f"共收到{written}件，")
        assert (in_prose.number, in_prose.unit) == (number, "件")
    assert only(f"{number}件").low == only(f"{number}件").high == number


@given(st.text(alphabet="零〇一二两三九十百千万亿点件", max_size=40))
def test_chinese_runs_never_raise(run):
    value = parse_chinese(run)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "万" * 100_000,
        "，111" * 50_000,
        "1，111" + "，111" * 50_000,
        "1." * 50_000,
        "0." + "1" * 100_000,
        "1" + " " * 100_000 + "件",
        "3（" * 50_000,
        "5（1）" * 20_000,
        "近" * 100_000 + "1",
        "1亿2万3千" * 20_000,
        "一" * 30 + "件" + "&nbsp;" * 30_000,
        "百分之" * 30_000,
    ],
    ids=lambda text: text[:6],
)
def test_long_texts_end(text):
    figures = find_numerals(text, UNITS)
    parse_cell(text, UNITS)
    assert sum(len(run) for run in DIGIT_RUN.findall(text)) == sum(
        len(run) for figure in figures for run in DIGIT_RUN.findall(figure.raw)
    )


def test_absurdly_long_digits_stay_exact():
    figure = only("1" * 5000)
    assert figure.number == figure.low == figure.high == Decimal("1" * 5000)


@given(
    st.lists(
        st.sampled_from([*"约近超过之余多几百千万亿左右件条人次元年%（，-: \u3000\n", "万元", "百分之"]), max_size=5
    ).map("".join),
    st.lists(st.sampled_from([*"余多几百千万亿左右上下件条人次元年%（，-: \u3000\n", "万元", "左右"]), max_size=5).map(
        "".join
    ),
)
@example("发布日期：2022-04-26 ", ":30")
@example("", " 件")
@example("约 ", "")
def test_the_short_way_says_what_the_long_one_does(before: str, after: str) -> None:
    text = f"{before}35{after}"
    start, end = len(before), len(before) + 2
    short = figures.plain_numeral(text, text, start, end, UNITS)
    amount = amounts.read_arabic(text, start, end)
    assert short is None or short == figures.assemble_numeral(text, text, start, 0, amount, UNITS)


FOR_CELLS = {"_DASH", "_NOT_APPLICABLE", "_SIGN"}  # asked of whole cells alone, never in a running text


@pytest.mark.parametrize("module", [amounts, chinese_digits, figures, numerals])
def test_every_character_that_the_scanner_asks_for_is_declared(module: ModuleType) -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    asked: set[str] = set()
    for statement in tree.body:
        names = {
            node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        words = {id(node.value) for node in ast.walk(statement) if isinstance(node, ast.Expr)}  # docstrings
        if not names & FOR_CELLS:
            for node in ast.walk(statement):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
                    asked.update(node.value)
    assert {character for character in asked if "一" <= character <= "龥"} <= CHARACTERS
