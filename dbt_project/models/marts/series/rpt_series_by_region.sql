with

series as (select * from {{ ref('rpt_series') }}),

organs as (select * from {{ ref('dim_organ') }}),

placed as (
    select
        {{ region_organ_id('organs') }} as region_organ_id,
        organs.province_name_zh,
        organs.city_name_zh,
        organs.county_name_zh,
        {{ basis_code('series.is_consolidated', 'organs.organ_level') }} as basis_code,
        series.*
    from series
    inner join organs on organs.organ_id = series.organ_id
),

summed as (
    select
        region_organ_id,
        max(province_name_zh) as province_name_zh,
        max(city_name_zh) as city_name_zh,
        max(county_name_zh) as county_name_zh,
        report_year,
        basis_code,
        form_code,
        is_certified,
        indicator_code,
        max(indicator_name_zh) as indicator_name_zh,
        dimensions,
        max(unit) as unit,
        comparability,
        {{ exact('sum(value)') }} as value,
        {{ exact('sum(value_stated)') }} as value_stated,
        cast(count(distinct organ_id) as integer) as organ_count
    from placed
    group by
        region_organ_id, report_year, basis_code, form_code, is_certified, indicator_code, dimensions, comparability
)

select
    summed.region_organ_id,
    summed.province_name_zh,
    summed.city_name_zh,
    summed.county_name_zh,
    summed.report_year,
    summed.basis_code,
    basis.name_zh as basis_zh,
    summed.form_code,
    summed.is_certified,
    summed.indicator_code,
    summed.indicator_name_zh,
    summed.dimensions,
    summed.unit,
    summed.comparability,
    summed.value,
    summed.value_stated,
    summed.organ_count
from summed
left join {{ ref('code_names') }} as basis on basis.list = 'basis' and basis.code = summed.basis_code
