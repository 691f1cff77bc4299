with

submissions as (select * from {{ ref('int_submissions') }}),

states as (select * from {{ ref('submission_states') }}),

reasons as (
    select
        submission_id,
        {{ text_list('reason_code', ';', 'reason_no') }} as reason_codes,
        {{ text_list('reason', '；', 'reason_no') }} as reason
    from {{ ref('int_submission_reasons') }}
    group by submission_id
)

select
    submissions.submission_id,
    submissions.document_id,
    submissions.source,
    submissions.uri,
    submissions.file_name,
    submissions.media_type,
    cast(submissions.size_bytes as bigint) as size_bytes,
    submissions.archive_uri,
    submissions.archive_document_id,
    submissions.sender,
    submissions.received_at,
    {{ day_in_china('submissions.received_at') }} as received_date,
    submissions.claimed_organ_id,
    submissions.claimed_organ_name_zh,
    submissions.claimed_period,
    submissions.organ_id,
    submissions.organ_name_zh,
    submissions.region_code,
    submissions.period,
    submissions.report_kind,
    submissions.form_code,
    submissions.reporting_scope,
    submissions.organ_claim,
    submissions.sender_claim,
    submissions.period_claim,
    submissions.state,
    states.state_name_zh,
    coalesce(reasons.reason_codes, '') as reason_codes,
    coalesce(reasons.reason, '') as reason,
    coalesce(submissions.is_latest, false) as is_in_force,
    submissions.is_certified,
    submissions.blocking_count as error_count,
    submissions.waived_count,
    submissions.successor_document_id,
    submissions.decision,
    submissions.decided_by,
    submissions.decided_at,
    submissions.decision_reason,
    submissions.known_from,
    submissions.known_to
from submissions
inner join states on states.state_code = submissions.state
left join reasons on reasons.submission_id = submissions.submission_id
