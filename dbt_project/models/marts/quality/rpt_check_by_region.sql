with

checks as (select * from {{ ref('fct_sum_check') }} where is_latest),

organs as (select * from {{ ref('dim_organ') }}),

periods as (select * from {{ ref('dim_period') }})

select
    {{ region_organ_id('organs') }} as region_organ_id,
    max(organs.province_name_zh) as province_name_zh,
    max(organs.city_name_zh) as city_name_zh,
    max(organs.county_name_zh) as county_name_zh,
    periods.report_year,
    checks.form_code,
    checks.rule_id,
    checks.severity,
    checks.outcome,
    cast(count(*) as bigint) as check_count,
    cast(sum(case when checks.is_waived then 1 else 0 end) as bigint) as waived_count,
    cast(sum(case when checks.is_resolved then 1 else 0 end) as bigint) as resolved_count,
    cast(count(distinct checks.document_id) as bigint) as document_count
from checks
inner join organs on organs.organ_id = checks.organ_id
inner join periods on periods.period = checks.period
group by 1, periods.report_year, checks.form_code, checks.rule_id, checks.severity, checks.outcome
