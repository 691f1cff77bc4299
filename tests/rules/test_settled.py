"""What is settled by layouts and by figures that are not zero, held against adding up each figure of each report."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.rules.observed import Evaluation, evaluate
from tests.rules.tables import series, spoilt

YEARS = range(2017, 2023)  # all three forms, and both changes of form

# A question is settled when each of its terms is stated by one exact whole number and the sides balance.
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
        count(observations.whole_value) = slots.term_count
        and case
            when slots.relation = 'equal' then sum(bindings.signed_weight * observations.whole_value) = 0
            else sum(bindings.signed_weight * observations.whole_value) <= 0
        end as is_settled,
        count(*) filter (reads.link <> 'self') > 0 as reads_last_year,
        count(*) > count(observations.whole_value) as has_blank
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
    group by reads.base_report_no, slots.slot_no, slots.rule_id, slots.term_count, slots.relation
"""


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    rng = random.Random(20)  # noqa: S311
    reports = [report for number in range(6) for report in series(rng, f"第{number}市", YEARS)]
    reports += [spoilt(rng, report, 0.02) for report in reports]
    return evaluate(reports, Path(tmp_path_factory.mktemp("settled")), only_outcomes=True)


def test_settled_is_what_adding_up_each_figure_settles(evaluation: Evaluation) -> None:
    settled = {
        (row["report_no"], row["slot_no"]): row["is_settled"]
        for row in evaluation.select("from intermediate.int_rule_settled")
    }
    added_up = evaluation.select(EACH_FIGURE_ADDED_UP)
    assert settled == {(row["report_no"], row["slot_no"]): row["is_settled"] or False for row in added_up}
    seen = Counter((row["is_settled"] or False, row["reads_last_year"], row["has_blank"]) for row in added_up)
    assert seen[True, False, False] > 1000
    assert seen[False, False, False] and seen[False, False, True]
    assert seen[True, True, False] and seen[False, True, False]


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
