with

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

operands as (select * from {{ ref('int_rule_scope_operands') }}),

observations as (select * from {{ ref('int_observations_resolved') }}),

-- Where a document states a figure in two ways, both statements stand here.
statements as (
    select
        observations.observation_id as operand_id,
        others.*
    from observations
    inner join observations as others
        on others.document_id = observations.document_id
        and others.indicator_code = observations.indicator_code
        and others.dimensions = observations.dimensions
        and others.period = observations.period
        and others.method = observations.method
        and (others.observation_id = observations.observation_id or observations.is_contradicted)
    where observations.is_first_statement
)

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
inner join statements as observations on observations.operand_id = operands.observation_id
