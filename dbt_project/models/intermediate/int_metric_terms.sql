-- One row per metric, form, member, side, alternative and measure: a family of indicators is spelled out by the cells of the form.
with

declared as (select * from {{ ref('metric_terms') }}),

metrics as (select * from {{ ref('metrics') }}),

cells as (select distinct form_code, indicator_code from {{ ref('stg_forms__cells') }}),

families as (
    select *, substring(measure, 1, length(measure) - 1) as prefix
    from declared
    where measure like '%.*'
),

spelled_out as (
    select
        families.metric_code,
        families.form_code,
        -- each indicator of the family is a member by the rest of its code
        case
            when families.member_code = 'each' then substring(cells.indicator_code, length(families.measure))
            else families.member_code
        end as member_code,
        families.alternative,
        families.side,
        families.weight,
        cells.indicator_code as measure,
        families.dimensions
    from families
    inner join cells
        on cells.form_code = families.form_code
        and substring(cells.indicator_code, 1, length(families.prefix)) = families.prefix

    union all

    select metric_code, form_code, member_code, alternative, side, weight, measure, dimensions
    from declared
    where measure not like '%.*'
)

select
    spelled_out.metric_code,
    spelled_out.form_code,
    spelled_out.member_code,
    spelled_out.side,
    spelled_out.alternative,
    spelled_out.weight,
    spelled_out.measure,
    coalesce(spelled_out.dimensions, '') as dimensions,
    concat(';', coalesce(metrics.slices, ''), ';') like '%;applicant;%' as is_by_applicant,
    concat(';', coalesce(metrics.slices, ''), ';') like '%;unit;%' as is_by_unit,
    count(*) over (
        partition by
            spelled_out.metric_code, spelled_out.form_code, spelled_out.member_code, spelled_out.side,
            spelled_out.alternative
    ) as term_count
from spelled_out
inner join metrics on metrics.metric_code = spelled_out.metric_code
