-- One row per report, slot, term and figure of the questions that are looked at figure by figure.
with

asked as (select * from {{ ref('int_rule_asked') }}),

bindings as (select * from {{ ref('int_rule_bindings') }} where not is_wide),

statements as (select * from {{ ref('int_rule_statements') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

reports_read as (select * from {{ ref('int_rule_reports_read') }}),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

wanted as (
    select
        asked.report_no as base_report_no,
        asked.slot_no,
        reports_read.report_no,
        reports_read.member,
        bindings.signature_no,
        bindings.term_no,
        bindings.side,
        bindings.weight,
        bindings.sort_sign,
        bindings.is_count_of_zeros
    from asked
    inner join bindings on bindings.slot_no = asked.slot_no
    inner join reports_read on reports_read.base_report_no = asked.report_no and reports_read.link = bindings.link
    left join comparable
        on comparable.from_form_code = reports_read.form_code
        and comparable.to_form_code = reports_read.base_form_code
        and comparable.to_indicator_code = bindings.indicator_code
    where {{ can_be_read('bindings', 'reports_read', 'comparable') }}

    union all

    select
        asked.report_no, asked.slot_no, statements.report_no, statements.member, statements.signature_no,
        statements.term_no, statements.side, statements.weight, statements.sort_sign, statements.is_count_of_zeros
    from asked
    inner join statements on statements.base_report_no = asked.report_no and statements.slot_no = asked.slot_no

    union all

    -- terms that count in every scope of their rule
    select
        asked.report_no, asked.slot_no, statements.report_no, statements.member, statements.signature_no,
        statements.term_no, statements.side, statements.weight, statements.sort_sign, statements.is_count_of_zeros
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

select
    wanted.base_report_no as report_no,
    wanted.slot_no,
    wanted.member,
    wanted.term_no,
    wanted.side,
    wanted.weight,
    wanted.sort_sign,
    observations.observation_id,
    observations.reporting_scope = 'own' as speaks_of_own,
    observations.reporting_scope = 'consolidated' as speaks_of_consolidated,
    observations.may_be_of_region,
    observations.is_contradicted,
    observations.value_status in ('blank', 'dash') as is_empty,
    -- a figure that the document states in two ways decides nothing
    case
        when observations.is_contradicted then null
        when wanted.is_count_of_zeros then {{ zero_counted('observations.value') }}
        else observations.value
    end as value,
    case when wanted.is_count_of_zeros then {{ zero_counted('observations.value') }} else observations.value_low end as value_low,
    case when wanted.is_count_of_zeros then {{ zero_counted('observations.value') }} else observations.value_high end as value_high,
    observations.is_high_open and not wanted.is_count_of_zeros as is_high_open,
    observations.is_approximate,
    observations.decimals
from wanted
inner join observations
    on observations.report_no = wanted.report_no and observations.signature_no = wanted.signature_no
