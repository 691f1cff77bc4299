select
    document_id,
    file_name,
    uri,
    cast(size_bytes as bigint) as size_bytes,
    media_type,
    reason_code,
    reason,
    cast(arrived_at as timestamp) as arrived_at
from {{ source('raw', 'raw_quarantine') }}
