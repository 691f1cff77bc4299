-- One row per violated check that speaks of a corrected figure: whether it holds with the accepted values.
with

outcomes as (select * from {{ ref('int_rule_outcomes') }} where outcome = 'violated'),

operands as (select * from {{ ref('int_rule_scope_operands') }}),

corrections as (select * from {{ ref('int_corrections_applied') }}),

corrected as (
    select distinct operands.check_id
    from operands
    inner join corrections on corrections.observation_id = operands.observation_id
),

accepted as (
    select
        operands.check_id,
        operands.side,
        operands.weight,
        operands.is_high_open and corrections.observation_id is null as is_high_open,
        operands.decimals,
        coalesce(corrections.value_accepted, operands.value_low) as value_low,
        coalesce(corrections.value_accepted, operands.value_high) as value_high
    from operands
    inner join corrected on corrected.check_id = operands.check_id
    left join corrections on corrections.observation_id = operands.observation_id
),

summed as (
    select
        check_id,
        {% for side in ['left', 'right', 'numerator', 'denominator'] -%}
        sum(case when side = '{{ side }}' then case when weight > 0 then weight * value_low else weight * value_high end end) as {{ side }}_low,
        sum(case when side = '{{ side }}' then case when weight > 0 then weight * value_high else weight * value_low end end) as {{ side }}_high,
        max(case when side = '{{ side }}' and is_high_open and weight > 0 then 1 else 0 end) as {{ side }}_high_is_open,
        max(case when side = '{{ side }}' and is_high_open and weight < 0 then 1 else 0 end) as {{ side }}_low_is_open,
        {% endfor -%}
        -- a corrected rate is as exact as the printed one was
        max(case when side = 'left' and value_low = value_high then {{ half_unit('decimals') }} else 0 end) as left_rounding
    from accepted
    group by check_id
)

select
    summed.check_id,
    coalesce(
        case outcomes.relation
            when 'equal' then {{ intervals_meet('summed.left', 'summed.right') }}
            when 'at_most' then {{ interval_reaches('summed.left', 'summed.right') }}
            when 'rate' then
                100 * summed.numerator_low <= (summed.left_high + summed.left_rounding) * summed.denominator_high
                and 100 * summed.numerator_high >= (summed.left_low - summed.left_rounding) * summed.denominator_low
            else false
        end,
        false
    ) as is_resolved
from summed
inner join outcomes on outcomes.check_id = summed.check_id
