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
select * from unresolved
