select
    labels.document_id,
    documents.organ_name_zh,
    documents.period,
    labels.place,
    labels.label_raw,
    labels.how,
    labels.read_as,
    labels.confidence
from {{ ref('stg_raw__labels') }} as labels
inner join {{ ref('int_documents_resolved') }} as documents on documents.document_id = labels.document_id
