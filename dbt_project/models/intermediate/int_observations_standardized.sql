with

observations as (select * from {{ ref('stg_raw__observations') }}),

indicators as (select * from {{ ref('stg_catalogue__indicators') }}),

units as (select * from {{ ref('stg_catalogue__units') }}),

-- A figure without a unit takes the unit that its form prescribes for the indicator.
with_units as (
    select
        observations.*,
        indicators.measure_kind,
        own_unit.canonical_unit_zh as unit,
        own_unit.quantity,
        coalesce(
            case when stated_unit.quantity = own_unit.quantity then stated_unit.factor end,
            case when observations.unit_raw = '' then own_unit.factor end
        ) as factor,
        case
            when observations.unit_raw = '' then 'prescribed'
            when stated_unit.unit_zh is null then 'unknown'
            when stated_unit.quantity <> own_unit.quantity then 'conflicting'
            else 'stated'
        end as unit_status
    from observations
    inner join indicators on indicators.indicator_code = observations.indicator_code
    inner join units as own_unit on own_unit.unit_zh = indicators.default_unit_zh
    left join units as stated_unit on stated_unit.unit_zh = observations.unit_raw
),

-- No count of the field comes near 10^15 nor a rate near 10^6; beyond that a figure is kept as written, without a value.
bounded as (
    select
        with_units.*,
        case
            when abs(number_stated) < 1000000 then true
            -- divided, since the product of what is too large has no type
            else quantity <> 'rate' and abs(number_stated) < 1000000000000000 / factor
        end as is_in_range
    from with_units
)

select
    bounded.*,
    case when is_in_range then {{ exact('number_stated * factor') }} end as value,
    case when is_in_range then {{ exact('low_stated * factor') }} end as value_low,
    case when is_in_range then {{ exact('high_stated * factor') }} end as value_high
from bounded
