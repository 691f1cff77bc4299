-- One row per check that is not simply settled: whether it blocks the certification of its report, and what lifts that.
with

outcomes as (select * from {{ ref('int_rule_outcomes') }} where outcome = 'violated'),

documents as (select * from {{ ref('int_documents_resolved') }}),

resolutions as (select * from {{ ref('int_rule_resolutions') }} where is_resolved),

waivers as (select * from {{ ref('waivers') }}),

waived as (
    select distinct outcomes.check_id
    from outcomes
    inner join documents on documents.document_id = outcomes.document_id
    inner join waivers
        on waivers.rule_id = outcomes.rule_id
        and waivers.organ_id = documents.organ_id
        and waivers.period = outcomes.period
        and coalesce(waivers.scope, '') in ('', outcomes.scope)
        and {{ try_exact('waivers.difference_expected') }} = outcomes.left_value - outcomes.right_value
)

select
    outcomes.check_id,
    outcomes.document_id,
    waived.check_id is not null as is_waived,
    resolutions.check_id is not null as is_resolved,
    outcomes.severity = 'error' and waived.check_id is null and resolutions.check_id is null as is_blocking
from outcomes
left join waived on waived.check_id = outcomes.check_id
left join resolutions on resolutions.check_id = outcomes.check_id
