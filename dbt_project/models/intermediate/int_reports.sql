-- One row per document and period it speaks of: the unit in which rules are asked.
with

documents as (select * from {{ ref('int_documents_resolved') }}),

spoken as (
    select document_id, period from {{ ref('stg_raw__documents') }} where period <> ''
    union
    select document_id, period from {{ ref('stg_raw__observations') }} where period <> ''
)

select
    cast(row_number() over (order by spoken.document_id, spoken.period) as integer) as report_no,
    spoken.document_id,
    spoken.period,
    spoken.period = documents.period as is_primary,
    documents.organ_id,
    documents.form_code,
    documents.reporting_scope,
    documents.is_latest,
    documents.arrived_at
from spoken
inner join documents on documents.document_id = spoken.document_id
