-- One row per period that a document or a figure speaks of, with its first and last day and the same period a year before.
with

periods as (
    select period from {{ ref('stg_raw__documents') }} where period <> ''
    union
    select period from {{ ref('stg_raw__observations') }} where period <> ''
),

parsed as (
    select
        period,
        split_part(period, '/', 1) as first_part,
        case when period like '%/%' then split_part(period, '/', 2) else period end as last_part,
        case
            when period like '%/%' then 'cumulative'
            when period like '%Q%' then 'quarter'
            when period like '%H%' then 'half'
            when period like '____-__' then 'month'
            else 'year'
        end as grain
    from periods
),

bounds as (
    select
        period,
        grain,
        cast(substring(first_part, 1, 4) as integer) as first_year,
        cast(substring(last_part, 1, 4) as integer) as last_year,
        case
            when first_part like '%Q%' then 3 * cast(substring(first_part, 6, 1) as integer) - 2
            when first_part like '%H%' then 6 * cast(substring(first_part, 6, 1) as integer) - 5
            when first_part like '____-__' then cast(substring(first_part, 6, 2) as integer)
            else 1
        end as first_month,
        case
            when last_part like '%Q%' then 3 * cast(substring(last_part, 6, 1) as integer)
            when last_part like '%H%' then 6 * cast(substring(last_part, 6, 1) as integer)
            when last_part like '____-__' then cast(substring(last_part, 6, 2) as integer)
            else 12
        end as last_month
    from parsed
)

select
    period,
    grain,
    last_year as report_year,
    12 * (last_year - first_year) + last_month - first_month + 1 as month_count,
    make_date(first_year, first_month, 1) as period_start_date,
    last_day(make_date(last_year, last_month, 1)) as period_end_date,
    case
        when grain = 'cumulative' then concat(
            cast(first_year - 1 as varchar), substring(split_part(period, '/', 1), 5, 10), '/',
            cast(last_year - 1 as varchar), substring(split_part(period, '/', 2), 5, 10)
        )
        else concat(cast(first_year - 1 as varchar), substring(period, 5, 10))
    end as prior_year_period
from bounds
