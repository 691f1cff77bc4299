with

certification as (select * from {{ ref('rpt_certification') }} where is_latest),

documents as (select * from {{ ref('dim_document') }}),

organs as (select * from {{ ref('dim_organ') }}),

periods as (select * from {{ ref('dim_period') }}),

conservation as (select * from {{ ref('rpt_conservation') }}),

names as (select * from {{ ref('code_names') }})

select
    certification.document_id,
    organs.province_name_zh,
    organs.city_name_zh,
    organs.county_name_zh,
    certification.organ_id,
    certification.organ_name_zh,
    organs.organ_level,
    levels.name_zh as organ_level_zh,
    periods.report_year,
    certification.period,
    certification.form_code,
    certification.reporting_scope,
    scopes.name_zh as scope_zh,
    certification.is_certified,
    verdicts.name_zh as certification_zh,
    certification.check_count,
    certification.holding_count,
    certification.undecided_count,
    certification.error_count,
    certification.warning_count,
    documents.observation_count,
    documents.unmapped_count,
    conservation.unmapped_statistic_count,
    documents.file_name,
    documents.title_raw
from certification
inner join documents on documents.document_id = certification.document_id
inner join organs on organs.organ_id = certification.organ_id
inner join periods on periods.period = certification.period
inner join conservation on conservation.document_id = certification.document_id
inner join names as verdicts
    on verdicts.list = 'certification' and verdicts.code = {{ yes_no_code('certification.is_certified') }}
left join names as scopes on scopes.list = 'scope' and scopes.code = certification.reporting_scope
left join names as levels on levels.list = 'organ_level' and levels.code = organs.organ_level
