-- One row per name an organ is known by: its own name and each alias; blanks inside names do not count.
select
    organ_id,
    replace(organ_name_zh, ' ', '') as name_zh
from {{ ref('organs') }}

union

select
    organ_id,
    replace(alias_zh, ' ', '') as name_zh
from {{ ref('organ_aliases') }}
