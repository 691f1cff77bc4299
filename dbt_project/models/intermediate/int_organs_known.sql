-- One row per organ of the registry that the marts speak of: those of documents, and those that owe a report and sent none.
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
        true as is_registered
    from organs
),

-- governments that have sent nothing, but owe their reports to one that collects
standing as (
    select
        standing.organ_id,
        max(standing.organ_name_zh) as organ_name_zh,
        max(standing.kind) as organ_kind,
        max(standing.level) as organ_level,
        max_by(standing.region_code, standing.last_year) as region_code,
        max_by(nullif(standing.parent_organ_id, ''), standing.last_year) as parent_organ_id,
        true as is_registered
    from {{ ref('int_organs_standing') }} as standing
    left join organs on organs.organ_id = standing.organ_id
    where organs.organ_id is null
    group by standing.organ_id
)

select * from registered
union all
select * from standing
