with

organs as (select * from {{ ref('int_organs_known') }}),

places as (select * from {{ ref('int_organ_places') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

gaps as (
    select
        max(case when code = 'own_province' then name_zh end) as own_province_zh,
        max(case when code = 'own_city' then name_zh end) as own_city_zh,
        max(case when code = 'below_province' then name_zh end) as below_province_zh,
        max(case when code = 'unknown' then name_zh end) as unknown_zh
    from {{ ref('code_names') }}
    where list = 'place'
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
),

known as (
    select organ_id, organ_name_zh, organ_kind, organ_level, region_code, parent_organ_id, is_registered
    from organs
    where has_part
    union all
    select * from unresolved
)

select
    known.organ_id,
    known.organ_name_zh,
    known.organ_kind,
    known.organ_level,
    known.region_code,
    known.parent_organ_id,
    known.is_registered,
    places.province_organ_id,
    coalesce(provinces.organ_name_zh, gaps.unknown_zh) as province_name_zh,
    places.city_organ_id,
    case
        when cities.organ_name_zh is not null then cities.organ_name_zh
        when places.province_organ_id is null then gaps.unknown_zh
        when places.county_organ_id is null then gaps.own_province_zh
        else gaps.below_province_zh
    end as city_name_zh,
    places.county_organ_id,
    case
        when counties.organ_name_zh is not null then counties.organ_name_zh
        when places.city_organ_id is not null then gaps.own_city_zh
        when places.province_organ_id is not null then gaps.own_province_zh
        else gaps.unknown_zh
    end as county_name_zh
from known
cross join gaps
left join places on places.organ_id = known.organ_id
left join organs as provinces on provinces.organ_id = places.province_organ_id
left join organs as cities on cities.organ_id = places.city_organ_id
left join organs as counties on counties.organ_id = places.county_organ_id
