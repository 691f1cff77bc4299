-- One row per submission: what it claims, what it is, how it stands and why.
with

arrivals as (select * from {{ ref('stg_raw__arrivals') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

certification as (select * from {{ ref('int_document_certification') }}),

organs as (select * from {{ ref('int_organs') }}),

around as (select * from {{ ref('stg_raw__organs') }} where relation in ('reporter', 'above')),

kinds as (
    select periods.period, forms.form_code, kinds.report_kind
    from {{ ref('report_kinds') }} as kinds
    inner join {{ ref('form_versions') }} as forms on forms.document_kind = kinds.document_kind
    inner join {{ ref('int_periods') }} as periods on periods.grain = kinds.period_grain
),

quarantine as (
    select
        document_id,
        uri,
        reason_code,
        reason,
        row_number() over (partition by document_id order by uri) as row_no
    from {{ source('raw', 'raw_quarantine') }}
),

decisions as (
    select
        *,
        row_number() over (partition by document_id order by decided_at desc, decision_no desc) as recency
    from {{ ref('stg_raw__submission_decisions') }}
),

numbered as (
    select
        arrivals.*,
        -- members of one archive that were refused go by the hash of the archive
        row_number() over (
            partition by document_id, case when archive_document_id = document_id then uri else '' end
            order by received_at, uri
        ) as arrival_no
    from arrivals
),

joined as (
    select
        numbered.*,
        documents.document_id is not null as is_read,
        documents.organ_id,
        documents.organ_name_zh,
        documents.organ_status,
        documents.region_code,
        documents.period,
        documents.form_code,
        documents.reporting_scope,
        documents.report_key,
        documents.standing,
        documents.is_set_aside,
        documents.is_latest,
        documents.has_conflict,
        documents.successor_document_id,
        documents.known_from,
        documents.known_to,
        kinds.report_kind,
        certification.is_certified,
        certification.blocking_count,
        certification.waived_count,
        coalesce(exact.reason_code, alike.reason_code) as quarantine_reason_code,
        coalesce(exact.reason, alike.reason) as quarantine_reason,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_at,
        decisions.reason as decision_reason,
        case
            when numbered.claimed_organ_id is null then 'silent'
            when documents.document_id is null or documents.organ_status <> 'resolved' then 'unchecked'
            when claimed.relation = 'reporter' then 'agrees'
            -- a folder may be that of the organ above; a department's report may go by the name of its government
            when claimed.relation = 'above' and (numbered.claimed_by = 'folder' or reporting.kind = 'department') then 'agrees'
            else 'differs'
        end as organ_claim,
        case
            when numbered.sender_organ_id is null then 'silent'
            when documents.document_id is null or documents.organ_status <> 'resolved' then 'unchecked'
            when sending.organ_id is not null then 'agrees'
            else 'differs'
        end as sender_claim,
        case
            when numbered.claimed_period is null then 'silent'
            when documents.document_id is null then 'unchecked'
            when numbered.claimed_period = documents.period then 'agrees'
            else 'differs'
        end as period_claim
    from numbered
    left join documents on documents.document_id = numbered.document_id
    left join certification on certification.document_id = numbered.document_id
    left join kinds on kinds.form_code = documents.form_code and kinds.period = documents.period
    left join around as claimed
        on claimed.document_id = numbered.document_id and claimed.organ_id = numbered.claimed_organ_id
    left join organs as reporting on reporting.organ_id = documents.organ_id
    left join around as sending
        on sending.document_id = numbered.document_id and sending.organ_id = numbered.sender_organ_id
    left join quarantine as exact on exact.document_id = numbered.document_id and exact.uri = numbered.uri
    left join quarantine as alike on alike.document_id = numbered.document_id and alike.row_no = 1
    left join decisions on decisions.document_id = numbered.document_id and decisions.recency = 1
),

stated as (
    select
        joined.*,
        case
            when not is_read and decision = 'returned' then 'returned'
            when not is_read and quarantine_reason_code is not null then 'unreadable'
            when not is_read then 'received'
            when standing in ('returned', 'conflict', 'superseded') then standing
            when is_certified then 'certified'
            else 'read'
        end as state
    from joined
)

select
    stated.*,
    -- what it is about: what the document says, or failing that what it claims
    case when is_read then stated.organ_id else claimed_organ_id end as subject_organ_id,
    case when is_read then stated.period else claimed_period end as subject_period,
    case
        when is_read then stated.report_kind
        when length(claimed_period) = 4 then 'annual_report'
        when claimed_period like '%Q%' then 'quarterly_bulletin'
        when claimed_period like '%H%' then 'half_year_bulletin'
        when length(claimed_period) = 7 then 'monthly_bulletin'
        when claimed_period is not null then 'cumulative_bulletin'
    end as subject_report_kind
from stated
