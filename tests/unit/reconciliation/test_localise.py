"""Which cell is wrong, on figures of real reports and on tables with known errors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from orchestration.reconciliation.localise import localise
from orchestration.reconciliation.problem import Check, Figure, Term
from orchestration.reconciliation.search import Limits
from orchestration.reconciliation.sets import MOST_DOCUMENTS
from tests.unit.reconciliation.conftest import (
    APPLICANTS,
    ROWS,
    Values,
    changes,
    check,
    checks_of_three,
    figure,
    rate,
    reasons,
    sample,
    share,
    table_three,
    total,
)


def localise_three(values: Values) -> list:
    return localise(checks_of_three(table_three(values)))


def section_four(name: str, *values: int | None) -> Check:
    """One row of table four: upheld, corrected, other, pending, total."""
    cells = [figure(f"{name}.{at}", value, f"t3!r4c{at + 1}") for at, value in enumerate(values)]
    return total(f"SUM_{name}", cells[-1], cells[:-1])


def test_a_published_total_of_zero_is_the_cell_to_correct() -> None:
    """Hongze 2023: reviews 10 + 1 + 0 + 0 and lawsuits after review 5 + 0 + 0 + 0, both with a total of 0."""
    reviews, lawsuits = localise([section_four("review", 10, 1, 0, 0, 0), section_four("after", 5, 0, 0, 0, 0)])[::-1]
    assert (reviews.status, changes(reviews), reasons(reviews)) == ("localised", [{"review.4": 11}], [["zero_total"]])
    # the five may be what is wrong, too: that is listed, and comes second
    assert changes(lawsuits) == [{"after.4": 5}, {"after.0": 0}]
    assert reasons(lawsuits) == [["zero_total"], ["none"]]


def test_a_blank_total_beside_filled_parts_is_suspect_and_a_blank_part_too() -> None:
    (found,) = localise([section_four("review", 10, 1, 0, 0, None)])
    assert (changes(found)[0], reasons(found)[0]) == ({"review.4": 11}, ["blank_total"])
    (found,) = localise([section_four("review", 10, None, 0, 0, 11)])
    assert {"review.1": Decimal(1)} in changes(found)
    assert ["blank_part"] in reasons(found)


def test_blanks_that_are_zeros_are_nobodys_fault() -> None:
    assert localise([section_four("review", 10, None, None, 1, 11)]) == []


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("who", ["commercial", "total"])
def test_a_wrong_cell_of_table_three_is_the_only_one_that_repairs(row: str, who: str) -> None:
    values = sample()
    true = values[row, who] or 0
    (found,) = localise_three({**values, (row, who): true + 1})
    assert (found.status, changes(found)) == ("localised", [{f"a/{row}/{who}": true}])


def test_the_reason_of_a_wrong_cell_is_told() -> None:
    values = sample()
    key = ("received", "total")
    true = str(values[key])
    for printed, reason in ((true[:-2] + true[-1] + true[-2], "digits_swapped"), (true + "0000", "factor_10000"),
                            (true + "0", "factor_10"), ("0", "zero_total"), (None, "blank_total")):  # fmt: skip
        (found,) = localise_three({**values, key: None if printed is None else int(printed)})
        assert (changes(found), reasons(found)) == ([{"a/received/total": int(true)}], [[reason]])


def test_two_wrong_cells_of_one_table_are_found_together() -> None:
    values = sample()
    wrong = {("granted", "research"): 90, ("partial", "legal_service"): 77}
    (found,) = localise_three({**values, **wrong})
    assert changes(found)[0] == {f"a/{row}/{who}": values[row, who] for row, who in wrong}
    assert {check.rule_id for check in found.checks} == {"SUM_2", "SUM_3"}


@pytest.mark.parametrize("row", ["received", "granted", "handled"])
def test_a_row_that_stands_one_column_beside_its_own_comes_first(row: str) -> None:
    values = sample()
    columns = (*APPLICANTS, "total")
    printed = [0, *(values[row, who] for who in columns[:-1])]
    shifted = {(row, who): value for who, value in zip(columns, printed, strict=True)}
    (found,) = localise_three({**values, **shifted})
    wrong = {f"a/{row}/{who}": values[row, who] for who in columns if shifted[row, who] != values[row, who]}
    assert len(wrong) >= 6
    assert changes(found)[0] == wrong
    assert set(reasons(found)[0]) == {"shifted_column"}


def test_a_rate_that_counts_the_overdue_twice() -> None:
    """Feng county 2023: 543 hotline cases, 9 of them overdue, on time 96.69 % where it is 98.34 %."""
    received, completed = figure("received", 543, method="prose"), figure("completed", 543, method="prose")
    kinds = [figure("kind.1", 500), figure("kind.2", 43)]
    overdue = [figure(f"overdue.{at}", value) for at, value in enumerate((5, 2, 1, 1))]
    stated = rate("on_time", "96.69")
    asked = [
        share("RATE_9", stated, [(completed, 1), *((f, -1) for f in overdue)], [received]),
        share("RATE_15", rate("done", "100"), [(completed, 1)], [received]),
        total("SUM_8", received, kinds),
        total("SUM_14", figure("overdue", 9), overdue),
    ]
    (found,) = localise(asked)
    assert (changes(found)[0], reasons(found)[0]) == ({"on_time": Decimal("98.34")}, ["counted_twice"])


def test_two_shares_of_one_whole_and_the_counts_that_would_fit_them() -> None:
    """Jiamusi 2017: 41.4 % and 26.8 % where the channels give 41.83 % and 26.29 %; three other shares hold."""
    counts = [figure(f"channel.{at}", n, method="prose") for at, n in enumerate((765, 44585, 12989, 20224, 28019))]
    stated = ("0.7", "41.4", "12.2", "18.9", "26.8")
    asked = [
        share(f"RATE_13_{at}", rate(f"share.{at}", value), [(counts[at], 1)], counts) for at, value in enumerate(stated)
    ]
    assert [check.outcome for check in asked] == ["holds", "violated", "holds", "holds", "violated"]
    (found,) = localise(asked)
    assert changes(found)[0] == {"share.1": Decimal("41.8"), "share.4": Decimal("26.3")}
    assert [set(change) for change in changes(found)[1:]] == [{"channel.1", "channel.4"}]


def test_a_rate_printed_as_a_plain_zero_takes_the_places_of_its_kind() -> None:
    replied, received = figure("replied", 101), figure("received", 108)
    zero = figure("rate.total", 0, quantity="rate", indicator_code="reply_rate")
    other = rate("rate.1", "92.3", indicator_code="reply_rate")
    asked = [
        share("RATE", zero, [(replied, 1)], [received]),
        share("RATE_1", other, [(figure("replied.1", 12), 1)], [figure("received.1", 13)]),
        check(
            "AGREE",
            "equal",
            Term(received, "left"),
            Term(figure("received.1", 13), "right"),
            Term(figure("r", 95), "right"),
        ),
        check(
            "AGREE_2",
            "equal",
            Term(replied, "left"),
            Term(figure("replied.1", 12), "right"),
            Term(figure("s", 89), "right"),
        ),
    ]
    (found,) = localise(asked)
    assert changes(found) == [{"rate.total": Decimal("93.5")}]


def test_a_rate_of_other_counts() -> None:
    received, monitored, qualified = figure("received", 310), figure("monitored", 290), figure("qualified", 271)
    asked = [
        share("RATE", rate("share", "87.42"), [(qualified, 1)], [monitored]),
        total("SUM", monitored, [qualified, figure("bad", 19)]),
        total("SUM_ALL", received, [monitored, figure("open", 20)]),
    ]
    (found,) = localise(asked)
    assert changes(found)[0] == {"share": Decimal("93.45")}
    assert reasons(found)[0] == ["rate_of_other_counts"]


def test_more_was_carried_in_than_was_carried_forward() -> None:
    """Both years add up; four cells of either year would repair it, and no fewer."""
    before, after = sample(), sample()
    for who in APPLICANTS:
        after["received", who] = (after["received", who] or 0) + (after["carried_in", who] or 0)
        after["carried_in", who] = before["carried_forward", who]
        after["received", who] -= after["carried_in", who] or 0
    after = {**after, **{(r, "total"): sum(after[r, w] or 0 for w in APPLICANTS) for r in ("received", "carried_in")}}
    wrong = dict(after)
    for who in ("commercial", "total"):
        wrong["carried_in", who] += 2
        wrong["received", who] -= 2
    last, this = table_three(before, "a"), table_three(wrong, "b")
    carried = [
        check("CARRY", "equal", Term(this["carried_in", who], "left"), Term(last["carried_forward", who], "right"),
              kind="carry", document_id="b", scope=who)
        for who in (*APPLICANTS, "total")
    ]  # fmt: skip
    (found,) = localise([*checks_of_three(last, "a"), *checks_of_three(this, "b"), *carried])
    assert {
        f"b/{row}/{who}": after[row, who] for row in ("carried_in", "received") for who in ("commercial", "total")
    } in (changes(found))
    assert {len(change) for change in changes(found)} == {4}


def test_a_figure_of_another_report_is_left_alone_where_only_this_one_fails() -> None:
    this, last = table_three({**sample(), ("granted", "research"): 90}), figure("last", 12, document_id="z")
    tie = check(
        "CARRY", "equal", Term(this["carried_forward", "commercial"], "left"), Term(last, "right"), kind="carry"
    )
    (found,) = localise([*checks_of_three(this), tie])
    assert list(changes(found)[0]) == ["a/granted/research"]


def test_what_two_reports_make_impossible_each_alone_is_solved_together() -> None:
    """A blank of this year beside a 0 of last year, both wrong: neither can change while the other stays."""
    last, this = sample(), sample()
    for values in (last, this):
        values["carried_forward", "research"] = 5
    last_figures = table_three({**last, ("carried_forward", "research"): 0}, "a")
    this_figures = table_three({**this, ("carried_forward", "research"): None}, "b")
    row = "carried_forward"
    ties = [
        check("CARRY", "equal", Term(this_figures[row, who], "left"), Term(last_figures[row, who], "right"),
              kind="carry", document_id="b", scope=who)
        for who in (*APPLICANTS, "total")
    ]  # fmt: skip
    assert {tie.outcome for tie in ties} == {"holds"}
    (found,) = localise([*checks_of_three(last_figures, "a"), *checks_of_three(this_figures, "b"), *ties])
    assert changes(found) == [{"a/carried_forward/research": 5, "b/carried_forward/research": 5}]


def units(adopted: list[int], printed_total: int, ranks: list[int]) -> list[Check]:
    keys = [figure(f"unit.{at}", value, f"t1!r{at + 2}c2") for at, value in enumerate(adopted)]
    rows = []
    for at, (key, stated) in enumerate(zip(keys, ranks, strict=True)):
        computed = 1 + sum(value > adopted[at] for value in adopted)
        terms = (Term(figure(f"rank.{at}", stated, quantity="rank"), "left"), Term(key, "right", sort_sign=-1))
        outcome = "holds" if stated == computed else "violated"
        rows.append(
            Check(f"RANK|{at}", "RANK", "rank", "rank", outcome, "", "warning", "a", terms, f"organ={at};group=all", Decimal(computed))
        )  # fmt: skip
    return [total("SUM", figure("unit.total", printed_total, "t1!r9c2"), keys, kind="rollup"), *rows]


def test_ranks_tell_which_of_many_summands_is_wrong() -> None:
    """51 is printed as 15: only with 51 are the printed ranks right."""
    asked = units([40, 15, 38, 20, 9], 158, [2, 1, 3, 4, 5])
    found = {result.checks[0].rule_id + result.checks[0].scope: result for result in localise(asked)}
    assert (changes(found["SUM"])[0], reasons(found["SUM"])[0]) == ({"unit.1": 51}, ["digits_swapped"])
    assert len(changes(found["SUM"])) == 6
    assert changes(found["RANKorgan=1;group=all"]) == [{"unit.1": 51}, {"rank.1": 4}]


def test_a_wrong_rank_names_itself() -> None:
    (found,) = localise(units([40, 15, 38], 93, [1, 4, 2]))
    assert changes(found) == [{"rank.1": 3}]


def test_a_bound_is_kept_by_coming_down_to_it() -> None:
    bound = check("BOUND", "at_most", Term(figure("adopted", 12), "left"), Term(figure("reported", 10), "right"))
    (found,) = localise([bound])
    assert {"reported": Decimal(12)} in changes(found)
    assert all(len(change) == 1 for change in changes(found))


def test_units_with_zero_reports_are_counted_not_added() -> None:
    zeros = [Term(figure(f"unit.{at}", value), "right", counts_zeros=True) for at, value in enumerate((0, 4, 0))]
    (found,) = localise([check("AGREE", "equal", Term(figure("said", 3), "left"), *zeros, kind="agreement")])
    assert changes(found) == [{"said": 2}]


def test_an_approximate_figure_moves_with_its_interval() -> None:
    about = figure("about", 2000, low=Decimal(2000), high=Decimal(3000), is_high_open=True, is_approximate=True)
    (found,) = localise([total("SUM", about, [figure("a1", 900), figure("a2", 2100)])])
    assert "about" in changes(found)[0]
    moved = changes(found)[0]["about"]
    assert moved <= 3000 < moved + 1000


def test_a_sum_over_many_reports_stands_by_itself_and_their_own_errors_are_localised() -> None:
    counties = [f"county{number:02}" for number in range(MOST_DOCUMENTS)]
    received = [figure(f"received of {name}", "54", document_id=name) for name in counties]
    parts = [
        [figure(f"{kind} of {name}", "22" if name == counties[3] else "27", document_id=name) for kind in ("a", "b")]
        for name in counties
    ]
    sums = [
        total("SUM", whole, two, document_id=name) for name, whole, two in zip(counties, received, parts, strict=True)
    ]
    roll_up = total("ROLLUP", figure("received", "855", document_id="province"), received, document_id="province")
    by_rules = {tuple(c.rule_id for c in found.checks): found for found in localise([*sums, roll_up])}
    assert set(by_rules) == {("SUM",), ("ROLLUP",)}
    assert by_rules["ROLLUP",].status == "not_localised"
    own = by_rules["SUM",]
    assert (own.status, [check.document_id for check in own.checks]) == ("localised", [counties[3]])
    repairs = {repair.figure.observation_id: repair.value for solution in own.solutions for repair in solution.repairs}
    assert repairs == {f"received of {counties[3]}": 44, f"a of {counties[3]}": 32, f"b of {counties[3]}": 32}


def test_too_many_alternatives_are_said_to_be_too_many() -> None:
    parts = [figure(f"part.{at:02}", 50 + at, f"t1!r{at + 2}c2") for at in range(40)]
    (found,) = localise([total("SUM", figure("whole", 9), parts, kind="rollup")])
    assert (found.status, len(found.solutions)) == ("localised", 1)  # no part can give up as much
    (found,) = localise([total("SUM", figure("whole", 9000), parts, kind="rollup")])
    assert (found.status, len(found.solutions)) == ("too_many", 30)


def test_a_search_that_runs_out_says_so() -> None:
    values = {**sample(), ("granted", "research"): 90, ("partial", "legal_service"): 77}
    (found,) = localise(checks_of_three(table_three(values)), Limits(nodes=2, solves=0))
    assert (found.status, found.solutions) == ("not_localised", ())


def test_a_check_over_text_is_left_out() -> None:
    text: Figure = replace(figure("said", None), value_status="text", value_raw="见附件")
    assert localise([replace(total("SUM", text, [figure("a", 1), figure("b", 2)]), outcome="undecided")]) == []


def test_the_order_in_which_checks_come_changes_nothing() -> None:
    asked = checks_of_three(table_three({**sample(), ("granted", "research"): 90, ("handled", "total"): 7}))
    assert localise(asked) == localise(asked[::-1])
