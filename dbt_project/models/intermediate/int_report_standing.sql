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
        row_number() over (
            partition by instants.report_key, instants.instant_at, decisions.document_id
            order by decisions.decided_at desc, decisions.decision_no desc
        ) as recency
    from instants
    inner join decisions on decisions.report_key = instants.report_key and decisions.decided_at <= instants.instant_at
),

-- the last choice holds, even once what was chosen is returned: what it set aside stays aside
choices as (
    select
        instants.report_key,
        instants.instant_at,
        decisions.document_id as chosen_document_id,
        decisions.decided_at as chosen_at,
        row_number() over (
            partition by instants.report_key, instants.instant_at
            order by decisions.decided_at desc, decisions.decision_no desc
        ) as recency
    from instants
    inner join decisions
        on decisions.report_key = instants.report_key
        and decisions.decided_at <= instants.instant_at
        and decisions.decision = 'accepted'
),

judged as (
    select
        instants.report_key,
        instants.instant_at,
        dense_rank() over (partition by instants.report_key order by instants.instant_at) as instant_no,
        documents.document_id,
        documents.family,
        documents.arrived_at,
        coalesce(decided.decision, '') as decision,
        choices.chosen_at,
        coalesce(choices.chosen_document_id = documents.document_id, false) as is_chosen,
        max(documents.arrived_at) over (
            partition by instants.report_key, instants.instant_at, documents.family
        ) as family_latest_at
    from instants
    inner join documents on documents.report_key = instants.report_key and documents.arrived_at <= instants.instant_at
    left join decided
        on decided.report_key = instants.report_key
        and decided.instant_at = instants.instant_at
        and decided.document_id = documents.document_id
        and decided.recency = 1
    left join choices
        on choices.report_key = instants.report_key and choices.instant_at = instants.instant_at and choices.recency = 1
),

-- The last that a sender sent counts, and what the office chose until its sender sends another; what was returned is out.
waiting as (
    select *
    from judged
    where
        decision <> 'returned'
        and case
            when is_chosen then family_latest_at <= chosen_at
            else arrived_at = family_latest_at and (chosen_at is null or arrived_at > chosen_at)
        end
),

families as (
    select
        report_key,
        family,
        instant_no,
        min(document_id) as document_id,
        instant_no - row_number() over (partition by report_key, family order by instant_no) as stretch_no
    from waiting
    group by report_key, family, instant_no
),

-- Whoever came first stays in force as long as anything of theirs counts; of one delivery, the smaller hash.
led as (
    select
        families.report_key,
        families.instant_no,
        families.document_id,
        row_number() over (
            partition by families.report_key, families.instant_no order by births.born_no, births.born_document_id
        ) as rank_no
    from families
    inner join (
        select
            report_key,
            family,
            stretch_no,
            min(instant_no) as born_no,
            min_by(document_id, instant_no) as born_document_id
        from families
        group by report_key, family, stretch_no
    ) as births
        on births.report_key = families.report_key
        and births.family = families.family
        and births.stretch_no = families.stretch_no
)

select
    judged.report_key,
    judged.instant_at,
    judged.instant_no,
    judged.document_id,
    judged.family,
    judged.arrived_at,
    judged.decision,
    led.document_id is not null as is_in_force,
    case
        when led.document_id is not null then 'in_force'
        when judged.decision = 'returned' then 'returned'
        when waiting.document_id is not null then 'conflict'
        else 'superseded'
    end as standing
from judged
left join waiting on waiting.document_id = judged.document_id and waiting.instant_no = judged.instant_no
left join led
    on led.report_key = judged.report_key
    and led.instant_no = judged.instant_no
    and led.document_id = judged.document_id
    and led.rank_no = 1
