"""Charts as data: gaps stay gaps, nothing of a document can end an element, and the library is the one that is recorded."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal

from orchestration.publication.charts import Line, bar_chart, line_chart, render_page
from orchestration.publication.charts.page import option_text
from tests.conftest import PROJECT

ECHARTS = PROJECT / "orchestration" / "publication" / "charts" / "echarts"
HOSTILE = "</script><script>alert(1)</script>\u2028<!--"


def test_the_library_is_the_one_that_is_recorded() -> None:
    recorded = re.search(r"`([0-9a-f]{64})`", (ECHARTS / "PROVENANCE.md").read_text(encoding="utf-8"))
    library = (ECHARTS / "echarts.min.js").read_bytes()
    assert recorded and hashlib.sha256(library).hexdigest() == recorded[1]
    assert len(library) < 700_000
    licences = (ECHARTS / "LICENSES.txt").read_text(encoding="utf-8")
    for words in ("Apache License", "Copyright (c) 2017, Baidu Inc.", "Mike Bostock", "Microsoft Corporation"):
        assert words in licences


def test_a_missing_value_is_a_gap_and_never_a_zero() -> None:
    values = (Decimal(3), None, Decimal(0), Decimal("2.5"))
    chart = line_chart(["2018", "2019", "2020", "2021"], [Line("新收", values)], {"2019": "换用新表式"}, "件", "")
    (line,) = chart.option["series"]
    assert line["data"] == [3, None, 0, 2.5]
    assert line["connectNulls"] is False
    assert [mark["xAxis"] for mark in line["markLine"]["data"]] == ["2019"]
    bars = bar_chart(["甲", "乙"], {"报送": [None, Decimal("1810")]}, "条", "")
    assert bars.option["series"][0]["data"] == [None, 1810]


def test_an_option_can_not_end_its_element() -> None:
    text = option_text(bar_chart([HOSTILE], {"数": [Decimal(1)]}, "件", ""))
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text)["series"][0]["data"] == [1]


def test_the_policy_allows_the_scripts_of_the_page_and_no_request() -> None:
    page = render_page(
        HOSTILE, '{% extends "frame.html.j2" %}{% block content %}{{ said }}{% endblock %}', said=HOSTILE
    )
    text = page.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    assert text.count("<script>") == 2 and "<script>alert" not in text
    assert policy.count("sha256-") == 3  # two scripts and the style
