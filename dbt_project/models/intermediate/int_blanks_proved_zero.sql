-- One row per empty cell that the totals of its form prove to be a zero.
with

outcomes as (select check_id from {{ ref('int_rule_outcomes') }} where reason_code = 'assumed_blank_zero'),

operands as (select * from {{ ref('int_rule_scope_operands') }})

select distinct operands.observation_id
from operands
inner join outcomes on outcomes.check_id = operands.check_id
where operands.value is null
