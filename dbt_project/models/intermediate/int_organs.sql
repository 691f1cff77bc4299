-- One row per organ: those declared one by one, and of the others those that documents name or that stand around them.
with

declared as (select * from {{ ref('organs') }}),

named as (
    select
        organ_id,
        max(organ_name_zh) as organ_name_zh,
        max(kind) as kind,
        max(level) as level,
        max(region_code) as region_code,
        max(parent_organ_id) as parent_organ_id,
        max(valid_from) as valid_from,
        max(valid_to) as valid_to,
        max(source) as source,
        -- a department that is only a row of somebody's list owes no report of its own
        max(case when relation = 'unit' then 0 else 1 end) = 1 as owes_report
    from {{ ref('stg_raw__organs') }}
    group by organ_id
)

select
    organ_id,
    organ_name_zh,
    kind,
    level,
    region_code,
    parent_organ_id,
    valid_from,
    valid_to,
    source,
    true as owes_report
from declared

union all

select
    named.organ_id,
    named.organ_name_zh,
    named.kind,
    named.level,
    named.region_code,
    named.parent_organ_id,
    named.valid_from,
    named.valid_to,
    named.source,
    named.owes_report
from named
left join declared on declared.organ_id = named.organ_id
where declared.organ_id is null
