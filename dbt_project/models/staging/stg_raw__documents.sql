select
    document_id,
    file_name,
    uri,
    media_type,
    encoding,
    form_code,
    form_confidence,
    title_raw,
    organ_raw,
    publisher_raw,
    period,
    reporting_scope,
    cast(nullif(published_date, '') as date) as published_date,
    cast(arrived_at as timestamp) as arrived_at,
    table_count,
    passage_count,
    figure_count
from {{ source('raw', 'raw_documents') }}
