-- One row per latest document, period, measure and slice: the figures that metrics are made of, those counted here among them.
with

measures as (select distinct measure, dimensions from {{ ref('int_metric_terms') }}),

facts as (
    select
        *,
        case when applicant_type = '' then 'total' else applicant_type end as applicant_slice
    from {{ ref('int_facts') }}
    where is_latest
        and kind_code = '' and topic_name_zh = '' and task_name_zh = '' and component_name_zh = '' and field_name_zh = ''
),

documents as (select * from {{ ref('int_documents_resolved') }} where is_latest),

outcomes as (select * from {{ ref('int_rule_outcomes') }} where outcome <> 'undecided'),

certification as (select * from {{ ref('int_document_certification') }}),

submissions as (
    select *
    from {{ ref('int_submissions') }}
    where subject_organ_id is not null and subject_report_kind is not null
),

due as (select * from {{ ref('int_reports_due') }}),

zeros as (select * from {{ ref('int_blanks_proved_zero') }}),

stated as (
    select
        facts.document_id,
        facts.form_code,
        facts.period,
        facts.indicator_code as measure,
        facts.applicant_slice as applicant_type,
        facts.unit_role,
        facts.unit_group_code,
        facts.unit_organ_name_zh,
        case
            when facts.value_accepted is not null then facts.value_accepted
            when zeros.observation_id is not null then {{ exact('0') }}
        end as value,
        facts.is_approximate,
        facts.has_violation,
        -- a total that prose repeats without its applicant is the one of the table
        row_number() over (
            partition by
                facts.document_id, facts.period, facts.indicator_code, facts.applicant_slice, facts.unit_role,
                facts.unit_group_code, facts.unit_organ_name_zh
            order by case when facts.applicant_type = '' then 1 else 0 end, facts.observation_id
        ) as choice_no
    from facts
    inner join (select distinct measure from measures) as used on used.measure = facts.indicator_code
    left join zeros on zeros.observation_id = facts.observation_id
),

figures as (
    select document_id, form_code, period, measure, applicant_type, unit_role, unit_group_code, unit_organ_name_zh, value, is_approximate, has_violation
    from stated
    where choice_no = 1
),

over_units as (
    select
        figures.document_id,
        figures.form_code,
        figures.period,
        figures.measure,
        case when count(figures.value) = count(*) then sum(figures.value) end as value,
        bool_or(figures.is_approximate) as is_approximate,
        bool_or(figures.has_violation) as has_violation
    from figures
    inner join measures on measures.measure = figures.measure and measures.dimensions = 'organ=each'
    where figures.unit_role = 'each' and figures.applicant_type = 'total'
    group by figures.document_id, figures.form_code, figures.period, figures.measure
),

checks as (
    select
        certification.document_id,
        count(outcomes.check_id) as decided_count,
        count(case when outcomes.outcome = 'violated' then 1 end) as violated_count,
        {% for severity in ('error', 'warning') -%}
        count(case when outcomes.severity = '{{ severity }}' then 1 end) as decided_{{ severity }}_count,
        count(case when outcomes.severity = '{{ severity }}' and outcomes.outcome = 'violated' then 1 end) as violated_{{ severity }}_count,
        {% endfor -%}
        max(case when certification.is_certified then 1 else 0 end) as certified_count
    from certification
    left join outcomes on outcomes.document_id = certification.document_id
    group by certification.document_id
),

first_received as (
    select subject_organ_id, subject_period, subject_report_kind, min(received_at) as first_received_at
    from submissions
    where is_read
    group by subject_organ_id, subject_period, subject_report_kind
),

-- in time by the first readable file, whatever was mended later
timeliness as (
    select
        submissions.document_id,
        max(case when {{ day_in_china('first_received.first_received_at') }} <= due.due_date then 1 else 0 end) as on_time_count
    from submissions
    inner join first_received
        on first_received.subject_organ_id = submissions.subject_organ_id
        and first_received.subject_period = submissions.subject_period
        and first_received.subject_report_kind = submissions.subject_report_kind
    inner join due
        on due.organ_id = submissions.subject_organ_id
        and due.period = submissions.subject_period
        and due.report_kind = submissions.subject_report_kind
    where submissions.is_latest
    group by submissions.document_id
),

counted as (
    select document_id, 'reports.filed' as measure, 1 as value from checks
    union all
    select document_id, 'reports.certified', certified_count from checks
    union all
    select document_id, 'submissions.due', 1 from timeliness
    union all
    select document_id, 'submissions.on_time', on_time_count from timeliness
    {% for outcome in ('decided', 'violated') -%}
    union all
    select document_id, 'checks.{{ outcome }}', {{ outcome }}_count from checks
    union all
    select document_id, 'checks.{{ outcome }}.error', {{ outcome }}_error_count from checks
    union all
    select document_id, 'checks.{{ outcome }}.warning', {{ outcome }}_warning_count from checks
    {% endfor %}
)

select *, '' as dimensions
from figures

union all

select document_id, form_code, period, measure, 'total', 'overall', '', '', value, is_approximate, has_violation, 'organ=each'
from over_units

union all

select
    counted.document_id,
    documents.form_code,
    documents.period,
    counted.measure,
    'total',
    'overall',
    '',
    '',
    {{ exact('counted.value') }},
    false,
    false,
    ''
from counted
inner join documents on documents.document_id = counted.document_id
