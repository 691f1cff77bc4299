with

organs as (select * from {{ ref('int_organs') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

registered as (
    select
        organ_id,
        organ_name_zh,
        kind as organ_kind,
        level as organ_level,
        region_code,
        parent_organ_id,
        true as is_registered
    from organs
),

-- organs that have sent nothing, but owe their reports to one that collects; not all that ever stood: names come again
standing as (
    select
        standing.organ_id,
        max(standing.organ_name_zh) as organ_name_zh,
        max(standing.kind) as organ_kind,
        max(standing.level) as organ_level,
        max_by(standing.region_code, standing.last_year) as region_code,
        max_by(standing.parent_organ_id, standing.last_year) as parent_organ_id,
        true as is_registered
    from {{ ref('int_organs_standing') }} as standing
    inner join (select distinct organ_id from {{ ref('int_reports_due') }}) as due on due.organ_id = standing.organ_id
    left join organs on organs.organ_id = standing.organ_id
    where organs.organ_id is null
    group by standing.organ_id
),

-- Organs of documents that the registry does not know stay visible under their written name.
unresolved as (
    select distinct
        organ_id,
        organ_name_zh,
        '' as organ_kind,
        '' as organ_level,
        '' as region_code,
        cast(null as varchar) as parent_organ_id,
        false as is_registered
    from documents
    where organ_status <> 'resolved'
)

select * from registered
union all
select * from standing
union all
select * from unresolved
