"""Records of an examination, written by hand: a report of 2021 whose review total is 0 beside 10, 1, 0 and 0."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from orchestration.publication.receipt.content import build_receipt
from orchestration.publication.receipt.model import Receipt
from orchestration.publication.receipt.names import Names
from tests.conftest import PROJECT

Record = dict[str, Any]
SEEDS = PROJECT / "seeds"
DOCUMENT, FILE = "d" * 64, "某县2023.docx"
RESULTS = ("upheld", "corrected", "other", "pending", "total")


@dataclass
class WrittenExamination:
    """What an examination would give, as written in a test."""

    document_records: list[Record] = field(default_factory=list)
    check_records: list[Record] = field(default_factory=list)
    observation_records: list[Record] = field(default_factory=list)
    unmapped_records: list[Record] = field(default_factory=list)
    table_cells: dict[str, list[Record]] = field(default_factory=dict)
    paragraphs: dict[str, list[str]] = field(default_factory=dict)
    unreadable: list[Any] = field(default_factory=list)

    def documents(self) -> list[Record]:
        return self.document_records

    def checks(self) -> Iterator[Record]:
        return iter(self.check_records)

    def observations(self) -> Iterator[Record]:
        return iter(self.observation_records)

    def unmapped(self) -> Iterator[Record]:
        return iter(self.unmapped_records)

    def tables(self, document: str) -> Iterator[Record]:
        return iter(self.table_cells.get(document, []))

    def passages(self, document: str) -> Iterator[Record]:
        return ({"passage": n, "text": text} for n, text in enumerate(self.paragraphs.get(document, []), 1))


@functools.cache
def names() -> Names:
    """The words of the seeds, read once."""
    return Names(SEEDS)


def receipt_of(examination: WrittenExamination) -> Receipt:
    """The content of a receipt for what was written."""
    return build_receipt(examination, examination.check_records, names())


def document_record(document: str = DOCUMENT, file: str = FILE, period: str = "2023", form: str = "NF2021") -> Record:
    return {
        "document_id": document,
        "file_name": file,
        "organ_name_zh": "某县人民政府",
        "title_raw": f"某县{period}年政府信息公开工作年度报告",
        "period": period,
        "form_code": form,
        "observation_count": 5,
    }


def cell(side: str, indicator: str, place: str, value: str, document: str = DOCUMENT, weight: int = 1) -> Record:
    return {
        "side": side,
        "file": FILE if document == DOCUMENT else "另一文件.docx",
        "document": document,
        "place": place,
        "indicator": indicator,
        "dimensions": {},
        "weight": weight,
        "value_raw": value,
    }


def check(rule: str = "SUM_NF2021_T4_001", **changed: Any) -> Record:
    """The violated sum over the reviews, or another check with what is changed."""
    cells = [cell("left", "review.total", "t1!r3c5", "0")]
    values = zip(RESULTS[:4], ("10", "1", "0", "0"), strict=True)
    cells += [cell("right", f"review.{name}", f"t1!r3c{n}", value) for n, (name, value) in enumerate(values, 1)]
    return {
        "rule": rule,
        "kind": "identity",
        "description": "行政复议：总计＝维持＋纠正＋其他＋尚未审结",
        "file": FILE,
        "document": DOCUMENT,
        "scope": {"method": "table"},
        "outcome": "violated",
        "severity": "error",
        "left": "0",
        "right": "11",
        "difference": "-11",
        "cells": cells,
        "reason": "两边不相等",
        "reason_code": "not_equal",
        **changed,
    }


def suspect(place: str = "t1!r3c5", repair: str = "11", alternative: int = 1, **changed: Any) -> Record:
    return {
        "indicator": "review.total",
        "dimensions": {},
        "place": place,
        "file": FILE,
        "reported": "0",
        "repair": repair,
        "repairs": ["SUM_NF2021_T4_001"],
        "why": "合计误填为 0，而各分项有数",
        "why_code": "zero_total",
        "alternative": alternative,
        "alternatives": alternative,
        "fault": "source",
        **changed,
    }


def grid(rows: list[list[str]], table: int = 1) -> list[Record]:
    """A table without merged cells."""
    return [
        {"table": table, "row": r, "column": c, "row_span": 1, "column_span": 1, "is_header": False, "text": text}
        for r, line in enumerate(rows, 1)
        for c, text in enumerate(line, 1)
    ]


def review_table() -> list[Record]:
    """The reviews of table four: a heading over five columns, their names, the figures."""
    head = {**grid([["行政复议"]])[0], "column_span": 5}
    return [
        head,
        *(
            c
            for c in grid(
                [[""] * 5, ["结果\n维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["10", "1", "0", "0", "0"]]
            )
            if c["row"] > 1
        ),
    ]


def review_observations(values: tuple[str, ...] = ("10", "1", "0", "0", "0")) -> list[Record]:
    return [
        {
            "document": DOCUMENT,
            "indicator": f"review.{name}",
            "dimensions": {},
            "value_raw": value,
            "place": f"t1!r3c{n}",
        }
        for n, (name, value) in enumerate(zip(RESULTS, values, strict=True), 1)
    ]


def review_examination(*checks: Record) -> WrittenExamination:
    """The report with its one table, and these checks."""
    return WrittenExamination(
        document_records=[document_record()],
        check_records=list(checks),
        observation_records=review_observations(),
        table_cells={DOCUMENT: review_table()},
    )


def unreadable(code: str = "encrypted", file: str = "密件.docx") -> Any:
    return SimpleNamespace(file=file, reason_code=code, reason="The file is encrypted.")
