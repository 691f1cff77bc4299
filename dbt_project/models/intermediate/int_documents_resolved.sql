-- One row per document: its organ, and how it stands among the files of one report.
with

documents as (select * from {{ ref('int_documents_identified') }}),

organs as (select * from {{ ref('int_organs') }}),

validity as (select * from {{ ref('int_document_validity') }})

select
    documents.document_id,
    documents.file_name,
    documents.uri,
    documents.media_type,
    documents.encoding,
    documents.form_code,
    documents.form_confidence,
    documents.title_raw,
    documents.organ_raw,
    documents.publisher_raw,
    documents.organ_id,
    documents.organ_status,
    coalesce(organs.organ_name_zh, nullif(replace(documents.organ_raw, ' ', ''), ''), '（未识别）') as organ_name_zh,
    coalesce(organs.region_code, '') as region_code,
    documents.period,
    documents.reporting_scope,
    documents.published_date,
    documents.arrived_at,
    documents.table_count,
    documents.passage_count,
    documents.figure_count,
    coalesce(validity.standing, 'in_force') as standing,
    coalesce(validity.is_in_force, true) as is_latest,
    coalesce(validity.has_conflict, false) as has_conflict,
    count(*) over (partition by documents.report_key) > 1 as has_rival,
    documents.report_key,
    validity.successor_document_id,
    coalesce(validity.is_set_aside, false) as is_set_aside,
    coalesce(validity.in_force_from, documents.arrived_at) as known_from,
    validity.in_force_to as known_to
from documents
left join organs on organs.organ_id = documents.organ_id
left join validity on validity.document_id = documents.document_id
