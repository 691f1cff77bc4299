select
    document_id,
    relation,
    organ_id,
    organ_name_zh,
    kind,
    level,
    region_code,
    nullif(parent_organ_id, '') as parent_organ_id,
    valid_from,
    valid_to,
    source
from {{ source('raw', 'raw_organs') }}
