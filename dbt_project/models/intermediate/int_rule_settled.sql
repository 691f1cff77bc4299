-- One row per report and plain question that is settled: all figures are there, exact, and they balance.
with

balances as (select * from {{ ref('int_rule_balances') }}),

slots as (select slot_no, question_no, relation, term_count from {{ ref('int_rule_slots') }} where is_fast)

select
    balances.report_no,
    balances.slot_no,
    slots.question_no,
    balances.left_value,
    -- what is left of the bound; 0 where the sides are equal
    cast(cast(slots.term_count - balances.counted_balance as decimal(26, 0)) * cast(0.0009765625 as decimal(10, 10)) as decimal(28, 8)) as slack,
    coalesce(
        balances.counted_balance = slots.term_count
        or (
            slots.relation = 'at_most'
            and balances.counted_balance < slots.term_count
            and (slots.term_count - balances.counted_balance) % 1024 = 0
        ),
        false
    ) as is_settled
from balances
inner join slots on slots.slot_no = balances.slot_no
