-- One row per organ of the registry: those of documents, and those that stand around them; the marts list those with a part.
with

organs as (select * from {{ ref('int_organs') }}),

registered as (
    select
        organ_id,
        organ_name_zh,
        kind as organ_kind,
        level as organ_level,
        region_code,
        nullif(parent_organ_id, '') as parent_organ_id,
        true as is_registered,
        true as has_part
    from organs
),

due as (select distinct organ_id from {{ ref('int_reports_due') }}),

-- of those that have sent nothing only they have a part that owe a report to one that collects: names come again
standing as (
    select
        standing.organ_id,
        max(standing.organ_name_zh) as organ_name_zh,
        max(standing.kind) as organ_kind,
        max(standing.level) as organ_level,
        max_by(standing.region_code, standing.last_year) as region_code,
        max_by(nullif(standing.parent_organ_id, ''), standing.last_year) as parent_organ_id,
        true as is_registered,
        max(due.organ_id) is not null as has_part
    from {{ ref('int_organs_standing') }} as standing
    left join organs on organs.organ_id = standing.organ_id
    left join due on due.organ_id = standing.organ_id
    where organs.organ_id is null
    group by standing.organ_id
)

select * from registered
union all
select * from standing
