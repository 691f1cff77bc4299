{#- The value of one `name=value` pair of a canonical dimension string such as `applicant=total;kind=投诉`; '' if absent. -#}
{% macro dimension_value(column, name) -%}
  coalesce(regexp_extract({{ column }}, '(^|;){{ name }}=([^;]*)', 2), '')
{%- endmacro %}

{#- The dimension columns of the rule system, each with a prefix: `dim_applicant, dim_channel, ...`. -#}
{% macro dimension_columns(prefix, alias=none) -%}
  {%- for name in var('rule_dimensions') -%}
    {{ alias ~ '.' if alias }}{{ prefix }}_{{ name }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- `a.key_x = b.key_x and ...` over the dimensions of the rule system. -#}
{% macro dimensions_equal(left, right, prefix='key') -%}
  {%- for name in var('rule_dimensions') -%}
    {{ left }}.{{ prefix }}_{{ name }} = {{ right }}.{{ prefix }}_{{ name }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{#- A dimension string made of the filled keys, in the order of the variable, for people and programs to read. -#}
{% macro dimension_text(prefix, names, leading=[]) -%}
  rtrim(concat(
    {%- for label, column in leading %}
    case when coalesce({{ column }}, '') <> '' then concat('{{ label }}=', {{ column }}, ';') else '' end,
    {%- endfor %}
    {%- for name in names %}
    case when {{ prefix }}_{{ name }} <> '' then concat('{{ name }}=', {{ prefix }}_{{ name }}, ';') else '' end,
    {%- endfor %}
    ''), ';')
{%- endmacro %}
