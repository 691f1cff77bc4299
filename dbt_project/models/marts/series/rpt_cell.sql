with

facts as (select * from {{ ref('int_facts') }} where is_latest),

organs as (select * from {{ ref('dim_organ') }}),

periods as (select * from {{ ref('dim_period') }}),

indicators as (select * from {{ ref('dim_indicator') }}),

names as (select * from {{ ref('code_names') }}),

-- the names of other indicators say their channel and outcome themselves
told as (
    select
        facts.*,
        case when indicators.measure_kind = 'rate' then facts.channel_code end as told_channel_code,
        case when indicators.measure_kind = 'rate' then facts.outcome_code end as told_outcome_code,
        indicators.indicator_name_zh
    from facts
    inner join indicators on indicators.indicator_code = facts.indicator_code
)

select
    told.observation_id,
    organs.province_name_zh,
    organs.city_name_zh,
    organs.county_name_zh,
    told.organ_id,
    told.organ_name_zh,
    organs.organ_level,
    levels.name_zh as organ_level_zh,
    periods.report_year,
    told.period,
    told.form_code,
    told.reporting_scope,
    scopes.name_zh as scope_zh,
    told.is_certified,
    verdicts.name_zh as certification_zh,
    told.indicator_code,
    told.indicator_name_zh,
    concat_ws(
        ' · ',
        applicants.name_zh,
        coalesce(channels.name_zh, nullif(told.told_outcome_code, '')),
        nullif(told.unit_organ_name_zh, ''),
        nullif(told.kind_code, ''),
        nullif(told.topic_name_zh, ''),
        nullif(told.field_name_zh, ''),
        nullif(told.task_name_zh, ''),
        nullif(told.component_name_zh, '')
    ) as breakdown_zh,
    told.value_raw,
    told.value_reported,
    told.value_accepted,
    told.unit,
    methods.name_zh as method_zh,
    told.has_violation,
    violations.name_zh as violation_zh,
    told.place,
    told.file_name,
    told.document_id
from told
inner join organs on organs.organ_id = told.organ_id
inner join periods on periods.period = told.period
inner join names as verdicts
    on verdicts.list = 'certification' and verdicts.code = {{ yes_no_code('told.is_certified') }}
inner join names as violations
    on violations.list = 'violation' and violations.code = {{ yes_no_code('told.has_violation') }}
left join names as scopes on scopes.list = 'scope' and scopes.code = told.reporting_scope
left join names as levels on levels.list = 'organ_level' and levels.code = organs.organ_level
left join names as methods on methods.list = 'method' and methods.code = told.method
left join names as applicants on applicants.list = 'applicant' and applicants.code = told.applicant_type
left join names as channels on channels.list = 'channel' and channels.code = told.told_channel_code
