-- One row per organ of the registry: the province, the city and the county it is or belongs to, by its parents.
with

organs as (
    select organ_id, organ_kind as kind, organ_level as level, parent_organ_id
    from {{ ref('int_organs_known') }}
),

step_0 as (select organ_id, organ_id as upper_organ_id, 0 as step from organs),

-- a town's office stands four steps below its province
{% for step in range(1, 6) -%}
step_{{ step }} as (
    select lower_step.organ_id, organs.parent_organ_id as upper_organ_id, {{ step }} as step
    from step_{{ step - 1 }} as lower_step
    inner join organs on organs.organ_id = lower_step.upper_organ_id
    where organs.parent_organ_id is not null
),

{% endfor -%}
lines as (
    {% for step in range(0, 6) -%}
    select * from step_{{ step }}
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- of two governments called of one level, such as a county and what is declared below it, the upper one is the place
governments as (
    select lines.organ_id, organs.level, max_by(lines.upper_organ_id, lines.step) as government_id
    from lines
    inner join organs on organs.organ_id = lines.upper_organ_id
    where organs.kind = 'government'
    group by lines.organ_id, organs.level
)

select
    organs.organ_id,
    max(case when governments.level = 'province' then governments.government_id end) as province_organ_id,
    max(case when governments.level = 'city' then governments.government_id end) as city_organ_id,
    max(case when governments.level = 'county' then governments.government_id end) as county_organ_id
from organs
left join governments on governments.organ_id = organs.organ_id
group by organs.organ_id
