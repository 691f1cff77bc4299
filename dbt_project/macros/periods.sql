{#- The last day of a period such as 2017, 2018Q1, 2018H1, 2021-08 or 2021-01/2021-08. -#}
{% macro period_end_date(period) -%}
  last_day(make_date(
    cast(substring({{ period }}, case when {{ period }} like '%/%' then 9 else 1 end, 4) as integer),
    case
      when {{ period }} like '%Q%' then 3 * cast(substring({{ period }}, 6, 1) as integer)
      when {{ period }} like '%H%' then 6 * cast(substring({{ period }}, 6, 1) as integer)
      when {{ period }} like '%/%' then cast(substring({{ period }}, 14, 2) as integer)
      when {{ period }} like '____-__' then cast(substring({{ period }}, 6, 2) as integer)
      else 12
    end,
    1
  ))
{%- endmacro %}
