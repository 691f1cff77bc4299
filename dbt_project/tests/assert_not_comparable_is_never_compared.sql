-- Fails if a figure of the series that can not be compared has a value or a change.
select organ_id, report_year, indicator_code, dimensions
from {{ ref('rpt_series') }}
where comparability = 'not_comparable' and (value is not null or value_change is not null or change_pct is not null)
