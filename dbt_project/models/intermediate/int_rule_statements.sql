-- One row per report that is looked at closely, figure and term that takes it, wherever the figure stands.
with

asked as (select distinct report_no from {{ ref('int_rule_asked') }}),

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

bindings as (select * from {{ ref('int_rule_bindings') }}),

linked as (select * from {{ ref('int_report_links_compared') }}),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

read_from as (
    select report_no as base_report_no, 'self' as link, report_no, '' as member, '' as base_form_code, '' as form_code
    from asked
    union all
    select linked.base_report_no, linked.link, linked.report_no, linked.member, linked.base_form_code, linked.form_code
    from linked
    inner join asked on asked.report_no = linked.base_report_no
)

select
    read_from.base_report_no,
    read_from.member,
    bindings.slot_no,
    bindings.rule_id,
    bindings.variant,
    bindings.term_no,
    bindings.side,
    bindings.weight,
    bindings.sort_sign,
    bindings.is_count_of_zeros,
    bindings.key_indicator,
    {{ dimension_columns('key', 'bindings') }},
    observations.observation_id,
    observations.reporting_scope,
    observations.is_contradicted,
    observations.value_status,
    -- a figure that the document states in two ways decides nothing
    case when not observations.is_contradicted then observations.value end as value,
    observations.value_low,
    observations.value_high,
    observations.is_high_open,
    observations.is_approximate,
    observations.decimals
from read_from
inner join observations on observations.report_no = read_from.report_no
inner join bindings on bindings.signature_no = observations.signature_no and bindings.link = read_from.link
left join comparable
    on comparable.from_form_code = read_from.form_code
    and comparable.to_form_code = read_from.base_form_code
    and comparable.to_indicator_code = observations.indicator_code
where
    read_from.link = 'self'
    or (
        (bindings.form_code = 'ANY' or bindings.form_code = read_from.base_form_code)
        and (
            read_from.form_code = read_from.base_form_code
            or comparable.from_indicator_code = observations.indicator_code
        )
    )
