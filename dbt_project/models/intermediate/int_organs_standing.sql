-- One row per organ, parent and years in which it stood below it: declared ones, those that reported or stand around reporters, and all governments of their provinces.
with

declared as (select * from {{ ref('organs') }}),

organs as (select * from {{ ref('int_organs') }} where owes_report),

standing as (select * from {{ source('raw', 'raw_standing_organs') }})

select
    organs.organ_id,
    organs.organ_name_zh,
    organs.kind,
    organs.level,
    organs.region_code,
    nullif(organs.parent_organ_id, '') as parent_organ_id,
    cast(coalesce(nullif(organs.valid_from, ''), '0') as integer) as first_year,
    cast(coalesce(nullif(organs.valid_to, ''), '9999') as integer) as last_year
from organs
left join standing on standing.organ_id = organs.organ_id
left join declared on declared.organ_id = organs.organ_id
where standing.organ_id is null or declared.organ_id is not null

union all

select
    standing.organ_id,
    standing.organ_name_zh,
    standing.kind,
    standing.level,
    standing.region_code,
    nullif(standing.parent_organ_id, ''),
    cast(standing.first_year as integer),
    cast(standing.last_year as integer)
from standing
left join declared on declared.organ_id = standing.organ_id
where declared.organ_id is null
