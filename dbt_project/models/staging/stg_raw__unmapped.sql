select
    document_id,
    position,
    value_raw,
    place,
    reason_code,
    detail
from {{ source('raw', 'raw_unmapped') }}
