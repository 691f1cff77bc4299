with

names as (select * from {{ ref('stg_raw__organ_names') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

organs as (select * from {{ ref('int_organs') }}),

reasons as (select * from {{ ref('organ_reasons') }})

select
    names.document_id,
    documents.file_name,
    documents.period,
    names.role,
    names.name_raw,
    names.status,
    names.organ_id,
    organs.organ_name_zh,
    names.candidates,
    names.reason_code,
    reasons.reason_zh,
    reasons.reason_en
from names
inner join documents on documents.document_id = names.document_id
left join organs on organs.organ_id = names.organ_id
left join reasons on reasons.reason_code = names.reason_code
