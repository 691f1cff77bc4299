select
    period,
    grain as period_grain,
    report_year,
    period_start_date,
    period_end_date,
    prior_year_period
from {{ ref('int_periods') }}
