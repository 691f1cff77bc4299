select
    metric_code,
    name_zh as metric_name_zh,
    name_en as metric_name_en,
    subject,
    unit_zh as unit,
    coalesce(slices, '') as slices,
    numerator_zh,
    numerator_en,
    denominator_zh,
    denominator_en,
    '100.0 * sum(numerator) / nullif(sum(denominator), 0)' as aggregation_sql,
    coalesce(note_zh, '') as note_zh,
    coalesce(note_en, '') as note_en
from {{ ref('metrics') }}
