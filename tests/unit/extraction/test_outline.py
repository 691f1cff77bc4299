"""Which headings stand above a passage, and what they say the passage is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestration.extraction.outline import Place, outline_passages
from orchestration.reference import Knowledge
from orchestration.reference.knowledge import FIGURE
from tests.unit.extraction.conftest import Mask

Outline = Callable[..., list[Place]]


@pytest.fixture(scope="session")
def outline(mask: Mask, knowledge: Knowledge) -> Outline:
    return lambda *texts: outline_passages([mask(text) for text in texts], knowledge)


def contexts(place: Place) -> list[str]:
    return sorted(context for of_heading in place.contexts for context in of_heading)


def test_levels_nest_and_a_heading_ends_those_within_the_one_before(outline: Outline) -> None:
    places = outline(
        "凤县人民政府办公室关于2023年第三季度全县政务信息公开工作进展情况的通报",
        "四、政民互动",
        "（一）网民留言",
        "1、受理情况",
        "第三季度收到网民留言31件。",
        "2.办结情况",
        "（二）12345市民热线",
        "三季度派发案件543件。",
        "五、政务新媒体",
        "合格27个。",
    )
    assert [place.headings for place in places] == [
        (),
        ("政民互动",),
        ("政民互动", "网民留言"),
        ("政民互动", "网民留言", "受理情况"),
        ("政民互动", "网民留言", "受理情况"),
        ("政民互动", "网民留言", "办结情况"),
        ("政民互动", "12345市民热线"),
        ("政民互动", "12345市民热线"),
        ("政务新媒体",),
        ("政务新媒体",),
    ]


def test_contexts_are_inherited_and_reset(outline: Outline) -> None:
    places = outline(
        "四、政民互动",
        "（一）网民留言",
        "收到31件。",
        "（二）12345市民热线",
        "1.农村事务，受理142件",
        "占比27%。",
        "五、行政复议、行政诉讼",
        "六、主要问题",
    )
    assert [contexts(place) for place in places] == [
        ["interaction"],
        ["interaction", "mailbox"],
        ["interaction", "mailbox"],
        ["hotline", "interaction"],
        ["hotline", "interaction"],
        ["hotline", "interaction"],
        ["remedies"],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、主动公开", "主动公开"),
        ("十一、收费及减免", "收费及减免"),
        ("二.政府信息公开情况", "政府信息公开情况"),
        ("（三）强化解读回应", "强化解读回应"),
        ("(十二)依申请公开", "依申请公开"),
        ("1、受理情况", "受理情况"),
        ("３．政策解读", "政策解读"),
        ("12.监督监察", "监督监察"),
        ("依申请公开情况", "依申请公开情况"),
        ("收 费 情 况", "收费情况"),
        ("（一）网民留言。第三季度收到网民留言31件，已办结31件。", "网民留言"),
        ("2、办结情况：办结公开申请82件", "办结情况"),
        ("3.加强热线办理；召开热线培训会", "加强热线办理"),
    ],
)
def test_what_a_heading_is_called(outline: Outline, text: str, heading: str) -> None:
    (place,) = outline(text)
    assert place.headings == (heading,)


@pytest.mark.parametrize(
    "text",
    [
        "2017年，全市收到政府信息公开申请共82件。",
        "2.5件申请",
        "三季度县政府网站公开工作总体良好。",
        "一是加强热线办理",
        "十一月份，全市办结5件",
        "2018年1月1日至2018年12月31日的情况",
        "全市已将有关情况逐项核实并公布于门户网站的情况",
        "现将有关情况通报如下。",
        "",
    ],
)
def test_what_is_no_heading(outline: Outline, text: str) -> None:
    assert [place.headings for place in outline("一、概述", text)] == [("概述",), ("概述",)]


def test_a_heading_inside_a_paragraph_holds_from_that_paragraph_on(outline: Outline) -> None:
    places = outline(
        "（一）网民留言。第三季度收到31件。", "已办结31件。", "（二）热线。派发案件543件。", "已办结543件。"
    )
    assert [contexts(place) for place in places] == [["mailbox"], ["mailbox"], ["hotline"], ["hotline"]]


def test_a_heading_is_cut_where_a_paragraph_has_no_full_stop(outline: Outline) -> None:
    (place,) = outline("（一）" + "热线办理" * 30)
    assert place.headings == ("热线办理" * 10,)


def test_a_skipped_level_needs_no_heading_in_between(outline: Outline) -> None:
    places = outline("一、概述", "1、受理情况", "（二）办结情况", "3、答复情况")
    assert [place.headings for place in places] == [
        ("概述",),
        ("概述", "受理情况"),
        ("概述", "办结情况"),
        ("概述", "办结情况", "答复情况"),
    ]


def test_five_departments_are_no_heading(outline: Outline) -> None:
    places = outline("（二）12345热线", "五部门联合受理案件5件。", "已办结5件。")
    assert [contexts(place) for place in places] == [["hotline"]] * 3


@pytest.mark.parametrize("text", ["第二部分 主动公开", "第二部分、主动公开"])
def test_a_numbered_part_is_called_by_its_name(outline: Outline, text: str) -> None:
    (place,) = outline(text)
    assert place.headings == ("主动公开",)


def test_the_placeholder_stands_for_a_figure_in_a_heading(outline: Outline) -> None:
    (place,) = outline("（一）四送一服走访企业5家")
    assert place.headings == (f"四送一服走访企业{FIGURE}家",)
    assert contexts(place) == ["campaign"]
