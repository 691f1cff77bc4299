select
    submission_id,
    document_id,
    source,
    uri,
    file_name,
    size_bytes,
    media_type,
    archive_uri,
    nullif(archive_document_id, '') as archive_document_id,
    sender,
    nullif(sender_organ_id, '') as sender_organ_id,
    cast(received_at as timestamp) as received_at,
    nullif(claimed_organ_id, '') as claimed_organ_id,
    nullif(claimed_organ_name_zh, '') as claimed_organ_name_zh,
    claimed_by,
    nullif(claimed_period, '') as claimed_period,
    family
from {{ source('raw', 'raw_arrivals') }}
