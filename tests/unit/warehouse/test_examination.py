"""What files say by the warehouse's own SQL: units applied once, and absurd figures that break nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration.reference import Knowledge
from orchestration.settings import load_settings
from orchestration.warehouse.documents import process_document, to_frames
from orchestration.warehouse.examination import (
    Examination,
    decimal_text,
    examine_files,
    round_half_up,
    split_dimensions,
)
from orchestration.warehouse.models import build_models, compiled_nodes
from orchestration.warehouse.raw_store import load_raw
from tests.unit.warehouse.conftest import Arrive

ANNUAL = "佳木斯市2017年政府信息公开工作年度报告\n"
QUARTER = "凤县人民政府办公室关于2023年第三季度全县政务信息公开工作进展情况的通报\n"
ABSURD = "123456789012345678901234567890"

Examine = Callable[..., Examination]


@pytest.fixture
def examine(tmp_path: Path) -> Examine:
    """The examination of files with these texts."""

    def run(*texts: str, with_checks: bool = False) -> Examination:
        settings = load_settings()
        for number, text in enumerate(texts, 1):
            (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        return examine_files([tmp_path], settings.seeds_dir, settings.dbt_dir, with_checks=with_checks)

    return run


def values(examination: Examination) -> list[tuple[Any, ...]]:
    return [(o["value_raw"], o["value"], o["unit"], o["low"], o["high"]) for o in examination.observations()]


def test_units_are_applied_once(examine: Examine) -> None:
    texts = [f"全年收取检索费共{fee}。" for fee in ("59237.2449万元", "251000元", "1.5千元", "0元")]
    texts += [
        "全市收到政府信息公开申请3宗，同比下降12.50%。",
        "全市主动公开政府信息7万余条，同比增长百分之九十七。",
    ]
    assert values(examine(*(ANNUAL + text for text in texts))) == [
        ("59237.2449万元", "592372449", "元", "592372448.5", "592372449.5"),
        ("251000元", "251000", "元", None, None),
        ("1.5千元", "1500", "元", "1450", "1550"),
        ("0元", "0", "元", None, None),
        ("3宗", "3", "件", None, None),
        ("12.50%", "-12.5", "%", "-12.505", "-12.495"),
        ("7万余条", "70000", "条", "70000", "80000"),
        ("百分之九十七", "97", "%", "96.5", "97.5"),
    ]


def test_an_absurd_figure_is_kept_as_written_without_a_value(examine: Examine) -> None:
    text = f"（一）12345热线。受理案件{ABSURD}件：咨询60件、投诉30件，办结299件，办结率{ABSURD}%。"
    examination = examine(QUARTER + text, with_checks=True)
    found = {o["value_raw"]: (o["value"], o["value_status"]) for o in examination.observations()}
    assert found[f"{ABSURD}件"] == (None, "number")
    assert found[f"{ABSURD}%"] == (None, "number")
    assert found["60件"] == ("60", "number")
    assert {c["outcome"] for c in examination.checks()} == {"undecided"}


def test_an_absurd_figure_in_a_table_breaks_nothing(examine: Examine) -> None:
    table = "单位\t报送条数\t采用条数\n甲局\t{count}\t6\n乙局\t8\t6\n合计\t18\t12\n"
    titles = [QUARTER.replace("凤县", f"{county}县") for county in "甲乙丙丁戊"]
    texts = [t + table.format(count="9" * n) for t, n in zip(titles, (16, 20, 30, 31, 400), strict=True)]
    examination = examine(*texts, with_checks=True)
    assert [o["value"] for o in examination.observations()] == [None, "6", "8", "6", "18", "12"] * 5
    sums = [c["outcome"] for c in examination.checks() if c["rule"] == "SUM_BUL_001"]
    assert sums == ["undecided"] * 5
    assert "violated" not in {c["outcome"] for c in examination.checks()}


def test_a_rate_with_absurd_decimals_breaks_nothing(examine: Examine) -> None:
    text = "（一）12345热线。受理案件300件，办结299件，办结率99.123456789012345678901234567%。"
    assert [c["outcome"] for c in examine(QUARTER + text, with_checks=True).checks()] == ["violated"]


def test_a_semicolon_in_a_name_breaks_nothing(examine: Examine) -> None:
    (observation,) = examine(f"{ANNUAL}考核成绩中“第三方；评估”权重40%。").observations()
    assert list(observation["dimensions"]) == ["component"]


def test_the_same_content_twice_is_one_document_and_one_without_a_period_is_shown(examine: Examine) -> None:
    text = f"{ANNUAL}全市收到政府信息公开申请82件。"
    examination = examine(text, text, "各有关单位：\n全市收到政府信息公开申请3件。")
    assert [d["file_name"] for d in examination.documents()] == ["1.txt", "3.txt"]
    assert [(o["period"], o["form"], o["value"]) for o in examination.observations()] == [
        ("2017", "NF2014", "82"),
        (None, None, "3"),
    ]


STATED = [
    ("59237.2449", "万元", Decimal("592372449"), "stated"),
    ("59237.2449", "", Decimal("592372449"), "prescribed"),  # the form asks for 万元
    ("1", "亿元", Decimal(100000000), "stated"),
    ("-5", "万元", Decimal(-50000), "stated"),
    ("0.00000001", "万元", Decimal("0.0001"), "stated"),
    ("5", "件", None, "conflicting"),
    ("5", "两", None, "unknown"),
    ("9" * 15, "万元", None, "stated"),
    ("9" * 15, "亿元", None, "stated"),
    ("9" * 50, "元", None, "stated"),
]


def test_a_unit_of_another_kind_or_an_absurd_figure_gives_no_value(arrive: Arrive, knowledge: Knowledge) -> None:
    data = f"{ANNUAL}全年收取检索费共3元。".encode()
    frames = to_frames([process_document(data, arrive(data), knowledge)])
    one = frames["raw_observations"]
    frames["raw_observations"] = pl.concat(
        [
            one.with_columns(
                position=pl.lit(position, pl.Int64),
                unit_raw=pl.lit(unit),
                **{name: pl.lit(number) for name in ("number", "low", "high")},
            )
            for position, (number, unit, *_) in enumerate(STATED)
        ]
    )
    settings = load_settings()
    with duckdb.connect() as connection:
        load_raw(connection, frames)
        model = "int_observations_standardized"
        build_models(connection, compiled_nodes(settings.dbt_dir), settings.seeds_dir, [model])
        rows = connection.execute(f"select value, unit_status from intermediate.{model} order by position").fetchall()
    assert rows == [(value, status) for _, _, value, status in STATED]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, None, None),
        (Decimal("592372449.00000000"), None, "592372449"),
        (Decimal("96.69000000"), None, "96.69"),
        (Decimal("0E-8"), None, "0"),
        (Decimal("-0.50"), None, "-0.5"),
        (Decimal("1E+3"), None, "1000"),
        (Decimal("100"), None, "100"),
        (Decimal("98.342541"), 2, "98.34"),
        (Decimal("98.345"), 2, "98.35"),
        (Decimal("98.00"), 2, "98"),
        (Decimal("-2.345"), 2, "-2.35"),
    ],
)
def test_decimals_as_plain_text(value: Decimal | None, places: int | None, text: str | None) -> None:
    assert decimal_text(value, places) == text


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-3"),
        ("0.125", 2, "0.13"),
        ("0.1249", 2, "0.12"),
        ("7", 2, "7.00"),
    ],
)
def test_a_half_goes_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("", {}),
        ("kind=投诉", {"kind": "投诉"}),
        ("group=all;organ=甲＝乙；丙", {"group": "all", "organ": "甲＝乙；丙"}),
        ("task=a=b", {"task": "a=b"}),
    ],
)
def test_dimensions_as_a_dict(text: str, dimensions: dict[str, str]) -> None:
    assert split_dimensions(text) == dimensions
