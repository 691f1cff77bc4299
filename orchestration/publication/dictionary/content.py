"""What the dictionary says, as plain records: nothing is worded here that the seeds or the manifest don't say."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from orchestration.publication.contract import contract_of
from orchestration.publication.descriptions import marts_of, nodes_of, schemas_of, titles_of
from orchestration.reference import read_seed

Rows = list[dict[str, Any]]

# lists of reasons, and the column of the marts that holds their codes
_REASONS = {
    "catalogue/unmapped_reasons": "rpt_unmapped.reason_code",
    "catalogue/outcome_reasons": "fct_sum_check.reason_code",
    "catalogue/suspect_reasons": "fct_sum_check_suspect.why_code",
    "catalogue/organ_reasons": "rpt_organ_resolution.reason_code",
    "catalogue/consolidation_reasons": "rpt_consolidated_member.reason_code",
    "catalogue/submission_reasons": "rpt_submission.reason_codes",
    "catalogue/quarantine_reasons": "rpt_quarantine.reason_code",
    "metrics/metric_reasons": "rpt_metric.value_reason_code",
}


def build_dictionary(manifest: Path, seeds_dir: Path) -> dict[str, Rows]:
    """Marts, indicators, rules, metrics, forms and reasons, each a list of records for people and programs."""
    terms = read_seed(seeds_dir, "rules/sum_rule_terms")
    codes = [row["indicator_code"] for row in read_seed(seeds_dir, "catalogue/indicators")]
    return {
        "marts": _marts(manifest, seeds_dir),
        "indicators": _indicators(seeds_dir, _rules_by_indicator(terms, codes)),
        "rules": _rules(seeds_dir, terms),
        "metrics": _metrics(seeds_dir),
        "forms": [_form(row) for row in read_seed(seeds_dir, "forms/form_versions")],
        "reasons": _reasons(seeds_dir),
    }


def sources_of(seeds_dir: Path) -> tuple[str, ...]:
    """What the figures rest on: the notice or law behind each form, with the form."""
    return tuple(f"{row['source']}：{row['name_zh']}" for row in read_seed(seeds_dir, "forms/form_versions"))


def _marts(manifest: Path, seeds_dir: Path) -> Rows:
    titles = titles_of(seeds_dir)
    schemas = schemas_of(manifest, titles)
    columns = defaultdict(list)
    for column in contract_of(manifest).columns:
        columns[column.relation].append(column)
    found = []
    for node in marts_of(nodes_of(manifest)):
        name = node["alias"]
        schema = schemas[name]
        points_to = {column: f"{mart}.{field}" for column, mart, field in schema.foreign_keys}
        title, grain = titles.mart(node["name"])
        found.append(
            {
                "name": name,
                "title_zh": title,
                "grain_zh": grain,
                "description_en": node["description"],
                "deprecated": schema.deprecated,
                "columns": [
                    {
                        "name": column.column,
                        "title_zh": schema.titles[column.column],
                        "description_en": node["columns"][column.column]["description"],
                        "type": column.data_type,
                        "is_nullable": column.is_nullable,
                        "is_key": column.is_key,
                        "refers_to": points_to.get(column.column, ""),
                    }
                    for column in columns[name]
                ],
            }
        )
    return found


def _form(row: dict[str, str]) -> dict[str, Any]:
    return {**row, "year_to": "" if row["year_to"] == "2099" else row["year_to"]}


def _indicators(seeds_dir: Path, rules: dict[str, list[str]]) -> Rows:
    units = {row["unit_zh"]: row for row in read_seed(seeds_dir, "catalogue/units")}
    forms = {row["form_code"]: row for row in read_seed(seeds_dir, "forms/form_versions")}
    cells = _cells(seeds_dir)
    aliases = _aliases(seeds_dir)
    crosswalk = _crosswalk(seeds_dir)
    found = []
    for row in read_seed(seeds_dir, "catalogue/indicators"):
        code = row["indicator_code"]
        own_forms = list(dict.fromkeys(cell["form_code"] for cell in cells[code])) or ["BULLETIN"]
        found.append(
            {
                "code": code,
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "form_unit": row["unit_zh"],
                "unit": units[row["unit_zh"]]["canonical_unit_zh"],
                "unit_en": units[units[row["unit_zh"]]["canonical_unit_zh"]]["name_en"],
                "mart": row["mart"],
                "measure_kind": row["measure_kind"],
                "note_en": row["note"],
                "sources": [forms[form]["source"] for form in own_forms],
                "cells": cells[code],
                "rules": rules[code],
                "comparability": crosswalk[code],
                "aliases": aliases[code],
            }
        )
    return found


def _cells(seeds_dir: Path) -> dict[str, Rows]:
    """Indicator -> its cells; the cells of one row of a form are one record, with their columns."""
    found: dict[str, dict[tuple[str, str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in read_seed(seeds_dir, "forms/form_cells"):
        found[row["indicator_code"]][row["form_code"], row["section"], row["row_path"]].append(row["column_path"])
    return defaultdict(
        list,
        {
            code: [
                {"form_code": form, "section": section, "row": row, "columns": columns}
                for (form, section, row), columns in rows.items()
            ]
            for code, rows in found.items()
        },
    )


def _aliases(seeds_dir: Path) -> dict[str, list[str]]:
    """Indicator -> other ways to write its label: of its rows in the forms, and of columns in lists of units."""
    others = defaultdict(list)
    for row in read_seed(seeds_dir, "forms/label_aliases"):
        others[row["label"]].append(row["alias"])
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in read_seed(seeds_dir, "forms/form_cells"):
        last = row["row_path"].split("/")[-1]
        found[row["indicator_code"]].update(dict.fromkeys(others[last]))
    for row in read_seed(seeds_dir, "forms/column_labels"):
        found[row["indicator_code"]][row["label"]] = None
    return defaultdict(list, {code: list(labels) for code, labels in found.items()})


def _crosswalk(seeds_dir: Path) -> dict[str, Rows]:
    """Indicator -> form and form it is compared with: the relation, and what it is there."""
    found: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = defaultdict(dict)
    for row in read_seed(seeds_dir, "catalogue/crosswalk"):
        key = (row["from_form"], row["to_form"], row["relation"])
        record = found[row["from_indicator"]].setdefault(
            key,
            {
                "from_form": row["from_form"], "to_form": row["to_form"], "relation": row["relation"],
                "indicators": [], "note_en": row["note"],
            },
        )  # fmt: skip
        if row["to_indicator"]:
            record["indicators"].append(row["to_indicator"])
    return defaultdict(list, {code: list(rows.values()) for code, rows in found.items()})


def _rules_by_indicator(terms: Rows, codes: list[str]) -> dict[str, list[str]]:
    """Indicator -> rules that name it or its family; those of every indicator are left out."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for term in terms:
        pattern = term["indicator_code"]
        named = [code for code in codes if code.startswith(pattern[:-1])] if pattern.endswith(".*") else [pattern]
        for code in named:
            found[code][term["rule_id"]] = None
    return defaultdict(list, {code: list(rules) for code, rules in found.items()})


def _rules(seeds_dir: Path, terms: Rows) -> Rows:
    by_rule = defaultdict(list)
    for term in terms:
        by_rule[term["rule_id"]].append(term)
    return [{**row, "terms": by_rule[row["rule_id"]]} for row in read_seed(seeds_dir, "rules/sum_rules")]


def _metrics(seeds_dir: Path) -> Rows:
    terms, members = defaultdict(list), defaultdict(list)
    for row in read_seed(seeds_dir, "metrics/metric_terms"):
        terms[row["metric_code"]].append(row)
    for row in read_seed(seeds_dir, "metrics/metric_members"):
        members[row["metric_code"]].append(row)
    return [
        {**row, "members": members[row["metric_code"]], "terms": terms[row["metric_code"]]}
        for row in read_seed(seeds_dir, "metrics/metrics")
    ]


def _reasons(seeds_dir: Path) -> Rows:
    return [
        {"column": column, "code": row["reason_code"], "reason_zh": row["reason_zh"], "reason_en": row["reason_en"]}
        for name, column in _REASONS.items()
        for row in read_seed(seeds_dir, name)
    ]
