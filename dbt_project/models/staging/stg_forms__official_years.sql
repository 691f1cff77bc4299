-- One row per annual form: the years that it is the official form of; the newest one is the present form.
select
    form_code,
    name_zh as form_name_zh,
    cast(year_from as integer) as first_year,
    cast(year_to as integer) as last_year,
    row_number() over (order by cast(year_from as integer) desc) = 1 as is_present
from {{ ref('form_versions') }}
where document_kind = 'annual_report'
