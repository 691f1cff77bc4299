{#- The schema a model asks for is the schema it gets, whatever the target's default. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name or target.schema }}
{%- endmacro %}
