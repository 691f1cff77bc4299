with

due as (select * from {{ ref('int_reports_due') }}),

submissions as (select * from {{ ref('int_submissions') }} where subject_organ_id is not null and subject_report_kind is not null),

told as (select submission_id, reason_codes, reason from {{ ref('rpt_submission') }}),

exemptions as (select * from {{ ref('exemptions') }}),

organs as (select * from {{ ref('int_organs') }}),

kinds as (select * from {{ ref('report_kinds') }}),

states as (select * from {{ ref('submission_states') }}),

in_force as (select distinct report_key from submissions where is_latest),

-- Of what came for one report, that which the office has to look at first; what was replaced counts last.
ranked as (
    select
        submissions.*,
        row_number() over (
            partition by subject_organ_id, subject_period, subject_report_kind
            order by
                case
                    when state = 'conflict' then 1
                    when state = 'returned' and in_force.report_key is null then 2
                    when state = 'read' then 3
                    when state = 'certified' then 4
                    when state = 'received' then 5
                    when state = 'unreadable' then 6
                    else 7
                end,
                arrival_no, received_at desc, submission_id
        ) as choice_no,
        min(case when is_read then received_at end) over (
            partition by subject_organ_id, subject_period, subject_report_kind
        ) as first_received_at,
        count(*) over (partition by subject_organ_id, subject_period, subject_report_kind) as submission_count
    from submissions
    left join in_force on in_force.report_key = submissions.report_key
),

chosen as (select * from ranked where choice_no = 1),

subjects as (
    select organ_id, period, report_kind from due
    union
    select subject_organ_id, subject_period, subject_report_kind from chosen
),

joined as (
    select
        subjects.organ_id,
        coalesce(due.organ_name_zh, organs.organ_name_zh, chosen.organ_name_zh, chosen.claimed_organ_name_zh) as organ_name_zh,
        coalesce(due.organ_kind, organs.kind, '') as organ_kind,
        coalesce(due.organ_level, organs.level, '') as organ_level,
        coalesce(due.region_code, organs.region_code, '') as region_code,
        coalesce(due.parent_organ_id, nullif(organs.parent_organ_id, '')) as parent_organ_id,
        subjects.period,
        cast(substring(subjects.period, 1, 4) as integer) as report_year,
        subjects.report_kind,
        due.duty_id,
        due.duty_id is not null as is_due,
        due.due_date,
        due.publish_due_date,
        case
            when chosen.submission_id is not null then chosen.state
            when exemptions.organ_id is not null then 'waived'
            else 'owed'
        end as state,
        exemptions.reason as exemption_reason,
        chosen.submission_id,
        chosen.document_id,
        chosen.file_name,
        chosen.sender,
        chosen.received_at,
        chosen.first_received_at,
        coalesce(chosen.submission_count, 0) as submission_count,
        chosen.is_certified,
        chosen.blocking_count as error_count,
        chosen.decided_by,
        chosen.decided_at
    from subjects
    left join due
        on due.organ_id = subjects.organ_id and due.period = subjects.period and due.report_kind = subjects.report_kind
    left join chosen
        on chosen.subject_organ_id = subjects.organ_id
        and chosen.subject_period = subjects.period
        and chosen.subject_report_kind = subjects.report_kind
    left join exemptions
        on exemptions.organ_id = subjects.organ_id
        and exemptions.period = subjects.period
        and exemptions.report_kind = subjects.report_kind
    left join organs on organs.organ_id = subjects.organ_id
)

select
    joined.organ_id,
    joined.organ_name_zh,
    joined.organ_kind,
    joined.organ_level,
    joined.region_code,
    joined.parent_organ_id,
    parents.organ_name_zh as parent_organ_name_zh,
    joined.period,
    joined.report_year,
    joined.report_kind,
    kinds.name_zh as report_kind_name_zh,
    joined.is_due,
    joined.duty_id,
    joined.due_date,
    joined.publish_due_date,
    joined.state,
    states.state_order,
    states.state_name_zh,
    coalesce(told.reason_codes, case when joined.state = 'waived' then 'exempt' end, '') as reason_codes,
    coalesce(told.reason, case when joined.state = 'waived' then joined.exemption_reason end, '') as reason,
    joined.submission_id,
    joined.document_id,
    joined.file_name,
    joined.sender,
    joined.received_at,
    joined.first_received_at,
    -- before the office decides or the sender mends anything, the first file counts
    case
        when joined.due_date is not null and joined.first_received_at is not null
            then cast(greatest(date_diff('day', joined.due_date, {{ day_in_china('joined.first_received_at') }}), 0) as integer)
    end as late_days,
    cast(joined.submission_count as integer) as submission_count,
    joined.is_certified,
    joined.error_count,
    joined.decided_by,
    joined.decided_at
from joined
inner join kinds on kinds.report_kind = joined.report_kind
inner join states on states.state_code = joined.state
left join told on told.submission_id = joined.submission_id
left join organs as parents on parents.organ_id = joined.parent_organ_id
