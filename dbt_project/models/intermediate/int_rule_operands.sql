-- One row per report, slot, term and figure of the questions that are looked at figure by figure.
with

asked as (select * from {{ ref('int_rule_asked') }}),

statements as (select * from {{ ref('int_rule_statements') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

in_their_scope as (
    select
        asked.report_no,
        asked.slot_no,
        statements.member,
        statements.term_no,
        statements.side,
        statements.weight,
        statements.sort_sign,
        statements.observation_id,
        statements.reporting_scope,
        statements.is_contradicted,
        statements.value_status,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value end as value,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value_low end as value_low,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value_high end as value_high,
        statements.is_high_open and not statements.is_count_of_zeros as is_high_open,
        statements.is_approximate,
        statements.decimals
    from asked
    inner join statements on statements.base_report_no = asked.report_no and statements.slot_no = asked.slot_no
),

in_every_scope as (
    select
        asked.report_no,
        asked.slot_no,
        statements.member,
        statements.term_no,
        statements.side,
        statements.weight,
        statements.sort_sign,
        statements.observation_id,
        statements.reporting_scope,
        statements.is_contradicted,
        statements.value_status,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value end as value,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value_low end as value_low,
        case when statements.is_count_of_zeros then {{ zero_counted('statements.value') }} else statements.value_high end as value_high,
        statements.is_high_open and not statements.is_count_of_zeros as is_high_open,
        statements.is_approximate,
        statements.decimals
    from asked
    inner join slots on slots.slot_no = asked.slot_no
    inner join statements
        on statements.base_report_no = asked.report_no
        and statements.slot_no is null
        and statements.rule_id = slots.rule_id
        and statements.variant = slots.variant
        and (statements.key_indicator is null or statements.key_indicator = slots.key_indicator)
        {% for name in var('rule_dimensions') -%}
        and (statements.key_{{ name }} is null or statements.key_{{ name }} = slots.key_{{ name }})
        {% endfor %}
)

select * from in_their_scope
union all
select * from in_every_scope
