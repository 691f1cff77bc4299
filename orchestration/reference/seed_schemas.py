"""What each column of each seed may hold, and which columns point to another seed."""

from __future__ import annotations

import re

import pandera.polars as pa
import polars as pl

_CODE = r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"
_FIGURES = r"^[a-z0-9_.]+(\[[a-z]+=[^\]=]+\])?( [a-z0-9_.]+(\[[a-z]+=[^\]=]+\])?)*$"
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
_DAY_OF_MONTH = r"[1-9]|[12]\d|3[01]"
_DAY = _matches(rf"^({_DAY_OF_MONTH})$", "a day of the month")
_INTEGER = _matches(r"^-?\d+$", "a whole number")


# what a submission, or one that is due, can be in; the models decide which, the seed has their words and order
SUBMISSION_STATES = (
    "owed", "received", "unreadable", "conflict", "returned", "read", "certified", "waived", "superseded",
)  # fmt: skip


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
    "catalogue/report_kinds": _schema(
        {
            "report_kind": _text(_matches(_CODE, "a code such as annual_report"), unique=True),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
            "document_kind": _text(_one_of("annual_report", "bulletin")),
            "period_grain": _text(_one_of("year", "half", "quarter", "month", "cumulative")),
        },
        unique=["document_kind", "period_grain"],
    ),
    "catalogue/quarantine_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "remedy_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "catalogue/submission_states": _schema(
        {
            "state_code": _text(_one_of(*SUBMISSION_STATES), unique=True),
            "state_order": _text(_INTEGER, unique=True),
            "state_name_zh": _text(_FILLED),
            "state_name_en": _text(_FILLED),
            "meaning_zh": _text(_FILLED),
            "meaning_en": _text(_FILLED),
        }
    ),
    "catalogue/submission_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "duties/duties": _schema(
        {
            "duty_id": _text(_matches(r"^[A-Z0-9_]+$", "an id such as ANNUAL_2019_TOWN"), unique=True),
            "report_kind": _text(_FILLED),
            "organ_kind": _text(_one_of("government", "department", "town")),
            "organ_level": _text(_one_of("any", "province", "city", "county", "town")),
            "first_year": _text(_matches(r"^\d{4}$", "a year")),
            "last_year": _text(_YEAR_OR_BLANK),
            "collect_months": _text(_matches(r"^([1-9]|1[0-2])$", "months after the end of the period, 1 to 12")),
            "collect_day": _text(_DAY),
            "publish_months": _text(_matches(r"^([1-9]|1[0-2])?$", "months after the end of the period, or a blank")),
            "publish_day": _text(_matches(rf"^({_DAY_OF_MONTH})?$", "a day of the month, or a blank")),
            "source": _text(_FILLED),
            "note": _text(*_FREE),
        }
    ),
    "duties/collectors": _schema(
        {
            "organ_id": _text(_FILLED),
            "report_kind": _text(_FILLED),
            "first_year": _text(_matches(r"^\d{4}$", "a year")),
            "last_year": _text(_matches(r"^\d{4}$", "a year")),
            "note": _text(*_FREE),
        },
        unique=["organ_id", "report_kind", "first_year"],
    ),
    "duties/exemptions": _schema(
        {
            "organ_id": _text(_FILLED),
            "period": _text(_matches(r"^\d{4}(Q[1-4]|H[12]|-\d{2})?$", "a period such as 2024 or 2024Q1")),
            "report_kind": _text(_FILLED),
            "reason": _text(_FILLED),
            "approved_by": _text(_FILLED),
            "approved_date": _text(_matches(r"^\d{4}-\d{2}-\d{2}$", "a date such as 2026-03-31")),
        },
        unique=["organ_id", "period", "report_kind"],
    ),
    "catalogue/mart_titles": _schema(
        {
            "mart": _text(_matches(r"^(fct|dim|rpt)_[a-z0-9_]+$", "the name of a mart"), unique=True),
            "title_zh": _text(_FILLED),
            "grain_zh": _text(_matches(r"^每行", "words that begin with 每行")),
        }
    ),
    "catalogue/column_titles": _schema(
        {
            "mart": _text(_matches(r"^((fct|dim|rpt)_[a-z0-9_]+)?$", "the name of a mart, or a blank for any")),
            "column_name": _text(_matches(r"^[a-z][a-z0-9_]*$", "the name of a column")),
            "title_zh": _text(_FILLED),
        },
        unique=["mart", "column_name"],
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
    "catalogue/code_names": _schema(
        {
            "list": _text(_matches(r"^[a-z_]+$", "the name of a list")),
            "code": _text(_matches(r"^[a-z_]+$", "a code")),
            "sort_no": _text(_INTEGER),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
        },
        unique=["list", "code"],
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
    "metrics/metrics": _schema(
        {
            "metric_code": _text(_matches(r"^[a-z0-9_]+$", "a code such as grant_rate"), unique=True),
            "name_zh": _text(_FILLED, unique=True),
            "name_en": _text(_FILLED, unique=True),
            "subject": _text(_matches(_CODE, "a subject code")),
            "unit_zh": _text(_one_of("%")),
            "slices": _text(
                _matches(r"^((applicant|unit)(;(applicant|unit))?)?$", "applicant, unit, both, or a blank")
            ),
            "numerator_zh": _text(_FILLED),
            "numerator_en": _text(_FILLED),
            "denominator_zh": _text(_FILLED),
            "denominator_en": _text(_FILLED),
            "note_zh": _text(*_FREE),
            "note_en": _text(*_FREE),
        }
    ),
    "metrics/metric_terms": _schema(
        {
            "metric_code": _text(_FILLED),
            "form_code": _text(_FILLED),
            "member_code": _text(_matches(r"^([a-z0-9_]+|\*)$", "a member, each, or * for all members")),
            "alternative": _text(_matches(r"^[1-9]$", "a number from 1")),
            "side": _text(_one_of("numerator", "denominator")),
            "weight": _text(_one_of("1", "-1")),
            "measure": _text(_FILLED),
            "dimensions": _text(_one_of("", "organ=each")),
        },
        unique=["metric_code", "form_code", "member_code", "alternative", "side", "measure"],
    ),
    "metrics/metric_members": _schema(
        {
            "metric_code": _text(_FILLED),
            "member_code": _text(_matches(r"^[a-z0-9_]+$", "a code such as state_secret")),
            "sort_no": _text(_INTEGER),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
        },
        unique=["metric_code", "member_code"],
    ),
    "metrics/counted_measures": _schema(
        {
            "measure": _text(_matches(_CODE, "a code such as checks.violated"), unique=True),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
            "mart": _text(_matches(r"^(fct|rpt)_[a-z_]+$", "the mart that it is counted over")),
        }
    ),
    "metrics/metric_reasons": _schema(
        {
            "reason_code": _text(_matches(_CODE, "a code"), unique=True),
            "reason_zh": _text(_FILLED),
            "reason_en": _text(_FILLED),
        }
    ),
    "rules/rankings": _schema(
        {
            "ranking_code": _text(_matches(_CODE, "a code such as submission"), unique=True),
            "rule_id": _text(_FILLED),
            "name_zh": _text(_FILLED),
            "name_en": _text(_FILLED),
            "rate_code": _text(_FILLED),
            "numerator_code": _text(_FILLED),
            "denominator_code": _text(_FILLED),
        }
    ),
    "report/charts": _schema(
        {
            "chart_code": _text(_matches(_CODE, "a code"), unique=True),
            "section": _text(_one_of("overview", "proactive", "applications", "remedies", "trends", "children")),
            "kind": _text(_one_of("cards", "bars", "trend")),
            "title_zh": _text(_FILLED),
        }
    ),
    "report/chart_figures": _schema(
        {
            "chart_code": _text(_FILLED),
            "item_no": _text(_INTEGER),
            "indicator_code": _text(_FILLED),
            "dimensions": _text(_matches(r"^(applicant=[a-z_]+)?$", "applicant=total and the like, or a blank")),
            "series_zh": _text(*_FREE),
            "name_zh": _text(*_FREE),
        },
        unique=["chart_code", "item_no"],
    ),
    "bulletin/ranking_columns": _schema(
        {
            "ranking_code": _text(_FILLED),
            "column_no": _text(_INTEGER),
            "role": _text(_one_of("serial", "organ", "figure", "rate", "rank")),
            "label_zh": _text(_FILLED),
            "indicator_code": _text(*_FREE),
        },
        unique=["ranking_code", "column_no"],
    ),
    "bulletin/lists": _schema(
        {"unit_group_code": _text(_matches(_CODE, "a code"), unique=True), "name_zh": _text(*_FREE)}
    ),
    "bulletin/organ_columns": _schema(
        {"indicator_code": _text(_FILLED, unique=True), "label_zh": _text(_FILLED, unique=True)}
    ),
    "bulletin/clauses": _schema(
        {
            "section": _text(_matches(_CODE, "a code such as hotline")),
            "clause_no": _text(_INTEGER),
            "figures": _text(_matches(_FIGURES, "figures such as mailbox.kind[kind=*], parted by blanks")),
            "text_zh": _text(_matches(r"^.*\{1\}.*$", "words with {1} where the figure stands")),
        },
        unique=["section", "clause_no"],
    ),
    "bulletin/sections": _schema(
        {
            "section": _text(_matches(_CODE, "a code such as hotline"), unique=True),
            "heading_zh": _text(_FILLED),
        }
    ),
    "rules/money_scales": _schema(
        {
            "indicator_code": _text(_FILLED, unique=True),
            "most_times": _text(_matches(r"^[1-9]\d{1,5}$", "a whole number from 10")),
            "source": _text(_FILLED),
            "note": _text(*_FREE),
        }
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
    ("duties/collectors", "organ_id"),
    ("duties/exemptions", "organ_id"),
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
    ("rules/rankings", "rule_id", "rules/sum_rules", "rule_id", False),
    ("rules/rankings", "rate_code", "catalogue/indicators", "indicator_code", False),
    ("rules/rankings", "numerator_code", "catalogue/indicators", "indicator_code", False),
    ("rules/rankings", "denominator_code", "catalogue/indicators", "indicator_code", False),
    ("report/chart_figures", "chart_code", "report/charts", "chart_code", False),
    ("report/chart_figures", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("bulletin/ranking_columns", "ranking_code", "rules/rankings", "ranking_code", False),
    ("bulletin/ranking_columns", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("bulletin/organ_columns", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("bulletin/clauses", "section", "bulletin/sections", "section", False),
    ("registry/department_aliases", "department_code", "registry/department_kinds", "department_code", False),
    ("registry/regions", "parent_code", "registry/regions", "region_code", False),
    ("registry/region_changes", "from_code", "registry/regions", "region_code", False),
    ("registry/region_changes", "to_code", "registry/regions", "region_code", False),
    ("registry/townships", "county_code", "registry/regions", "region_code", False),
    ("corrections/corrections", "indicator_code", "catalogue/indicators", "indicator_code", False),
    ("metrics/metric_terms", "metric_code", "metrics/metrics", "metric_code", False),
    ("metrics/metric_members", "metric_code", "metrics/metrics", "metric_code", False),
    ("duties/duties", "report_kind", "catalogue/report_kinds", "report_kind", False),
    ("duties/collectors", "report_kind", "catalogue/report_kinds", "report_kind", False),
    ("duties/exemptions", "report_kind", "catalogue/report_kinds", "report_kind", False),
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
