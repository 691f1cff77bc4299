-- Fails if a consolidated figure is claimed though a member is open, or the found, missing and total of a cell don't agree.
select organ_id, period, indicator_code, dimensions
from {{ ref('rpt_consolidated') }}
where
    (value_consolidated is not null) <> is_complete
    or (is_complete and children_counted_count <> children_expected_count)
    or (is_complete and not value_consolidated between total_low and total_high)
    or (not is_complete and interval_basis = 'none')
    or missing_low > missing_high
    or children_expected_count
    <> children_counted_count
    + children_missing_count
    + children_exempt_count
    + children_uncertified_count
    + children_incomplete_count
