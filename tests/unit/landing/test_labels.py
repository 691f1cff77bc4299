"""Labels say what a name claims, and claim nothing where a name is silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.landing.labels import claimed_organ, claimed_period, file_name_label, uri_label


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("s/jiamusi_2018q1_bulletin.html", "2018Q1"),
        ("s/2018Q4.html", "2018Q4"),
        ("s/2018年第一季度信息报送通报.txt", "2018Q1"),
        ("s/凤县2023年三季度.html", "2023Q3"),
        ("s/2023年度第4季度.html", "2023Q4"),
        ("s/2017年佳木斯市政府信息公开工作年度报告.txt", "2017"),
        ("s/gaogang_2018.html", "2018"),
        ("s/２０１８年报.html", "2018"),
        ("s/yijiang_2021_08", "2021-08"),
        ("s/yijiang_2021-8.html", "2021-08"),
        ("s/弋江区2021年8月份通报.html", "2021-08"),
        ("s/2021.12.html", "2021-12"),
        ("s/2022年上半年.html", "2022H1"),
        ("s/2022年下半年.html", "2022H2"),
        ("s/report_2022h1.html", "2022H1"),
        ("s/2021年1-8月热线.html", "2021-01/2021-08"),
        ("2018q1/report.html", "2018Q1"),
        ("2018q1/2017年报.html", "2017"),
        ("s/2018-03-16_公开年报.html", None),  # a date of publication is no period
        ("s/2018-03-16_2017年报.html", "2017"),
        ("s/2017-2018年.html", None),
        ("s/000_1c934aedad20180577.txt", None),
        ("s/12018345.txt", None),
        ("s/2021_13.txt", "2021"),
        ("s/report.html", None),
    ],
)
def test_claimed_period(label: str, period: str | None) -> None:
    assert claimed_period(label) == period


@pytest.mark.parametrize(
    ("label", "organ"),
    [
        ("s/2017年佳木斯市政府信息公开工作年度报告.txt", "佳木斯市"),
        ("s/凤县人民政府办公室关于2023年第三季度.html", "凤县"),
        ("s/弋江区人民政府办公室关于2021年8月份全区.html", "弋江区"),
        ("s/佳木斯市市场监督管理局2020年.html", "佳木斯市市场监督管理局"),
        ("佳木斯市/2018年一季度单位信息报送.html", "佳木斯市"),
        ("富锦市/bulletin.html", "富锦市"),
        ("双石铺镇_2023.html", "双石铺镇"),
        ("s/jiamusi_2018q1_bulletin.html", None),
        ("s/年度报告.html", None),
        ("", None),
    ],
)
def test_claimed_organ(label: str, organ: str | None) -> None:
    assert claimed_organ(label) == organ


@given(st.text(max_size=600))
def test_any_name_gives_labels_that_can_be_stored(name: str) -> None:
    label = file_name_label(name)
    assert 0 < len(label) <= 255
    assert not any(ord(c) < 32 or c == "/" for c in label)
    label.encode()
    uri = uri_label(name)
    uri.encode()
    assert "\n" not in uri
    claimed_period(uri), claimed_organ(uri)
