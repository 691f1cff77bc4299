{#- Fails if two rows share the same values of the given columns: the grain of the model. -#}
{% test grain(model, columns) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{#- Fails if the column holds anything but the given values; blank and null are allowed. -#}
{% test one_of(model, column_name, values) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} is not null and {{ column_name }} <> ''
  and {{ column_name }} not in ({% for value in values %}'{{ value }}'{{ ', ' if not loop.last }}{% endfor %})
{% endtest %}

{#- Fails if a place is not of the form `t3!r12c7` or `p41:120-133`. -#}
{% test is_place(model, column_name) %}
select {{ column_name }}
from {{ model }}
where not regexp_matches({{ column_name }}, '^(t[0-9]+!r[0-9]+c[0-9]+|p[0-9]+:[0-9]+-[0-9]+)$')
{% endtest %}

{#- Fails if a value lies outside its own interval. -#}
{% test within_interval(model, column_name, low, high) %}
select {{ column_name }}, {{ low }}, {{ high }}
from {{ model }}
where {{ column_name }} < {{ low }} or {{ column_name }} > {{ high }}
{% endtest %}

{#- Fails if the column holds nothing at all in a model that has rows. -#}
{% test not_empty(model) %}
select 1 as missing where not exists (select 1 from {{ model }})
{% endtest %}
