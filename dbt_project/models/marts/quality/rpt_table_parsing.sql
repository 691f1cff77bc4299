select
    tables.document_id,
    documents.organ_name_zh,
    documents.period,
    tables.table_no,
    tables.layout,
    tables.form_code,
    tables.confidence,
    tables.row_count,
    tables.column_count,
    tables.value_count,
    tables.matched_count,
    tables.note
from {{ ref('stg_raw__tables') }} as tables
inner join {{ ref('int_documents_resolved') }} as documents on documents.document_id = tables.document_id
