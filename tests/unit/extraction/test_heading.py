"""What a document says it is: kind, form, organ, period, publisher, scope and date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from orchestration.extraction.heading import Heading, read_heading
from orchestration.reference import Knowledge
from tests.unit.extraction.conftest import Mask

Read = Callable[..., Heading]
JIAMUSI = "佳木斯市2017年政府信息公开工作年度报告"


@pytest.fixture(scope="session")
def read(mask: Mask, knowledge: Knowledge) -> Read:
    """The heading of a document of these passages."""

    def run(*texts: str, claimed: str = "", file_name: str = "") -> Heading:
        return read_heading(list(texts), [mask(text) for text in texts], knowledge, claimed, file_name)

    return run


@pytest.mark.parametrize(
    ("title", "organ", "period"),
    [
        (JIAMUSI, "佳木斯市", "2017"),
        ("高港区人民政府2018年政府信息公开年度报告", "高港区人民政府", "2018"),
        ("高港区人民政府２０１８年度政府信息公开工作报告", "高港区人民政府", "2018"),
        ("富锦市 2017 年 信息公开 年度报告", "富锦市", "2017"),
        ("2018年高港区政府信息公开工作年度报告", "高港区", "2018"),
        ("富锦市政府信息公开工作年度报告（2019年度）", "富锦市", "2019"),
        ("富锦市政府信息公开工作年度报告(2019年)", "富锦市", "2019"),
        ("佳木斯市住房和城乡建设局2023年政府信息公开工作年度报告", "佳木斯市住房和城乡建设局", "2023"),
    ],
)
def test_titles_of_annual_reports(read: Read, title: str, organ: str, period: str) -> None:
    heading = read(title, "依照《中华人民共和国政府信息公开条例》编制本报告。")
    assert (heading.document_kind, heading.organ_raw, heading.period) == ("annual_report", organ, period)
    assert heading.title_raw == title
    assert heading.year == int(period)


@pytest.mark.parametrize(
    ("span", "period"),
    [
        ("2018年第一季度", "2018Q1"),
        ("2018年一季度", "2018Q1"),
        ("2023年第三季度", "2023Q3"),
        ("2023年三季度", "2023Q3"),
        ("2023年3季度", "2023Q3"),
        ("2023年第4季度", "2023Q4"),
        ("2021年8月份", "2021-08"),
        ("2021年12月", "2021-12"),
        ("2021年上半年", "2021H1"),
        ("2021年下半年", "2021H2"),
        ("2021年度", "2021"),
        ("2021年", "2021"),
    ],
)
def test_periods_of_bulletins(read: Read, span: str, period: str) -> None:
    heading = read(f"凤县人民政府办公室关于{span}全县政务公开工作情况的通报")
    assert (heading.document_kind, heading.form_code, heading.period) == ("bulletin", "BULLETIN", period)
    assert heading.organ_raw == "凤县人民政府办公室"
    assert heading.confidence == 1.0


@pytest.mark.parametrize(
    ("title", "organ", "period", "confidence"),
    [
        ("佳木斯市2018年第一季度信息报送情况统计表", "佳木斯市", "2018Q1", 0.9),
        ("弋江区2021年8月份信息报送情况统计表", "弋江区", "2021-08", 0.9),
        ("2018年一季度单位信息报送采用情况统计表", "", "2018Q1", 0.8),
        ("2021年8月份信息报送情况通报", "", "2021-08", 0.8),
        ("2021年上半年信息报送情况通报", "", "2021H1", 0.8),
    ],
)
def test_the_less_a_title_says_the_less_it_is_trusted(
    read: Read, title: str, organ: str, period: str, confidence: float
) -> None:
    heading = read(title)
    assert (heading.organ_raw, heading.period, heading.confidence) == (organ, period, confidence)


@pytest.mark.parametrize(
    ("year", "form"),
    [
        (2008, "LOCAL2008"),
        (2013, "LOCAL2008"),
        (2014, "NF2014"),
        (2016, "NF2014"),
        (2018, "NF2014"),
        (2019, "NF2019"),
        (2020, "NF2019"),
        (2021, "NF2021"),
        (2023, "NF2021"),
        (2007, ""),
    ],
)
def test_the_form_follows_the_year(read: Read, year: int, form: str) -> None:
    heading = read(f"佳木斯市{year}年政府信息公开工作年度报告")
    assert (heading.period, heading.form_code) == (str(year), form)


@pytest.mark.parametrize("year", ["3017", "1817", "12017", "17", "20170"])
def test_a_year_that_cannot_be_is_no_period(read: Read, year: str) -> None:
    assert read(f"佳木斯市{year}年政府信息公开工作年度报告") == Heading()


def test_the_title_may_stand_below_the_navigation_and_index_of_the_page(read: Read) -> None:
    heading = read(
        "索引号 014420882/2019-00547 分类",
        "发布机构 医药高新区(高港区)党政办公室 发文日期 2019-02-25",
        "高港区人民政府2018年政府信息公开年度报告",
        "信息来源：高港区政府办 发布日期：2019-02-25 09:53",
        "2018年，我区贯彻《条例》。",
    )
    assert (heading.organ_raw, heading.period) == ("高港区人民政府", "2018")
    assert heading.publisher_raw == "医药高新区(高港区)党政办公室"
    assert heading.published_date == date(2019, 2, 25)


def test_a_title_far_down_is_found_too(read: Read) -> None:
    menu = [f"栏目{i}" for i in range(20)]
    assert read(*menu, JIAMUSI).period == "2017"


def test_of_two_titles_alike_the_upper_one_counts(read: Read) -> None:
    assert read(JIAMUSI, "上一篇：佳木斯市2016年政府信息公开工作年度报告").period == "2017"


def test_the_publisher_is_not_the_author(read: Read) -> None:
    heading = read(JIAMUSI, "日期：2018-03-16 10:46 来源：佳木斯市人民政府办公室 字号：大 中 小")
    assert (heading.organ_raw, heading.publisher_raw) == ("佳木斯市", "佳木斯市人民政府办公室")


@pytest.mark.parametrize(
    "organ", ["佳木斯市人民政府办公室", "泰州市高港区人民政府", "佳木斯市住房和城乡建设局", "弋江区卫生健康委员会"]
)
def test_a_title_without_an_organ_takes_the_signature(read: Read, organ: str) -> None:
    heading = read("2018年一季度信息报送情况统计表", "各有关单位：", organ, "2018年4月23日")
    assert (heading.organ_raw, heading.publisher_raw) == (organ, organ)
    assert heading.published_date == date(2018, 4, 23)


@pytest.mark.parametrize(
    "lines",
    [
        ["佳木斯市人民政府办公室"],  # no date follows
        ["抄送市委办公室", "各单位"],
        ["请各单位认真整改，及时反馈市政府办公室", "2018年4月23日"],  # a sentence, not a name
    ],
)
def test_a_line_that_is_not_signed_is_no_author(read: Read, lines: list[str]) -> None:
    assert read("2018年一季度信息报送情况统计表", *lines).organ_raw == ""


def test_the_organ_of_the_title_comes_before_the_signature(read: Read) -> None:
    heading = read(JIAMUSI, "正文。", "佳木斯市人民政府办公室", "2018年3月16日")
    assert (heading.organ_raw, heading.publisher_raw) == ("佳木斯市", "佳木斯市人民政府办公室")


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["发布日期：2023-10-13 14:20 浏览次数："], date(2023, 10, 13)),
        (["成文日期：2018年4月23日"], date(2018, 4, 23)),
        (["发布时间：2021/9/16"], date(2021, 9, 16)),
        (["发文日期 2019.02.25"], date(2019, 2, 25)),
        (
            ["统计期限自2017年1月1日起，全文登载于门户网站。", "佳木斯市人民政府办公室", "2018年3月16日"],
            date(2018, 3, 16),
        ),
        (["日期：2018年13月40日", "2018年3月16日"], date(2018, 3, 16)),
        (["2018年1月1日", "2018年3月16日"], date(2018, 3, 16)),
        (["没有日期。"], None),
    ],
)
def test_the_day_of_publication(read: Read, lines: list[str], day: date | None) -> None:
    assert read(JIAMUSI, *lines).published_date == day


@pytest.mark.parametrize("claimed", ["2018Q1", "2017", "2021-08", "2021-01/2021-08"])
def test_a_claimed_period_stands_in_only_where_there_is_none(read: Read, claimed: str) -> None:
    untitled = read("全市收到政府信息公开申请82件。", claimed=claimed)
    assert (untitled.period, untitled.confidence) == (claimed, 0.8)
    assert (untitled.document_kind, untitled.form_code) == ("", "")
    assert read(JIAMUSI, claimed=claimed) == read(JIAMUSI)


@pytest.mark.parametrize("lines", [[], ["各有关单位："], ["情况通报", "一、概述", "收到申请82件。"]])
def test_no_title_at_all(read: Read, lines: list[str]) -> None:
    heading = read(*lines)
    assert heading == Heading()
    assert heading.year is None


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("我市汇总县（市、区）和市直部门2017年年度报告，编成本报告。", "consolidated"),
        ("本报告在各县（市、区）和市直部门年度报告的基础上编制。", "consolidated"),
        ("本机关依照《条例》编制本报告。", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_scope_of_a_report(read: Read, line: str, scope: str) -> None:
    assert read(JIAMUSI, line).reporting_scope == scope


@pytest.mark.parametrize(
    ("lines", "kind", "period"),
    [
        (
            [
                "凤县人民政府办公室关于2023年第三季度政务公开工作情况的通报",
                "佳木斯市2017年政府信息公开工作年度报告已公布。",
            ],
            "bulletin",
            "2023Q3",
        ),
        (
            ["2018年高港区政府信息公开工作年度报告", "高港区2017年政府信息公开年度报告所列问题均已整改。"],
            "annual_report",
            "2018",
        ),
    ],
)
def test_a_report_that_is_cited_is_not_the_title(read: Read, lines: list[str], kind: str, period: str) -> None:
    heading = read(*lines)
    assert (heading.document_kind, heading.period) == (kind, period)


@pytest.mark.parametrize(
    "title", ["佳木斯市\ue000年政府信息公开工作年度报告", "凤县关于2023年第\ue000季度政务公开情况的通报"]
)
def test_private_use_noise_in_a_title_breaks_nothing(read: Read, title: str) -> None:
    read(title)


def test_a_long_name_is_kept_whole(read: Read) -> None:
    organ = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县人民政府办公室"
    assert read(f"{organ}关于2018年第一季度信息报送情况的通报").organ_raw == organ


@pytest.mark.parametrize("title", ["关于2021年8月份信息报送情况的通报", "关于公布2017年政府信息公开工作年度报告的通知"])
def test_a_title_without_an_organ_names_none(read: Read, title: str) -> None:
    assert read(title).organ_raw == ""


def test_a_sentence_about_sources_names_no_publisher(read: Read) -> None:
    assert read(JIAMUSI, "有的单位信息来源渠道单一。").publisher_raw == ""


@pytest.mark.parametrize("span", ["2023年第5季度", "2023年13月份"])
def test_a_span_that_cannot_be_is_not_the_year(read: Read, span: str) -> None:
    assert read(f"凤县人民政府办公室关于{span}全县政务公开工作情况的通报").period == ""


def test_a_half_year_without_guanyu_keeps_its_organ(read: Read) -> None:
    assert read("佳木斯市2018年上半年政务公开工作情况通报").organ_raw == "佳木斯市"


@pytest.mark.parametrize(
    ("text", "file_name", "scope"),
    [
        ("", "高港区2018年政府信息公开工作年度报告（汇总）.xlsx", "consolidated"),
        ("", "高港区人民政府2018年年报（本级）.xls", "own"),
        ("", "高港区2018年政府信息公开工作年度报告.xlsx", "unknown"),
        ("本报告在各县区年度报告的基础上汇总编制。", "高港区2018年年报（本级）.docx", "consolidated"),
    ],
)
def test_the_file_name_tells_the_scope_where_the_document_does_not(
    read: Read, text: str, file_name: str, scope: str
) -> None:
    texts = ["高港区2018年政府信息公开工作年度报告", *filter(None, [text])]
    assert read(*texts, file_name=file_name).reporting_scope == scope
