with

reports as (select * from {{ ref('int_series_reports') }}),

figures as (select * from {{ ref('int_series_values') }}),

breaks as (select * from {{ ref('int_series_breaks') }}),

certification as (select document_id, is_certified from {{ ref('int_document_certification') }}),

indicators as (select * from {{ ref('dim_indicator') }}),

reasons as (select * from {{ ref('consolidation_reasons') }}),

compared as (
    select
        reports.*,
        figures.indicator_code,
        figures.dimensions,
        figures.comparability,
        figures.comparability_reason_code,
        figures.note,
        figures.value,
        figures.value_stated,
        prior.value as value_prior,
        figures.value - prior.value as value_change,
        case
            when figures.comparability = 'not_comparable' then figures.comparability_reason_code
            when figures.value is null then 'value_missing'
            when reports.prior_document_id is null then 'prior_year_missing'
            when prior.comparability = 'not_comparable' then prior.comparability_reason_code
            when prior.value is null then 'prior_value_missing'
            when prior.value <= 0 then 'base_zero'
            else ''
        end as change_reason_code
    from reports
    inner join figures on figures.document_id = reports.document_id
    left join figures as prior
        on prior.document_id = reports.prior_document_id
        and prior.indicator_code = figures.indicator_code
        and prior.dimensions = figures.dimensions
)

select
    compared.organ_id,
    compared.organ_name_zh,
    compared.region_code,
    compared.is_consolidated,
    compared.reporting_scope,
    cast(compared.report_year as integer) as report_year,
    compared.form_code,
    compared.indicator_code,
    indicators.indicator_name_zh,
    compared.dimensions,
    indicators.unit,
    {{ exact('compared.value') }} as value,
    {{ exact('compared.value_stated') }} as value_stated,
    compared.comparability,
    compared.comparability_reason_code,
    coalesce(reasons.reason_zh, '') as comparability_reason_zh,
    compared.note as comparability_note_en,
    {{ exact('compared.value_prior') }} as value_prior,
    {{ exact('compared.value_change') }} as value_change,
    case when compared.value_prior > 0 then {{ exact_percent('compared.value_change', 'compared.value_prior') }} end as change_pct,
    compared.change_reason_code,
    coalesce(change_reasons.reason_zh, '') as change_reason_zh,
    case when compared.value_change is not null then coalesce(breaks.break_reason_codes, '') else '' end as break_reason_codes,
    case when compared.value_change is not null then coalesce(breaks.break_reasons_zh, '') else '' end as break_reasons_zh,
    certification.is_certified,
    compared.document_id,
    compared.known_from
from compared
inner join indicators on indicators.indicator_code = compared.indicator_code
inner join certification on certification.document_id = compared.document_id
left join breaks on breaks.document_id = compared.document_id
left join reasons on reasons.reason_code = compared.comparability_reason_code
left join reasons as change_reasons on change_reasons.reason_code = compared.change_reason_code
