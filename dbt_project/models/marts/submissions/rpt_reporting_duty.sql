select
    organ_id,
    organ_name_zh,
    organ_kind,
    organ_level,
    region_code,
    parent_organ_id,
    report_kind,
    first_year,
    last_year,
    duty_id,
    collect_months,
    collect_day,
    publish_months,
    publish_day,
    source
from {{ ref('int_reporting_duties') }}
