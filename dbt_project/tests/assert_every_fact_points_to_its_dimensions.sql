-- Fails if a fact has an organ, a period, an indicator or a document that its dimension does not have.
{{ config(meta={'dagster': {'ref': {'name': 'int_facts'}}}) }}
select facts.observation_id, facts.organ_id, facts.period, facts.indicator_code, facts.document_id
from {{ ref('int_facts') }} as facts
left join {{ ref('dim_organ') }} as organs on organs.organ_id = facts.organ_id
left join {{ ref('dim_period') }} as periods on periods.period = facts.period
left join {{ ref('dim_indicator') }} as indicators on indicators.indicator_code = facts.indicator_code
left join {{ ref('dim_document') }} as documents on documents.document_id = facts.document_id
where organs.organ_id is null
    or periods.period is null
    or indicators.indicator_code is null
    or documents.document_id is null
