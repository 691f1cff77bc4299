-- Fails if a figure of the facts is in no fact table, or in more than one.
{{ config(meta={'dagster': {'ref': {'name': 'int_facts'}}}) }}
{% set facts = [
    'fct_disclosure_channel', 'fct_proactive_disclosure', 'fct_website_column', 'fct_new_media', 'fct_response',
    'fct_application_intake', 'fct_application_outcome', 'fct_review_litigation', 'fct_information_submission',
    'fct_public_interaction', 'fct_campaign', 'fct_proposal', 'fct_public_service', 'fct_resource', 'fct_assessment',
] %}
with

in_marts as (
    {% for fact in facts -%}
    select observation_id from {{ ref(fact) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select facts.observation_id, count(in_marts.observation_id) as mart_count
from {{ ref('int_facts') }} as facts
left join in_marts on in_marts.observation_id = facts.observation_id
group by facts.observation_id
having count(in_marts.observation_id) <> 1
