select
    document_id,
    table_no,
    layout,
    form_code,
    confidence,
    row_count,
    column_count,
    value_count,
    matched_count,
    note
from {{ source('raw', 'raw_tables') }}
