select
    indicator_code,
    name_zh as indicator_name_zh,
    name_en as indicator_name_en,
    unit_zh as default_unit_zh,
    subject,
    mart,
    measure_kind,
    {% for name in ['channel', 'intake', 'outcome', 'completion'] -%}
    coalesce({{ name }}, '') as own_{{ name }},
    {% endfor -%}
    coalesce(proceeding, '') as proceeding_code,
    coalesce(result, '') as result_code,
    note
from {{ ref('indicators') }}
