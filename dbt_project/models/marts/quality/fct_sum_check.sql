with

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

periods as (select * from {{ ref('int_periods') }}),

reasons as (select * from {{ ref('outcome_reasons') }}),

findings as (select * from {{ ref('int_rule_findings') }}),

localised as (
    select check_id, min(status) as status
    from {{ ref('int_suspects') }}
    group by check_id
)

select
    outcomes.check_id,
    outcomes.rule_id,
    outcomes.kind,
    outcomes.severity,
    documents.organ_id,
    documents.organ_name_zh,
    documents.region_code,
    outcomes.period,
    periods.period_start_date,
    periods.period_end_date,
    documents.form_code,
    outcomes.scope,
    outcomes.outcome,
    outcomes.left_value,
    outcomes.right_value,
    cast(outcomes.left_value - outcomes.right_value as decimal(28, 8)) as difference,
    cast(outcomes.left_decimals as integer) as left_decimals_shown,
    outcomes.reason_code,
    case
        when outcomes.reason_code = '' then ''
        when outcomes.reason_code in ('term_missing', 'term_blank', 'blank_not_zero', 'prior_year_missing', 'prior_year_differs', 'children_missing', 'parts_missing') and outcomes.missing_names_zh is not null
            then concat(reasons.reason_zh, '：', outcomes.missing_names_zh)
        else reasons.reason_zh
    end as reason,
    outcomes.reason_code in ('assumed_absent', 'assumed_blank_zero') as has_assumption,
    outcomes.reason_code = 'assumed_blank_zero' as assumed_blank_zero,
    coalesce(localised.status, '') as localisation,
    coalesce(findings.is_waived, false) as is_waived,
    coalesce(findings.is_resolved, false) as is_resolved,
    outcomes.document_id,
    documents.is_latest,
    documents.known_from,
    documents.known_to
from outcomes
inner join documents on documents.document_id = outcomes.document_id
left join periods on periods.period = outcomes.period
left join reasons on reasons.reason_code = outcomes.reason_code
left join findings on findings.check_id = outcomes.check_id
left join localised on localised.check_id = outcomes.check_id
