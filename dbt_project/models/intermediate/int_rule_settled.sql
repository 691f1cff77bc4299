-- One row per report and plain question: whether all its figures are there, exact, and balance.
with

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_fast),

slots as (select slot_no, question_no, relation, term_count from {{ ref('int_rule_slots') }} where is_fast),

linked as (select * from {{ ref('int_report_links_compared') }}),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

-- 1000 x the balance + 1 for each figure: equal to the number of terms if, and only if, all are there and balance.
contributions as (
    select
        cast(observations.report_no as bigint) * 1000000000 + bindings.slot_no as report_slot_no,
        1000 * bindings.signed_weight * observations.whole_value + 1 as contribution
    from observations
    inner join bindings on bindings.signature_no = observations.signature_no
    where bindings.link = 'self'

    union all

    select
        cast(linked.base_report_no as bigint) * 1000000000 + bindings.slot_no,
        1000 * bindings.signed_weight * observations.whole_value + 1
    from observations
    inner join bindings on bindings.signature_no = observations.signature_no
    inner join linked
        on linked.report_no = observations.report_no
        and linked.link = bindings.link
        and (bindings.form_code = 'ANY' or bindings.form_code = linked.base_form_code)
    left join comparable
        on comparable.from_form_code = linked.form_code
        and comparable.to_form_code = linked.base_form_code
        and comparable.to_indicator_code = observations.indicator_code
    where
        bindings.link <> 'self'
        and (linked.form_code = linked.base_form_code or comparable.from_indicator_code = observations.indicator_code)
),

-- report and slot in one number, which groups faster than two
sums as (
    select report_slot_no, cast(sum(contribution) as bigint) as counted_balance
    from contributions
    group by report_slot_no
),

numbered as (
    select
        cast({{ whole_quotient('report_slot_no', '1000000000') }} as integer) as report_no,
        cast(report_slot_no % 1000000000 as integer) as slot_no,
        counted_balance
    from sums
)

select
    numbered.report_no,
    numbered.slot_no,
    slots.term_count - numbered.counted_balance as counted_slack,  -- 1000 x what is left of a bound
    coalesce(
        numbered.counted_balance = slots.term_count
        or (
            slots.relation = 'at_most'
            and numbered.counted_balance < slots.term_count
            and (slots.term_count - numbered.counted_balance) % 1000 = 0
        ),
        false
    ) as is_settled
from numbered
inner join slots on slots.slot_no = numbered.slot_no
