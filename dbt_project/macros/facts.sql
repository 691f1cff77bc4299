{#- The rows of one fact table: the shared columns, and the dimensions of its subject in between. -#}
{% macro fact_rows(mart, dimensions) -%}
with

facts as (select * from {{ ref('int_facts') }} where mart = '{{ mart }}'),

final as (
    select
        observation_id,
        organ_id,
        organ_name_zh,
        region_code,
        reporting_scope,
        period,
        period_start_date,
        period_end_date,
        as_of_date,
        form_code,
        indicator_code,
        {% for dimension in dimensions -%}
        {{ dimension }},
        {% endfor -%}
        value_reported,
        value_derived,
        value_accepted,
        unit,
        unit_status,
        value_status,
        value_raw,
        value_low,
        value_high,
        is_approximate,
        decimals_shown,
        method,
        document_id,
        place,
        file_name,
        confidence,
        has_violation,
        is_certified,
        is_latest,
        known_from,
        known_to
    from facts
)

select * from final
{%- endmacro %}
