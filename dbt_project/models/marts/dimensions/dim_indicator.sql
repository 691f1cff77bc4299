select
    indicators.indicator_code,
    indicators.indicator_name_zh,
    indicators.indicator_name_en,
    units.canonical_unit_zh as unit,
    indicators.default_unit_zh as form_unit,
    indicators.subject,
    indicators.mart as mart_name,
    indicators.measure_kind,
    indicators.note
from {{ ref('stg_catalogue__indicators') }} as indicators
inner join {{ ref('stg_catalogue__units') }} as units on units.unit_zh = indicators.default_unit_zh
