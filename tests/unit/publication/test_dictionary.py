"""The dictionary has everything that is declared, and nothing else; hostile words stay words."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from orchestration.publication.dictionary import build_dictionary, render_json, render_page
from orchestration.settings import load_settings
from orchestration.warehouse.models import compiled_manifest

SEEDS = load_settings().seeds_dir
HOSTILE = "</span></details><script>alert(1)</script><img src=x onerror=alert(1)>"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def manifest() -> Path:
    return compiled_manifest(load_settings().dbt_dir)


@pytest.fixture(scope="module")
def dictionary(manifest: Path) -> dict[str, Any]:
    return build_dictionary(manifest, SEEDS)


class _Page(HTMLParser):
    """Ids, links within the page, and the text of each language."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.tags: dict[str, int] = {}
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"])
        if found.get("href"):
            self.links.add(found["href"])


def test_everything_declared_is_in_the_dictionary(dictionary: dict[str, Any], manifest: Path) -> None:
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    models = {node["alias"]: node for node in nodes if node["resource_type"] == "model" and node["schema"] == "marts"}
    assert {mart["name"] for mart in dictionary["marts"]} == set(models)
    for mart in dictionary["marts"]:
        assert [column["name"] for column in mart["columns"]] == list(models[mart["name"]]["columns"])
        assert mart["title_zh"] and mart["grain_zh"], f"seeds/catalogue/mart_titles.csv lacks {mart['name']}"
        for column in mart["columns"]:
            assert column["title_zh"], f"seeds/catalogue/column_titles.csv lacks {column['name']}"
    for part, key, name in (
        ("indicators", "code", "catalogue/indicators"),
        ("rules", "rule_id", "rules/sum_rules"),
        ("metrics", "metric_code", "metrics/metrics"),
        ("forms", "form_code", "forms/form_versions"),
    ):
        column = {"code": "indicator_code"}.get(key, key)
        assert [record[key] for record in dictionary[part]] == [row[column] for row in rows(name)]


def test_no_title_is_left_over(dictionary: dict[str, Any]) -> None:
    marts = {mart["name"] for mart in dictionary["marts"]}
    columns = {column["name"] for mart in dictionary["marts"] for column in mart["columns"]}
    assert {row["mart"] for row in rows("catalogue/mart_titles")} == marts
    titles = rows("catalogue/column_titles")
    assert {row["column_name"] for row in titles if not row["mart"]} <= columns
    pairs = {(mart["name"], column["name"]) for mart in dictionary["marts"] for column in mart["columns"]}
    assert {(row["mart"], row["column_name"]) for row in titles if row["mart"]} <= pairs


def test_all_reasons_are_in_the_dictionary(dictionary: dict[str, Any]) -> None:
    declared = sorted(
        row["reason_code"]
        for path in SEEDS.rglob("*_reasons.csv")
        for row in rows(path.relative_to(SEEDS).with_suffix("").as_posix())
    )
    assert sorted(reason["code"] for reason in dictionary["reasons"]) == declared


def test_an_indicator_tells_its_law_cells_rules_and_comparability(dictionary: dict[str, Any]) -> None:
    one = next(one for one in dictionary["indicators"] if one["code"] == "reply.refused")
    assert one["sources"][0] == "国办发〔2014〕32号"
    assert {"form_code": "NF2014", "section": "三", "row": "3.3.4 不同意公开答复数", "columns": ["统计数"]}.items() <= (
        next(cell for cell in one["cells"] if cell["form_code"] == "NF2014").items()
    )
    assert {"SUM_NF2014_003", "SUM_NF2014_004"} <= set(one["rules"])
    to_2021 = next(row for row in one["comparability"] if (row["from_form"], row["to_form"]) == ("NF2014", "NF2021"))
    assert to_2021["relation"] == "sum_of"
    assert len(to_2021["indicators"]) == 8
    fees = next(one for one in dictionary["indicators"] if one["code"] == "fees.amount")
    assert (fees["form_unit"], fees["unit"]) == ("万元", "元")
    reported = next(one for one in dictionary["indicators"] if one["code"] == "submission.reported")
    assert "报送" in "".join(reported["aliases"])
    assert reported["sources"] == ["各地通报口径"]


def test_the_page_is_whole_small_and_asks_for_nothing(dictionary: dict[str, Any]) -> None:
    page = render_page(dictionary)
    assert page == render_page(dictionary)
    assert len(page) < 3 * 1024 * 1024
    assert not re.search(rb"\bsrc=|url\(|@import|https?://", page)
    assert b"default-src 'none'" in page
    parsed = _Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link.removeprefix("#") for link in parsed.links} <= set(parsed.ids)  # no link leads nowhere
    assert (parsed.tags["script"], parsed.tags["style"]) == (1, 1)


def test_hostile_words_are_escaped(dictionary: dict[str, Any]) -> None:
    hostile = json.loads(json.dumps(dictionary))
    for records in hostile.values():
        for record in records:
            for key, text in record.items():
                if isinstance(text, str) and key not in ("code", "name", "rule_id", "metric_code", "form_code"):
                    record[key] = text + HOSTILE
    page = render_page(hostile)
    parsed = _Page(page)
    assert parsed.tags["script"] == 1
    assert "img" not in parsed.tags
    assert parsed.tags["details"] == page.count(b"</details>")


def test_the_same_for_programs(dictionary: dict[str, Any]) -> None:
    assert json.loads(render_json(dictionary)) == dictionary
