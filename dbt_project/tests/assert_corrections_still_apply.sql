-- Fails if a reviewed correction expects a value that no latest document reports any more: the source was mended.
{{ config(meta={'dagster': {'ref': {'name': 'int_facts'}}}) }}
select corrections.organ_id, corrections.period, corrections.indicator_code, corrections.dimensions, corrections.value_expected
from {{ ref('corrections') }} as corrections
left join {{ ref('int_corrections_applied') }} as applied
    on applied.organ_id = corrections.organ_id
    and applied.period = corrections.period
    and applied.indicator_code = corrections.indicator_code
    and applied.dimensions = coalesce(corrections.dimensions, '')
    and applied.is_latest
where applied.observation_id is null
