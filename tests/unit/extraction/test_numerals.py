"""What a figure says, as written: exact cases of the design; what holds for any text is in test_numeral_properties."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.extraction.numerals import Units, find_numerals, parse_cell
from tests.unit.extraction.conftest import UNITS, only


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
