-- One row per organ, period and kind of report of which a readable file came: since when it is known to have been there, by what, and how late that is.
with

submissions as (
    select *
    from {{ ref('int_submissions') }}
    where is_read and subject_organ_id is not null and subject_report_kind is not null
),

due as (select * from {{ ref('int_reports_due') }}),

-- A folder that is mirrored tells no day of receipt. The day a file states itself is one by which it was public,
-- unless it lies within the period that the report is of.
first_days as (
    select
        subject_organ_id as organ_id,
        subject_period as period,
        subject_report_kind as report_kind,
        min(case when is_delivered then received_at end) as first_received_at,
        min(case when not is_delivered and published_date > {{ period_end_date('subject_period') }} then published_date end)
            as first_published_date
    from submissions
    group by subject_organ_id, subject_period, subject_report_kind
),

-- before the office decides or the sender mends anything, the first file counts
based as (
    select
        *,
        case
            when first_received_at is null and first_published_date is null then ''
            when first_received_at is null then 'published'
            when first_published_date < {{ day_in_china('first_received_at') }} then 'published'
            else 'received'
        end as day_basis
    from first_days
)

select
    based.organ_id,
    based.period,
    based.report_kind,
    due.duty_id is not null as is_due,
    based.first_received_at,
    based.first_published_date,
    based.day_basis,
    case
        when due.duty_id is null or based.day_basis = '' then null
        when based.day_basis = 'received'
            then greatest(date_diff('day', due.due_date, {{ day_in_china('based.first_received_at') }}), 0)
        -- what is published in time was handed in on a day that nobody noted
        else greatest(date_diff('day', coalesce(due.publish_due_date, due.due_date), based.first_published_date), 0)
    end as late_days
from based
left join due on due.organ_id = based.organ_id and due.period = based.period and due.report_kind = based.report_kind
