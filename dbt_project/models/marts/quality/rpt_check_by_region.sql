with

checks as (select * from {{ ref('fct_sum_check') }} where is_latest),

organs as (select * from {{ ref('dim_organ') }}),

periods as (select * from {{ ref('dim_period') }}),

counted as (
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
),

rules as (select * from {{ ref('dim_rule') }}),

names as (select * from {{ ref('code_names') }})

select
    counted.region_organ_id,
    counted.province_name_zh,
    counted.city_name_zh,
    counted.county_name_zh,
    case
        when counted.county_name_zh = counted.city_name_zh then counted.city_name_zh
        else concat(counted.city_name_zh, ' ', counted.county_name_zh)
    end as region_zh,
    counted.report_year,
    counted.form_code,
    counted.rule_id,
    rules.description_zh as rule_zh,
    counted.severity,
    severities.name_zh as severity_zh,
    counted.outcome,
    outcomes.name_zh as outcome_zh,
    counted.check_count,
    counted.waived_count,
    counted.resolved_count,
    counted.document_count
from counted
inner join rules on rules.rule_id = counted.rule_id
inner join names as severities on severities.list = 'severity' and severities.code = counted.severity
inner join names as outcomes on outcomes.list = 'outcome' and outcomes.code = counted.outcome
