-- One row per organ of the registry, with the years it exists and is below its parent.
select
    organ_id,
    organ_name_zh,
    region_code,
    parent_organ_id,
    cast(coalesce(nullif(valid_from, ''), '0') as integer) as first_year,
    cast(coalesce(nullif(valid_to, ''), '9999') as integer) as last_year
from {{ ref('organs') }}
