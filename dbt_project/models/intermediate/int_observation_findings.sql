-- One row per figure that some check speaks of: whether a violated one does, and what the other figures imply for it.
with

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

operands as (select * from {{ ref('int_rule_scope_operands') }}),

left_sides as (
    select check_id, count(*) as left_count
    from operands
    where side = 'left'
    group by check_id
),

implied as (
    select
        operands.observation_id,
        outcomes.right_value as value_derived,
        row_number() over (partition by operands.observation_id order by outcomes.kind = 'agreement', outcomes.check_id) as choice_no
    from outcomes
    inner join left_sides on left_sides.check_id = outcomes.check_id and left_sides.left_count = 1
    inner join operands on operands.check_id = outcomes.check_id and operands.side = 'left' and operands.weight = 1
    where outcomes.kind <> 'bound' and outcomes.outcome <> 'undecided' and outcomes.reason_code <> 'assumed_absent'
),

flagged as (
    select
        operands.observation_id,
        max(case when outcomes.outcome = 'violated' then 1 else 0 end) = 1 as has_violation
    from operands
    inner join outcomes on outcomes.check_id = operands.check_id
    group by operands.observation_id
)

select
    flagged.observation_id,
    flagged.has_violation,
    implied.value_derived
from flagged
left join implied on implied.observation_id = flagged.observation_id and implied.choice_no = 1
