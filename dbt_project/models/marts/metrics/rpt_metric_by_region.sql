with

metrics as (
    select *
    from {{ ref('rpt_metric') }}
    where is_total and period_grain = 'year'
),

-- of two forms filed for one year the one that speaks in the series is added, as there
reports as (select document_id, is_consolidated from {{ ref('int_series_reports') }}),

organs as (select * from {{ ref('dim_organ') }}),

placed as (
    select
        {{ region_organ_id('organs') }} as region_organ_id,
        organs.province_name_zh,
        organs.city_name_zh,
        organs.county_name_zh,
        {{ basis_code('reports.is_consolidated', 'organs.organ_level') }} as basis_code,
        metrics.*
    from metrics
    inner join reports on reports.document_id = metrics.document_id
    inner join organs on organs.organ_id = metrics.organ_id
),

summed as (
    select
        metric_code,
        max(metric_name_zh) as metric_name_zh,
        member_code,
        max(member_name_zh) as member_name_zh,
        region_organ_id,
        max(province_name_zh) as province_name_zh,
        max(city_name_zh) as city_name_zh,
        max(county_name_zh) as county_name_zh,
        report_year,
        basis_code,
        form_code,
        is_certified,
        comparability,
        {{ exact('sum(numerator)') }} as numerator,
        {{ exact('sum(denominator)') }} as denominator,
        cast(count(denominator) as integer) as report_count
    from placed
    group by
        metric_code, member_code, region_organ_id, report_year, basis_code, form_code, is_certified, comparability
)

select
    summed.metric_code,
    summed.metric_name_zh,
    summed.member_code,
    summed.member_name_zh,
    summed.region_organ_id,
    summed.province_name_zh,
    summed.city_name_zh,
    summed.county_name_zh,
    summed.report_year,
    summed.basis_code,
    basis.name_zh as basis_zh,
    summed.form_code,
    summed.is_certified,
    summed.comparability,
    summed.numerator,
    summed.denominator,
    summed.report_count
from summed
left join {{ ref('code_names') }} as basis on basis.list = 'basis' and basis.code = summed.basis_code
