-- One row per period and part of it: the quarters, halves and months that a longer period is made of.
with

periods as (select * from {{ ref('int_periods') }}),

grains as (
    select 'quarters' as link, 'quarter' as part_grain, 3 as part_months
    union all select 'halves', 'half', 6
    union all select 'months', 'month', 1
)

select
    whole.period,
    grains.link,
    part.period as part_period,
    cast(whole.month_count / grains.part_months as integer) as part_count
from periods as whole
cross join grains
inner join periods as part
    on part.grain = grains.part_grain
    and part.period_start_date >= whole.period_start_date
    and part.period_end_date <= whole.period_end_date
where
    whole.grain in ('year', 'half', 'quarter', 'cumulative')
    and whole.month_count > grains.part_months
    and whole.month_count % grains.part_months = 0
