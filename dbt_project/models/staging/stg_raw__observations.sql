with

source as (select * from {{ source('raw', 'raw_observations') }})

select
    observation_id,
    document_id,
    position,
    indicator_code,
    dimensions,
    {% for name in var('rule_dimensions') if name != 'method' -%}
    {{ dimension_value('dimensions', name) }} as dim_{{ name }},
    {% endfor -%}
    method as dim_method,
    period,
    reporting_scope,
    cast(nullif(as_of_date, '') as date) as as_of_date,
    value_raw,
    value_status,
    {{ try_exact('number') }} as number_stated,
    {{ try_exact('low') }} as low_stated,
    {{ try_exact('high') }} as high_stated,
    is_high_open,
    is_approximate,
    decimals,
    unit_raw,
    method,
    place,
    confidence,
    note
from source
