-- One row per check, term and figure: what stands on each side of each question.
with

outcomes as (select check_id, report_no, slot_no from {{ ref('int_rule_outcomes') }}),

operands as (select * from {{ ref('int_rule_operands') }}),

settled as (select * from {{ ref('int_rule_settled') }} where is_settled),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_fast),

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

linked as (select * from {{ ref('int_report_links_compared') }}),

read_from as (
    select report_no as base_report_no, report_no, 'self' as link from {{ ref('int_reports') }}
    union all
    select base_report_no, report_no, link from linked
),

all_operands as (
    select
        report_no, slot_no, term_no, side, weight, sort_sign, observation_id, value, value_low, value_high, is_high_open,
        is_approximate, decimals
    from operands

    union all

    select
        settled.report_no, settled.slot_no, bindings.term_no, bindings.side, bindings.weight,
        bindings.sort_sign, observations.observation_id, observations.value, observations.value_low, observations.value_high,
        observations.is_high_open, observations.is_approximate, observations.decimals
    from settled
    inner join bindings on bindings.slot_no = settled.slot_no
    inner join read_from on read_from.base_report_no = settled.report_no and read_from.link = bindings.link
    inner join observations
        on observations.report_no = read_from.report_no and observations.signature_no = bindings.signature_no
)

select outcomes.check_id, all_operands.*
from all_operands
inner join outcomes on outcomes.report_no = all_operands.report_no and outcomes.slot_no = all_operands.slot_no
