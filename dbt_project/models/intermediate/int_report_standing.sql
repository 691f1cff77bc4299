-- One row per document whose report has rivals or was decided on, and instant at which something came or was decided: whether it was in force then.
with

documents as (select document_id, report_key, family, arrived_at from {{ ref('int_documents_identified') }}),

decisions as (
    select decisions.*, documents.report_key
    from {{ ref('stg_raw__submission_decisions') }} as decisions
    inner join documents on documents.document_id = decisions.document_id
),

contested as (
    select report_key from documents group by report_key having count(*) > 1
    union
    select report_key from decisions
),

instants as (
    select documents.report_key, documents.arrived_at as instant_at
    from documents
    inner join contested on contested.report_key = documents.report_key
    union
    select report_key, decided_at from decisions
),

decided as (
    select
        instants.report_key,
        instants.instant_at,
        decisions.document_id,
        decisions.decision,
        decisions.decided_at,
        decisions.decision_no,
        row_number() over (
            partition by instants.report_key, instants.instant_at, decisions.document_id
            order by decisions.decided_at desc, decisions.decision_no desc
        ) as recency
    from instants
    inner join decisions on decisions.report_key = instants.report_key and decisions.decided_at <= instants.instant_at
),

known as (
    select
        instants.report_key,
        instants.instant_at,
        documents.document_id,
        documents.family,
        documents.arrived_at,
        coalesce(decided.decision, '') as decision,
        decided.decided_at,
        row_number() over (
            partition by instants.report_key, instants.instant_at
            order by
                case when decided.decision = 'accepted' then 0 else 1 end, decided.decided_at desc, decided.decision_no desc,
                documents.document_id
        ) = 1 and coalesce(decided.decision = 'accepted', false) as is_chosen,
        max(case when decided.decision = 'returned' then documents.arrived_at end) over (
            partition by instants.report_key, instants.instant_at, documents.family
        ) as family_returned_at
    from instants
    inner join documents on documents.report_key = instants.report_key and documents.arrived_at <= instants.instant_at
    left join decided
        on decided.report_key = instants.report_key
        and decided.instant_at = instants.instant_at
        and decided.document_id = documents.document_id
        and decided.recency = 1
),

judged as (
    select
        known.*,
        max(case when is_chosen then decided_at end) over (partition by report_key, instant_at) as chosen_at
    from known
),

-- What was returned is out, and what it had replaced does not come back by itself; what the office chose sets the rest aside.
eligible as (
    select *
    from judged
    where
        decision <> 'returned'
        and (
            family_returned_at is null
            or arrived_at >= family_returned_at
            or (decision = 'accepted' and decided_at >= family_returned_at)
        )
        and (chosen_at is null or is_chosen or arrived_at > chosen_at)
),

led as (
    select
        eligible.*,
        first_value(family) over (
            partition by report_key, instant_at
            order by case when is_chosen then 0 else 1 end, arrived_at, document_id
        ) as leading_family,
        max(arrived_at) over (partition by report_key, instant_at, family) as family_latest_at
    from eligible
),

-- The first to come is in force until the same sender sends a later one; of one delivery neither is later.
ranked as (
    select
        led.*,
        family = leading_family
        and row_number() over (
            partition by report_key, instant_at, family order by arrived_at desc, document_id
        ) = 1 as is_in_force
    from led
)

select
    judged.report_key,
    judged.instant_at,
    judged.document_id,
    judged.family,
    judged.arrived_at,
    judged.decision,
    coalesce(ranked.is_in_force, false) as is_in_force,
    case
        when ranked.is_in_force then 'in_force'
        when judged.decision = 'returned' then 'returned'
        when ranked.arrived_at = ranked.family_latest_at then 'conflict'
        else 'superseded'
    end as standing,
    dense_rank() over (partition by judged.report_key order by judged.instant_at) as instant_no
from judged
left join ranked
    on ranked.report_key = judged.report_key
    and ranked.instant_at = judged.instant_at
    and ranked.document_id = judged.document_id
