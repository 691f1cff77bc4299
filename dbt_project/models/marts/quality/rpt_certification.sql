with

certification as (select * from {{ ref('int_document_certification') }}),

documents as (select * from {{ ref('int_documents_resolved') }})

select
    documents.organ_id,
    documents.organ_name_zh,
    documents.region_code,
    documents.reporting_scope,
    documents.period,
    documents.form_code,
    certification.is_certified,
    certification.check_count,
    certification.holding_count,
    certification.undecided_count,
    certification.error_count,
    certification.warning_count,
    certification.waived_count,
    certification.resolved_count,
    certification.blocking_count,
    documents.document_id,
    documents.is_latest,
    documents.known_from,
    documents.known_to
from certification
inner join documents on documents.document_id = certification.document_id
