with

sides as (select * from {{ ref('int_metric_sides') }}),

definitions as (select * from {{ ref('int_metric_comparability') }}),

metrics as (select * from {{ ref('metrics') }}),

members as (select * from {{ ref('metric_members') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

periods as (select * from {{ ref('int_periods') }}),

certification as (select document_id, is_certified from {{ ref('int_document_certification') }}),

reasons as (select * from {{ ref('metric_reasons') }}),

-- what any report may state is asked where both sides are spoken of; a form is asked for what it should hold
asked as (
    select metric_code, form_code, document_id, period, applicant_type, unit_role, unit_group_code, unit_organ_name_zh
    from sides
    group by metric_code, form_code, document_id, period, applicant_type, unit_role, unit_group_code, unit_organ_name_zh
    having form_code <> 'ANY' or count(distinct side) = 2
),

-- a side that no member has of its own is that of each; spelled out, so that all is joined by equality
known as (
    select
        sides.side, sides.metric_code, sides.form_code, definitions.member_code, sides.document_id, sides.period,
        sides.applicant_type, sides.unit_role, sides.unit_group_code, sides.unit_organ_name_zh, sides.value,
        sides.is_approximate, sides.has_violation
    from sides
    inner join definitions
        on definitions.metric_code = sides.metric_code and definitions.form_code = sides.form_code
    where sides.member_code in (definitions.member_code, '*')
),

paired as (
    select
        asked.*,
        definitions.member_code,
        definitions.comparability,
        definitions.comparability_reason_code,
        numerators.value as numerator_known,
        denominators.value as denominator_known,
        coalesce(numerators.is_approximate, false) or coalesce(denominators.is_approximate, false) as is_approximate,
        coalesce(numerators.has_violation, false) or coalesce(denominators.has_violation, false) as has_violation
    from asked
    inner join definitions
        on definitions.metric_code = asked.metric_code and definitions.form_code = asked.form_code
    {% for side in ('numerator', 'denominator') -%}
    left join known as {{ side }}s
        on {{ side }}s.side = '{{ side }}'
        and {{ side }}s.metric_code = asked.metric_code
        and {{ side }}s.form_code = asked.form_code
        and {{ side }}s.member_code = definitions.member_code
        and {{ side }}s.document_id = asked.document_id
        and {{ side }}s.period = asked.period
        and {{ side }}s.applicant_type = asked.applicant_type
        and {{ side }}s.unit_role = asked.unit_role
        and {{ side }}s.unit_group_code = asked.unit_group_code
        and {{ side }}s.unit_organ_name_zh = asked.unit_organ_name_zh
    {% endfor %}
),

judged as (
    select
        paired.*,
        case
            when numerator_known is null then coalesce(nullif(metrics.missing_reason_code, ''), 'numerator_missing')
            when denominator_known is null then 'denominator_missing'
            when denominator_known = 0 then 'denominator_zero'
            when denominator_known < 0 then 'denominator_negative'
            else ''
        end as value_reason_code,
        -- both or neither, so that sums over rows stay a rate
        case when denominator_known is not null then numerator_known end as numerator,
        case when numerator_known is not null then denominator_known end as denominator,
        count(case when unit_role = 'overall' and numerator_known is not null and denominator_known is not null then 1 end)
            over (partition by paired.metric_code, member_code, document_id, period, applicant_type) as overall_count,
        count(case when unit_role = 'total' then 1 end)
            over (partition by paired.metric_code, member_code, document_id, period, applicant_type) as total_count
    from paired
    inner join metrics on metrics.metric_code = paired.metric_code
)

select
    judged.metric_code,
    metrics.name_zh as metric_name_zh,
    judged.member_code,
    members.name_zh as member_name_zh,
    documents.organ_id,
    documents.organ_name_zh,
    documents.region_code,
    documents.reporting_scope,
    judged.period,
    periods.grain as period_grain,
    cast(periods.report_year as integer) as report_year,
    periods.period_start_date,
    periods.period_end_date,
    documents.form_code,
    judged.applicant_type,
    judged.unit_role,
    judged.unit_group_code,
    judged.unit_organ_name_zh,
    judged.applicant_type = 'total' and (
        (judged.unit_role = 'overall' and (judged.overall_count = 1 or judged.total_count <> 1))
        or (judged.unit_role = 'total' and judged.overall_count = 0 and judged.total_count = 1)
    ) as is_total,
    {{ exact('judged.numerator') }} as numerator,
    {{ exact('judged.denominator') }} as denominator,
    case when judged.value_reason_code = '' then {{ exact_percent('judged.numerator', 'judged.denominator') }} end as value_pct,
    metrics.unit_zh as unit,
    judged.value_reason_code,
    coalesce(value_reasons.reason_zh, '') as value_reason_zh,
    judged.comparability,
    judged.comparability_reason_code,
    coalesce(reasons.reason_zh, '') as comparability_reason_zh,
    judged.is_approximate,
    judged.has_violation,
    certification.is_certified,
    judged.document_id,
    documents.arrived_at as known_from
from judged
inner join metrics on metrics.metric_code = judged.metric_code
inner join documents on documents.document_id = judged.document_id
inner join periods on periods.period = judged.period
inner join certification on certification.document_id = judged.document_id
left join members on members.metric_code = judged.metric_code and members.member_code = judged.member_code
left join reasons on reasons.reason_code = judged.comparability_reason_code
left join reasons as value_reasons on value_reasons.reason_code = judged.value_reason_code
