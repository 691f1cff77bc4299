select
    unmapped.document_id,
    documents.organ_id,
    documents.organ_name_zh,
    documents.period,
    unmapped.place,
    unmapped.value_raw,
    unmapped.reason_code,
    reasons.reason_zh,
    reasons.is_statistic,
    unmapped.detail,
    documents.file_name,
    documents.is_latest
from {{ ref('stg_raw__unmapped') }} as unmapped
inner join {{ ref('int_documents_resolved') }} as documents on documents.document_id = unmapped.document_id
inner join {{ ref('unmapped_reasons') }} as reasons on reasons.reason_code = unmapped.reason_code
