-- Fails if a waiver speaks of a difference that no latest document has any more: the source was mended.
{{ config(meta={'dagster': {'ref': {'name': 'fct_sum_check'}}}) }}
select waivers.organ_id, waivers.period, waivers.rule_id, waivers.difference_expected
from {{ ref('waivers') }} as waivers
left join {{ ref('fct_sum_check') }} as checks
    on checks.rule_id = waivers.rule_id
    and checks.organ_id = waivers.organ_id
    and checks.period = waivers.period
    and checks.is_waived
    and checks.is_latest
where checks.check_id is null
