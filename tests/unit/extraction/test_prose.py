"""Figures in running text: what each one says, and that none is lost or guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain import Observation
from orchestration.extraction.document import ExtractedDocument
from orchestration.extraction.sentences import clean_unit
from orchestration.readers import read_document
from orchestration.reference.knowledge import FIGURE
from tests.conftest import PROJECT
from tests.unit.extraction.conftest import Accounts, Extract

ANNUAL = "佳木斯市2017年政府信息公开工作年度报告\n"
ANNUAL_2019 = "富锦市2019年政府信息公开工作年度报告\n"
QUARTER = "凤县人民政府办公室关于2023年第三季度全县政务信息公开工作进展情况的通报\n"
MONTH = "弋江区人民政府办公室关于2021年8月份全区四送一服、政务信息、政务公开工作情况的通报\n"

Fact = tuple[str, str, str]


def facts(extracted: ExtractedDocument, *families: str) -> list[Fact]:
    """(indicator, dimensions, number) in document order, of these families of indicators or of all."""
    return [
        (o.indicator_code, " ".join(f"{name}={value}" for name, value in o.dimensions), str(o.number))
        for o in extracted.observations
        if not families or o.indicator_code.split(".")[0] in families
    ]


def left(extracted: ExtractedDocument) -> list[tuple[str, str]]:
    """The figures of the text below the title that became no observation, with their reasons."""
    return [(u.value_raw, u.reason_code) for u in extracted.unmapped if not u.place.startswith("p1:")]


def only(extracted: ExtractedDocument, code: str) -> Observation:
    (observation,) = [o for o in extracted.observations if o.indicator_code == code]
    return observation


class TestSharesAndGrowth:
    def test_a_share_belongs_to_the_quantity_before_it(self, extract: Extract) -> None:
        text = "以公报形式公开765条，占比0.7%；在网站公开44585条，占公开总数的41.4%；以微信公开20224条，占18.9%。"
        assert facts(extract(ANNUAL + text)) == [
            ("channel.gazette", "", "765"),
            ("channel_share", "channel=gazette", "0.7"),
            ("channel.website", "", "44585"),
            ("channel_share", "channel=website", "41.4"),
            ("channel.wechat", "", "20224"),
            ("channel_share", "channel=wechat", "18.9"),
        ]

    def test_shares_of_the_ways_of_applying_completing_and_replying(self, extract: Extract) -> None:
        text = (
            "收到政府信息公开申请共82件：当面申请3件，占比3.7%；传真申请0件，占比0%。"
            "其中按时办结77件，占比93.9%；延期办结5件，占比6.1%。“不同意公开”的5件，占比6.1%；“同意公开”的38件，占比46.3%。"
        )
        assert facts(extract(ANNUAL + text), "intake_share", "completion_share", "reply_share") == [
            ("intake_share", "intake=in_person", "3.7"),
            ("intake_share", "intake=fax", "0"),
            ("completion_share", "completion=on_time", "93.9"),
            ("completion_share", "completion=extended", "6.1"),
            ("reply_share", "outcome=refused", "6.1"),
            ("reply_share", "outcome=granted", "46.3"),
        ]

    def test_growth_belongs_to_the_total_before_it(self, extract: Extract) -> None:
        text = "主动公开政府信息89370条，比2016年增加2589条，同比增长3%。收到政府信息公开申请82件，较上年减少4件，同比下降4.65%。"
        assert facts(extract(ANNUAL + text)) == [
            ("disclosure.total", "", "89370"),
            ("disclosure.growth_count", "", "2589"),
            ("disclosure.growth_rate", "", "3"),
            ("applications.received", "", "82"),
            ("applications.growth_count", "", "-4"),
            ("applications.growth_rate", "", "-4.65"),
        ]

    @pytest.mark.parametrize(
        ("words", "number", "low", "high", "is_high_open"),
        [
            ("同比增长3%", "3", "2.5", "3.5", False),
            ("同比增长超过3%", "3", "3", "4", True),
            ("同比下降3%", "-3", "-3.5", "-2.5", False),
            ("同比下降38.33%", "-38.33", "-38.335", "-38.325", False),
            ("比上年减少近3%", "-3", "-3", "-2", False),
            ("较去年同期下降超过3%", "-3", "-4", "-3", False),
        ],
    )
    def test_a_fall_is_negative_with_its_interval_swapped(
        self, extract: Extract, words: str, number: str, low: str, high: str, is_high_open: bool
    ) -> None:
        observation = only(extract(f"{ANNUAL}主动公开政府信息89370条，{words}。"), "disclosure.growth_rate")
        assert (str(observation.number), str(observation.low), str(observation.high)) == (number, low, high)
        assert observation.low <= observation.number <= observation.high
        assert observation.is_high_open == is_high_open

    def test_growth_of_nothing_is_left_over(self, extract: Extract) -> None:
        extracted = extract(ANNUAL + "同比增长3%，占比97%。")
        assert facts(extracted) == []
        assert left(extracted) == [("3%", "no_indicator"), ("97%", "no_indicator")]

    def test_growth_does_not_reach_into_another_paragraph(self, extract: Extract) -> None:
        extracted = extract(ANNUAL + "主动公开政府信息89370条。\n同比增长3%。")
        assert facts(extracted) == [("disclosure.total", "", "89370")]

    @pytest.mark.parametrize(
        ("text", "raw"),
        [
            ("主动公开政府信息89370条。全年印发简报50期，同比增长25%。", "25%"),
            ("以公报形式公开765条。行政复议7件，占比5%。", "5%"),
            ("收到政府信息公开申请82件。信函申请26件，同比增长2%。", "2%"),
        ],
    )
    def test_growth_of_another_quantity_is_not_guessed(self, extract: Extract, text: str, raw: str) -> None:
        assert (raw, "no_indicator") in left(extract(ANNUAL + text))


class TestListsOfUnits:
    HEAD = MONTH + "（二）地市留言\n"

    def test_each_unit_gets_its_figure_and_its_rate(self, extract: Extract) -> None:
        text = "其中进度较快的是市监局、环境局、发改委、清水街道，提交问题数量分别为43个、43个、34个、30个，完成率分别为86%、86%、68%、60%。"
        assert facts(extract(self.HEAD + text)) == [
            *[
                ("campaign.done", f"organ={o} task=地市留言", n)
                for o, n in zip(UNITS, ("43", "43", "34", "30"), strict=True)
            ],
            *[
                ("campaign.rate", f"organ={o} task=地市留言", n)
                for o, n in zip(UNITS, ("86", "86", "68", "60"), strict=True)
            ],
        ]

    def test_one_figure_for_all_of_them(self, extract: Extract) -> None:
        extracted = extract(self.HEAD + "应急局、科技局、农委各报送信息4篇。")
        assert facts(extracted) == [
            ("campaign.done", f"organ={organ} task=信息报送", "4") for organ in ("应急局", "科技局", "农委")
        ]
        assert len({o.place for o in extracted.observations}) == 1

    @pytest.mark.parametrize("figures", ["43个、30个、5个", "43个", "43个、30个、5个、2个"])
    def test_lists_of_unequal_length_are_not_guessed(
        self, extract: Extract, accounts_for_all: Accounts, figures: str
    ) -> None:
        extracted = extract(f"{self.HEAD}市监局、环境局提交问题数量分别为{figures}。")
        assert facts(extracted) == []
        assert left(extracted) == [(raw, "no_indicator") for raw in figures.split("、")]
        accounts_for_all(extracted)

    @pytest.mark.parametrize(
        ("figures", "rates", "expected"),
        [
            ("43个、30个", "86%、60%、10%", ["86%", "60%", "10%"]),
            ("43个、30个、5个", "86%、60%", ["43个", "30个", "5个"]),
        ],
    )
    def test_of_two_lists_the_one_that_does_not_fit_is_left_over(
        self, extract: Extract, accounts_for_all: Accounts, figures: str, rates: str, expected: list[str]
    ) -> None:
        extracted = extract(f"{self.HEAD}市监局、环境局提交问题数量分别为{figures}，完成率分别为{rates}。")
        accounts_for_all(extracted)
        assert left(extracted) == [(raw, "no_indicator") for raw in expected]

    def test_a_list_of_rates_that_does_not_fit_states_no_rate_of_all(self, extract: Extract) -> None:
        extracted = extract(f"{self.HEAD}市监局、环境局提交问题43个、30个，完成率86%、60%、10%。")
        assert left(extracted) == [(raw, "no_indicator") for raw in ("86%", "60%", "10%")]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("其中住建局", "住建局"),
            ("进度较快的是住建局", "住建局"),
            ("分别为住建局", "住建局"),
            ("住建局", "住建局"),
            ("由镇", "镇"),
        ],
    )
    def test_a_unit_without_the_words_that_lead_up_to_it(self, text: str, name: str) -> None:
        assert clean_unit(text) == name

    def test_a_task_has_no_placeholder_in_its_name(self, extract: Extract) -> None:
        extracted = extract(MONTH + "（三）走访企业5家，完成率86%。")
        assert not any(FIGURE in value for o in extracted.observations for _, value in o.dimensions)


UNITS = ("市监局", "环境局", "发改委", "清水街道")


class TestStatementsOfNone:
    @pytest.mark.parametrize(
        ("text", "codes", "raw"),
        [
            ("全市没有发生行政复议、行政诉讼案件。", {"review.total", "litigation.total"}, "没有发生"),
            ("全年未发生行政复议案件。", {"review.total"}, "未发生"),
            ("全年无行政诉讼案件。", {"litigation.total"}, "无"),
            ("没有在行政复议中被纠正、在行政诉讼中败诉的案件。", {"review.corrected", "litigation.corrected"}, "没有"),
            ("提供政府信息一律未收取费用。", {"information_fee.amount"}, "未收取"),
            ("全年没有任何收费。", {"information_fee.amount"}, "没有"),
        ],
    )
    def test_none_is_a_reported_zero_in_its_own_words(
        self, extract: Extract, accounts_for_all: Accounts, text: str, codes: set[str], raw: str
    ) -> None:
        extracted = extract(ANNUAL + text)
        assert {o.indicator_code for o in extracted.observations} == codes
        for observation in extracted.observations:
            assert (observation.value_status, observation.number, observation.value_raw) == ("zero", Decimal(0), raw)
            start, end = map(int, observation.place.removeprefix("p2:").split("-"))
            assert text[start:end] == raw
        accounts_for_all(extracted)

    @pytest.mark.parametrize("text", ["全年没有异常。", "没有行政审批事项5件。", "未出现超期，无投诉。"])
    def test_other_nothings_state_no_figure(self, extract: Extract, text: str) -> None:
        assert all(o.note != "stated in words" for o in extract(ANNUAL + text).observations)

    def test_a_figure_beside_a_statement_of_none(self, extract: Extract, accounts_for_all: Accounts) -> None:
        extracted = extract(ANNUAL + "行政复议共7件；没有在行政复议中被纠正、在行政诉讼中败诉的案件。")
        assert sorted(facts(extracted)) == [
            ("litigation.corrected", "", "0"),
            ("review.corrected", "", "0"),
            ("review.total", "", "7"),
        ]
        accounts_for_all(extracted)

    def test_no_reviews_but_lawsuits(self, extract: Extract) -> None:
        extracted = extract(ANNUAL + "没有发生行政复议案件，行政诉讼2件。")
        assert sorted(facts(extracted)) == [("litigation.total", "", "2"), ("review.total", "", "0")]

    def test_none_is_stated_once_for_each(self, extract: Extract) -> None:
        extracted = extract(ANNUAL + "未收到行政复议申请，也没有行政诉讼。")
        assert sorted(facts(extracted)) == [("litigation.total", "", "0"), ("review.total", "", "0")]


class TestPeriodsAndDays:
    def test_a_span_of_months_holds_for_its_sentence(self, extract: Extract) -> None:
        text = "2021年8月全区共报送政务信息50条，被采用9条。截至8月底累计报送信息269条，采用72条。本月采用率18%。"
        assert [(str(o.number), o.period) for o in extract(MONTH + "二、政务信息\n" + text).observations] == [
            ("50", "2021-08"),
            ("9", "2021-08"),
            ("269", "2021-01/2021-08"),
            ("72", "2021-01/2021-08"),
            ("18", "2021-08"),
        ]

    @pytest.mark.parametrize("span", ["1-8月累计", "1—8月共", "截至8月底", "年初至8月底累计"])
    def test_ways_to_say_the_months_so_far(self, extract: Extract, span: str) -> None:
        extracted = extract(f"{MONTH}{span}报送信息269条。")
        assert only(extracted, "submission.reported").period == "2021-01/2021-08"

    def test_a_day_holds_for_the_rest_of_its_paragraph(self, extract: Extract) -> None:
        text = "（三）公众号关注\n截至9月12日，关注人数为31757人。完成率为94.23%。\n（四）其他\n任务数为20个。"
        days = [(o.indicator_code, o.period, o.as_of_date) for o in extract(MONTH + text).observations]
        assert days[:2] == [
            ("campaign.done", "2021-08", date(2021, 9, 12)),
            ("campaign.rate", "2021-08", date(2021, 9, 12)),
        ]
        assert all(day is None for _, _, day in days[2:])

    def test_a_deadline_is_no_day_of_a_state(self, extract: Extract) -> None:
        extracted = extract(MONTH + "（三）公众号关注\n请于9月15日前完成，关注人数为31757人。")
        assert only(extracted, "campaign.done").as_of_date is None

    @pytest.mark.parametrize(
        "day",
        [
            "9月31日",
            "13月1日",
            "0月0日",
            "2.5月1日",
        ],
    )
    def test_a_day_that_cannot_be_is_none(self, extract: Extract, day: str) -> None:
        extracted = extract(f"{MONTH}（三）公众号关注\n截至{day}，关注人数为31757人。")
        assert only(extracted, "campaign.done").as_of_date is None

    def test_an_absurd_day_breaks_nothing(self, extract: Extract) -> None:
        extracted = extract(f"{MONTH}（三）公众号关注\n截至{'9' * 20}月1日，关注人数为31757人。")
        assert only(extracted, "campaign.done").as_of_date is None

    def test_months_so_far_in_a_report_of_the_year(self, extract: Extract) -> None:
        extracted = extract(ANNUAL + "1-8月累计报送信息269条。")
        assert only(extracted, "submission.reported").period == "2017-01/2017-08"


class TestDemandsAndResults:
    @pytest.mark.parametrize(
        "text",
        [
            "9月15日前，全区企业走访要求：政策知晓率100%，走访率100%，按时办结率100%。",
            "原创信息占比不低于60%。",
            "力争按时办结率、群众满意率都达到100%。",
            "务必做到办结率100%。",
            "按照办结率100%的要求推进。",
            "每月报送不得少于5条，至少更新1次。",
        ],
    )
    def test_a_demand_is_no_statistic(self, extract: Extract, accounts_for_all: Accounts, text: str) -> None:
        extracted = extract(f"{QUARTER}（二）12345热线\n{text}")
        assert facts(extracted) == []
        demands = {reason for raw, reason in left(extracted) if "%" in raw or raw in ("5条", "1次")}
        assert demands == {"requirement"}
        accounts_for_all(extracted)

    def test_a_result_beside_a_demand(self, extract: Extract) -> None:
        text = "按照按时办结率100%的要求推进，办结率为98%。力争满意率达到100%。"
        assert facts(extract(f"{QUARTER}（二）12345热线\n{text}")) == [("hotline.completion_rate", "", "98")]

    @pytest.mark.parametrize("rest", ["按照按时办结率100%的要求仍有差距", "达到了省政府的要求", "各单位要按要求整改"])
    def test_a_result_before_the_word_demand(self, extract: Extract, rest: str) -> None:
        extracted = extract(f"{QUARTER}（二）12345热线\n办结率为98%，{rest}。")
        assert facts(extracted) == [("hotline.completion_rate", "", "98")]

    def test_a_result_of_a_hundred_per_cent(self, extract: Extract) -> None:
        extracted = extract(QUARTER + "（二）12345热线\n本季度办结率100%，按时办结率达到100%。")
        assert facts(extracted) == [("hotline.completion_rate", "", "100"), ("hotline.on_time_rate", "", "100")]

    @pytest.mark.parametrize(
        "text", ["要求按时办结率达到100%。", "要求各单位办结率达到100%。", "各单位要做到办结率达到100%。"]
    )
    def test_a_demand_without_a_colon(self, extract: Extract, text: str) -> None:
        assert facts(extract(f"{QUARTER}（二）12345热线\n{text}")) == []


class TestContexts:
    def test_the_same_words_under_two_headings(self, extract: Extract) -> None:
        sentence = "已办结31件，办结率为100%，按时办结率为93.54%：投诉类15件、咨询类5件，由7个镇、10个单位承办。"
        extracted = extract(f"{QUARTER}四、政民互动\n（一）网民留言。{sentence}\n（二）12345市民热线。{sentence}")
        below_mailbox = facts(extracted, "mailbox")
        assert [code.split(".")[1] for code, _, _ in below_mailbox] == [
            *("completed", "completion_rate", "on_time_rate", "kind", "kind", "handling_units", "handling_units"),
        ]
        assert facts(extracted, "hotline") == [
            (code.replace("mailbox", "hotline"), dimensions, number) for code, dimensions, number in below_mailbox
        ]
        assert len(extracted.observations) == 14

    def test_the_nearest_word_overrules_the_heading(self, extract: Extract) -> None:
        text = "（二）12345热线\n受理案件543件，办结543件。市长信箱已办结31件，办结率为99%。政务一号通办结5件。"
        assert facts(extract(QUARTER + text)) == [
            ("hotline.received", "", "543"),
            ("hotline.completed", "", "543"),
            ("mailbox.completed", "", "31"),
            ("mailbox.completion_rate", "", "99"),
            ("hotline.completed", "", "5"),
        ]

    def test_without_a_context_nothing_is_guessed(self, extract: Extract) -> None:
        extracted = extract(QUARTER + "本季度已办结31件，办结率为99%。")
        assert facts(extracted) == []
        assert left(extracted) == [("31件", "no_indicator"), ("99%", "no_indicator")]

    def test_overdue_cases_by_unit(self, extract: Extract) -> None:
        text = "（二）12345市民热线。其中逾期办结9件，分别为住建局5件、平木镇2件、交通局1件、留凤关镇1件。"
        assert facts(extract(QUARTER + text)) == [
            ("hotline.overdue", "", "9"),
            ("hotline.overdue", "organ=住建局", "5"),
            ("hotline.overdue", "organ=平木镇", "2"),
            ("hotline.overdue", "organ=交通局", "1"),
            ("hotline.overdue", "organ=留凤关镇", "1"),
        ]

    def test_the_hotline_after_the_mailbox_in_one_paragraph(self, extract: Extract) -> None:
        text = "12345热线受理案件543件，市长信箱收到留言31件，办结31件；热线办结543件。"
        assert ("hotline.completed", "", "543") in facts(extract(QUARTER + text))


class TestForms:
    def test_on_the_forms_by_applicant_prose_speaks_of_all_applicants(self, extract: Extract) -> None:
        text = "新收政府信息公开申请12件，上年结转3件，结转下年度1件，予以公开5件，不予公开2件。"
        assert facts(extract(ANNUAL_2019 + text)) == [
            ("applications.received", "applicant=total", "12"),
            ("applications.carried_in", "applicant=total", "3"),
            ("applications.carried_forward", "applicant=total", "1"),
            ("outcome.granted", "applicant=total", "5"),
            ("outcome.refused", "applicant=total", "2"),
        ]

    def test_on_the_form_of_2014_there_are_no_applicants(self, extract: Extract) -> None:
        assert facts(extract(ANNUAL + "新收政府信息公开申请12件。")) == [("applications.received", "", "12")]

    def test_patterns_of_annual_reports_do_not_read_bulletins(self, extract: Extract) -> None:
        extracted = extract(QUARTER + "主动公开政府信息89370条。")
        assert left(extracted) == [("89370条", "no_indicator")]

    @pytest.mark.parametrize(
        ("text", "scope"),
        [
            ("全市主动公开政府信息89370条。", "consolidated"),
            ("本机关主动公开政府信息89370条。", "own"),
            ("主动公开政府信息89370条。", "unknown"),
            ("全市部署推进。本级主动公开政府信息89370条。", "own"),
        ],
    )
    def test_the_scope_of_a_sentence(self, extract: Extract, text: str, scope: str) -> None:
        assert only(extract(ANNUAL + text), "disclosure.total").reporting_scope == scope


@pytest.fixture(scope="session")
def clauses() -> list[str]:
    """Every clause of the sample documents."""
    found: dict[str, None] = {}
    for path in sorted((PROJECT / "seeds" / "documents").iterdir()):
        media_type = "text/html" if path.suffix == ".html" else "text/plain"
        for passage in read_document(path.read_bytes(), media_type).passages:
            found |= dict.fromkeys(clause for clause in re.split("(?<=[。；，、：])", passage.text) if clause)
    assert len(found) > 300
    return list(found)


VARIED = st.sampled_from(["5", "1,143", "１２", "3500余", "二十", "0", "2017", "7万余", "近3", "97.5", "12345"])
HEADINGS = [
    "（一）网民留言\n",
    "（二）12345市民热线\n",
    "（二）地市留言\n",
    "一、主动公开\n",
    "依申请公开情况\n",
    "专题专栏情况\n",
]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_figure_of_a_real_sentence_is_stated_or_left_over(
    extract: Extract, accounts_for_all: Accounts, clauses: list[str], data: st.DataObject
) -> None:
    title = data.draw(st.sampled_from([ANNUAL, ANNUAL_2019, QUARTER, MONTH, ""]))
    parts = data.draw(st.lists(st.one_of(st.sampled_from(clauses), st.sampled_from(HEADINGS)), min_size=1, max_size=12))
    text = title + "".join(parts)
    if data.draw(st.booleans()):
        text = title + re.sub(
            r"\d[\d.,]*", lambda found: data.draw(st.one_of(st.just(found[0]), VARIED)), text[len(title) :]
        )
    extracted = extract(text)
    accounts_for_all(extracted)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for place, raw in [(o.place, o.value_raw) for o in extracted.observations if o.note == ""] + [
        (u.place, u.value_raw) for u in extracted.unmapped
    ]:
        passage, start, end = map(int, re.fullmatch(r"p(\d+):(\d+)-(\d+)", place).groups())
        assert lines[passage - 1][start:end] == raw
