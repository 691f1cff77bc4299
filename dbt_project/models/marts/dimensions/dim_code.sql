select
    list as list_name,
    code,
    cast(sort_no as integer) as sort_no,
    name_zh,
    name_en
from {{ ref('code_names') }}
