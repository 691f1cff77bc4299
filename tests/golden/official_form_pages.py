"""Pages laid out as the official forms, written for the tests alone: nothing here is shared with the readers."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.conftest import PROJECT

Values = dict[tuple[str, str], str]
_APPLICANTS = (
    "<tr><td colspan=3 rowspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
    "<td colspan=7>申请人情况</td></tr><tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td>"
    "<td rowspan=2>总计</td></tr><tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td>"
    "<td>其他</td></tr>"
)
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def read_values(path: Path) -> Values:
    """(indicator, dimensions) -> the cell as written, of a file of checked figures."""
    with path.open(encoding="utf-8") as file:
        return {(row["indicator_code"], row["dimensions"]): row["value_raw"] for row in csv.DictReader(file)}


def form_cells(form: str) -> list[dict[str, str]]:
    """The declared cells of a form, in order."""
    with (PROJECT / "seeds" / "forms" / "form_cells.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["form_code"] == form]


def page_of_2019_or_2021(form: str, values: Values, title: str) -> str:
    """The three tables of the annual report since 2019; a row of table three that has no values is left out."""
    cells = form_cells(form)
    tables = [_table_two(cells, values), _table_three(cells, values), _table_four(cells, values)]
    return f"<html><body><h1>{title}</h1>" + "".join(f"<table>{rows}</table>" for rows in tables) + "</body></html>"


def _value(values: Values, cell: dict[str, str]) -> str | None:
    return values.get((cell["indicator_code"], cell["dimensions"]))


def _by_row(cells: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for cell in cells:
        rows.setdefault(cell["row_path"], []).append(cell)
    return rows


def _data(values: list[str | None]) -> str:
    return "".join(f"<td>{value or ''}</td>" for value in values)


def _table_two(cells: list[dict[str, str]], values: Values) -> str:
    html = ""
    sections = list(dict.fromkeys(cell["section"] for cell in cells if cell["section"].startswith("二/")))
    for section in sections:
        rows = _by_row([cell for cell in cells if cell["section"] == section])
        heads = "".join(f"<td>{cell['column_path']}</td>" for cell in next(iter(rows.values())))
        html += f"<tr><td colspan=4>{section.split('/')[1]}</td></tr><tr><td>信息内容</td>{heads}</tr>"
        for label, row in rows.items():
            html += f"<tr><td>{label}</td>{_data([_value(values, cell) for cell in row])}</tr>"
    return html


def _table_three(cells: list[dict[str, str]], values: Values) -> str:
    rows = _by_row([cell for cell in cells if cell["section"] == "三"])
    present = [path for path, row in rows.items() if any(_value(values, cell) is not None for cell in row)]
    html, opened = _APPLICANTS, set()
    for path in present:
        parts = path.split("/")
        html += "<tr>"
        for depth, part in enumerate(parts):
            prefix = "/".join(parts[: depth + 1])
            below = [other for other in present if other == prefix or other.startswith(prefix + "/")]
            if prefix not in opened:
                opened.add(prefix)
                width = 4 - len(parts) if depth == len(parts) - 1 else 1
                html += f"<td rowspan={len(below)} colspan={width}>{part}</td>"
        html += _data([_value(values, cell) for cell in rows[path]]) + "</tr>"
    return html


def _table_four(cells: list[dict[str, str]], values: Values) -> str:
    results = "".join(f"<td>{name}</td>" for name in _RESULTS)
    return (
        "<tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>"
        + results.replace("<td>", "<td rowspan=2>")
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
        + f"<tr>{results * 2}</tr><tr>"
        + _data([_value(values, cell) for cell in cells if cell["section"] == "四"])
        + "</tr>"
    )


def page_of_2014(values: dict[str, str], title: str, layout: str, units: dict[str, str]) -> str:
    """The statistics table of 2014: indicator, unit, figure; ``single``, ``serial`` (numbered) or ``double``."""
    rows = []
    for cell in form_cells("NF2014"):
        label = cell["row_path"].split(" ", 1)[1]
        code = cell["indicator_code"]
        rows.append(f"<td>{label}</td><td>{units[code]}</td><td>{values[code]}</td>")
    head = "<td>统计指标</td><td>单位</td><td>统计数</td>"
    if layout == "serial":
        head = "<td>序号</td>" + head
        rows = [f"<td>{number}</td>{row}" for number, row in enumerate(rows, 1)]
    if layout == "double":
        head *= 2
        half = (len(rows) + 1) // 2
        right = rows[half:] + ["<td></td><td></td><td></td>"] * (2 * half - len(rows))
        rows = [a + b for a, b in zip(rows[:half], right, strict=True)]
    body = "".join(f"<tr>{row}</tr>" for row in [head, *rows])
    return f"<html><body><h1>{title}</h1><p>政府信息公开情况统计表</p><table>{body}</table></body></html>"
