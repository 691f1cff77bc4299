-- One row per cell of an annual form whose figures may be added over organs: counts and money, never rates or ranks.
with

cells as (select * from {{ ref('stg_forms__cells') }}),

forms as (select * from {{ ref('stg_forms__official_years') }}),

indicators as (select * from {{ ref('stg_catalogue__indicators') }} where measure_kind in ('flow', 'state')),

units as (select * from {{ ref('stg_catalogue__units') }} where quantity in ('count', 'money'))

select
    cells.form_code,
    cells.indicator_code,
    cells.dimensions,
    indicators.indicator_name_zh,
    units.canonical_unit_zh as unit,
    -- a change may be negative; nothing else may
    indicators.indicator_code like '%\_change' escape '\' as is_signed
from cells
inner join forms on forms.form_code = cells.form_code
inner join indicators on indicators.indicator_code = cells.indicator_code
inner join units on units.unit_zh = indicators.default_unit_zh
