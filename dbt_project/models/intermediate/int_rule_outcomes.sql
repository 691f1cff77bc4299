-- One row per check with its outcome: what addition settled, and what was decided figure by figure.
with

settled as (select * from {{ ref('int_rule_settled') }} where is_settled),

decisions as (select * from {{ ref('int_rule_decisions') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

reports as (select * from {{ ref('int_reports') }}),

outcomes as (
    select
        report_no,
        slot_no,
        'holds' as outcome,
        '' as reason_code,
        cast(null as varchar) as missing_names_zh,
        {{ exact('left_value') }} as left_value,
        0 as left_decimals,
        {{ exact('left_value + ' ~ whole_quotient('counted_slack', '1000')) }} as right_value
    from settled
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
