"""The consolidated figures of a season held against the truth of its province, and what lies behind each miss."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

_PREPARE = """
create temp table truth as
select organ_id, period, indicator_code, dimensions, cast(value as decimal(28, 8)) as value
from '{truth}/consolidated.parquet';

create temp table compared as
select
    ours.*,
    truth.value as truth,
    ours.is_complete and ours.interval_basis = 'none' as is_claimed,
    ours.reported_status = 'counted' and ours.value_gap = 0 as is_confirmed,
    ours.value_consolidated is not distinct from truth.value as is_equal,
    coalesce(truth.value >= ours.total_low, true) and coalesce(truth.value <= ours.total_high, true) as is_within
from truth
left join published.main.rpt_consolidated as ours using (organ_id, period, indicator_code, dimensions);

create temp table documents as
select * replace (coalesce(fault, '') as fault)
from read_csv('{truth}/documents.csv', all_varchar = true);

create temp table printed as
select documents.sha256 as document_id, cells.indicator_code, coalesce(cells.dimensions, '') as dimensions,
    try_cast(cells.value as decimal(28, 8)) as value, cells.has_fault, cells.true_value
from '{truth}/cells.parquet' as cells
inner join documents using (path)
where cells.method = 'table';

create temp table broken as
select documents.sha256 as document_id, faults.indicator_code, coalesce(faults.dimensions, '') as dimensions,
    faults.fault, coalesce(faults.broken_rules, '') as broken_rules
from read_csv('{truth}/faults.csv', all_varchar = true) as faults
inner join documents using (path);
"""
_COUNTS = """
select
    count(*) as cells,
    count(*) filter (is_claimed) as claimed,
    count(*) filter (is_claimed and is_equal) as equal,
    count(*) filter (is_claimed and is_confirmed) as confirmed,
    count(*) filter (is_claimed and is_confirmed and is_equal) as confirmed_equal,
    count(*) filter (not is_claimed) as open,
    count(*) filter (not is_claimed and is_within) as within,
    count(*) filter (not is_claimed and interval_basis = 'reported') as reported,
    count(*) filter (not is_claimed and interval_basis = 'contested') as contested,
    count(*) filter (not is_claimed and interval_basis = 'count') as bounded_below,
    count(*) filter (organ_id is null or form_code is null) as absent
from compared
"""
# Which of the figures a cell rests on differ from what they should be, and how.
_CAUSES = """
select compared.organ_name_zh, compared.period, compared.indicator_code, compared.dimensions,
    compared.value_consolidated, compared.total_low, compared.total_high, compared.truth,
    case
        when documents.sha256 is null then 'not of this province'
        when sources.value_counted <> coalesce(printed.value, 0) and sources.document_form_code = sources.form_code
            then 'read otherwise than printed'
        when documents.is_preliminary = 'true' then 'a first version is in force'
        when broken.fault is not null and broken.broken_rules = '' then '{no_rule}'
        when broken.fault is not null then '{undecided}'
    end as cause,
    broken.fault,
    members.member_name_zh, sources.file_name, sources.place, sources.value_raw
from compared
inner join published.main.rpt_consolidated_member as members
    on members.organ_id = compared.organ_id and members.period = compared.period and members.status = 'counted'
inner join published.main.rpt_consolidated_source as sources
    on sources.organ_id = members.organ_id and sources.period = members.period and sources.role = members.role
    and sources.member_organ_id = members.member_organ_id and sources.document_id = members.document_id
    and sources.indicator_code = compared.indicator_code and sources.dimensions = compared.dimensions
left join documents on documents.sha256 = sources.document_id
left join printed
    on printed.document_id = sources.document_id and printed.indicator_code = sources.indicator_code
    and printed.dimensions = sources.dimensions
left join broken
    on broken.document_id = sources.document_id and broken.indicator_code = sources.indicator_code
    and broken.dimensions = sources.dimensions
where not coalesce(case when compared.is_claimed then compared.is_equal else compared.is_within end, false)
    and cause is not null and sources.value_counted is not null
order by all
"""
NO_RULE = "a fault that no rule speaks of"
UNDECIDED = "a fault whose checks lack a figure to end as violated"
UNSEEN = frozenset({NO_RULE, UNDECIDED})  # no arithmetic over the reports that came tells them


class Miss(NamedTuple):
    """A consolidated figure that is not what it should be, and one figure it rests on that isn't either."""

    organ: str
    period: str
    indicator: str
    dimensions: str
    claimed: object
    low: object
    high: object
    truth: object
    cause: str
    fault: str | None
    member: str
    file_name: str
    place: str
    value_raw: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every cell of every parent and year against the truth."""

    cells: int
    claimed: int  # complete, and not contested
    equal: int
    confirmed: int  # of the claimed: the parent's certified report states the same
    confirmed_equal: int
    open: int  # all others: an interval is stated
    within: int
    reported: int  # of the open ones, by what the interval rests on
    contested: int
    bounded_below: int
    absent: int  # parents and years that have no consolidation at all
    misses: tuple[Miss, ...]

    @property
    def is_confirmed_right(self) -> bool:
        """Whether all figures are right that the children and the parent's report agree on."""
        return 0 < self.confirmed == self.confirmed_equal

    @property
    def is_right_but_for_unseen(self) -> bool:
        """Whether nothing is wrong but what rests on a fault that no arithmetic sees."""
        return self.claimed > 0 and self.wrong == self.unseen

    @property
    def wrong(self) -> int:
        """Claimed figures that are not the truth, and intervals that don't hold it."""
        return self.claimed - self.equal + self.open - self.within

    @property
    def unseen(self) -> int:
        """Of these, the cells that rest on a fault no arithmetic sees, and on nothing else that is wrong."""
        causes: dict[tuple[str, ...], set[str]] = {}
        for miss in self.misses:
            causes.setdefault((miss.organ, miss.period, miss.indicator, miss.dimensions), set()).add(miss.cause)
        return sum(found <= UNSEEN for found in causes.values())


def compare_with_truth(published: Path, province: Path) -> Comparison:
    """Compare the published consolidation with the truth of a synthetic province, and name the causes of each miss."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as connection:
        connection.execute(f"attach '{published}' as published (read_only)")
        connection.execute(_PREPARE.format(truth=province / "truth"))
        counts = connection.execute(_COUNTS).fetchone()
        misses = tuple(
            Miss(*row) for row in connection.execute(_CAUSES.format(no_rule=NO_RULE, undecided=UNDECIDED)).fetchall()
        )
    if counts is None:
        raise ValueError(f"{province} has no truth to compare with")
    return Comparison(*counts, misses=misses)
