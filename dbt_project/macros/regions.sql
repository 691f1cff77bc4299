{#- The region in which the figures of an organ are added up: its county's government, else its city's or province's. -#}
{% macro region_organ_id(organs) -%}
coalesce({{ organs }}.county_organ_id, {{ organs }}.city_organ_id, {{ organs }}.province_organ_id, '')
{%- endmacro %}

{#- What may be added up with what: an own report with own ones, a consolidated one with those of its level (list basis of seeds/catalogue/code_names.csv). -#}
{% macro basis_code(is_consolidated, organ_level) -%}
case when {{ is_consolidated }} then concat('consolidated_', {{ organ_level }}) else 'own' end
{%- endmacro %}
