-- One row per check, term and figure: what stands on each side of each question.
with

outcomes as (select check_id, report_no, slot_no from {{ ref('int_rule_outcomes') }}),

operands as (select * from {{ ref('int_rule_operands') }}),

settled as (select * from {{ ref('int_rule_settled_operands') }}),

all_operands as (
    select
        report_no, slot_no, term_no, side, weight, sort_sign, observation_id, value, value_low, value_high, is_high_open,
        is_approximate, decimals
    from operands

    union all

    select
        report_no, slot_no, term_no, side, weight, sort_sign, observation_id, value, value_low, value_high, is_high_open,
        is_approximate, decimals
    from settled
)

select outcomes.check_id, all_operands.*
from all_operands
inner join outcomes on outcomes.report_no = all_operands.report_no and outcomes.slot_no = all_operands.slot_no
