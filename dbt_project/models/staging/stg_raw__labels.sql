select
    document_id,
    place,
    label_raw,
    how,
    read_as,
    confidence
from {{ source('raw', 'raw_labels') }}
