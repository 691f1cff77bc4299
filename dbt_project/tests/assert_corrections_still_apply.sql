-- Fails if a reviewed correction expects a value that no latest document reports any more: the source was mended.
{{ config(meta={'dagster': {'ref': {'name': 'int_facts'}}}) }}
select corrections.organ_id, corrections.period, corrections.indicator_code, corrections.dimensions, corrections.value_expected
from {{ ref('corrections') }} as corrections
left join {{ ref('int_facts') }} as facts
    on facts.organ_id = corrections.organ_id
    and facts.period = corrections.period
    and facts.indicator_code = corrections.indicator_code
    and facts.dimensions = coalesce(corrections.dimensions, '')
    and case
        when coalesce(corrections.value_expected, '') = '' then facts.value_reported is null
        else facts.value_reported = {{ try_exact('corrections.value_expected') }}
    end
    and facts.is_latest
where facts.observation_id is null
