select
    duty_id,
    report_kind,
    organ_kind,
    organ_level,
    cast(first_year as integer) as first_year,
    cast(coalesce(nullif(last_year, ''), '9999') as integer) as last_year,
    cast(collect_months as integer) as collect_months,
    cast(collect_day as integer) as collect_day,
    cast(nullif(publish_months, '') as integer) as publish_months,
    cast(nullif(publish_day, '') as integer) as publish_day,
    source
from {{ ref('duties') }}
