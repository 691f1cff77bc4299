"""One document to rows: a pure function of its bytes, its arrival and the declared knowledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import RAW_SCHEMAS
from orchestration.contracts.raw_frames import RAW_TABLES, empty_frame, validate_frame
from orchestration.reference import Knowledge
from orchestration.warehouse.documents import process_document, report_year_of, to_frames
from tests.unit.warehouse.conftest import DAY_1, Arrive

ANNUAL = "佳木斯市2017年政府信息公开工作年度报告\n"
QUARTER = "凤县人民政府办公室关于2023年第三季度全县政务信息公开工作进展情况的通报\n"


def records(rows: dict[str, list[tuple[Any, ...]]], table: str) -> list[dict[str, Any]]:
    return [dict(zip(RAW_SCHEMAS[table].columns, row, strict=True)) for row in rows.get(table, [])]


@pytest.mark.parametrize("name", ["jiamusi_2018q1_bulletin.html", "gaogang_2018_annual.txt"])
def test_the_same_bytes_give_the_same_rows(
    sample_documents: Path, knowledge: Knowledge, arrive: Arrive, name: str
) -> None:
    data = (sample_documents / name).read_bytes()
    arrival = arrive(data, name)
    assert process_document(data, arrival, knowledge) == process_document(data, arrival, knowledge)


def test_how_it_arrived_changes_its_labels_and_nothing_else(
    sample_documents: Path, knowledge: Knowledge, arrive: Arrive
) -> None:
    data = (sample_documents / "fengxian_2023q3_bulletin.txt").read_bytes()
    arrival = arrive(data)
    other = replace(arrival, uri="inbox/x", file_name="x", source="inbox", arrived_at=DAY_1 + timedelta(days=9))
    first, second = process_document(data, arrival, knowledge), process_document(data, other, knowledge)
    assert {table: first[table] for table in first if table != "raw_documents"} == {
        table: second[table] for table in second if table != "raw_documents"
    }
    (one,), (two,) = records(first, "raw_documents"), records(second, "raw_documents")
    assert {key for key in one if one[key] != two[key]} == {"file_name", "uri", "arrived_at"}


def test_ids_are_unique_and_belong_to_the_content(sample_documents: Path, knowledge: Knowledge, arrive: Arrive) -> None:
    data = (sample_documents / "jiamusi_2018q1_bulletin.html").read_bytes()
    altered = data + b"\n"
    ids = [
        {row["observation_id"] for row in records(process_document(d, arrive(d), knowledge), "raw_observations")}
        for d in (data, altered)
    ]
    assert (
        len(ids[0]) == len(ids[1]) == len(records(process_document(data, arrive(data), knowledge), "raw_observations"))
    )
    assert not ids[0] & ids[1]


def test_every_sample_keeps_to_the_contracts(sample_documents: Path, knowledge: Knowledge, arrive: Arrive) -> None:
    rows = []
    for path in sorted(sample_documents.iterdir()):
        data = path.read_bytes()
        rows.append(process_document(data, arrive(data, path.name), knowledge))
    frames = to_frames([*rows, process_document(b"", arrive(b""), knowledge)])
    assert list(frames) == list(RAW_TABLES)
    for table, frame in frames.items():
        assert frame.schema == empty_frame(table).schema
        assert validate_frame(table, frame) == []
    assert (frames["raw_documents"].height, frames["raw_quarantine"].height) == (5, 1)


def test_no_rows_are_empty_frames() -> None:
    frames = to_frames([])
    assert all(frames[table].equals(empty_frame(table)) for table in RAW_TABLES)


@pytest.mark.parametrize(
    ("data", "reason_code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (bytes(range(256)) * 64, "unknown_format"),
        (b"%PDF-1.7\n", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "unsupported_format"),
        (b"<html><body><script>render()</script></body></html>", "empty"),
        (b"<table><tr>" + b"<td rowspan=65534 colspan=1000>5</td>" * 50 + b"</tr></table>", "grid_too_large"),
    ],
)
def test_bytes_that_cannot_be_read_are_set_aside_with_a_reason(
    knowledge: Knowledge, arrive: Arrive, data: bytes, reason_code: str
) -> None:
    arrival = arrive(data, "年报.doc")
    rows = process_document(data, arrival, knowledge)
    assert list(rows) == ["raw_quarantine"]
    (row,) = records(rows, "raw_quarantine")
    assert (row["reason_code"], row["file_name"], row["document_id"]) == (reason_code, "年报.doc", arrival.sha256)
    assert row["reason"].endswith(".")
    assert row["arrived_at"] == "2024-03-01 08:00:00"
    assert validate_frame("raw_quarantine", to_frames([rows])["raw_quarantine"]) == []
    assert report_year_of(process_document(data, arrival, knowledge)) == "unknown"


@pytest.mark.parametrize(
    ("text", "period", "year"),
    [
        (ANNUAL, None, "2017"),
        (QUARTER, None, "2023"),
        ("全市收到申请82件。", None, "unknown"),
        ("全市收到申请82件。", "2021-01/2021-08", "2021"),
        (ANNUAL, "2016", "2017"),  # what the document says counts, not what its sender claims
    ],
)
def test_the_report_year(knowledge: Knowledge, arrive: Arrive, text: str, period: str | None, year: str) -> None:
    data = text.encode()
    assert report_year_of(process_document(data, arrive(data, period=period), knowledge)) == year


def test_a_merged_cell_is_a_row_for_each_place_it_covers(knowledge: Knowledge, arrive: Arrive) -> None:
    data = b"<table><tr><td colspan=2 rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    cells = records(process_document(data, arrive(data, "a.html"), knowledge), "raw_cells")
    assert [(c["row_no"], c["column_no"], c["anchor_row_no"], c["anchor_column_no"], c["text_raw"]) for c in cells] == [
        (1, 1, 1, 1, "a"), (1, 2, 1, 1, "a"), (2, 1, 1, 1, "a"), (2, 2, 1, 1, "a"), (1, 3, 1, 3, "b"), (2, 3, 2, 3, "c"),
    ]  # fmt: skip


def test_figures_travel_as_exact_decimal_text(knowledge: Knowledge, arrive: Arrive) -> None:
    data = f"{ANNUAL}全年收取检索费共59237.2449万元。全市主动公开政府信息7万余条，同比下降3.10%。".encode()
    rows = records(process_document(data, arrive(data), knowledge), "raw_observations")
    assert [(r["number"], r["low"], r["high"], r["decimals"], r["unit_raw"]) for r in rows] == [
        ("59237.2449", "59237.24485", "59237.24495", 4, "万元"),
        ("70000", "70000", "80000", 0, "条"),
        ("-3.10", "-3.105", "-3.095", 2, "%"),
    ]


def dimension_names(rows: dict[str, list[tuple[Any, ...]]]) -> list[list[str]]:
    return [
        [part.split("=")[0] for part in r["dimensions"].split(";") if part] for r in records(rows, "raw_observations")
    ]


def test_a_name_in_a_table_cannot_break_the_dimensions(knowledge: Knowledge, arrive: Arrive) -> None:
    data = (
        f"<p>{QUARTER}</p><table><tr><td>单位</td><td>报送条数</td></tr>"
        "<tr><td>甲=乙;kind=投诉;;organ=total</td><td>10</td></tr></table>"
    ).encode()
    rows = process_document(data, arrive(data, "a.html"), knowledge)
    assert dimension_names(rows) == [["group", "organ"]]
    assert records(rows, "raw_observations")[0]["dimensions"].count("=") == 2


@pytest.mark.parametrize(
    "text",
    [
        f"{ANNUAL}考核成绩中“第三方；评估”权重40%。",
        f"{ANNUAL}考核成绩中“甲;kind=投诉”权重40%。",
    ],
)
def test_a_name_in_prose_cannot_break_the_dimensions(knowledge: Knowledge, arrive: Arrive, text: str) -> None:
    data = text.encode()
    rows = process_document(data, arrive(data), knowledge)
    assert dimension_names(rows) == [["component"]]


@settings(max_examples=100, deadline=None)
@given(
    title=st.sampled_from([ANNUAL, QUARTER, ""]),
    body=st.text(
        "0123456789１２,，.。、；（）%|\t\n 件条个元万亿余收到申请占比增长公报网站办结率热线12345报送单位数甲乙合计",
        max_size=120,
    ),
)
def test_any_text_gives_rows_that_keep_to_the_contracts(
    knowledge: Knowledge, arrive: Arrive, title: str, body: str
) -> None:
    data = (title + body).encode()
    rows = process_document(data, arrive(data), knowledge)
    frames = to_frames([rows])
    for table in ("raw_observations", "raw_unmapped", "raw_quarantine"):
        assert frames[table].is_empty() or validate_frame(table, frames[table]) == []
