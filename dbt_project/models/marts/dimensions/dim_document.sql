with

documents as (select * from {{ ref('int_documents_resolved') }}),

observations as (
    select document_id, count(*) as observation_count
    from {{ ref('stg_raw__observations') }}
    group by document_id
),

unmapped as (
    select document_id, count(*) as unmapped_count
    from {{ ref('stg_raw__unmapped') }}
    group by document_id
)

select
    documents.document_id,
    documents.file_name,
    documents.uri,
    documents.media_type,
    documents.encoding,
    documents.form_code,
    documents.title_raw,
    documents.organ_raw,
    documents.publisher_raw,
    documents.organ_id,
    documents.organ_name_zh,
    documents.organ_status,
    documents.period,
    documents.reporting_scope,
    documents.published_date,
    cast(documents.table_count as integer) as table_count,
    cast(documents.passage_count as integer) as passage_count,
    cast(coalesce(observations.observation_count, 0) as integer) as observation_count,
    cast(coalesce(unmapped.unmapped_count, 0) as integer) as unmapped_count,
    documents.is_latest,
    documents.has_rival,
    documents.known_from,
    documents.known_to
from documents
left join observations on observations.document_id = documents.document_id
left join unmapped on unmapped.document_id = documents.document_id
