"""What each column of each seed may hold, and which columns point to another seed."""

from __future__ import annotations

import re

import pandera.polars as pa
import polars as pl

_CODE = r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"
_DIMENSIONS = r"^(|\*|(\*;)?([a-z_]+=[^;=]+|desc|asc|count_zero|@applicant)(;([a-z_]+=[^;=]+|desc|asc|count_zero))*)$"


def _text(*checks: pa.Check, unique: bool = False) -> pa.Column:
    return pa.Column(pl.String, list(checks), unique=unique, nullable=False)


def _matches(pattern: str, words: str) -> pa.Check:
    return pa.Check.str_matches(pattern, error=words)


def _one_of(*values: str) -> pa.Check:
    return pa.Check.isin(values, error="one of " + ", ".join(v or "(blank)" for v in values))


def _is_pattern(value: str) -> bool:
    try:
        re.compile(re.sub(r"\{[a-z_]+\}", "x", value))
    except re.error:
        return False
    return True


_REGEX = pa.Check(_is_pattern, element_wise=True, error="a regular expression that compiles")
_FILLED = _matches(r"\S", "something, not a blank")
_FREE = ()
_REGION_CODE = _matches(r"^\d{6}$", "a GB/T 2260 code")
_YEAR_OR_BLANK = _matches(r"^(\d{4})?$", "a year or a blank")
_INTEGER = _matches(r"^-?\d+$", "a whole number")


def _schema(columns: dict[str, pa.Column], unique: list[str] | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, ordered=True, metadata={"key": unique})


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "catalogue/indicators": _schema(
        {
            "indicator_code": _text(_matches(_CODE, "a code such as outcome.granted"), unique=True),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
            "unit_zh": _text(_FILLED),
            "subject": _text(_matches(_CODE, "a subject code")),
            "mart": _text(_matches(r"^fct_[a-z_]+$", "the name of a fact table")),
            "measure_kind": _text(_one_of("flow", "state", "rate", "rank")),
            **{
                name: _text(_matches(r"^[a-z_.]*$", "a code or a blank"))
                for name in ("channel", "intake", "outcome", "completion", "proceeding", "result")
            },
            "note": _text(*_FREE),
        }
    ),
    "catalogue/units": _schema(
        {
            "unit_zh": _text(_FILLED, unique=True),
            "canonical_unit_zh": _text(_FILLED),
            "factor": _text(_matches(r"^\d+(\.\d+)?$", "an exact decimal factor")),
            "quantity": _text(_one_of("count", "money", "rate", "rank", "score")),
            "name_en": _text(_FILLED),
        }
    ),
    "catalogue/unmapped_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "is_statistic": _text(_one_of("true", "false")),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "catalogue/outcome_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "catalogue/consolidation_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "catalogue/crosswalk": _schema(
        {
            "from_form": _text(_FILLED),
            "from_indicator": _text(_FILLED),
            "to_form": _text(_FILLED),
            "to_indicator": _text(*_FREE),
            "relation": _text(_one_of("same", "sum_of", "not_comparable")),
            "note": _text(*_FREE),
        },
        unique=["from_form", "from_indicator", "to_form", "to_indicator"],
    ),
    "catalogue/suspect_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "rules/sum_rules": _schema(
        {
            "rule_id": _text(
                _matches(r"^[A-Z]+_[A-Z0-9]+(_T\d)?_\d{3}$", "an id such as SUM_NF2021_T3_001"), unique=True
            ),
            "form_code": _text(_FILLED),
            "kind": _text(_one_of("identity", "bound", "carry", "rollup", "rate", "growth", "rank", "agreement")),
            "description_zh": _text(_FILLED),
            "description_en": _text(_FILLED),
            "relation": _text(_one_of("equal", "at_most", "rate", "rank")),
            "severity": _text(_one_of("error", "warning")),
            "scope": _text(_FILLED),
            "applies_when": _text(_one_of("any", "left", "both")),
            "when_missing": _text(_one_of("undecided", "absent_if_equal")),
            "source": _text(_FILLED),
            "note": _text(*_FREE),
        }
    ),
    "rules/sum_rule_terms": _schema(
        {
            "rule_id": _text(_FILLED),
            "variant": _text(_matches(r"^[a-z_]*(/\d)?$", "a variant such as hotline or hotline/2")),
            "term_no": _text(_INTEGER),
            "side": _text(_one_of("left", "right", "numerator", "denominator")),
            "weight": _text(_one_of("1", "-1")),
            "indicator_code": _text(_FILLED),
            "dimensions": _text(_matches(_DIMENSIONS, "dimensions such as applicant=total;method=prose")),
        },
        unique=["rule_id", "variant", "term_no"],
    ),
    "registry/organs": _schema(
        {
            "organ_id": _text(_matches(r"^[A-Z0-9-]+$", "an id such as G230800"), unique=True),
            "organ_name_zh": _text(_FILLED),
            "organ_name_en": _text(_FILLED),
            "kind": _text(_one_of("government", "department", "town")),
            "level": _text(_one_of("nation", "province", "city", "county", "town")),
            "region_code": _text(_matches(r"^\d{6}(\d{3})?$", "a GB/T 2260 code")),
            "parent_organ_id": _text(*_FREE),
            "valid_from": _text(_YEAR_OR_BLANK),
            "valid_to": _text(_YEAR_OR_BLANK),
            "source": _text(_FILLED),
        }
    ),
    "registry/organ_aliases": _schema(
        {"alias_zh": _text(_FILLED), "organ_id": _text(_FILLED)}, unique=["alias_zh", "organ_id"]
    ),
    "registry/organ_hosts": _schema(
        {
            "host": _text(_matches(r"^[a-z0-9.-]+$", "a host in lower case such as www.jms.gov.cn"), unique=True),
            "organ_id": _text(_FILLED),
            "source": _text(_FILLED),
        }
    ),
    "registry/department_kinds": _schema(
        {
            "department_code": _text(_matches(r"^[A-Z_]+$", "a code such as EDUCATION"), unique=True),
            "name_zh": _text(_FILLED),
            "name_province_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
            "source": _text(_FILLED),
        }
    ),
    "registry/department_aliases": _schema(
        {"alias_zh": _text(_FILLED, unique=True), "department_code": _text(_FILLED)}, unique=["alias_zh"]
    ),
    "registry/regions": _schema(
        {
            "region_code": _text(_REGION_CODE),
            "region_name_zh": _text(_FILLED),
            "short_names_zh": _text(*_FREE),
            "level": _text(_one_of("province", "city", "county")),
            "parent_code": _text(*_FREE),
            "organ_id": _text(_matches(r"^G\d{6}(-\d{4})?$", "an id such as G230800 or G230800-1983")),
            "valid_from": _text(_YEAR_OR_BLANK),
            "valid_to": _text(_YEAR_OR_BLANK),
            "source": _text(_FILLED),
        },
        unique=["region_code", "valid_from"],
    ),
    "registry/region_changes": _schema(
        {
            "year": _text(_matches(r"^\d{4}$", "a year")),
            "kind": _text(_one_of("renamed", "recoded", "raised", "merged", "split")),
            "kind_zh": _text(_FILLED),
            "from_code": _text(_FILLED),
            "from_name_zh": _text(_FILLED),
            "to_code": _text(_FILLED),
            "to_name_zh": _text(_FILLED),
            "source": _text(_FILLED),
        },
        unique=["year", "from_code", "from_name_zh", "to_code", "to_name_zh"],
    ),
    "registry/townships": _schema(
        {
            "county_code": _text(_REGION_CODE, unique=True),
            "towns_zh": _text(
                _matches(r"^\d{3}[^|\d]+[^|]*(\|\d{3}[^|\d]+[^|]*)*$", "towns such as 001东华门街道|002景山街道")
            ),
            "source": _text(_FILLED),
        }
    ),
    "registry/traditional_characters": _schema(
        {
            "traditional": _text(_matches(r"^.$", "one character"), unique=True),
            "simplified": _text(_matches(r"^.$", "one character")),
            "source": _text(_FILLED),
        }
    ),
    "catalogue/organ_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "status": _text(_one_of("resolved", "ambiguous", "unknown")),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "corrections/corrections": _schema(
        {
            "organ_id": _text(_FILLED),
            "period": _text(_FILLED),
            "indicator_code": _text(_FILLED),
            "dimensions": _text(*_FREE),
            "value_expected": _text(_matches(r"^(-?\d+(\.\d+)?)?$", "a number, or nothing for a cell that is blank")),
            "value_accepted": _text(_matches(r"^-?\d+(\.\d+)?$", "a number")),
            "reason": _text(_FILLED),
            "reviewed_by": _text(_FILLED),
            "reviewed_date": _text(_matches(r"^\d{4}-\d{2}-\d{2}$", "a date such as 2026-03-31")),
        },
        unique=["organ_id", "period", "indicator_code", "dimensions"],
    ),
    "corrections/waivers": _schema(
        {
            "organ_id": _text(_FILLED),
            "period": _text(_FILLED),
            "rule_id": _text(_FILLED),
            "scope": _text(*_FREE),
            "difference_expected": _text(_matches(r"^-?\d+(\.\d+)?$", "a number")),
            "reason": _text(_FILLED),
            "reviewed_by": _text(_FILLED),
            "reviewed_date": _text(_matches(r"^\d{4}-\d{2}-\d{2}$", "a date such as 2026-03-31")),
        },
        unique=["organ_id", "period", "rule_id", "scope"],
    ),
    "forms/form_versions": _schema(
        {
            "form_code": _text(_matches(r"^[A-Z0-9]+$", "a form code"), unique=True),
            "name_zh": _text(_FILLED),
            "document_kind": _text(_one_of("annual_report", "bulletin")),
            "year_from": _text(_matches(r"^\d{4}$", "a year")),
            "year_to": _text(_matches(r"^\d{4}$", "a year")),
            "period_grain": _text(_one_of("year", "any")),
            "source": _text(_FILLED),
        }
    ),
    "forms/form_cells": _schema(
        {
            "form_code": _text(_FILLED),
            "section": _text(_FILLED),
            "row_path": _text(*_FREE),
            "column_path": _text(_FILLED),
            "indicator_code": _text(_FILLED),
            "dimensions": _text(_matches(_DIMENSIONS, "dimensions such as applicant=total")),
        },
        unique=["form_code", "section", "row_path", "column_path"],
    ),
    "forms/form_sections": _schema(
        {
            "form_code": _text(_FILLED),
            "section": _text(_matches(r"^[一二三四五六七八九十]+$", "the ordinal of a section, such as 三")),
            "title_zh": _text(_FILLED),
            "name_zh": _text(_FILLED),
            "corner_zh": _text(_FILLED),
            "has_units": _text(_one_of("true", "false")),
        },
        unique=["form_code", "section"],
    ),
    "forms/cumulative_columns": _schema(
        {
            "form_code": _text(_FILLED),
            "column_label": _text(_FILLED),
            "period_from": _text(_matches(r"^(year|[0-9]{4}-[0-9]{2})$", "year, or a month such as 2008-05")),
            "note": _text(*_FREE),
        },
        unique=["form_code", "column_label"],
    ),
    "forms/title_patterns": _schema(
        {
            "document_kind": _text(_one_of("annual_report", "bulletin")),
            "priority": _text(_INTEGER),
            "pattern": _text(_REGEX),
            "note": _text(*_FREE),
        }
    ),
    "forms/scope_patterns": _schema(
        {
            "reporting_scope": _text(_one_of("own", "consolidated")),
            "reach": _text(_one_of("document", "file_name", "sentence")),
            "pattern": _text(_REGEX),
            "note": _text(*_FREE),
        }
    ),
    "forms/vocabulary": _schema(
        {"list": _text(_matches(_CODE, "a list name")), "code": _text(_FILLED), "alias": _text(_FILLED)},
        unique=["list", "alias"],
    ),
    "forms/contexts": _schema(
        {
            "context": _text(_matches(_CODE, "a context code")),
            "family": _text(_matches(_CODE, "the contexts that exclude each other")),
            "reach": _text(_one_of("heading", "inline")),
            "pattern": _text(_REGEX),
            "note": _text(*_FREE),
        }
    ),
    "forms/period_cues": _schema(
        {"basis": _text(_one_of("cumulative", "as_of")), "pattern": _text(_REGEX), "note": _text(*_FREE)}
    ),
    "forms/unit_groups": _schema(
        {"group_code": _text(_matches(_CODE, "a code")), "pattern": _text(_REGEX), "note": _text(*_FREE)}
    ),
    "forms/column_labels": _schema(
        {
            "label": _text(_FILLED),
            "role": _text(_one_of("serial", "organ", "indicator")),
            "indicator_code": _text(*_FREE),
            "beside": _text(*_FREE),
        },
        unique=["label", "beside"],
    ),
    "forms/label_aliases": _schema({"label": _text(_FILLED), "alias": _text(_FILLED)}, unique=["label", "alias"]),
    "forms/total_labels": _schema({"label": _text(_FILLED, unique=True)}),
    "forms/relative_indicators": _schema(
        {
            "relation": _text(_one_of("share", "growth_rate", "growth_count")),
            "base": _text(_FILLED),
            "indicator_code": _text(_FILLED),
            "carried_dimension": _text(*_FREE),
        },
        unique=["relation", "base"],
    ),
    "forms/non_statistics": _schema(
        {
            "reason_code": _text(_FILLED),
            "pattern": _text(_REGEX),
            "sentence_must_have": _text(_REGEX),
            "note": _text(*_FREE),
        }
    ),
    "forms/number_names": _schema({"pattern": _text(_REGEX), "note": _text(*_FREE)}),
    "forms/sentence_patterns": _schema(
        {
            "pattern_id": _text(_matches(r"^[a-z0-9_]+$", "a name"), unique=True),
            "document_kind": _text(_one_of("any", "annual_report", "bulletin")),
            "contexts": _text(_matches(r"^[a-z_|]*$", "context codes joined by |")),
            "sentence_must_have": _text(_REGEX),
            "pattern": _text(_FILLED, _REGEX),
            "note": _text(*_FREE),
        }
    ),
    "forms/sentence_emissions": _schema(
        {
            "pattern_id": _text(_FILLED),
            "slot": _text(_one_of("n", "p", "ns", "ps", "none")),
            "indicator_code": _text(_FILLED),
            "dimensions": _text(_matches(_DIMENSIONS, "dimensions such as kind={kind}")),
            "sign": _text(_one_of("", "-1")),
            "note": _text(*_FREE),
        }
    ),
}

# what names are resolved with: checked by a build and by ``gongkai prepare``, not for each file that is looked at
NAME_SEEDS = (
    "registry/regions", "registry/region_changes", "registry/townships", "registry/traditional_characters",
    "registry/department_kinds", "registry/department_aliases", "registry/organ_hosts", "catalogue/organ_reasons",
)  # fmt: skip

# columns that name an organ which the registry declares, or which follows from a region or a department kind
ORGAN_COLUMNS = [
    ("registry/organs", "parent_organ_id"),
    ("registry/organ_aliases", "organ_id"),
    ("registry/organ_hosts", "organ_id"),
    ("corrections/corrections", "organ_id"),
    ("corrections/waivers", "organ_id"),
]

# the dimensions that a term of a rule may name; the dbt project lists the same
RULE_DIMENSIONS = (
    "applicant", "channel", "intake", "outcome", "completion", "kind", "topic", "task", "component", "field", "organ",
    "group", "method",
)  # fmt: skip

# seed, column, seed it points to, column there, whether patterns such as channel.* are allowed
REFERENCES: list[tuple[str, str, str, str, bool]] = [
    ("catalogue/indicators", "unit_zh", "catalogue/units", "unit_zh", False),
    ("catalogue/units", "canonical_unit_zh", "catalogue/units", "unit_zh", False),
    ("rules/sum_rule_terms", "rule_id", "rules/sum_rules", "rule_id", False),
    ("rules/sum_rule_terms", "indicator_code", "catalogue/indicators", "indicator_code", True),
    ("registry/department_aliases", "department_code", "registry/department_kinds", "department_code", False),
    ("registry/regions", "parent_code", "registry/regions", "region_code", False),
    ("registry/region_changes", "from_code", "registry/regions", "region_code", False),
    ("registry/region_changes", "to_code", "registry/regions", "region_code", False),
    ("registry/townships", "county_code", "registry/regions", "region_code", False),
    ("corrections/corrections", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("corrections/waivers", "rule_id", "rules/sum_rules", "rule_id", False),
    ("catalogue/crosswalk", "from_form", "forms/form_versions", "form_code", False),
    ("catalogue/crosswalk", "to_form", "forms/form_versions", "form_code", False),
    ("catalogue/crosswalk", "from_indicator", "catalogue/indicators", "indicator_code", False),
    ("catalogue/crosswalk", "to_indicator", "catalogue/indicators", "indicator_code", False),
    ("forms/form_cells", "form_code", "forms/form_versions", "form_code", False),
    ("forms/form_cells", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("forms/form_sections", "form_code", "forms/form_versions", "form_code", False),
    ("forms/cumulative_columns", "form_code", "forms/form_versions", "form_code", False),
    ("forms/column_labels", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("forms/relative_indicators", "base", "catalogue/indicators", "indicator_code", True),
    ("forms/relative_indicators", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("forms/non_statistics", "reason_code", "catalogue/unmapped_reasons", "reason_code", False),
    ("forms/sentence_emissions", "pattern_id", "forms/sentence_patterns", "pattern_id", False),
    ("forms/sentence_emissions", "indicator_code", "catalogue/indicators", "indicator_code", True),
]
