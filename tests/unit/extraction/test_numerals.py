"""What a figure says, as written: exact cases of the design, and properties that hold for any text."""

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
from orchestration.extraction.numerals import CHARACTERS, CellValue, Units, find_numerals, parse_cell

UNIT_NAMES = "条 件 次 人 元 个 篇 期 份 项 名 家 部 人次 件次 条次 % ％ ‰ 万元 亿元 千元 名次 场 户 宗 起 例 位 类 大类 镇 单位 天 分钟"
UNITS = Units(frozenset(UNIT_NAMES.split()))


def only(text: str):
    """The single figure of a text."""
    (figure,) = find_numerals(text, UNITS)
    return figure


def numbers(text: str) -> list[int | Decimal]:
    return [figure.number for figure in find_numerals(text, UNITS)]


@pytest.mark.parametrize(
    ("text", "number", "unit", "decimals"),
    [
        ("1,143", "1143", "", 0),
        ("1，143", "1143", "", 0),
        ("１１４３", "1143", "", 0),
        ("１，１４３件", "1143", "件", 0),
        ("12,345,678元", "12345678", "元", 0),
        ("1,143.25万元", "1143.25", "万元", 2),
        ("收到1，143件", "1143", "件", 0),
        ("251000元", "251000", "元", 0),
        ("59237.2449万元", "59237.2449", "万元", 4),
        ("3.50亿元", "3.50", "亿元", 2),
        ("97%", "97", "%", 0),
        ("３３．９％", "33.9", "％", 1),
        ("百分之九十七", "97", "%", 0),
        ("百分之九十七点五", "97.5", "%", 1),
        ("百分之97", "97", "%", 0),
        ("百分之百", "100", "%", 0),
        ("千分之三", "3", "‰", 0),
        ("1.4万人次", "14000", "人次", 0),
        ("1.23456万人次", "12345.6", "人次", 1),
        ("7万条", "70000", "条", 0),
        ("3万5千件", "35000", "件", 0),
        ("1万2345件", "12345", "件", 0),
        ("1亿2345.67万元", "12345.67", "万元", 2),
        ("3千元", "3", "千元", 0),
        ("二十余件", "20", "件", 0),
        ("共三万五千件", "35000", "件", 0),
        ("两千三百人", "2300", "人", 0),
        ("三万五千元", "35", "千元", 0),
        ("三百万元", "300", "万元", 0),
        ("三点五万元", "3.5", "万元", 1),
        ("共 35 件", "35", "件", 0),
        ("35\n件", "35", "件", 0),
        ("2000多人次", "2000", "人次", 0),
        ("四大类", "4", "大类", 0),
    ],
)
def test_number_unit_and_decimals(text, number, unit, decimals):
    figure = only(text)
    assert (str(figure.number), figure.unit, figure.decimals) == (number, unit, decimals)


@pytest.mark.parametrize(
    ("text", "low", "high", "is_open", "is_approximate"),
    [
        ("1,143件", "1143", "1143", False, False),
        ("3500余份", "3500", "3600", True, True),
        ("2000多", "2000", "3000", True, True),
        ("120多件", "120", "130", True, True),
        ("35余件", "35", "36", True, True),
        ("7万余条", "70000", "80000", True, True),
        ("14万余条", "140000", "150000", True, True),
        ("10多万条", "100000", "200000", True, True),
        ("3500余万元", "3500", "3600", True, True),
        ("1.4万余条", "14000", "15000", True, True),
        ("二十余件", "20", "30", True, True),
        ("十几件", "10", "20", True, True),
        ("百余件", "100", "200", True, True),
        ("1.4万人次", "13500", "14500", False, True),
        ("14万条", "135000", "145000", False, True),
        ("七万条", "65000", "75000", False, True),
        ("三千件", "3000", "3000", False, False),
        ("2万元", "2", "2", False, False),
        ("近3500件", "3400", "3500", False, True),
        ("近1.4万件", "13000", "14000", False, True),
        ("近100%", "90", "100", False, True),
        ("约2000人", "1500", "2500", False, True),
        ("大约2000人", "1500", "2500", False, True),
        ("2000人左右", "1500", "2500", False, True),
        ("超过2000人", "2000", "3000", True, True),
        ("超2000人", "2000", "3000", True, True),
        ("逾千人", "1000", "2000", True, True),
        ("约3500余件", "3500", "3600", True, True),
        ("97%", "96.5", "97.5", False, False),
        ("93.54%", "93.535", "93.545", False, False),
        ("100%", "99.5", "100.5", False, False),
        ("百分之九十", "89.5", "90.5", False, False),
        ("59237.2449万元", "59237.24485", "59237.24495", False, False),
        ("59237.2449", "59237.24485", "59237.24495", False, False),
    ],
)
def test_interval(text, low, high, is_open, is_approximate):
    figure = only(text)
    assert (str(figure.low), str(figure.high)) == (low, high)
    assert (figure.is_high_open, figure.is_approximate) == (is_open, is_approximate)
    assert figure.raw == text


@pytest.mark.parametrize(
    ("text", "raw", "digits"),
    [
        ("累计办件7万余条。", "7万余条", "7万余"),
        ("投入59237.2449万元", "59237.2449万元", "59237.2449"),
        ("共约 35 件左右，", "约 35 件左右", "约 35"),
        ("占约百分之九十七。", "约百分之九十七", "约百分之九十七"),
        ("预约3人", "3人", "3"),
        ("附近3个", "3个", "3"),
        ("近3年来", "3", "3"),
        ("达2000人", "2000人", "2000"),
        ("不少于2000人", "2000人", "2000"),
        ("回复90%以上", "90%", "90%"[:-1]),
        ("6个部门", "6个", "6"),
        ("9部门", "9", "9"),
        ("20余额", "20", "20"),
        ("3万2018年", "3万", "3万"),
    ],
)
def test_span(text, raw, digits):
    figure = find_numerals(text, UNITS)[0]
    assert (figure.raw, text[figure.start : figure.digits_end]) == (raw, digits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1，2，3", [1, 2, 3]),
        ("35，38", [35, 38]),
        ("35，120，7", [35, 120, 7]),
        ("2018，120，345", [2018, 120, 345]),
        ("0，111", [0, 111]),
        ("1,143，5件", [1143, 5]),
        ("共35件，120件", [35, 120]),
        ("1,775 |\n1,020 |", [1775, 1020]),
        ("1 143", [1, 143]),
        ("1.农村", [1]),
        ("1.2017年", [1, 2017]),
        ("2018.3.16", [2018, 3, 16]),
        ("2018-03-16 10:46", [2018, 3, 16, 10, 46]),
        ("3-5件", [3, 5]),
        ("1—2月", [1, 2]),
        ("0523-86966263", [523, 86966263]),
        ("014420882/2019-00547", [14420882, 2019, 547]),
        ("jms163@163.com 1521170408(1).jpg R2", [163, 163, 1521170408, 1, 2]),
        ("22（其中修订16件）", [22, 16]),
        ("占总数的0.7%；2.5件", [Decimal("0.7"), Decimal("2.5")]),
    ],
)
def test_runs_that_join_and_runs_that_do_not(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一季度，三是推进五公开",
        "统一部署",
        "唯一一部分",
        "一次性",
        "一起推进",
        "千家万户",
        "第三十三条",
        "三分之二件",
        "三四个",
        "数十件",
        "几百件",
        "上百件",
        "九部门",
        "万元",
        "二〇一七年",
    ],
)
def test_chinese_characters_that_are_words(text):
    assert find_numerals(text, UNITS) == []


@pytest.mark.parametrize(
    ("text", "status", "number", "extras"),
    [
        ("", "blank", None, []),
        (" \n\u00a0\u3000&nbsp;\t", "blank", None, []),
        *[(dash, "dash", None, []) for dash in ("/", "-", "—", "－", "——", "无", "／", "\\", " — ")],
        *[(words, "not_applicable", None, []) for words in ("不适用", "N/A", "n/a", "不涉及", "不 适用")],
        ("0", "zero", "0", []),
        ("０件", "zero", "0", []),
        ("0.00", "zero", "0.00", []),
        ("零", "zero", "0", []),
        ("-0", "zero", "0", []),
        ("22（其中修订16件）", "number", "22", ["16件"]),
        ("22件 (其中修订16件)（新增6件）", "number", "22", ["16件", "6件"]),
        ("251000元", "number", "251000", []),
        ("+5", "number", "5", []),
        ("－3", "number", "-3", []),
        ("-3", "number", "-3", []),
        ("增3", "number", "3", []),
        ("减2", "number", "-2", []),
        ("减少 2件", "number", "-2", []),
        ("1,143", "number", "1143", []),
        (" 35\n 件&nbsp;", "number", "35", []),
        ("35&nbsp;件", "number", "35", []),
        ("97%", "number", "97", []),
        ("３３．９％", "number", "33.9", []),
        ("近3500", "number", "3500", []),
        ("二十", "number", "20", []),
        ("一百零二", "number", "102", []),
        ("一千二百三十四万", "number", "12340000", []),
        ("二〇一七", "number", "2017", []),
        ("十五件", "number", "15", []),
        ("百分之九十七", "number", "97", []),
        *[
            (words, "text", None, [])
            for words in (
                "市人社局",
                "第3号",
                "2018年",
                "2018-03-16",
                "3-5件",
                "1 143",
                "1.",
                "一、",
                "共35件",
                "22（其中16件",
                "3部门",
                "（35）",
                "—3",
                "35 36",
                "百",
                "三四",
                "一季度",
                "1" * 31,
                "0" * 31,
            )
        ],
    ],
)
def test_cell(text, status, number, extras):
    value = parse_cell(text, UNITS)
    assert value.value_status == status
    assert (None if value.numeral is None else str(value.numeral.number)) == number
    assert [figure.raw for figure in value.extra] == extras


def test_signed_cell_keeps_its_sign_in_the_span_and_turns_the_interval():
    figure = parse_cell(" 减3500余件", UNITS).numeral
    assert (figure.raw, figure.start) == ("减3500余件", 1)
    assert (figure.low, figure.number, figure.high) == (-3600, -3500, -3500)
    assert not figure.is_high_open


def test_cell_span_is_over_the_text_as_given():
    assert parse_cell("35&nbsp;件", UNITS).numeral.raw == "35&nbsp;件"


def test_longest_unit_wins():
    assert only("3人次").unit == "人次"
    assert Units(frozenset({"人", ""})).match_at("3人次", 1) == "人"
    assert Units(frozenset()).match_at("3人次", 1) == ""


# --- properties ------------------------------------------------------------------------------------------------------

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
    (figure,) = find_numerals(f"{text}。", UNITS)
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
