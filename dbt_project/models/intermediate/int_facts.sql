-- One row per document, indicator, dimensions and period: the figure that speaks for the document, ready for the marts.
with

observations as (select * from {{ ref('int_observations_resolved') }} where is_in_facts),

indicators as (select * from {{ ref('stg_catalogue__indicators') }}),

periods as (select * from {{ ref('int_periods') }}),

findings as (select * from {{ ref('int_observation_findings') }}),

corrections as (select * from {{ ref('int_corrections_applied') }}),

certification as (select document_id, is_certified from {{ ref('int_document_certification') }}),

documents as (select document_id, file_name from {{ ref('int_documents_resolved') }})

select
    indicators.mart,
    observations.observation_id,
    observations.organ_id,
    observations.organ_name_zh,
    observations.region_code,
    observations.reporting_scope,
    observations.period,
    periods.period_start_date,
    periods.period_end_date,
    observations.as_of_date,
    observations.form_code,
    observations.indicator_code,
    observations.dim_applicant as applicant_type,
    case when observations.dim_channel <> '' then observations.dim_channel else indicators.own_channel end as channel_code,
    case when observations.dim_intake <> '' then observations.dim_intake else indicators.own_intake end as intake_code,
    case when observations.dim_outcome <> '' then observations.dim_outcome else indicators.own_outcome end as outcome_code,
    case when observations.dim_completion <> '' then observations.dim_completion else indicators.own_completion end as completion_code,
    indicators.proceeding_code,
    indicators.result_code,
    case
        when observations.dim_organ = '' then 'overall'
        when observations.dim_organ = 'total' then 'total'
        else 'each'
    end as unit_role,
    case when observations.dim_organ in ('', 'total') then '' else observations.dim_organ end as unit_organ_name_zh,
    observations.dim_group as unit_group_code,
    observations.dim_kind as kind_code,
    observations.dim_topic as topic_name_zh,
    observations.dim_task as task_name_zh,
    observations.dim_component as component_name_zh,
    observations.dim_field as field_name_zh,
    observations.dimensions,
    observations.value as value_reported,
    findings.value_derived,
    coalesce(corrections.value_accepted, observations.value) as value_accepted,
    observations.unit,
    observations.unit_status,
    observations.value_status,
    observations.value_raw,
    observations.value_low,
    observations.value_high,
    observations.is_approximate,
    observations.decimals as decimals_shown,
    observations.method,
    observations.document_id,
    observations.place,
    documents.file_name,
    observations.confidence,
    coalesce(findings.has_violation, false) as has_violation,
    certification.is_certified,
    observations.is_latest,
    observations.known_from,
    observations.known_to
from observations
inner join indicators on indicators.indicator_code = observations.indicator_code
inner join periods on periods.period = observations.period
left join findings on findings.observation_id = observations.observation_id
left join corrections on corrections.observation_id = observations.observation_id
inner join certification on certification.document_id = observations.document_id
inner join documents on documents.document_id = observations.document_id
