-- One row per form, indicator and dimensions that the form has a cell for.
select distinct
    form_code,
    indicator_code,
    coalesce(dimensions, '') as dimensions
from {{ ref('form_cells') }}
