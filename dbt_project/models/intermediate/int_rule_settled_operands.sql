-- One row per settled question, term and figure: what was added up, told when it is asked for.
{{ config(materialized='view') }}

with

settled as (select * from {{ ref('int_rule_settled') }} where is_settled),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_fast),

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

read_from as (
    select report_no as base_report_no, report_no, 'self' as link from {{ ref('int_reports') }}
    union all
    select base_report_no, report_no, link from {{ ref('int_report_links') }}
)

select
    settled.report_no,
    settled.slot_no,
    bindings.term_no,
    bindings.side,
    bindings.weight,
    bindings.sort_sign,
    observations.observation_id,
    observations.value,
    observations.value_low,
    observations.value_high,
    observations.is_high_open,
    observations.is_approximate,
    observations.decimals
from settled
inner join bindings on bindings.slot_no = settled.slot_no
inner join read_from on read_from.base_report_no = settled.report_no and read_from.link = bindings.link
inner join observations
    on observations.report_no = read_from.report_no and observations.signature_no = bindings.signature_no
