-- One row per submission and reason that the office should see, with its words.
with

submissions as (select * from {{ ref('int_submissions') }}),

words as (
    select reason_code, reason_zh from {{ ref('submission_reasons') }}
    union all
    select reason_code, reason_zh from {{ ref('quarantine_reasons') }}
),

reasons as (
    select submission_id, 1 as reason_no, quarantine_reason_code as reason_code, '' as detail
    from submissions
    where state = 'unreadable'

    union all

    select submission_id, 2, 'returned', concat(decision_reason, '（', decided_by, '）') from submissions where state = 'returned'

    union all

    select submission_id, 3, 'rival', '' from submissions where state = 'conflict' or (is_latest and has_conflict)

    union all

    select submission_id, 4, case when is_set_aside then 'set_aside' else 'replaced' end, ''
    from submissions
    where state = 'superseded'

    union all

    select submission_id, 5, 'violated', concat(cast(blocking_count as varchar), '处') from submissions where state = 'read'

    union all

    select submission_id, 6, 'organ_unknown', '' from submissions where is_read and organ_status <> 'resolved'

    union all

    select submission_id, 7, 'organ_differs', claimed_organ_name_zh from submissions where organ_claim = 'differs'

    union all

    select submission_id, 8, 'sender_differs', sender from submissions where sender_claim = 'differs'

    union all

    select submission_id, 9, 'period_differs', claimed_period from submissions where period_claim = 'differs'

    union all

    select submission_id, 10, 'repeated', '' from submissions where arrival_no > 1
)

select
    reasons.submission_id,
    reasons.reason_no,
    reasons.reason_code,
    concat(
        coalesce(words.reason_zh, reasons.reason_code),
        case when coalesce(reasons.detail, '') <> '' then concat('：', reasons.detail) else '' end
    ) as reason
from reasons
left join words on words.reason_code = reasons.reason_code
