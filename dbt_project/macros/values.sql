{#- The exact type of every value: eight decimals hold 万元 to six decimals in 元, twenty digits hold any count. -#}
{% macro exact(expression) -%} cast({{ expression }} as decimal(28, 8)) {%- endmacro %}
{% macro try_exact(expression) -%} try_cast({{ expression }} as decimal(28, 8)) {%- endmacro %}

{#- A ratio for display only; no outcome is decided by it. -#}
{% macro shown_ratio(numerator, denominator) -%}
  cast(round(cast({{ numerator }} as double) / cast({{ denominator }} as double), 6) as decimal(28, 8))
{%- endmacro %}

{#- Whole numbers divided; the engines spell it differently. -#}
{% macro whole_quotient(dividend, divisor) -%}
  {{ return(adapter.dispatch('whole_quotient', 'gongkai')(dividend, divisor)) }}
{%- endmacro %}
{% macro default__whole_quotient(dividend, divisor) -%} (({{ dividend }}) // ({{ divisor }})) {%- endmacro %}
{% macro spark__whole_quotient(dividend, divisor) -%} (({{ dividend }}) div ({{ divisor }})) {%- endmacro %}

{#- The texts of a group joined in order; the engines spell it differently. -#}
{% macro text_list(expression, separator, order_by) -%}
  {{ return(adapter.dispatch('text_list', 'gongkai')(expression, separator, order_by)) }}
{%- endmacro %}
{% macro default__text_list(expression, separator, order_by) -%}
  string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
{% macro spark__text_list(expression, separator, order_by) -%}
  array_join(transform(array_sort(collect_list(struct({{ order_by }} as o, {{ expression }} as t))), x -> x.t), '{{ separator }}')
{%- endmacro %}

{#- The code under which seeds/catalogue/code_names.csv names what is so or not. -#}
{% macro yes_no_code(condition) -%} case when {{ condition }} then 'true' else 'false' end {%- endmacro %}

{#- A whole number spread over 64 bits, always the same within a build; the engines spell it differently. -#}
{% macro spread(number) -%} {{ return(adapter.dispatch('spread', 'gongkai')(number)) }} {%- endmacro %}
{% macro default__spread(number) -%} hash({{ number }}) {%- endmacro %}
{% macro spark__spread(number) -%} xxhash64({{ number }}) {%- endmacro %}

{#- 1 for a zero, 0 for another figure, null for none: what a term adds that counts the zeros. -#}
{% macro zero_counted(value) -%}
  case when {{ value }} is not null then {{ exact('case when ' ~ value ~ ' = 0 then 1 else 0 end') }} end
{%- endmacro %}

{#- Some number of the left is at most some number of the right; an excluded end must be passed, not touched. -#}
{% macro interval_reaches(left, right) -%}
  (
    {{ left }}_low < {{ right }}_high
    or ({{ left }}_low = {{ right }}_high and {{ left }}_low_is_open = 0 and {{ right }}_high_is_open = 0)
  )
{%- endmacro %}

{#- Two sums can be the same number: their intervals meet. -#}
{% macro intervals_meet(left, right) -%}
  {{ interval_reaches(left, right) }} and {{ interval_reaches(right, left) }}
{%- endmacro %}

{#- Half a unit of the last place shown: how far a rounded figure may be off. -#}
{% macro half_unit(decimals) -%}
  case {{ decimals }}
    {% for places in range(0, 8) -%}
    when {{ places }} then {{ exact("0." ~ "0" * places ~ "5") }}
    {% endfor -%}
  end
{%- endmacro %}

{#- A term may read a report of another form only where the crosswalk calls the indicator the same. -#}
{% macro can_be_read(bindings, reports, comparable) -%}
  (
    {{ reports }}.link = 'self'
    or (
      ({{ bindings }}.form_code = 'ANY' or {{ bindings }}.form_code = {{ reports }}.base_form_code)
      and (
        {{ reports }}.form_code = {{ reports }}.base_form_code
        or {{ comparable }}.from_indicator_code = {{ bindings }}.indicator_code
      )
    )
  )
{%- endmacro %}

{#- A change in percent of its base, exact, rounded to two decimals with halves away from zero; the base is above zero. -#}
{% macro exact_percent(change, base) -%}
  {{ return(adapter.dispatch('exact_percent', 'gongkai')(change, base)) }}
{%- endmacro %}
{#- In whole numbers of 10^-8, since the engine divides decimals as floating point. -#}
{% macro default__exact_percent(change, base) -%}
  cast(
    cast(
      case when {{ change }} < 0 then -1 else 1 end
      * ((20000 * {{ scaled('abs(' ~ change ~ ')') }} + {{ scaled(base) }}) // (2 * {{ scaled(base) }}))
      as decimal(26, 0)
    ) * cast(0.01 as decimal(3, 2)) as decimal(28, 2)
  )
{%- endmacro %}
{#- An exact value as a whole number of 10^-8. -#}
{% macro scaled(value) -%} cast(replace(cast({{ exact(value) }} as varchar), '.', '') as hugeint) {%- endmacro %}
{% macro spark__exact_percent(change, base) -%}
  round(100 * cast({{ change }} as decimal(28, 8)) / cast({{ base }} as decimal(28, 8)), 2)
{%- endmacro %}
