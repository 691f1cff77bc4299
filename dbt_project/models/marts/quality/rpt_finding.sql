with

checks as (select * from {{ ref('fct_sum_check') }} where is_latest and outcome = 'violated'),

documents as (select * from {{ ref('dim_document') }}),

organs as (select * from {{ ref('dim_organ') }}),

periods as (select * from {{ ref('dim_period') }}),

rules as (select * from {{ ref('dim_rule') }}),

names as (select * from {{ ref('code_names') }})

select
    checks.check_id,
    organs.province_name_zh,
    organs.city_name_zh,
    organs.county_name_zh,
    checks.organ_id,
    checks.organ_name_zh,
    periods.report_year,
    checks.period,
    checks.form_code,
    checks.rule_id,
    rules.description_zh as rule_zh,
    checks.severity,
    severities.name_zh as severity_zh,
    checks.scope,
    checks.left_value,
    checks.right_value,
    checks.difference,
    checks.reason,
    checks.is_waived,
    checks.is_resolved,
    checks.localisation,
    documents.file_name,
    checks.document_id
from checks
inner join documents on documents.document_id = checks.document_id
inner join organs on organs.organ_id = checks.organ_id
inner join periods on periods.period = checks.period
inner join rules on rules.rule_id = checks.rule_id
inner join names as severities on severities.list = 'severity' and severities.code = checks.severity
