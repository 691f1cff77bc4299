-- One row per amount of money that no year around it bears out: the organ's last amount before it and its next after it are so many times as much, or as little.
with

scales as (select indicator_code, cast(most_times as integer) as most_times from {{ ref('money_scales') }}),

periods as (select * from {{ ref('int_periods') }} where grain = 'year'),

reviewed as (select observation_id from {{ ref('int_corrections_applied') }}),

amounts as (
    select
        facts.observation_id,
        facts.organ_id,
        facts.reporting_scope = 'consolidated' as is_consolidated,
        periods.report_year,
        facts.indicator_code,
        facts.value_accepted,
        facts.is_latest,
        reviewed.observation_id is not null as is_reviewed,
        scales.most_times
    from {{ ref('int_facts') }} as facts
    inner join scales on scales.indicator_code = facts.indicator_code
    inner join periods on periods.period = facts.period
    left join reviewed on reviewed.observation_id = facts.observation_id
    -- nothing is so many times zero, and none says nothing of the unit
    where facts.value_accepted > 0
),

compared as (
    select
        amounts.observation_id,
        -- what a reviewer confirmed is no evidence against the years beside it
        not others.is_reviewed
        and (
            amounts.value_accepted > others.value_accepted * amounts.most_times
            or others.value_accepted > amounts.value_accepted * amounts.most_times
        ) as is_out,
        -- a year in which nothing was charged says nothing; the nearest one with an amount does
        row_number() over (
            partition by amounts.observation_id, others.report_year < amounts.report_year
            order by abs(others.report_year - amounts.report_year), others.observation_id
        ) as nearness
    from amounts
    inner join amounts as others
        on others.organ_id = amounts.organ_id
        and others.is_consolidated = amounts.is_consolidated
        and others.indicator_code = amounts.indicator_code
        and others.report_year <> amounts.report_year
    where others.is_latest and not amounts.is_reviewed
)

select observation_id
from compared
where nearness = 1
group by observation_id
having min(case when is_out then 1 else 0 end) = 1
