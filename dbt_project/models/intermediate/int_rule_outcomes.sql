-- One row per check with its outcome: what addition settled, and what was decided figure by figure.
with

left_sides as (
    select report_no, slot_no, sum(weight * value) as left_value
    from {{ ref('int_rule_settled_operands') }}
    where side = 'left'
    group by report_no, slot_no
),

decisions as (select * from {{ ref('int_rule_decisions') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

settled as (
    select
        settled.report_no,
        settled.slot_no,
        settled.counted_slack,
        case
            when settled.counted_slack = 0 or (slots.relation = 'at_most' and settled.counted_slack > 0) then ''
            when slots.relation = 'equal' then 'not_equal'
            else 'over_bound'
        end as reason_code
    from {{ ref('int_rule_settled') }} as settled
    inner join slots on slots.slot_no = settled.slot_no
    where settled.is_settled
),

reports as (select * from {{ ref('int_reports') }}),

outcomes as (
    select
        settled.report_no,
        settled.slot_no,
        case when settled.reason_code = '' then 'holds' else 'violated' end as outcome,
        settled.reason_code,
        cast(null as varchar) as missing_names_zh,
        {{ exact('left_sides.left_value') }} as left_value,
        0 as left_decimals,
        {{ exact('left_sides.left_value + ' ~ whole_quotient('settled.counted_slack', '1000')) }} as right_value
    from settled
    inner join left_sides on left_sides.report_no = settled.report_no and left_sides.slot_no = settled.slot_no
    union all
    select * from decisions
)

select
    md5(concat(reports.document_id, '|', reports.period, '|', slots.slot_key)) as check_id,
    outcomes.report_no,
    outcomes.slot_no,
    slots.rule_id,
    slots.variant,
    slots.alternative_of,
    slots.kind,
    slots.relation,
    slots.severity,
    slots.form_code as rule_form_code,
    reports.document_id,
    reports.period,
    slots.scope,
    outcomes.outcome,
    outcomes.reason_code,
    outcomes.missing_names_zh,
    outcomes.left_value,
    outcomes.left_decimals,
    outcomes.right_value
from outcomes
inner join slots on slots.slot_no = outcomes.slot_no
inner join reports on reports.report_no = outcomes.report_no
