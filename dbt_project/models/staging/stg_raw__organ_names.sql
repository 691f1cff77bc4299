select
    document_id,
    role,
    name_raw,
    status,
    nullif(organ_id, '') as organ_id,
    candidates,
    reason_code
from {{ source('raw', 'raw_organ_names') }}
