with

suspects as (select * from {{ ref('int_suspects') }} where observation_id is not null),

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

observations as (select * from {{ ref('int_observations_resolved') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

reasons as (select * from {{ ref('suspect_reasons') }})

select
    suspects.check_id,
    outcomes.rule_id,
    outcomes.severity,
    documents.organ_id,
    documents.organ_name_zh,
    documents.region_code,
    outcomes.period,
    documents.form_code,
    suspects.set_id,
    suspects.solution_no,
    suspects.solution_count,
    suspects.cell_count,
    suspects.status,
    suspects.observation_id,
    observations.indicator_code,
    observations.dimensions,
    observations.value_raw,
    observations.value as value_reported,
    suspects.value_repair,
    observations.unit,
    suspects.repairs,
    suspects.why_code,
    reasons.reason_zh as why_zh,
    suspects.fault_side,
    observations.document_id,
    observations.place,
    holders.file_name,
    documents.is_latest,
    documents.known_from,
    documents.known_to
from suspects
inner join outcomes on outcomes.check_id = suspects.check_id
inner join documents on documents.document_id = outcomes.document_id
inner join observations on observations.observation_id = suspects.observation_id
inner join documents as holders on holders.document_id = observations.document_id
left join reasons on reasons.reason_code = suspects.why_code
