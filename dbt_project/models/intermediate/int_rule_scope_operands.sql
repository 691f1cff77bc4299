-- One row per check, term and figure: what stands on each side of each question.
with

operands as (select * from {{ ref('int_rule_operands') }}),

scopes as (select * from {{ ref('int_rule_scopes') }}),

in_their_scope as (
    select
        scopes.check_id,
        operands.*
    from operands
    inner join scopes
        on scopes.rule_id = operands.rule_id
        and scopes.variant = operands.variant
        and scopes.base_document_id = operands.base_document_id
        and scopes.base_period = operands.base_period
        and scopes.key_indicator = coalesce(operands.key_indicator, '')
        {% for name in var('rule_dimensions') -%}
        and scopes.key_{{ name }} = coalesce(operands.key_{{ name }}, '')
        {% endfor %}
    where operands.is_scoping
),

in_every_scope as (
    select
        scopes.check_id,
        operands.*
    from operands
    inner join scopes
        on scopes.rule_id = operands.rule_id
        and scopes.variant = operands.variant
        and scopes.base_document_id = operands.base_document_id
        and scopes.base_period = operands.base_period
        and (operands.key_indicator is null or operands.key_indicator = scopes.key_indicator)
        {% for name in var('rule_dimensions') -%}
        and (operands.key_{{ name }} is null or operands.key_{{ name }} = scopes.key_{{ name }})
        {% endfor %}
    where not operands.is_scoping
)

select
    check_id, rule_id, variant, term_no, side, weight, sort_sign, observation_id, reporting_scope, is_contradicted,
    value, value_low, value_high, is_high_open, is_approximate, decimals
from in_their_scope

union all

select
    check_id, rule_id, variant, term_no, side, weight, sort_sign, observation_id, reporting_scope, is_contradicted,
    value, value_low, value_high, is_high_open, is_approximate, decimals
from in_every_scope
