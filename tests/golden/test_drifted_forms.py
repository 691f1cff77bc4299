"""Forms as offices bend them: each drift is read rightly, or what can't be told is listed, never guessed in silence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.readers import read_document
from orchestration.reference import load_knowledge
from tests.conftest import PROJECT
from tests.golden.official_form_pages import Values, form_cells, page_of_2019_or_2021

TITLE = "清河县2022年政府信息公开工作年度报告"
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构")
LOW = 0.9  # a value below this is flagged


def values_of(form: str) -> Values:
    """A figure of its own for each cell, so that none can stand in for another."""
    return {(c["indicator_code"], c["dimensions"]): str(1000 + 7 * n) for n, c in enumerate(form_cells(form))}


VALUES = values_of("NF2021")
PAGE = page_of_2019_or_2021("NF2021", VALUES, TITLE)


def extract(page: str, media_type: str = "text/html") -> ExtractedDocument:
    return extract_document(read_document(page.encode(), media_type), load_knowledge(PROJECT / "seeds"))


def cells_of(document: ExtractedDocument) -> Values:
    return {
        (o.indicator_code, ";".join(f"{name}={value}" for name, value in o.dimensions)): o.value_raw
        for o in document.observations
    }


def rows_of(page: str) -> list[list[str]]:
    """The title and the cells of each row, as they are copied from a browser: merged cells stand once."""
    rows = [[TITLE]]
    for table in re.findall(r"<table>(.*?)</table>", page):
        rows += [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.split(r"<tr>", table) if "<td" in row]
    return rows


BENT = {
    "renumbered": re.sub(r"（[一二三四五六七]）", "", PAGE),
    "heads misprinted": PAGE.replace("自然人", "目然人").replace("科研机构", "科研机沟"),
    "labels cut": PAGE.replace("本机关不掌握相关政府信息", "本机关不掌握").replace("要求提供公开出版物", "要求提供公"),
    "labels misprinted": PAGE.replace("其他法律行政法规禁止公开", "其他法律行政止公开").replace("重复申请", "重复中请"),
    "heads of section two missing": re.sub(r"<tr><td>信息内容</td>.*?</tr>", "", PAGE),
    "heads of section three missing": re.sub("|".join(HEADS), "", PAGE),
    "merged cells come apart": re.sub(r"(?:row|col)span=\d+", "", PAGE),
    "a row added": PAGE.replace(
        "<tr><td rowspan=1 colspan=2>（二）",
        f"<tr><td colspan=2>备注</td>{'<td>9</td>' * 7}</tr><tr><td rowspan=1 colspan=2>（二）",
    ).replace("rowspan=22 colspan=1>三", "rowspan=23 colspan=1>三"),
    "two tables in one": PAGE.replace("</table><table>", ""),
}


@pytest.mark.parametrize("page", BENT.values(), ids=BENT)
def test_every_cell_of_a_bent_form(page: str) -> None:
    assert page != PAGE
    document = extract(page)
    assert cells_of(document) == VALUES
    assert document.heading.form_code == "NF2021"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t".join(row) for row in rows_of(PAGE)),
        "\n".join("| " + " | ".join(row) + " |" if len(row) > 1 else row[0] for row in rows_of(PAGE)),
        "\n".join("\n".join(f"{cell} |" for cell in row) if i else row[0] for i, row in enumerate(rows_of(PAGE))),
        "\n".join("\n".join(row) for row in rows_of(PAGE)),
    ],
    ids=["tabs", "pipes", "a cell a line with a mark", "a cell a line"],
)
def test_every_cell_of_a_form_pasted_as_text(text: str) -> None:
    assert cells_of(extract(text, "text/plain")) == VALUES


@pytest.mark.parametrize("side", ["before", "behind"])
def test_a_blank_column_is_told_from_a_blank_cell_by_the_rows_around(side: str) -> None:
    blank = {key for key in VALUES if "natural_person" in key[1] and ("held" in key[0] or "prohibited" in key[0])}
    assert len(blank) == 2
    values = {key: "" if key in blank else value for key, value in VALUES.items()}
    rows = rows_of(page_of_2019_or_2021("NF2021", values, TITLE))
    for row in rows:
        if len([cell for cell in row if cell.isdecimal() or not cell]) == 7:
            row.insert(len(row) if side == "behind" else len(row) - 7, "")
    found = cells_of(
        extract("\n".join("\n".join(f"{c} |" for c in r) if i else r[0] for i, r in enumerate(rows)), "text/plain")
    )
    assert {key: value for key, value in found.items() if value} == {key: v for key, v in values.items() if v}


def test_what_was_assumed_is_reported() -> None:
    document = extract(BENT["labels misprinted"])
    table = document.tables[1]
    assert (table.layout, table.form_code) == ("official_form", "NF2021")
    assert table.matched_count == table.value_count
    read_as = {label.label_raw: (label.how, label.read_as) for label in table.labels}
    assert read_as["2.其他法律行政止公开"] == ("alike", "2.其他法律行政法规禁止公开")
    assert read_as["2.重复中请"] == ("alike", "2.重复申请")


def test_a_row_whose_label_tells_nothing_is_told_by_its_neighbours() -> None:
    document = extract(PAGE.replace("5.属于三类内部事务信息", "5.□于□□□□□□□"))
    assert cells_of(document) == VALUES
    told = [o for o in document.observations if o.indicator_code == "outcome.refused.internal_affairs"]
    assert {o.confidence for o in told} == {0.65}
    assert [label.how for label in document.tables[1].labels] == ["by_neighbours"]


def test_an_added_row_keeps_its_figures_out() -> None:
    document = extract(BENT["a row added"])
    assert [u.reason_code for u in document.unmapped if u.value_raw == "9"] == ["no_label"] * 7
    assert [(label.label_raw, label.how) for label in document.tables[1].labels] == [("备注", "unmatched")]


def test_the_unit_that_a_table_names_counts() -> None:
    in_yuan = extract(PAGE.replace("（单位：万元）", "（单位：元）"))
    (amount,) = [o for o in in_yuan.observations if o.indicator_code == "fees.amount"]
    assert amount.unit_raw == "元"
    (amount,) = [o for o in extract(PAGE).observations if o.indicator_code == "fees.amount"]
    assert amount.unit_raw == ""


def test_a_local_form_with_cumulative_columns() -> None:
    rows = [("主动公开信息数", 120, 410), ("其中：1.政府网站", 100, 350), ("受理依申请公开信息总数", 7, 30)]
    rows += [("其中：1.当面申请数", 3, 12), ("4.网上申请数", 4, 18), ("对申请的答复总数", 7, 29), ("行政复议数", 1, 2)]
    head = "<tr><td>指标名称</td><td>计量单位</td><td>代码</td><td>2010 年度</td><td>历年累计</td></tr>"
    body = "".join(
        f"<tr><td>{label}</td><td>条</td><td>{n:02d}</td><td>{year}</td><td>{total}</td></tr>"
        for n, (label, year, total) in enumerate(rows, 1)
    )
    document = extract(f"<h1>清河县2010年政府信息公开工作年度报告</h1><table>{head}{body}</table>")
    assert document.heading.form_code == "LOCAL2008"
    stated = {(o.indicator_code, o.period): o.value_raw for o in document.observations}
    assert stated["disclosure.total", "2010"] == "120"
    assert stated["disclosure.total", "2008-05/2010-12"] == "410"
    assert stated["applications.received", "2010"] == "7"
    assert stated["intake.online", "2008-05/2010-12"] == "18"
    assert len(stated) == 14
    assert {u.reason_code for u in document.unmapped if u.value_raw.isdigit() and len(u.value_raw) == 2} == {
        "serial_number"
    }


LABELS = sorted({label for label in re.findall(r">([^<>]*[一-龥][^<>]*)</td>", PAGE) if len(label) > 3})


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_misprint_makes_a_wrong_value_in_silence(data: st.DataObject) -> None:
    page = PAGE
    for label in data.draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6, unique=True)):
        start = data.draw(st.integers(0, len(label) - 1))
        end = data.draw(st.integers(start, len(label)))
        noise = data.draw(st.text("的政府申请公开〇其他总计", max_size=3))
        page = page.replace(f">{label}</td>", f">{label[:start]}{noise}{label[end:]}</td>")
    document = extract(page)
    wrong = [
        o
        for o in document.observations
        if VALUES.get((o.indicator_code, ";".join(f"{n}={v}" for n, v in o.dimensions))) != o.value_raw
    ]
    assert all(o.confidence < LOW for o in wrong)
    figures = sum(o.value_status in ("number", "zero") for o in document.observations)
    assert figures + len(document.unmapped) == document.figure_count
