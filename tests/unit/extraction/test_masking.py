"""A masked passage: one placeholder a figure, no blanks, and each character tied to where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction.masking import MaskedText
from orchestration.extraction.numerals import Units, find_numerals
from orchestration.reference.knowledge import FIGURE
from tests.unit.extraction.conftest import Mask


def shown(masked: MaskedText) -> str:
    """The masked text with # for a figure."""
    return masked.text.replace(FIGURE, "#")


def behind(text: str, masked: MaskedText, words: str) -> str:
    """What stands in the original behind some words of the masked text."""
    start = shown(masked).index(words)
    first, last = masked.span(start, start + len(words))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请82件，占比3.7%。", "收到申请#件,占比#%。"),
        ("累计办件7万余条；证照数据14万余条", "累计办件#条;证照数据#条"),
        ("采发总数为3,255条、３，２５５条", "采发总数为#条、#条"),
        ("全年收取检索费59237.2449万元", "全年收取检索费#万元"),
        ("占比百分之九十七，其余百分之三", "占比#%,其余#%"),
        ("占比97.5％，或９７．５﹪", "占比#%,或#%"),
        ("主动公开规范性文件二十二件", "主动公开规范性文件#件"),
        ("培训约 35 人次，超过2000人参加", "培训#人次,#人参加"),
        ("佳政综〔2017〕5号、［2016］23号、【1】", "佳政综[#]#号、[#]#号、[#]"),
        ("“自查自评”权重30%、『日常考核』权重30%", '"自查自评"权重#%、"日常考核"权重#%'),
        ("收到 政府信息\u3000公开\n申请\u200b 8\ufeff件", "收到政府信息公开申请#件"),
        ("2023－10－13 14：20", "#-#-##:#"),
        ("1，2，3件", "#,#,#件"),
        ("统一部署，三是推进五公开", "统一部署,三是推进五公开"),
        ("", ""),
        (" \u3000\n", ""),
    ],
)
def test_one_placeholder_a_figure_and_no_blanks(mask: Mask, text: str, expected: str) -> None:
    masked = mask(text)
    assert shown(masked) == expected
    assert len(masked.figures) == expected.count("#")


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("区12345热线受理13616件", "区12345热线受理#件", ["12345"]),
        ("开通“高港12345”公众号", '开通"高港12345"公众号', ["12345"]),
        ("１２３４５市民热线", "12345市民热线", ["１２３４５"]),
        ("12333热线、110报警电话", "12333热线、110报警电话", ["12333", "110"]),
        ("建成5G基站30个", "建成5G基站#个", ["5"]),
        ("办结12345件", "办结#件", []),
        ("邮编154004，112345条", "邮编#,#条", []),
        ("电话0553-12345", "电话#-#", []),
    ],
)
def test_digits_of_a_name_stay_and_are_accounted_for(mask: Mask, text: str, expected: str, names: list[str]) -> None:
    masked = mask(text)
    assert shown(masked) == expected
    assert [name.raw for name in masked.names] == names


@pytest.mark.parametrize(
    ("text", "words", "original"),
    [
        ("共  受　理\n案件 35 件。", "受理案件", "受　理\n案件"),
        ("共  受　理\n案件 35 件。", "案件#件", "案件 35 件"),
        ("办件约 7万余 条，", "#条", "约 7万余 条"),
        ("占百分之九十七，", "#%", "百分之九十七"),
        ("占百分之九十七，", "%", "百分之九十七"),
        ("占97%，", "#", "97"),
        ("（１，７７５条）", "(#条)", "（１，７７５条）"),
        ("县（市、区） 报送：２，９１８条", "报送:#条", "报送：２，９１８条"),
    ],
)
def test_a_span_leads_back_to_the_original(mask: Mask, text: str, words: str, original: str) -> None:
    assert behind(text, mask(text), words) == original


def test_a_sentence_ends_at_its_full_stop_not_at_a_decimal_point(mask: Mask) -> None:
    masked = mask("占比3.7%，同比增长５．２％；较好。另收费0元！都好？无")
    sentences = {masked.sentence_bounds(position) for position in range(len(masked.text))}
    assert [masked.text[a:b].replace(FIGURE, "#") for a, b in sorted(sentences)] == [
        "占比#%,同比增长#%;较好",
        "另收费#元",
        "都好",
        "无",
    ]


def test_a_private_use_character_of_the_source_is_no_figure(mask: Mask) -> None:
    masked = mask("主动公开政府信息\ue000条，收到申请\ue0003件")
    assert masked.text.count(FIGURE) == len(masked.figures) == 1


FIGURES = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(1000, 10**7).map("{:,}".format),
    st.decimals(0, 100, places=2).map(str),
    st.sampled_from(
        ["百分之九十七", "近3500", "约 35", "7万余", "二十", "１２３", "12345", "3万5千", "59237.2449万元"]
    ),
)
WORDS = st.sampled_from(
    [
        *(
            "收到申请",
            "件",
            "条，",
            "%",
            "％。",
            " ",
            "　",
            "\n",
            "热线",
            "占比",
            "同比增长",
            "（",
            "）",
            "；",
            "第",
            "号",
        ),
        *("红昌区卫生健康局", "瑞城县泰岗乡人民政府", "怀陵市百善镇", "千灯镇三元街道"),
    ]
)
TEXTS = st.lists(
    st.one_of(WORDS, FIGURES, st.text("一二三百千万亿分之年月件条人次元近约超余多，。、 .-", max_size=6)), max_size=25
).map("".join)


@given(text=TEXTS)
def test_figures_and_places_are_those_of_the_original(mask: Mask, units: Units, text: str) -> None:
    masked = mask(text)
    found = sorted([*masked.figures.values(), *masked.names], key=lambda figure: figure.start)
    assert found == find_numerals(text, units)
    assert masked.text.count(FIGURE) == len(masked.figures)
    for position, figure in masked.figures.items():
        assert masked.text[position] == FIGURE
        assert text[figure.start : figure.end] == figure.raw
        assert masked.span(position, position + 1) == (figure.start, figure.digits_end)


@given(text=TEXTS)
def test_every_character_that_is_no_blank_is_kept_once_in_order(mask: Mask, text: str) -> None:
    masked = mask(text)
    spans = [masked.span(i, i + 1) for i in range(len(masked.text))]
    starts = [start for start, _ in spans]
    covered = [
        place
        for i, character in enumerate(masked.text)
        if starts[i] not in starts[:i]  # the % of 百分之 stands for the same characters once more
        for place in range(*spans[i])
        if character == FIGURE or not text[place].isspace()
    ]
    inside = {p for f in masked.figures.values() for p in range(f.start, f.digits_end)}
    assert covered == sorted(covered)
    assert set(covered) == inside | {p for p, character in enumerate(text) if not character.isspace()}
    assert not any(character.isspace() for character in masked.text)
    for i, character in enumerate(masked.text):
        if "一" <= character <= "龥":
            assert text[slice(*spans[i])] == character


@given(text=TEXTS, others=st.lists(st.sampled_from("瑞泰岗昌怀陵滨梧霍"), min_size=9, max_size=9))
def test_the_name_of_a_place_changes_no_figure(mask: Mask, units: Units, text: str, others: list[str]) -> None:
    renamed = text.translate(dict(zip(map(ord, "红昌瑞泰岗怀陵善灯"), others, strict=True)))
    for written in (text, renamed):
        masked = mask(written)
        figures = sorted([*masked.figures.values(), *masked.names], key=lambda figure: figure.start)
        assert figures == find_numerals(written, units)
    assert mask(renamed).text.translate(SAME) == mask(text).text.translate(SAME)


SAME = dict.fromkeys(map(ord, "红瑞泰岗昌怀陵善灯滨梧霍"), "某")
