{#- The day that stands so many months after the end of a period, the last of its month where that is shorter. -#}
{% macro day_after_period(period_end_date, months, day) -%}
  {{ return(adapter.dispatch('day_after_period', 'gongkai')(period_end_date, months, day)) }}
{%- endmacro %}
{% macro default__day_after_period(period_end_date, months, day) -%}
  least(
    cast({{ period_end_date }} + to_days(1) + to_months({{ months }} - 1) + to_days({{ day }} - 1) as date),
    last_day(cast({{ period_end_date }} + to_days(1) + to_months({{ months }} - 1) as date))
  )
{%- endmacro %}
{% macro spark__day_after_period(period_end_date, months, day) -%}
  least(
    date_add(add_months(date_add({{ period_end_date }}, 1), {{ months }} - 1), {{ day }} - 1),
    last_day(add_months(date_add({{ period_end_date }}, 1), {{ months }} - 1))
  )
{%- endmacro %}

{#- The day on the calendar of China of an instant of UTC. -#}
{% macro day_in_china(instant) -%} cast({{ instant }} + interval '8' hour as date) {%- endmacro %}
