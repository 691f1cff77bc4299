"""All seeds checked together before anything is built: each row, and what ties the seeds to one another."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from orchestration.reference.knowledge import MACRO_NAMES, Knowledge
from orchestration.reference.registry.organs import OrganRegistry
from orchestration.reference.seed_files import complain, read_frame
from orchestration.reference.seed_schemas import NAME_SEEDS, ORGAN_COLUMNS, REFERENCES, RULE_DIMENSIONS, SCHEMAS

_MACRO = re.compile(r"\{([a-z_]+)\}")
_WORDS_OF_TERMS = {"year", "link", "scope", "measure", "desc", "asc", "count_zero"}


def check_seeds(seeds_dir: Path, *, with_name_seeds: bool = True) -> int:
    """Check every declared seed and every reference between seeds; the number of rows checked.

    Args:
        seeds_dir: Folder of the seeds.
        with_name_seeds: Whether the regions, towns and departments of the registry are checked too.

    Raises:
        SeedError: naming the file and the line of each broken row.
    """
    frames = {name: read_frame(seeds_dir, name) for name in SCHEMAS if with_name_seeds or name not in NAME_SEEDS}
    for name, column, target, target_column, wildcard in REFERENCES:
        if name in frames:
            _check_reference(frames, name, column, target, target_column, wildcard)
    _check_organs(frames, seeds_dir)
    _check_macros(frames)
    _check_patterns(frames, Knowledge(seeds_dir))
    _check_contexts(frames)
    _check_dimensions(frames)
    _check_metrics(frames)
    return sum(frame.height for frame in frames.values())


def _check_reference(
    frames: dict[str, pl.DataFrame], name: str, column: str, target: str, target_column: str, wildcard: bool
) -> None:
    known = set(frames[target][target_column].to_list())
    complain(
        name,
        [
            (line, column, value, f"a {target_column} of seeds/{target}.csv")
            for line, value in frames[name].select("line", column).iter_rows()
            if value and value not in known and not (wildcard and _is_wildcard(value, known))
        ],
    )


def _check_organs(frames: dict[str, pl.DataFrame], seeds_dir: Path) -> None:
    """An organ is declared, or follows from a region, a department kind or a town."""
    declared = set(frames["registry/organs"]["organ_id"].to_list())
    registry = None
    for name, column in ORGAN_COLUMNS:
        broken = []
        if name not in frames:
            continue
        for line, organ_id in frames[name].select("line", column).iter_rows():
            if not organ_id or organ_id in declared:
                continue
            registry = registry or OrganRegistry(seeds_dir)
            if registry.organ(organ_id) is None:
                broken.append((line, column, organ_id, "an organ_id of seeds/registry/organs.csv, or of a region"))
        complain(name, broken)


def _is_wildcard(value: str, known: set[str]) -> bool:
    if value == "*" or value.startswith("@") or "{" in value:
        return True
    return value.endswith(".*") and any(code.startswith(value[:-1]) for code in known)


def _check_macros(frames: dict[str, pl.DataFrame]) -> None:
    """A word in braces is a macro or a list of the vocabulary."""
    known = MACRO_NAMES | set(frames["forms/vocabulary"]["list"].to_list())
    for name, frame in frames.items():
        for column in {"pattern", "sentence_must_have"} & set(frame.columns):
            broken = [
                (line, column, "{" + macro + "}", "a macro or a list of seeds/forms/vocabulary.csv")
                for line, value in frame.select("line", column).iter_rows()
                for macro in _MACRO.findall(value)
                if macro not in known
            ]
            complain(name, broken)


def _check_patterns(frames: dict[str, pl.DataFrame], knowledge: Knowledge) -> None:
    """A pattern compiles with its macros filled, and has the slots that its emissions take."""
    slots: dict[str, set[str]] = {}
    for name, frame in frames.items():
        if name == "forms/number_names" or "pattern" not in frame.columns:
            continue
        broken = []
        for row in frame.iter_rows(named=True):
            try:
                slots[row.get("pattern_id", "")] = set(knowledge.compile_pattern(row["pattern"]).groupindex)
            except re.error as error:
                broken.append((row["line"], "pattern", row["pattern"], f"a regular expression; {error}"))
        complain(name, broken)
    emissions = frames["forms/sentence_emissions"].select("line", "pattern_id", "slot").iter_rows()
    broken = [
        (line, "slot", slot, f"a slot of the pattern {pattern_id}")
        for line, pattern_id, slot in emissions
        if slot not in slots.get(pattern_id, {slot})
    ]
    complain("forms/sentence_emissions", broken)


def _check_contexts(frames: dict[str, pl.DataFrame]) -> None:
    known = set(frames["forms/contexts"]["context"].to_list())
    broken = [
        (line, "contexts", context, "a context of seeds/forms/contexts.csv")
        for line, value in frames["forms/sentence_patterns"].select("line", "contexts").iter_rows()
        for context in filter(None, value.split("|"))
        if context not in known
    ]
    complain("forms/sentence_patterns", broken)


def _check_dimensions(frames: dict[str, pl.DataFrame]) -> None:
    """A dimension that no figure has would make a term match nothing, silently."""
    known = set(RULE_DIMENSIONS) | _WORDS_OF_TERMS
    broken = [
        (line, "dimensions", value, "dimensions among " + ", ".join(RULE_DIMENSIONS))
        for line, value in frames["rules/sum_rule_terms"].select("line", "dimensions").iter_rows()
        if any(part.split("=")[0] not in known for part in value.split(";") if part not in ("", "*"))
    ]
    complain("rules/sum_rule_terms", broken)


def _check_metrics(frames: dict[str, pl.DataFrame]) -> None:
    """A metric has both sides, in a form that is there, of measures that are there, and each of its members a name."""
    terms = frames["metrics/metric_terms"]
    forms = {*frames["forms/form_versions"]["form_code"].to_list(), "ANY"}
    indicators = frames["catalogue/indicators"]["indicator_code"].to_list()
    measures = {*indicators, *frames["metrics/counted_measures"]["measure"].to_list()}
    named = set(frames["metrics/metric_members"].select("metric_code", "member_code").iter_rows())
    sides = set(terms.select("metric_code", "side").iter_rows())
    broken = []
    for row in terms.iter_rows(named=True):
        metric, member, measure = row["metric_code"], row["member_code"], row["measure"]
        if row["form_code"] not in forms:
            broken.append((row["line"], "form_code", row["form_code"], "a form_code of form_versions.csv, or ANY"))
        if measure not in measures and not (row["form_code"] != "ANY" and _is_wildcard(measure, measures)):
            broken.append((row["line"], "measure", measure, "an indicator_code, or a measure of counted_measures.csv"))
        if member not in ("*", "each") and (metric, member) not in named:
            broken.append((row["line"], "member_code", member, f"a member of {metric} in metric_members.csv"))
    complain("metrics/metric_terms", broken)
    complain(
        "metrics/metrics",
        [
            (line, "metric_code", metric, f"a metric with a {side} in metric_terms.csv")
            for line, metric in frames["metrics/metrics"].select("line", "metric_code").iter_rows()
            for side in ("numerator", "denominator")
            if (metric, side) not in sides
        ],
    )
