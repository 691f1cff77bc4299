-- One row per organ, parent, kind of report and years: who owes what to whom, and by which days.
with

organs as (select * from {{ ref('int_organs_standing') }}),

duties as (select * from {{ ref('stg_duties__duties') }})

select
    organs.organ_id,
    organs.organ_name_zh,
    organs.kind as organ_kind,
    organs.level as organ_level,
    organs.region_code,
    organs.parent_organ_id,
    duties.duty_id,
    duties.report_kind,
    greatest(organs.first_year, duties.first_year) as first_year,
    least(organs.last_year, duties.last_year) as last_year,
    duties.collect_months,
    duties.collect_day,
    duties.publish_months,
    duties.publish_day,
    duties.source
from organs
inner join duties
    on duties.organ_kind = organs.kind
    and duties.organ_level in ('any', organs.level)
    and greatest(organs.first_year, duties.first_year) <= least(organs.last_year, duties.last_year)
