"""What is settled by layouts and by figures that are not zero, held against adding up each figure of each report."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.rules.observed import Evaluation, evaluate
from tests.rules.tables import series, spoilt

YEARS = range(2017, 2023)  # all three forms, and both changes of form

# A question is settled when each of its terms is stated by one exact whole number; one that is asked in other words,
# too, is looked at closely if it fails in a report with blanks.
EACH_FIGURE_ADDED_UP = """
    with reads as (
        select report_no as base_report_no, report_no, 'self' as link, '' as base_form_code, '' as form_code
        from intermediate.int_reports
        union all
        select base_report_no, report_no, link, base_form_code, form_code from intermediate.int_report_links_compared
    )
    select
        reads.base_report_no as report_no,
        slots.slot_no,
        slots.rule_id,
        case
            when count(observations.whole_value) <> slots.term_count then null
            when slots.relation = 'equal' and sum(bindings.signed_weight * observations.whole_value) = 0 then 'holds'
            when slots.relation = 'at_most' and sum(bindings.signed_weight * observations.whole_value) <= 0 then 'holds'
            when not slots.has_alternatives then 'violated'
            when reads.base_report_no not in (
                select report_no from intermediate.int_observations_resolved
                where is_first_statement and (value is null or is_contradicted)
            ) then 'violated'
        end as outcome,
        sum(bindings.weight * value) filter (bindings.side = 'left') as left_value,
        sum(bindings.weight * value) filter (bindings.side <> 'left') as right_value,
        count(*) filter (reads.link <> 'self') > 0 as reads_last_year
    from reads
    join intermediate.int_observations_resolved as observations using (report_no)
    join intermediate.int_rule_bindings as bindings
        on bindings.signature_no = observations.signature_no and bindings.link = reads.link
    join intermediate.int_rule_slots as slots using (slot_no)
    where
        observations.is_first_statement
        and slots.is_fast
        and (
            reads.link = 'self'
            or bindings.form_code in ('ANY', reads.base_form_code) and (
                reads.form_code = reads.base_form_code
                or exists (
                    from staging.stg_catalogue__crosswalk as crosswalk
                    where
                        crosswalk.relation = 'same'
                        and crosswalk.from_form_code = reads.form_code
                        and crosswalk.to_form_code = reads.base_form_code
                        and crosswalk.from_indicator_code = observations.indicator_code
                        and crosswalk.to_indicator_code = observations.indicator_code
                )
            )
        )
    group by reads.base_report_no, slots.slot_no, slots.rule_id, slots.term_count, slots.relation,
        slots.has_alternatives
"""

SETTLED = """
    select
        settled.report_no,
        settled.slot_no,
        if(settled.is_settled, outcomes.outcome, null) as outcome,
        outcomes.left_value,
        outcomes.right_value
    from intermediate.int_rule_settled as settled
    left join intermediate.int_rule_outcomes as outcomes using (report_no, slot_no)
"""


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    rng = random.Random(20)  # noqa: S311
    reports = [report for number in range(6) for report in series(rng, f"第{number}市", YEARS)]
    reports += [spoilt(rng, report, 0.02) for report in reports]
    return evaluate(reports, Path(tmp_path_factory.mktemp("settled")), only_outcomes=True)


def by_question(rows: list[dict[str, Any]]) -> dict[tuple[int, int], tuple[Any, ...] | None]:
    """Outcome and both values of each question of each report; None where it must be looked at closely."""
    return {
        (row["report_no"], row["slot_no"]): row["outcome"] and (row["outcome"], row["left_value"], row["right_value"])
        for row in rows
    }


def test_settled_is_what_adding_up_each_figure_settles(evaluation: Evaluation) -> None:
    settled = evaluation.select(SETTLED)
    added_up = evaluation.select(EACH_FIGURE_ADDED_UP)
    assert by_question(settled) == by_question(added_up)
    seen = Counter((row["outcome"], row["reads_last_year"]) for row in added_up)
    assert seen["holds", False] > 1000
    assert all(seen[outcome, last_year] for outcome in ("holds", "violated", None) for last_year in (False, True))


def test_reports_share_a_layout_if_and_only_if_they_state_the_same_kinds_of_figures(evaluation: Evaluation) -> None:
    stated = defaultdict(set)
    for row in evaluation.select(
        "select report_no, signature_no from intermediate.int_observations_resolved where is_first_statement"
    ):
        stated[row["report_no"]].add(row["signature_no"])
    figures = defaultdict(set)
    for row in evaluation.select("from intermediate.int_layout_figures"):
        figures[row["layout_no"]].add(row["signature_no"])
    layouts = {row["report_no"]: row["layout_no"] for row in evaluation.select("from intermediate.int_report_layouts")}
    assert {report: figures[layout] for report, layout in layouts.items()} == stated
    assert len({frozenset(kinds) for kinds in stated.values()}) == len(set(layouts.values())) < len(layouts)
