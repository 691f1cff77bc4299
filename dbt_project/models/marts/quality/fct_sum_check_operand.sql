with

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

operands as (select * from {{ ref('int_rule_scope_operands') }}),

observations as (select * from {{ ref('int_observations_resolved') }})

select
    operands.check_id,
    outcomes.rule_id,
    operands.side,
    cast(operands.term_no as integer) as term_no,
    cast(operands.weight as integer) as weight,
    observations.observation_id,
    observations.document_id,
    observations.place,
    observations.indicator_code,
    observations.dimensions,
    observations.value_raw,
    observations.value as value_reported,
    observations.unit
from operands
inner join outcomes on outcomes.check_id = operands.check_id
inner join observations on observations.observation_id = operands.observation_id
